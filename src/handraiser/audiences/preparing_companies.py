"""The rows of the list of companies: what is said of a company, and what its people come to."""

from collections.abc import Sequence

from handraiser.audiences.models import UNKNOWN
from handraiser.audiences.stored_json import count_of, text_of
from handraiser.lifecycle.models import Stage
from handraiser.people import bulk

RANKS = (Stage.DISQUALIFIED, Stage.VISITOR, Stage.LEAD, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER)
SAID = ("key", "name", "domain", "words", "called", "employees", "industry", "country", "first_seen_us",
        "owner_id", "owner_name")  # fmt: skip
COUNTED = {"leads": Stage.LEAD, "mqls": Stage.MQL, "sqls": Stage.SQL, "customers": Stage.CUSTOMER}
NAME = "coalesce(nullif(c.name, ''), c.domain, c.group_id, '')"


def describe_companies(companies: Sequence[int]) -> None:
    """What is said of these companies; their people are counted by `roll_up`."""
    among, ids = bulk.among(companies)
    values = {
        "key": "c.key",
        "name": NAME,
        "domain": "coalesce(c.domain, '')",
        "words": f"lower({NAME} || ' ' || coalesce(c.domain, ''))",
        "called": f"lower({NAME})",
        "employees": f"coalesce({_trait('employees', count_of('t.value', UNKNOWN))}, {UNKNOWN})",
        "industry": f"coalesce({_trait('industry', text_of('t.value'))}, '')",
        "country": f"coalesce({_trait('country', text_of('t.value'))}, '')",
        "first_seen_us": "c.first_seen_us",
        "owner_id": "c.owner_id",
        "owner_name": "coalesce(nullif(u.name, ''), u.email, '')",
    }
    new = ", ".join(f"{name} = excluded.{name}" for name in SAID)
    empty = {"people": "0", "best_stage": "''", "total": str(UNKNOWN), "last_seen_us": "0"}
    empty |= dict.fromkeys(COUNTED, "0")
    bulk.execute(
        f"INSERT INTO audiences_listedcompany (company_id, {', '.join(SAID)}, {', '.join(empty)})"
        f" SELECT c.id, {', '.join(values[name] for name in SAID)}, {', '.join(empty.values())} FROM people_company c"
        " LEFT JOIN organisation_user u ON u.id = c.owner_id"
        f" WHERE c.id {among}"
        f" ON CONFLICT (company_id) DO UPDATE SET {new}",
        ids,
    )


def roll_up(companies: Sequence[int]) -> None:
    """What the people of these companies come to; companies without any are removed."""
    among, ids = bulk.among(companies)
    sums = _sums()
    bulk.execute(
        f"UPDATE audiences_listedcompany SET ({', '.join(sums)}) = (SELECT {', '.join(sums.values())}"
        " FROM audiences_listed l WHERE l.company_id = audiences_listedcompany.company_id)"
        f" WHERE company_id {among}",
        ids,
    )
    bulk.execute(f"DELETE FROM audiences_listedcompany WHERE people = 0 AND company_id {among}", ids)


def _sums() -> dict[str, str]:
    rank = " ".join(f"WHEN '{stage}' THEN {place}" for place, stage in enumerate(RANKS, 1))
    stage = " ".join(f"WHEN {place} THEN '{stage}'" for place, stage in enumerate(RANKS, 1))
    return {
        "people": "count(*)",
        **{name: f"count(CASE WHEN l.stage = '{stage}' THEN 1 END)" for name, stage in COUNTED.items()},
        "best_stage": f"coalesce(CASE max(CASE l.stage {rank} END) {stage} END, '')",
        "total": f"coalesce(max(l.total), {UNKNOWN})",
        "last_seen_us": "coalesce(max(l.last_seen_us), 0)",
    }


def _trait(name: str, read: str) -> str:
    return (
        f"(SELECT {read} FROM people_traitvalue t WHERE t.company_id = c.id AND t.name = '{name}' AND t.in_force"
        " ORDER BY t.trust DESC, t.set_us DESC, t.id DESC LIMIT 1)"
    )
