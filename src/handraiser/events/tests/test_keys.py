"""Keys: hashed at rest, public ones shown again, every act in the audit log."""

import pytest

from handraiser.events import keys
from handraiser.events.models import KeyKind, Source, SourceKey
from handraiser.organisation.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_new_source_has_a_public_and_a_secret_key_and_neither_is_in_the_database(root):
    made = keys.create_source("Website", root)
    kept = str(list(SourceKey.objects.values()))
    assert made.public_key.startswith("hr_pub_")
    assert made.secret_key.startswith("hr_sec_")
    assert made.public_key not in kept
    assert made.secret_key not in kept
    assert {key.digest for key in made.source.keys.all()} == {
        keys.digest(made.public_key),
        keys.digest(made.secret_key),
    }


def test_a_public_key_is_shown_again_a_secret_one_never(root):
    made = keys.create_source("Website", root)
    public, secret = made.source.keys.order_by("kind")
    assert keys.show_public_key(public) == made.public_key
    with pytest.raises(keys.KeyNotShown, match="shown once"):
        keys.show_public_key(secret)


def test_a_public_key_made_under_another_secret_is_not_shown_wrongly(root, settings):
    made = keys.create_source("Website", root)
    settings.SECRET_KEY = "another"
    with pytest.raises(keys.KeyNotShown, match="another HANDRAISER_SECRET_KEY"):
        keys.show_public_key(made.source.keys.get(kind=KeyKind.PUBLIC))


def test_two_public_keys_of_a_source_differ(root):
    made = keys.create_source("Website", root)
    assert keys.add_key(made.source, KeyKind.PUBLIC, root).text != made.public_key


def test_the_audit_log_says_who_made_and_revoked_which_key(root):
    made = keys.create_source("Website", root)
    key = made.source.keys.get(kind=KeyKind.SECRET)
    keys.revoke(key, root)
    keys.revoke(key, root)
    assert key.revoked_at is not None
    acts = AuditEntry.objects.order_by("id").values_list("act", "by_name", "subject")
    subject = f"source {made.source.pk} Website"
    assert list(acts) == [
        ("source.created", "Root", subject),
        ("key.created", "Root", subject),
        ("key.created", "Root", subject),
        ("key.revoked", "Root", subject),
    ]
    assert made.secret_key not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Website"])
def test_a_source_needs_a_name_of_its_own(root, name):
    keys.create_source("Website", root)
    with pytest.raises(keys.SourceRefused):
        keys.create_source(name, root)
    assert Source.objects.count() == 1


def test_the_strict_switch_is_audited(root):
    source = keys.create_source("Website", root).source
    keys.set_strict(source, True, root)
    assert Source.objects.get().strict
    assert AuditEntry.objects.latest("id").act == "source.strict"
