"""Users' acts and several workers at once: nothing is lost, nothing is doubled."""

import threading

import pytest
from django.db import connections, transaction

from handraiser.people import correcting, identifying, merging, writing
from handraiser.people.models import Identity, Merge, Person, Sighting

pytestmark = pytest.mark.django_db(transaction=True)


class Meanwhile:
    """Something another connection does; started in the middle of a batch."""

    def __init__(self, act) -> None:
        self._act, self.error = act, None
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self._act()
        except BaseException as error:
            self.error = error
        finally:
            connections.close_all()

    def finish(self) -> None:
        self.thread.join(20)
        assert not self.thread.is_alive()
        assert self.error is None


@pytest.fixture
def in_the_middle(monkeypatch):
    """Starts an act between the looking up and the writing of the next batch; the batch goes on while it waits."""

    def start(act):
        meanwhile, write = Meanwhile(act), writing.write

        def interrupted(book):
            if not meanwhile.thread.is_alive() and not meanwhile.thread.ident:
                meanwhile.thread.start()
                meanwhile.thread.join(0.3)
                assert meanwhile.thread.is_alive(), "the act did not wait for the batch"
            return write(book)

        monkeypatch.setattr(identifying.writing, "write", interrupted)
        return meanwhile

    return start


def test_a_merge_in_the_middle_of_a_batch_loses_nothing(happen, sam, in_the_middle):
    happen.one_by_one(ann := happen.identify("a", "ann"), bob := happen.identify("b", "bob"))
    one, other = happen.whose(ann), happen.whose(bob)
    meanwhile = in_the_middle(lambda: merging.merge(one, other, by=sam))
    happen.take(page := happen.page("b"), title := happen.identify("b", "bob", title="CEO"))
    meanwhile.finish()
    assert happen.whose(page) == happen.whose(title) == one
    assert happen.whose(page).title == "CEO"
    assert Merge.objects.count() == 1


def test_a_correction_in_the_middle_of_a_batch_is_kept(happen, sam, in_the_middle):
    happen.take(ann := happen.identify("a", "ann", title="CEO"))
    person = happen.whose(ann)
    meanwhile = in_the_middle(lambda: correcting.set_trait(person, "title", "Chair", by=sam))
    happen.take(happen.identify("a", "ann", title="CTO"))
    meanwhile.finish()
    assert happen.whose(ann).title == "Chair"


def test_two_workers_with_the_same_events_identify_them_once(happen, in_the_middle):
    events = [happen.identify("a", "ann", email="ann@acme.com"), happen.page("b"), happen.identify("c", "bob")]

    def other_worker():
        with transaction.atomic():
            identifying.identify(events)

    meanwhile = in_the_middle(other_worker)
    happen.take(*events)
    meanwhile.finish()
    assert (Person.objects.count(), Sighting.objects.count(), Identity.objects.count()) == (3, 3, 6)


def test_two_users_who_merge_at_once_merge_once(happen, sam, ada):
    happen.one_by_one(ann := happen.identify("a", "ann"), bob := happen.identify("b", "bob"))
    one, other = happen.whose(ann), happen.whose(bob)
    acts = [Meanwhile(lambda by=by: merging.merge(one, other, by=by)) for by in (sam, ada)]
    for act in acts:
        act.thread.start()
    for act in acts:
        act.thread.join(20)
    assert [type(act.error) for act in acts if act.error] == [merging.AlreadyOne]
    assert Merge.objects.count() == 1


def test_people_are_written_inside_a_transaction_only(happen):
    with pytest.raises(transaction.TransactionManagementError):
        identifying.identify([happen.page("a")])
