"""What a server says became of somebody: hand-offs decided, deals won and lost; a browser's word is none."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from handraiser import clock
from handraiser.deals import outcomes as deal_outcomes
from handraiser.deals.models import Opportunity, OpportunityChange
from handraiser.deals.recording import Ledger, Saying
from handraiser.events.models import Event, Flag
from handraiser.handoff import outcomes as handoff_outcomes
from handraiser.handoff.models import Alert, AlreadyDecided, Answer, Decision, Handoff
from handraiser.insight import winning
from handraiser.lifecycle import dismissing
from handraiser.lifecycle.models import DealMark, RefusedOutcome
from handraiser.lifecycle.tests.websites import SECRET
from handraiser.organisation.models import AuditEntry
from handraiser.people.models import Changed, Person, Sighting
from handraiser.worker import leases, taking
from handraiser.worker.chores import LEASE
from handraiser.worker.health import health

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bob(website, starter_model, work) -> Person:
    """A lead."""
    website.identify("bobs-laptop", email="bob@bobco.example", name="Bob")
    work()
    return Person.objects.listed().get()


@pytest.fixture
def says(website, work, time):
    """A server says something of Bob, a minute later."""

    def say(event: str, /, trust: int = SECRET, **properties) -> None:
        time.shift(timedelta(minutes=1))
        website.track(event, "bobs-laptop", trust=trust, properties=properties)
        work()

    return say


@pytest.fixture
def sql(bob, website, work, time) -> Person:
    """Bob has asked for a demo."""
    time.shift(timedelta(minutes=1))
    website.track("Demo Requested", "bobs-laptop")
    work()
    return bob


def refusals() -> list[str]:
    return list(RefusedOutcome.objects.order_by("event_id").values_list("reason", flat=True))


def test_entering_sql_opens_a_handoff_with_the_owner_of_then(bob, website, work, sam):
    Person.objects.filter(pk=bob.pk).update(owner=sam)
    website.track("Demo Requested", "bobs-laptop")
    work()
    (handoff,) = handoff_outcomes.of(bob)
    assert (handoff.state, handoff.owner) == ("opened", sam)
    assert handoff.opened_us == bob.stage_changes.get(to_stage="sql").at_us


def test_a_second_entry_while_one_is_open_opens_nothing(sql, website, work, sam, time):
    from handraiser.lifecycle.moving import move

    for stage in ("lead", "sql"):
        time.shift(timedelta(minutes=1))
        move(sql, stage, sam, None, "")
        work()
    assert sql.stage_changes.filter(to_stage="sql").count() == 2
    assert Handoff.objects.count() == 1


def test_an_entry_after_the_decision_opens_another(sql, says, website, work, sam, time):
    from handraiser.lifecycle.moving import move

    says("Lead Rejected", reason="no budget")
    for stage in ("lead", "sql"):
        time.shift(timedelta(minutes=1))
        move(sql, stage, sam, None, "")
        work()
    assert [each.state for each in handoff_outcomes.of(sql)] == ["opened", "rejected"]


def test_imported_history_opens_no_handoff(bob, website, work):
    website.send(
        {"type": "track", "event": "Demo Requested", "anonymousId": "bobs-laptop"}, trust=SECRET, flags=Flag.BACKFILL
    )
    work()
    assert not Handoff.objects.exists()


def test_a_server_decides_the_open_handoff(sql, says, sam):
    says("Lead Accepted", owner="SAM@acme.example")
    (handoff,) = handoff_outcomes.of(sql)
    assert (handoff.state, handoff.decision.owner, handoff.decision.by) == ("accepted", sam, None)
    assert handoff.decision.at_us == Sighting.objects.get(event_id=handoff.decision.event_id).known_us


def test_a_rejection_has_its_reason_and_a_recycling_its_date(sql, says):
    says("Lead Recycled", reason="next year", review_at="2027-01-04")
    decision = Decision.objects.get()
    assert (decision.verdict, decision.reason) == ("recycled", "next year")
    assert clock.from_us(decision.review_us).date() == date(2027, 1, 4)


def test_a_decision_without_an_open_handoff_opens_one_and_says_so(bob, says):
    says("Lead Accepted", handoff_id="crm-7")
    (handoff,) = handoff_outcomes.of(bob)
    assert (handoff.state, handoff.stage_change_id, handoff.external_id) == ("accepted", None, "crm-7")
    assert handoff.event_id == Event.objects.get(name="Lead Accepted").pk


def test_the_same_decision_said_again_changes_nothing(sql, says):
    for _ in range(3):
        says("Lead Accepted")
    assert Handoff.objects.count() == Decision.objects.count() == 1


def test_another_decision_on_a_named_handoff_is_refused(bob, says):
    says("Lead Accepted", handoff_id="crm-7")
    says("Lead Rejected", handoff_id="crm-7", reason="changed our mind")
    assert refusals() == ["already_decided"]
    assert Decision.objects.get().verdict == "accepted"


def test_a_decision_on_a_handoff_of_somebody_else_marks_whose_it_is(sql, says, website, work):
    key = str(Handoff.objects.get().key)
    website.identify("alices-phone", SECRET, user="alice", email="alice@bobco.example")
    website.track("Lead Accepted", "alices-phone", trust=SECRET, properties={"handoff_id": key})
    held = leases.take(LEASE, "worker")
    Changed.objects.all().delete()
    assert taking.take(100, held)
    assert Decision.objects.get().handoff.person_id == sql.pk
    assert sql.pk in Changed.objects.values_list("person_id", flat=True)


def test_a_decision_taken_before_its_entry_is_scored_joins_it(bob, website, work, time):
    """Both arrive in one batch: the decision is recorded first, the stage change afterwards."""
    time.shift(timedelta(minutes=1))
    website.track("Demo Requested", "bobs-laptop")
    time.shift(timedelta(minutes=1))
    website.track("Lead Accepted", "bobs-laptop", trust=SECRET)
    work()
    (handoff,) = handoff_outcomes.of(bob)
    change = bob.stage_changes.get(to_stage="sql")
    assert (handoff.state, handoff.stage_change_id, handoff.opened_us) == ("accepted", change.pk, change.at_us)


def test_of_two_who_decide_the_second_is_told(sql, sam, ada):
    one, other = Handoff.objects.get(), Handoff.objects.get()
    one.accept(Answer(sam))
    with pytest.raises(AlreadyDecided):
        other.reject(Answer(ada, "too small"))
    assert Handoff.objects.get().state == "accepted"


def test_a_deal_has_its_terms_and_every_change(bob, says, sam):
    says("Opportunity Created", opportunity_id="d1", name="Bobco", amount=1200.5, stage="Discovery", owner=sam.email)
    created_us = Opportunity.objects.get().created_us
    says("Opportunity Updated", opportunity_id="d1", amount="1500", currency="chf", expected_close="2026-04-30")
    says("Opportunity Won", opportunity_id="d1")
    (deal,) = deal_outcomes.of(bob)
    assert (deal.state, deal.worth, deal.owner) == ("won", (Decimal(1500), "CHF"), sam)
    assert deal.expected_close == date(2026, 4, 30)
    then = deal_outcomes.as_at(created_us).get()
    assert (then.state, then.amount, then.currency, then.stage) == ("open", Decimal("1200.5"), "EUR", "Discovery")
    assert list(OpportunityChange.objects.order_by("at_us").values_list("kind", flat=True)) == [
        "created",
        "updated",
        "won",
    ]
    assert list(DealMark.objects.order_by("id").values_list("what", flat=True)) == ["created", "won"]


def test_a_deal_won_without_being_created_is_created(bob, says):
    says("Opportunity Won", opportunity_id=17)
    (deal,) = deal_outcomes.of(bob)
    assert (deal.external_id, deal.state, deal.amount, deal.closed_us) == ("17", "won", None, deal.created_us)
    says("Opportunity Created", opportunity_id="17", amount=10)
    deal.refresh_from_db()
    assert (deal.state, deal.amount) == ("won", 10)


def test_history_that_tells_only_when_a_deal_was_created_moves_its_beginning(bob, says, website, work):
    says("Opportunity Won", opportunity_id="d1", amount=5)
    created = {"type": "track", "event": "Opportunity Created", "anonymousId": "bobs-laptop"}
    for _ in range(2):
        website.send(
            created | {"timestamp": "2026-01-05T12:00:00Z", "properties": {"opportunity_id": "d1", "amount": 5}},
            trust=SECRET,
            flags=Flag.BACKFILL,
        )
        work()
    (deal,) = deal_outcomes.of(bob)
    assert clock.from_us(deal.created_us).date() == date(2026, 1, 5)
    assert (deal.state, OpportunityChange.objects.count()) == ("won", 1)


def test_a_batch_of_many_new_deals_is_written_in_good_time(bob):
    """Each is looked for among the new ones by what it is, not by comparing it with all of them."""
    ledger = Ledger(f"d{number}" for number in range(3_000))
    for number in range(3_000):
        ledger.create(Saying(f"d{number}", bob.pk, clock.now_us(), clock.now_us(), {}))
    compared = 0

    def equal(one, other):
        nonlocal compared
        compared += 1
        return one is other

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Opportunity, "__eq__", equal)
        ledger.write()
    assert Opportunity.objects.count() == 3_000
    assert compared < 30_000


def test_the_same_said_again_changes_nothing(bob, says):
    for name in ("Opportunity Created", "Opportunity Created", "Opportunity Won", "Opportunity Won"):
        says(name, opportunity_id="d1", amount=5)
    assert OpportunityChange.objects.count() == 2
    assert DealMark.objects.count() == 2


def test_a_lost_deal_is_taken_up_again_and_won(bob, says):
    says("Opportunity Created", opportunity_id="d1")
    says("Opportunity Lost", opportunity_id="d1", reason="no budget")
    assert deal_outcomes.of(bob)[0].reason == "no budget"
    says("Opportunity Created", opportunity_id="d1")
    says("Opportunity Won", opportunity_id="d1")
    assert [*DealMark.objects.order_by("id").values_list("what", flat=True)] == ["created", "lost", "created", "won"]
    assert deal_outcomes.of(bob)[0].state == "won"


@pytest.mark.parametrize(
    ("name", "properties", "reason"),
    [
        ("Opportunity Created", {}, "no_key"),
        ("Opportunity Created", {"opportunity_id": "  "}, "no_key"),
        ("Opportunity Created", {"opportunity_id": {"a": 1}}, "no_key"),
        ("Opportunity Won", {"opportunity_id": "d", "amount": -1}, "negative_amount"),
        ("Opportunity Won", {"opportunity_id": "d", "amount": "12 000"}, "bad_amount"),
        ("Opportunity Won", {"opportunity_id": "d", "amount": True}, "bad_amount"),
        ("Opportunity Won", {"opportunity_id": "d", "amount": 1e40}, "bad_amount"),
        ("Opportunity Won", {"opportunity_id": "d", "amount": "999999999999.9996"}, "bad_amount"),
        ("Opportunity Won", {"opportunity_id": "d", "amount": 5, "currency": "EURO"}, "bad_currency"),
        ("Opportunity Won", {"opportunity_id": "d", "currency": "XXX"}, "bad_currency"),  # ISO 4217: none
        ("Opportunity Updated", {"opportunity_id": "d", "expected_close": "soon"}, "bad_date"),
        ("Lead Recycled", {"review_at": "soon"}, "bad_date"),
    ],
)
def test_what_does_not_fit_is_refused_whole_and_shown(bob, says, name, properties, reason):
    says(name, **properties)
    assert refusals() == [reason]
    assert not Opportunity.objects.exists()
    assert not Handoff.objects.exists()


def test_a_won_deal_cannot_be_lost(bob, says):
    says("Opportunity Won", opportunity_id="d1")
    says("Opportunity Lost", opportunity_id="d1")
    assert refusals() == ["already_won"]
    assert deal_outcomes.of(bob)[0].state == "won"


@pytest.mark.parametrize("name", ["Lead Accepted", "Opportunity Created", "Opportunity Won"])
def test_a_browser_says_nothing_of_deals(bob, says, name):
    says(name, trust=0, opportunity_id="d1")
    assert not Opportunity.objects.exists()
    assert not Handoff.objects.exists()
    assert not RefusedOutcome.objects.exists()


def test_an_event_taken_twice_is_heard_once(bob, says):
    from django.db import transaction

    from handraiser.events.reading import by_ids
    from handraiser.worker import outcomes

    says("Lead Accepted")
    says("Opportunity Won", opportunity_id="d1", amount=3)
    says("Opportunity Won", amount=3)
    with transaction.atomic():
        outcomes.follow(by_ids(list(Event.objects.values_list("pk", flat=True))))
    assert Handoff.objects.count() == OpportunityChange.objects.count() == DealMark.objects.count() == 1
    assert refusals() == ["no_key"]


def test_hostile_texts_are_stored_as_one_line(bob, says):
    says("Opportunity Created", opportunity_id="d1", name="a\0b\n" + "x" * 10_000, stage="<script>", amount="9" * 20)
    assert refusals() == ["bad_amount"]
    says("Opportunity Created", opportunity_id="d1", name="a\0b\n" + "x" * 10_000, stage="<script>")
    (deal,) = deal_outcomes.of(bob)
    assert deal.name.startswith("ab xxx")
    assert len(deal.name) == 255


def test_an_opportunity_stays_with_whom_it_was_created_for(bob, says, website, work):
    says("Opportunity Created", opportunity_id="d1")
    website.identify("alices-phone", SECRET, user="alice", email="alice@bobco.example")
    website.track("Opportunity Won", "alices-phone", trust=SECRET, properties={"opportunity_id": "d1"})
    work()
    assert deal_outcomes.of(bob)[0].state == "won"
    assert set(DealMark.objects.values_list("person", flat=True)) == {bob.pk}


def test_a_deal_closed_before_the_first_contact_is_reported(bob, website, work):
    for year in ("2020", "2025"):
        website.send(
            {
                "type": "track",
                "event": "Opportunity Won",
                "anonymousId": "bobs-laptop",
                "timestamp": f"{year}-01-05T12:00:00Z",
                "properties": {"opportunity_id": year, "amount": 100},
            },
            trust=SECRET,
            flags=Flag.BACKFILL,
        )
    work()
    Opportunity.objects.filter(external_id="2020").update(closed_us=clock.now_us() - 2000 * clock.DAY_US)
    Opportunity.objects.filter(external_id="2025").update(closed_us=clock.now_us())
    assert [each.external_id for each in winning.closed_early()] == ["2020"]


def test_outcomes_are_counted_by_currency_and_unknown_amounts_apart(bob, says):
    begin_us = clock.now_us()
    says("Opportunity Won", opportunity_id="a", amount=10, currency="EUR")
    says("Opportunity Won", opportunity_id="b", currency="EUR")
    says("Opportunity Lost", opportunity_id="c", amount=7, currency="USD")
    says("Opportunity Created", opportunity_id="d", amount=1)
    says("Lead Accepted")
    end_us = clock.now_us() + 1
    assert deal_outcomes.closed(begin_us, end_us) == [("lost", "USD", 1, 0, 7), ("won", "EUR", 2, 1, 10)]
    assert deal_outcomes.open_now() == [("open", "EUR", 1, 0, 1)]
    assert (handoff_outcomes.opened(begin_us, end_us), handoff_outcomes.decided(begin_us, end_us)) == (
        1,
        {"accepted": 1},
    )
    assert set(deal_outcomes.first_won([bob.pk])) == set(handoff_outcomes.first_accepted([bob.pk])) == {bob.pk}


def test_nobody_is_alerted_of_deals(bob, says):
    says("Opportunity Created", opportunity_id="d1")
    says("Opportunity Won", opportunity_id="d1")
    assert not Alert.objects.exists()


def test_deals_move_the_stage_and_say_so(sql, says):
    says("Opportunity Created", opportunity_id="d1")
    assert stages(sql)[-1] == ("sql", "opportunity", "deal", "a deal was created")
    says("Opportunity Lost", opportunity_id="d1", reason="no budget")
    assert stages(sql)[-1] == ("opportunity", "sql", "deal", "the deal was lost")
    says("Opportunity Won", opportunity_id="d2")
    assert stages(sql)[-1] == ("sql", "customer", "deal", "a deal was won")
    change = sql.stage_changes.get(to_stage="customer")
    assert change.event_id == Event.objects.get(name="Opportunity Won").pk
    assert not change.silent


def test_who_falls_back_to_sql_with_a_lost_deal_is_neither_alerted_nor_handed_off_again(sql, says):
    says("Lead Accepted")
    says("Opportunity Created", opportunity_id="d1")
    says("Opportunity Lost", opportunity_id="d1")
    assert sql.stage_changes.filter(to_stage="sql").count() == 2
    assert (Alert.objects.count(), Handoff.objects.count()) == (1, 1)


def test_imported_deals_move_in_silence(bob, website, work):
    message = {"type": "track", "event": "Opportunity Won", "anonymousId": "bobs-laptop"}
    website.send(message | {"properties": {"opportunity_id": "d1"}}, trust=SECRET, flags=Flag.BACKFILL)
    work()
    change = bob.stage_changes.get(to_stage="customer")
    assert (change.cause, change.silent) == ("deal", True)


def test_deals_older_than_the_model_count(bob, work):
    from handraiser.deals.recording import Ledger, Saying

    year_ago_us = clock.now_us() - 365 * clock.DAY_US
    ledger = Ledger(["d1"])
    ledger.win(Saying("d1", bob.pk, year_ago_us, year_ago_us, {}, backfill=True))
    ledger.write()
    work()
    bob.refresh_from_db()
    assert bob.standing.stage == "customer"
    assert bob.stage_changes.get(to_stage="customer").silent


def test_deals_of_a_person_who_is_merged_count_for_who_they_are_now(bob, website, work, sam, time):
    from handraiser.lifecycle.models import Standing
    from handraiser.people.merging import merge

    website.identify("phone", SECRET, user="bob-2", email="robert@bobco.example")
    website.track("Opportunity Won", "phone", trust=SECRET, properties={"opportunity_id": "d1"})
    work()
    other = Person.objects.get(email="robert@bobco.example")
    merge(bob, other, by=sam)
    work()
    (kept,) = Person.objects.listed()
    assert Standing.objects.get(person=kept).stage == "customer"
    assert len(deal_outcomes.of(kept)) == 1


def stages(person: Person) -> list[tuple[str, str, str, str]]:
    from handraiser.lifecycle.wording import why_moved

    changes = person.stage_changes.order_by("at_us", "order")
    return [(each.from_stage, each.to_stage, each.cause, why_moved(each)) for each in changes]


def test_the_persons_page_tells_handoffs_and_deals(sql, says, client, sam):
    client.force_login(sam)
    address = f"/people/{sql.key}/"
    says("Lead Rejected", reason="<b>too small</b>")
    says("Opportunity Created", opportunity_id="d1", name="<script>x</script>", amount=1200.5, currency="CHF")
    says("Opportunity Lost", opportunity_id="d1", reason="no budget")
    page = client.get(address).content.decode()
    card = page[page.index('id="outcomes"') :]
    card = card[: card.index("</section>")]
    assert "1,200.50" in card
    for words in ("Rejected", "&lt;b&gt;too small", "&lt;script&gt;x", "no budget", "CHF", "Lost"):
        assert words in card


def test_what_was_refused_is_listed_for_marketing_alone(bob, says, client, ada, sam):
    says("Opportunity Won", opportunity_id="d1", amount=-5)
    client.force_login(ada)
    page = client.get("/operations/outcomes/").content.decode()
    assert "The amount is below zero" in page
    assert "1 outcome was refused" in client.get("/operations/health/").content.decode()
    client.force_login(sam)
    assert client.get("/operations/outcomes/").status_code == 403


def test_the_timeline_tells_hand_offs_and_deals_where_they_happened(client, sam, sql, says):
    says("Lead Rejected", reason="<b>No budget")
    says("Opportunity Created", opportunity_id="A-1", name="Pilot", amount=1200, currency="CHF", stage="Offer")
    says("Opportunity Won", opportunity_id="A-1")
    client.force_login(sam)
    page = client.get(f"/people/{sql.key}/timeline/").content.decode()
    told = ["Deal: Won", "Deal: Created", "&lt;b&gt;No budget", "Handed to sales"]
    assert sorted(told, key=page.index) == told
    assert "Handed to sales" not in client.get(f"/people/{sql.key}/timeline/?show=deals").content.decode()


class TestDismissing:
    @pytest.fixture
    def refused(self, bob) -> RefusedOutcome:
        values = {"event_id": 7, "person": bob, "name": "Opportunity <Won>", "reason": "bad_date", "at_us": 1}
        return RefusedOutcome.objects.create(**values)

    def test_a_dismissed_outcome_is_out_of_the_way_with_its_reason_until_it_is_brought_back(self, client, ada, refused):
        client.force_login(ada)
        assert health().refused == 1
        refuses = client.post("/operations/outcomes/7/dismiss/", {"because": "  "})
        assert refuses.status_code == 400
        answer = client.post("/operations/outcomes/7/dismiss/", {"because": "A <b>test</b> deal"}, follow=True)
        page = answer.content.decode()
        assert "/operations/outcomes/7/bring-back/" in page
        assert "A &lt;b&gt;test&lt;/b&gt; deal" in page
        assert "Nothing was refused" in page
        assert health().refused == 0
        client.post("/operations/outcomes/7/bring-back/")
        assert health().refused == 1
        acts = AuditEntry.objects.filter(subject="event 7").order_by("pk").values_list("act", "by__email")
        assert list(acts) == [("outcome.dismissed", ada.email), ("outcome.brought_back", ada.email)]

    def test_the_first_reason_stays_where_two_dismiss_it_at_once(self, ada, root, refused):
        dismissing.dismiss(refused, "first", by=ada)
        dismissing.dismiss(refused, "second", by=root)
        assert (refused.dismissal.because, refused.dismissal.by) == ("first", ada)

    def test_sales_dismisses_nothing(self, client, sam, refused):
        client.force_login(sam)
        assert client.post("/operations/outcomes/7/dismiss/", {"because": "x"}).status_code == 403
        assert health().refused == 1
