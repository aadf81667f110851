"""Pages about what leaves the house: webhooks, deliveries, and the outbox while no mail server is set up."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handraiser.exchange import webhooks as verbs
from handraiser.exchange.forms import WebhookForm
from handraiser.exchange.models import Delivery, OutboxMail, Webhook
from handraiser.exchange.retrying import retry as retry_delivery
from handraiser.organisation.access import SignedIn, only

ROWS = 50
STATES = {
    "waiting": Q(delivered_us=None, given_up_us=None),
    "given_up": Q(given_up_us__isnull=False),
    "delivered": Q(delivered_us__isnull=False),
}


@only()
def webhooks(request: SignedIn) -> HttpResponse:
    """Every endpoint, and the form that adds one."""
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = verbs.create_webhook(form.cleaned_data["name"], form.cleaned_data["url"], request.user).webhook
        messages.success(request, _("%(name)s will be told about every alert.") % {"name": made.name})
        return redirect("webhook", made.pk)
    endpoints = Webhook.objects.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__delivered_us=None, deliveries__given_up_us=None)),
        given_up=Count("deliveries", filter=Q(deliveries__given_up_us__isnull=False)),
    ).order_by("name")
    shown = {"form": form, "endpoints": endpoints}
    return render(request, "exchange/webhooks.html", shown, status=422 if form.errors else 200)


@only()
@require_safe
def webhook(request: SignedIn, pk: int) -> HttpResponse:
    """One endpoint: its secret and what was sent to it last."""
    endpoint = get_object_or_404(Webhook, pk=pk)
    last = endpoint.deliveries.order_by("-id")[:20]
    return render(request, "exchange/webhook.html", {"endpoint": endpoint, "deliveries": last})


@only()
@require_POST
def webhook_test(request: SignedIn, pk: int) -> HttpResponse:
    """Queue a test message to the endpoint."""
    endpoint = get_object_or_404(Webhook, pk=pk)
    verbs.send_test(endpoint, request.user)
    messages.success(request, _("A test is on its way; see below what came of it."))
    return redirect("webhook", pk)


@only()
@require_POST
def webhook_switch(request: SignedIn, pk: int) -> HttpResponse:
    """On or off, as the button said."""
    endpoint = get_object_or_404(Webhook, pk=pk)
    if request.POST.get("to") == "on":
        verbs.switch_on(endpoint, request.user)
        messages.success(request, _("Switched on, from the next alert."))
    else:
        verbs.switch_off(endpoint, request.user, reason=_("by hand"))
        messages.success(request, _("Switched off. What waited for it was given up."))
    return redirect("webhook", pk)


@only()
@require_safe
def deliveries(request: SignedIn) -> HttpResponse:
    """Every message to an address, newest first, by state."""
    state = request.GET.get("state", "")
    rows = Delivery.objects.select_related("webhook", "user", "alert__person").order_by("-id")
    if state in STATES:
        rows = rows.filter(STATES[state])
    counts = Delivery.objects.aggregate(**{name: Count("id", filter=kind) for name, kind in STATES.items()})
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    words = {"waiting": _("Waiting"), "given_up": _("Given up"), "delivered": _("Delivered")}
    states = [(name, words[name], counts[name]) for name in STATES]
    return render(request, "exchange/deliveries.html", {"page": page, "state": state, "states": states})


@only()
@require_POST
def delivery_retry(request: SignedIn, pk: int) -> HttpResponse:
    """Try a delivery again, now."""
    retry_delivery(get_object_or_404(Delivery, pk=pk), request.user)
    messages.success(request, _("It will be tried again within seconds."))
    return redirect("deliveries")


@only()
@require_safe
def outbox(request: SignedIn) -> HttpResponse:
    """Mails written while no mail server is set up."""
    page = Paginator(OutboxMail.objects.order_by("-id"), ROWS).get_page(request.GET.get("page"))
    return render(request, "exchange/outbox.html", {"page": page, "mail_is_set_up": bool(settings.MAIL_URL)})


@only()
@require_safe
def outbox_mail(request: SignedIn, pk: int) -> HttpResponse:
    """One mail, as its reader would see the text of it."""
    return render(request, "exchange/outbox_mail.html", {"mail": get_object_or_404(OutboxMail, pk=pk)})
