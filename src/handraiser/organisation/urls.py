from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from handraiser.organisation import administering, token_views, views

urlpatterns = [
    path("sign-in/", login_not_required(views.SignIn.as_view()), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("profile/", views.profile, name="profile"),
    path("profile/password/", views.change_password, name="change-password"),
    path("settings/users/", administering.users, name="users"),
    path("settings/users/<int:pk>/role/", administering.role, name="user-role"),
    path("settings/users/<int:pk>/deactivate/", administering.deactivate, name="user-deactivate"),
    path("settings/users/<int:pk>/activate/", administering.activate, name="user-activate"),
    path("settings/users/<int:pk>/password/", administering.password, name="user-password"),
    path("settings/organisation/", administering.organisation, name="organisation"),
    path("settings/api/", token_views.tokens, name="tokens"),
    path("settings/api/<int:pk>/revoke/", token_views.revoke, name="revoke-token"),
    path("audit/", administering.audit, name="audit"),
]
