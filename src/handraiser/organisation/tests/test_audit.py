import pytest

from handraiser.organisation.audit import record
from handraiser.organisation.models import AuditEntry, AuditIsAppendOnly


@pytest.mark.django_db
def test_an_audit_entry_says_who_did_what(ada):
    record("source.created", "source 1 Website", by=ada, strict=True)
    entry = AuditEntry.objects.get()
    assert (entry.by_name, entry.act, entry.facts) == ("Ada Marketing", "source.created", {"strict": True})


@pytest.mark.django_db
def test_an_audit_entry_can_be_neither_changed_nor_deleted(ada):
    entry = record("source.created", by=ada)
    with pytest.raises(AuditIsAppendOnly):
        entry.save()
    with pytest.raises(AuditIsAppendOnly):
        entry.delete()
