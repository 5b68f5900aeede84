"""Guessing is slowed down, by name and by address, and asking by person."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from app.access.pace import Pace
from app.access.people import HERE, Person, Role
from app.access.throttle import Throttle, network_of
from knowledge.errors import TooOftenError


def tried(throttle, name, address="192.0.2.1", right=False):
    with throttle.attempt(name, address) as attempt:
        attempt.was_right = right


def test_a_name_is_guessed_at_five_times_and_then_not_for_a_while():
    throttle = Throttle()
    for _ in range(5):
        tried(throttle, "ann")
    with pytest.raises(TooOftenError, match="minutes") as refused:
        tried(throttle, "ANN", "192.0.2.2")
    assert 800 < refused.value.retry_after <= 900
    tried(throttle, "bob")


def test_a_right_password_makes_the_name_free_again():
    throttle = Throttle()
    for _ in range(3):
        for _ in range(4):
            tried(throttle, "ann")
        tried(throttle, "ann", right=True)


def test_an_address_cannot_try_one_password_on_many_names():
    throttle = Throttle()
    for number in range(100):
        tried(throttle, f"name{number}")
    with pytest.raises(TooOftenError):
        tried(throttle, "name100")
    tried(throttle, "name100", "192.0.2.2")


@pytest.mark.parametrize(
    ("name", "address", "most"), [("ann", "192.0.2.{}", 5), ("name{}", "192.0.2.1", 20)], ids=["name", "address"]
)
def test_many_at_one_time_are_no_way_around(name, address, most):
    throttle, refused = Throttle(per_address=20), 0
    with ExitStack() as under_way:
        for number in range(60):
            try:
                under_way.enter_context(throttle.attempt(name.format(number), address.format(number)))
            except TooOftenError:
                refused += 1
    assert refused == 60 - most


def test_a_password_that_was_not_looked_at_counts_for_nothing():
    throttle = Throttle()
    for _ in range(10):
        with pytest.raises(TooOftenError, match="at this moment"), throttle.attempt("ann", "192.0.2.1"):
            raise TooOftenError("Many people are signing in at this moment.")
    tried(throttle, "ann")


def test_people_who_share_an_address_and_know_their_passwords_are_not_slowed_down():
    throttle = Throttle()
    for number in range(30):
        tried(throttle, f"mistyped{number}")
    for number in range(150):
        tried(throttle, f"name{number}", right=True)


def test_one_ipv6_connection_is_one_address():
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1") != network_of("2001:db8:0:1::1")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1")
    assert len(network_of("x" * 10_000)) == 64


def test_a_person_may_ask_so_often_a_minute_by_page_and_program_together():
    pace = Pace(3)
    ann = Person("ann", Role.LIBRARIAN, "account")
    pace.check(ann)
    pace.check(ann)
    pace.check(Person("ann", Role.READER, "token"))
    with pytest.raises(TooOftenError) as refused:
        pace.check(ann)
    assert 1 <= refused.value.retry_after <= 60
    pace.check(HERE)
