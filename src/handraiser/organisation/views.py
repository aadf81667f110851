"""Signing in and out, the user's own profile."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.organisation import audit, signing_in
from handraiser.organisation.access import SignedIn
from handraiser.organisation.forms import ProfileForm, SignInForm
from handraiser.organisation.models import User


class SignIn(LoginView):
    """The sign-in page; before there is anybody, the page that tells the command."""

    template_name = "organisation/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **context: object) -> dict[str, object]:
        return super().get_context_data(nobody_yet=not User.objects.exists(), **context)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        signing_in.refuse_guessing(self._email(), request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        signing_in.succeeded(form.get_user(), self.request)
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        signing_in.failed(self._email(), self.request)
        return super().form_invalid(form)

    def _email(self) -> str:
        return self.request.POST.get("username", "").strip().lower()


def profile(request: SignedIn) -> HttpResponse:
    """What users set for themselves."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("profile")
    return _profile(request, form, PasswordChangeForm(request.user))


@require_POST
def change_password(request: SignedIn) -> HttpResponse:
    """A new password for who knows the old one; every other browser is signed out."""
    form = PasswordChangeForm(request.user, request.POST)
    if not form.is_valid():
        return _profile(request, ProfileForm(instance=request.user), form)
    with transaction.atomic():
        update_session_auth_hash(request, form.save())
        audit.record("user.password_changed", str(request.user.email), by=request.user)
    messages.success(request, _("Your password is changed. Other browsers are signed out."))
    return redirect("profile")


def _profile(request: SignedIn, form: ProfileForm, passwords: PasswordChangeForm) -> HttpResponse:
    passwords.fields["old_password"].widget.attrs.pop("autofocus", None)  # the page begins above it
    shown = {"form": form, "passwords": passwords}
    return render(request, "organisation/profile.html", shown, status=422 if form.errors or passwords.errors else 200)
