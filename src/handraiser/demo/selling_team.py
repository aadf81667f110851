"""What our salespeople do on the pages meanwhile: they read their alerts, and take the leads that they accepted."""

from collections.abc import Mapping, Sequence

from handraiser import clock
from handraiser.demo.calls import Call
from handraiser.handoff.models import Notice
from handraiser.handoff.noticing import read
from handraiser.organisation.models import User
from handraiser.people.correcting import set_owner
from handraiser.people.models import Person

_ON_TIME_US = 5 * clock.MINUTE_US  # an alert waits at least so long


def work(users: Mapping[str, User], calls: Sequence[Call], news_us: int) -> None:
    """After these calls have come in; alerts since `news_us` stay unread."""
    for call in calls:
        if call.body.get("event") == "Lead Accepted":
            owner = users[call.body["properties"]["owner"]]
            person = Person.objects.listed().filter(email=call.body["context"]["traits"]["email"]).first()
            if person is not None:
                set_owner(person, owner, by=owner)
    before_us = min(clock.now_us() - _ON_TIME_US, news_us)
    read(Notice.objects.filter(alert__created_us__lt=before_us))
