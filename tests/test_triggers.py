"""Every trigger is there after all migrations: SQLite drops those of a table that a later migration makes anew."""

import pytest
from django.db import connection

MARKS = {
    *("mark_people_person_inserted", "mark_people_person_updated", "mark_people_person_folded"),
    *("mark_standing_inserted", "mark_standing_updated", "mark_standing_deleted", "mark_stage_change_inserted"),
    *("mark_company_updated", "mark_company_told", "mark_country_told", "mark_owner_renamed"),
    "mark_company_owner_renamed",
}
SEARCHED = {"audiences_listed", "audiences_listedcompany"}
OF_SQLITE = {f"{table}_words_{when}" for table in SEARCHED for when in ("inserted", "updated", "deleted")}
OF_SQLITE |= {"audit_no_update", "audit_no_replace"}
OF_POSTGRESQL = {"audit_append_only", "audit_no_truncate"}
AWAY_IN_TESTS = {"audit_no_delete"}  # of SQLite; the suite's own fixture takes it away to empty tables
ASKED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.mark.django_db
def test_all_triggers_are_there_after_all_migrations():
    with connection.cursor() as cursor:
        cursor.execute(ASKED[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    assert found - AWAY_IN_TESTS == MARKS | (OF_SQLITE if connection.vendor == "sqlite" else OF_POSTGRESQL)
