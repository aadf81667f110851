import pytest
from django.urls import reverse

from handraiser.organisation.models import AuditEntry, Organisation, User
from handraiser.organisation.users import LastAdministrator, add_user, change_role, deactivate, reset_password

pytestmark = pytest.mark.django_db


def test_an_invited_user_signs_in_with_the_password_shown(client, root):
    client.force_login(root)
    page = client.post(reverse("users"), {"email": "New@Acme.example", "name": "New", "role": "sales"})
    told = page.context["told"]
    assert client.login(username="new@acme.example", password=told)
    assert AuditEntry.objects.filter(act="user.created", by=root).exists()


def test_an_invitation_without_a_good_address_says_so_and_makes_nobody(client, root):
    client.force_login(root)
    page = client.post(reverse("users"), {"email": "nobody", "role": "sales"})
    assert page.status_code == 422
    assert User.objects.count() == 1


def test_the_last_administrator_stays_one(root, ada):
    with pytest.raises(LastAdministrator):
        change_role(root, "sales", by=root)
    with pytest.raises(LastAdministrator):
        deactivate(root, by=root)
    change_role(ada, "administrator", by=root)
    deactivate(root, by=ada)
    assert list(User.objects.filter(role="administrator", is_active=True)) == [ada]


def test_a_deactivated_user_is_out_at_once(client, root, sam):
    client.force_login(sam)
    deactivate(sam, by=root)
    assert client.get(reverse("home")).status_code == 302


def test_a_new_password_ends_the_old_one(client, root):
    user, old = add_user("x@acme.example", role="sales")
    new = reset_password(user, by=root)
    assert not client.login(username=user.email, password=old)
    assert client.login(username=user.email, password=new)


@pytest.mark.parametrize("name", ["users", "organisation", "audit"])
def test_only_administrators_see_the_administrators_pages(client, ada, sam, name):
    for user in (ada, sam):
        client.force_login(user)
        assert client.get(reverse(name)).status_code == 403


def test_a_change_of_the_organisation_is_recorded(client, root):
    client.force_login(root)
    form = {"name": "Acme", "time_zone": "Europe/Zurich", "region": "CH", "currency": "CHF", "objection": "store"}
    client.post(reverse("organisation"), form)
    assert Organisation.get().time_zone == "Europe/Zurich"
    assert AuditEntry.objects.get(act="organisation.changed").facts["currency"] == "CHF"


def test_the_audit_log_finds_by_act(client, root):
    change_role(add_user("x@acme.example", role="sales")[0], "viewer", by=root)
    client.force_login(root)
    page = client.get(reverse("audit"), {"q": "role_changed"})
    assert [entry.act for entry in page.context["page"]] == ["user.role_changed"]
