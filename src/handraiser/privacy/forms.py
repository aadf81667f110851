"""Forms of Settings, Privacy."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from handraiser.privacy.models import Purpose, Retention

MOST_DAYS = 36_500


class RetentionForm(forms.ModelForm):  # type: ignore[type-arg]
    """How long things are kept; nothing typed is for ever."""

    visitor_days = forms.IntegerField(
        label=_("Visitors nobody ever knew: days after they were last seen"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("With all their events. Empty: for ever."),
    )
    person_months = forms.IntegerField(
        label=_("Known people: months after they were last seen"),
        required=False,
        min_value=1,
        max_value=1_200,
        help_text=_("They are erased as if they had asked, but may come back. Empty: for ever."),
    )
    quarantine_days = forms.IntegerField(
        label=_("Refused events: days after they arrived"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Empty: for ever."),
    )
    delivery_days = forms.IntegerField(
        label=_("Deliveries and copies of mails: days after they were queued"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Only what has arrived or was given up. Empty: for ever."),
    )
    import_days = forms.IntegerField(
        label=_("Files of imports: days after they were brought"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("With the rows quoted from them. What was imported stays, and can be undone. Empty: for ever."),
    )

    class Meta:
        model = Retention
        fields: ClassVar[list[str]] = [
            "visitor_days",
            "person_months",
            "quarantine_days",
            "delivery_days",
            "import_days",
        ]


class PurposeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A purpose with the words that people are shown."""

    class Meta:
        model = Purpose
        fields: ClassVar[list[str]] = ["name", "wording", "version"]
        widgets: ClassVar[dict[str, forms.Widget]] = {"wording": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar[dict[str, object]] = {
            "name": _("As your forms and consent tool send it, for example: marketing. A name that is there changes."),
            "version": _("For example: 2026-05."),
        }
