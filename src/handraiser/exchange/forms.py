"""The form of a webhook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handraiser.exchange.models import Webhook
from handraiser.exchange.webhooks import WebhookRefused, usable


class WebhookForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name and address; where a name leads is checked each time something is sent."""

    url = forms.CharField(
        label=_("Address"),
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://hooks.acme.example/handraiser"}),
        help_text=_("It must be on the internet and start with https://, unless the administrator allows others."),
    )

    class Meta:
        model = Webhook
        fields = ["name", "url"]

    def clean_url(self) -> str:
        try:
            return usable(self.cleaned_data["url"])
        except WebhookRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
