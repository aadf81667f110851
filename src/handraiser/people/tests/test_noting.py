from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from handraiser.people import noting
from handraiser.people.models import Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(happen):
    happen.take(event := happen.identify("his", "bob", email="bob@acme.com"))
    return happen.whose(event)


@pytest.mark.parametrize("text", ["", " \n ", "\0", "x" * 10_001])
def test_nothing_or_too_much_is_no_note(bob, sam, text):
    with pytest.raises(noting.NotANote, match="10000"):
        noting.write(bob, text, by=sam)


def test_a_note_keeps_its_lines_and_loses_what_no_database_takes(bob, sam):
    assert noting.write(bob, "one\r\ntwo\0 \ud800", by=sam).text == "one\ntwo ?"


def test_only_the_author_corrects_a_note_and_not_for_ever(bob, sam, ada):
    note = noting.write(bob, "He likes tea", by=sam)
    with pytest.raises(noting.NotYours):
        noting.correct(note, "She likes tea", by=ada)
    noting.correct(note, "He likes coffee", by=sam)
    with time_machine.travel(timezone.now() + timedelta(days=31)), pytest.raises(noting.NotYours):
        noting.correct(note, "He likes water", by=sam)
    assert Note.objects.get().text == "He likes coffee"


def test_a_deleted_note_can_be_put_back(bob, sam, ada, root):
    note = noting.write(bob, "He likes tea", by=sam)
    with pytest.raises(noting.NotYours):
        noting.delete(note, by=ada)
    noting.delete(note, by=root)
    assert Note.objects.get().deleted_us
    noting.put_back(note, by=sam)
    assert Note.objects.get().deleted_us is None
