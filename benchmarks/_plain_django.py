"""The plain way: a Django view that stores one event by the ORM, in the same server and the same database."""

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")
os.environ["HANDRAISER_PLAIN_VIEW"] = "1"

import django

django.setup()

from django.conf import settings  # noqa: E402 - after Django is set up
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from handraiser.clock import now_us  # noqa: E402
from handraiser.events.models import Event, SourceKey  # noqa: E402
from handraiser.web.bridge import Bridge  # noqa: E402


@csrf_exempt
def track(request: HttpRequest) -> JsonResponse:
    """Authenticate, store, answer: three queries."""
    source_id = SourceKey.objects.values_list("source_id", flat=True).first() or 0
    message = json.loads(request.body)
    Event.objects.get_or_create(
        source_id=source_id,
        message_id=message["messageId"],
        defaults={
            "kind": "track",
            "name": message["event"],
            "anonymous_id": message["anonymousId"],
            "trust": 0,
            "occurred_us": now_us(),
            "received_us": now_us(),
            "payload": request.body.decode(),
        },
    )
    return JsonResponse({"success": True})


urlpatterns = [path("v1/track", track)]
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
_bridge = Bridge(get_wsgi_application())


async def app(scope, receive, send) -> None:
    """Granian's entry."""
    if scope["type"] == "http":
        await _bridge(scope, receive, send)
