"""A small house for screenshots and browser tests: users, a source, people with long and hostile names."""

import json
import random
import threading
import time

from django.db import transaction

from handraiser import clock
from handraiser.audiences import making as audience_making
from handraiser.events import keys, reading
from handraiser.events.models import Event
from handraiser.handoff.models import Alert, Notice
from handraiser.lifecycle import publishing
from handraiser.lifecycle.models import ModelVersion
from handraiser.organisation.models import Organisation, Role, User
from handraiser.people.identifying import identify
from handraiser.people.models import Person
from handraiser.scoring.language import starter
from handraiser.worker import loop
from handraiser.worker.health import health

PASSWORD = "a long enough password"
HOSTILE = "<script>alert('x')</script> שלום 🚀 " + "Wolfeschlegelsteinhausenbergerdorff" * 8
VISITS = ("/blog/one-page-plan", "/blog/best-practices", "/pricing", "/product/tour", "/customers/acme", "/e-books/pm")


def users() -> dict[str, User]:
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Acme", "time_zone": "Europe/Zurich"})
    cast = (
        ("root@acme.example", "Rita Root", Role.ADMINISTRATOR),
        ("ada@acme.example", "Ada Marketing", Role.MARKETING),
        ("sam@acme.example", "Sam Sales", Role.SALES),
        ("vic@acme.example", "Vic Viewer", Role.VIEWER),
    )
    return {email.partition("@")[0]: _user(email, name, role) for email, name, role in cast}


def _user(email: str, name: str, role: str) -> User:
    found = User.objects.filter(email=email).first()
    return found or User.objects.create_user(email, PASSWORD, name=name, role=role)


def source(by: User):
    """One source; its events are written as the collector would."""
    return keys.create_source("Website", by).source


def send(source_id: int, kind: str, at_us: int, *, trust: int = 0, flags: int = 0, **message: object) -> None:
    """Store one event as the collector would have stored it at `at_us`."""
    properties = message.get("properties") or {}
    Event.objects.create(
        source_id=source_id,
        message_id=f"demo-{random.getrandbits(64):x}",
        kind=kind,
        name=message.get("event") or message.get("name"),
        anonymous_id=message.get("anonymousId"),
        user_id=message.get("userId"),
        trust=trust,
        occurred_us=at_us,
        received_us=at_us,
        path=properties.get("path") if isinstance(properties, dict) else None,
        title=properties.get("title") if isinstance(properties, dict) else None,
        ip="203.0.113.0",
        user_agent="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36",
        flags=flags,
        payload=json.dumps({"type": kind, **message}),
    )


def bob(source_id: int, now_us: int) -> None:
    """PRODUCT's story: visits, a subscription, e-books, pricing three times, a demo request."""
    day = clock.DAY_US

    def page(path: str, title: str, days: float) -> None:
        properties = {"path": path, "title": title, "url": f"https://acme.example{path}"}
        send(source_id, "page", now_us - int(days * day), anonymousId="bobs-laptop", properties=properties)

    page("/blog/best-practices", "Project management best practices", 19.2)
    page("/blog/one-page-plan", "The one-page plan", 19.1)
    traits = {"email": "bob@bobco.example", "name": "Bob Baumann"}
    send(source_id, "identify", now_us - 19 * day, anonymousId="bobs-laptop", traits=traits)
    page("/blog/retrospectives", "Retrospectives that work", 12)
    for days, title in ((11, "Planning at scale"), (6, "Metrics that matter")):
        properties = {"content": {"kind": "e_book", "title": title}}
        at_us = now_us - days * day
        send(source_id, "track", at_us, anonymousId="bobs-laptop", event="Content Downloaded", properties=properties)
    traits = {"email": "bob@bobco.example", "title": "Head of Operations"}
    send(source_id, "identify", now_us - 6 * day + clock.MINUTE_US, anonymousId="bobs-laptop", traits=traits)
    facts = {"name": "Bobco", "employees": 120, "industry": "software"}
    at_us = now_us - 5 * day
    send(source_id, "identify", at_us, trust=1, userId="u-17", traits={"email": "bob@bobco.example"})
    send(source_id, "group", at_us, trust=1, userId="u-17", groupId="bobco", traits=facts)
    for days in (2.1, 1.2, 0.03):
        page("/pricing", "Pricing", days)
    at_us = now_us - 20 * clock.MINUTE_US
    send(source_id, "track", at_us, anonymousId="bobs-laptop", event="Demo Requested", properties={"seats": 40})


def others(source_id: int, now_us: int, odd_name: str, how_many: int = 24) -> None:
    """A list worth scrolling, among them somebody of an odd name."""
    dice = random.Random(7)
    first = ("Mara", "Jonas", "Léa", "Priya", "Tomás", "Ewa", "Yuki", "Amara", "Nils")
    last = ("Keller", "Weber", "Dubois", "Nair", "García", "Nowak", "Tanaka", "Okafor")
    titles = ("VP Marketing", "Director of IT", "Student", "Founder", "Product Manager", "Engineer")
    for number in range(how_many):
        name = odd_name if number == 3 else f"{first[number % 9]} {last[number % 8]}"
        company = dice.choice(("northwind", "globex", "initech", "umbrella", "hooli"))
        device = f"device-{number}"
        for _visit in range(dice.randrange(1, 6)):
            path = dice.choice(VISITS)
            at_us = now_us - dice.randrange(1, 20 * 24) * clock.HOUR_US
            send(source_id, "page", at_us, anonymousId=device, properties={"path": path, "title": path.strip("/")})
        if number % 4:
            email = f"{first[number % 9].lower()}.{number}@{company}.example"
            traits = {"email": email, "name": name, "title": dice.choice(titles)}
            send(source_id, "identify", now_us - number * clock.HOUR_US, anonymousId=device, traits=traits)
        if number % 4 == 1:
            buyer(source_id, now_us - number * clock.HOUR_US, device, number)


