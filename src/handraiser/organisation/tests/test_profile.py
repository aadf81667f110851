"""What users set for themselves."""

import pytest
from django.test import Client

from handraiser.organisation.models import AuditEntry

pytestmark = pytest.mark.django_db
OLD, NEW = "a long enough password", "an even longer passphrase"


def _change(client, old: str, new: str):
    return client.post("/profile/password/", {"old_password": old, "new_password1": new, "new_password2": new})


def test_a_new_password_signs_every_other_browser_out(client, sam):
    other = Client()
    client.force_login(sam)
    other.force_login(sam)
    _change(client, OLD, NEW)
    assert client.get("/profile/").status_code == 200
    assert other.get("/profile/").status_code == 302
    assert AuditEntry.objects.filter(act="user.password_changed", by=sam).exists()


@pytest.mark.parametrize(("old", "new"), [("wrong", NEW), (OLD, "short")])
def test_a_wrong_old_or_a_weak_new_password_changes_nothing(client, sam, old, new):
    client.force_login(sam)
    assert _change(client, old, new).status_code == 422
    sam.refresh_from_db()
    assert sam.check_password(OLD)


def test_times_are_shown_in_the_zone_that_the_user_chose(client, sam):
    client.force_login(sam)
    client.post("/profile/", {"name": "Sam", "time_zone": "Pacific/Auckland", "theme": "dark"})
    sam.refresh_from_db()
    assert (sam.time_zone, sam.theme) == ("Pacific/Auckland", "dark")
    assert 'data-theme="dark"' in client.get("/profile/").content.decode()


def test_a_role_is_nothing_a_user_sets_for_themselves(client, sam):
    client.force_login(sam)
    client.post("/profile/", {"name": "Sam", "time_zone": "", "theme": "auto", "role": "administrator"})
    sam.refresh_from_db()
    assert sam.role == "sales"
