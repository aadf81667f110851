"""Forms about users and the organisation."""

import zoneinfo

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from handraiser.organisation import regions
from handraiser.organisation.models import Organisation, Role, User


def _zones() -> list[tuple[str, str]]:
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names]


class SignInForm(AuthenticationForm):
    """E-mail and password; the e-mail in any case."""

    error_messages = {
        "invalid_login": _("E-mail and password do not match."),
        "inactive": _("This account was deactivated. Ask an administrator."),
    }

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, zone and currency of the house."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones, help_text=_("Midnight for scores and reports."))

    region = forms.ChoiceField(
        label=_("Region"),
        choices=regions.choices,
        help_text=_("How dates and numbers are written; when a week begins."),
    )

    class Meta:
        model = Organisation
        fields = ["name", "time_zone", "region", "currency", "objection"]


class InviteForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new user."""

    class Meta:
        model = User
        fields = ["email", "name", "role"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is a user with this e-mail already."))
        return email


class RoleForm(forms.Form):
    """Another role for a user."""

    role = forms.ChoiceField(choices=Role.choices)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a user sets for themselves."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [("", _("As the organisation")), *_zones()], required=False
    )

    region = forms.ChoiceField(
        label=_("Region"),
        choices=lambda: [("", _("As the organisation")), *regions.choices()],
        required=False,
        help_text=_("How dates and numbers are written; when a week begins."),
    )

    class Meta:
        model = User
        fields = ["name", "time_zone", "region", "theme"]