def buyer(source_id: int, at_us: int, device: str, number: int) -> None:
    """A server knows the company of this one, who downloads much: some of them become MQL."""
    user = f"u-{100 + number}"
    facts = {"name": ("Northwind", "Globex", "Initech")[number % 3], "employees": 60 * number, "industry": "software"}
    send(source_id, "identify", at_us, anonymousId=device, userId=user, trust=1, traits={"title": "VP Operations"})
    send(source_id, "group", at_us, userId=user, trust=1, groupId=f"company-{number % 3}", traits=facts)
    for hours, title in ((3, "Planning at scale"), (2, "Metrics that matter")):
        properties = {"content": {"kind": "white_paper", "title": title}}
        then_us = at_us + clock.HOUR_US // 2 - hours * clock.MINUTE_US
        send(source_id, "track", then_us, anonymousId=device, event="Content Downloaded", properties=properties)


def phone(source_id: int, now_us: int, odd_name: str = HOSTILE) -> None:
    """Somebody types Bob's address on a new phone: a claim until a user confirms it."""
    traits = {"email": "bob@bobco.example", "name": odd_name}
    send(source_id, "identify", now_us - 8 * clock.MINUTE_US, anonymousId="a-new-phone", traits=traits)
    properties = {"path": "/pricing", "title": odd_name, "url": "https://acme.example/pricing"}
    send(source_id, "page", now_us - 7 * clock.MINUTE_US, anonymousId="a-new-phone", properties=properties)


def recognise() -> None:
    """What the worker does with new events first."""
    with transaction.atomic():
        identify(reading.after(0, 10_000))


def addresses(by: User) -> dict[str, object]:
    """What stands in addresses of pages, in a house where Bob asked for a demo; with alerts of hostile words."""
    website = source(by)
    bob(website.pk, clock.now_us())
    phone(website.pk, clock.now_us())
    recognise()
    person = Person.objects.get(email="bob@bobco.example").canonical
    alert(person, by)
    kept = audience_making.of_people(HOSTILE, Person.objects.listed().values_list("pk", flat=True), by=by)
    return {"source": website.pk, "bob": person.key, "company": person.company.key, "audience": kept.pk}


def alert(person: Person, user: User) -> None:
    """A hand-raise, told to `user`, in words that try to break the page."""
    now_us = clock.now_us()
    deed = {"event": 1, "kind": "page", "name": None, "path": "/", "title": HOSTILE, "occurred_us": now_us}
    facts = {
        "person": {
            "key": str(person.key),
            "name": HOSTILE,
            "email": person.email,
            "title": HOSTILE,
            "company": HOSTILE,
        },
        "hand_raise": {"name": HOSTILE, "occurred_us": now_us, "event": 1},
        "stage": None,
        "result": {},
        "lines": [],
        "deeds": [deed],
    }
    raised = Alert.objects.create(
        person=person, kind="hand_raise", once="event:1", created_us=now_us, unconfirmed=True, facts=facts
    )
    Notice.objects.create(alert=raised, user=user)


def model(by: User, now_us: int) -> None:
    """Two versions: the starter, and one with a dearer white paper. Both before Bob came, so that they moved him."""
    document = starter("b2b-saas")
    publishing.publish(document, by, "The model for B2B software")
    note = "Downloads are worth more: 7 of 9 won deals had one"
    publishing.publish(document.replace("points: 15", "points: 20"), by, note)
    for number, days in ((1, 34), (2, 22)):
        ModelVersion.objects.filter(number=number).update(published_us=now_us - days * clock.DAY_US)


def work() -> None:
    """A real worker, until nothing waits."""
    stop = threading.Event()
    worker = threading.Thread(target=loop.run, args=[stop])
    worker.start()
    for _ in range(600):
        time.sleep(0.1)
        queues = health().queues
        if not any((queues.identify, queues.rescore, queues.alert, queues.fan_out, queues.deliver)):
            break
    stop.set()
    worker.join()


def house(odd_name: str = HOSTILE) -> dict[str, str]:
    """Everything, and the address of each page by name."""
    cast = users()
    now_us = clock.now_us()
    website = source(cast["root"])
    bob(website.pk, now_us)
    others(website.pk, now_us, odd_name)
    phone(website.pk, now_us, odd_name)
    model(cast["ada"], now_us)
    work()
    return {
        "home": "/",
        "components": "/components/",
        "people": "/people/",
        "person": f"/people/{Person.objects.get(email='bob@bobco.example').key}/",
        "alerts": "/alerts/",
        "profile": "/profile/",
        "model": "/model/",
        "model-edit": "/model/edit/",
        "model-compare": "/model/compare/?from=1&to=2",
        "users": "/settings/users/",
        "organisation": "/settings/organisation/",
        "webhooks": "/settings/webhooks/",
        "quarantine": "/quarantine/",
        "deliveries": "/deliveries/",
        "outbox": "/outbox/",
        "audit": "/audit/",
        "sources": "/sources/",
        "source": f"/sources/{website.pk}/",
    }
