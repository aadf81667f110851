"""Every folder's pages under one address."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("handraiser.web.urls")),
    path("", include("handraiser.organisation.urls")),
    path("", include("handraiser.events.urls")),
    path("", include("handraiser.people.urls")),
    path("", include("handraiser.lifecycle.urls")),
    path("", include("handraiser.handoff.urls")),
    path("", include("handraiser.deals.urls")),
    path("", include("handraiser.audiences.urls")),
    path("", include("handraiser.insight.urls")),
    path("", include("handraiser.exchange.urls")),
    path("", include("handraiser.privacy.urls")),
    path("", include("handraiser.worker.urls")),
]
handler400 = "handraiser.web.failures.bad_request"
handler403 = "handraiser.web.failures.forbidden"
handler404 = "handraiser.web.failures.not_found"
handler500 = "handraiser.web.failures.crashed"
