"""Bob of BobCo, what he did, and what the scoring chore wrote about him."""

from dataclasses import dataclass, field
from itertools import count

from handraiser.clock import DAY_US, MINUTE_US, now_us
from handraiser.events.models import Event
from handraiser.lifecycle.models import HandRaise, ModelVersion, StageChange, Standing
from handraiser.people.models import Company, Identity, Person, Sighting
from handraiser.scoring.starters import starter


def _line(score: str, rule: str, points: int, code: str, **params) -> dict:
    return {
        "score": score,
        "rule": f"scores.{score}.groups.{rule}",
        "points_earned": points * 1_000_000,
        "points_now": points * 1_000_000,
        "reason": {"code": code, "params": params},
    }


LINES = [
    _line("engagement", "content.rules.blog", 10, "event", event="page", age_days=2),
    _line("engagement", "asking.rules.demo", 100, "event", event="Demo Requested", age_days=0),
    _line("fit", "person.rules.seniority", 20, "case", trait="title", value="Head of Operations", case=2),
    _line("engagement", "content.rules.blog", 5, "event", event="page", age_days=9),
    _line("engagement", "asking.rules.pricing", 25, "tier", event="page", counted=3, at_least=3, within_us=7 * DAY_US),
    _line("fit", "person.rules.free_mail", -10, "if"),
    _line("engagement", "asking.rules.trial", 0, "event", event="Trial Started", age_days=99),
    _line("engagement", "cooling.rules.silent", -1, "absent", event="*", silent_us=45 * DAY_US, times=1),
]
RESULT = {"scores": {"fit": 40_000_000, "engagement": 100_000_000}, "labels": {"fit": "B", "engagement": "1"}}


@dataclass
class Somebody:
    """A person with one device; acts at the present moment unless told otherwise."""

    person: Person
    identity: Identity
    moments: count = field(default_factory=lambda: count(now_us() - MINUTE_US, 1000))

    def does(self, name="Demo Requested", *, kind="track", bot=False, identity=None, **columns) -> Event:
        """An event in the log and its sighting."""
        moment = columns.pop("at_us", None) or next(self.moments)
        event = Event.objects.create(
            source_id=1,
            message_id=f"m-{self.person.pk}-{moment}",
            kind=kind,
            name=name,
            trust=0,
            occurred_us=moment,
            received_us=moment,
            payload="{}",
            **columns,
        )
        Sighting.objects.create(
            event_id=event.pk,
            identity=identity or self.identity,
            known_us=moment,
            occurred_us=moment,
            bot=bot,
        )
        return event

    def raises_hand(self, name="Demo Requested", *, before="mql", after="sql", **columns) -> HandRaise:
        """As the scoring chore records it, without a stage change."""
        event = self.does(name)
        return HandRaise.objects.create(
            event_id=event.pk,
            person=self.person,
            name=name,
            occurred_us=event.occurred_us,
            at_us=event.received_us,
            stage_before=before,
            stage_after=after,
            **columns,
        )

    def moves(self, to="sql", *, come_from="mql", cause="rule", at_us=None, **columns) -> StageChange:
        """As the scoring chore records it."""
        return StageChange.objects.create(
            person=self.person,
            at_us=at_us or next(self.moments),
            from_stage=come_from,
            to_stage=to,
            cause=cause,
            matrix="B1",
            lines=LINES,
            recorded_us=now_us(),
            **RESULT,
            **columns,
        )

    def stands(self, stage="sql", **columns) -> Standing:
        """The cached result."""
        published = {"document": starter("b2b-saas"), "published_us": 1}
        version = ModelVersion.objects.get_or_create(number=1, defaults=published)[0]
        return Standing.objects.create(
            person=self.person, version=version, at_us=now_us(), stage=stage, matrix="B1", **RESULT, **columns
        )


def make_somebody(email: str, name: str = "", **columns) -> Somebody:
    moment = now_us() - 2 * MINUTE_US
    person = Person.objects.create(
        first_seen_us=moment, last_seen_us=moment, known_us=moment, email=email, name=name, **columns
    )
    person.canonical = person
    person.save()
    identity = Identity.objects.create(
        kind="anonymous", value=f"device of {email}", raw="", person=person, linked_us=moment
    )
    return Somebody(person, identity)


def make_bob() -> Somebody:
    company = Company.objects.create(name="BobCo", domain="bobco.example", first_seen_us=now_us())
    return make_somebody("bob@bobco.example", "Bob Miller", title="Head of Operations", company=company)
