import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from handraiser.worker import leases
from handraiser.worker.leases import LeaseLost
from handraiser.worker.models import Lease

pytestmark = pytest.mark.django_db


def test_a_lease_is_held_by_one_worker_at_a_time():
    assert leases.take("score", "first").fence == 1
    assert leases.take("score", "second") is None


def test_a_lease_that_ran_out_goes_to_the_next_with_a_higher_fence(time):
    leases.take("score", "first")
    time.shift(timedelta(seconds=6))
    assert leases.take("score", "second").fence == 2


def test_whoever_lost_the_lease_writes_nothing(time):
    lost = leases.take("score", "first")
    time.shift(timedelta(seconds=6))
    leases.take("score", "second")
    with pytest.raises(LeaseLost), transaction.atomic():
        lost.guard()


def test_a_holder_that_comes_back_under_its_name_cannot_use_its_old_fence():
    old = leases.take("score", "first")
    leases.take("score", "first")
    with pytest.raises(LeaseLost):
        old.guard()


def test_renewing_keeps_the_lease_beyond_its_life(time):
    held = leases.take("score", "first")
    for _ in range(4):
        time.shift(timedelta(seconds=3))
        held.renew()
    assert leases.take("score", "second") is None


def test_a_released_lease_is_free_at_once():
    leases.take("score", "first").release()
    assert leases.take("score", "second") is not None


@pytest.mark.django_db(transaction=True)
def test_of_many_who_try_at_once_one_gets_the_lease():
    taken = []
    start = threading.Barrier(8)

    def take(name: str) -> None:
        start.wait()
        try:
            taken.append(leases.take("score", name))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(f"worker {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 8
    assert len([held for held in taken if held]) == 1
    assert Lease.objects.get().fence == 1
