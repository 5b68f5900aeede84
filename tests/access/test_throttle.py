"""Guessing is slowed down, by name and by address, and asking by person."""

from __future__ import annotations

import pytest

from app.access.pace import Pace
from app.access.people import HERE, Person, Role
from app.access.throttle import Throttle, network_of
from knowledge.errors import TooOftenError


def test_a_name_is_guessed_at_five_times_and_then_not_for_a_while():
    throttle = Throttle()
    for _ in range(5):
        throttle.begin("ann", "192.0.2.1")
        throttle.failed("192.0.2.1")
    with pytest.raises(TooOftenError, match="minutes") as refused:
        throttle.begin("ANN", "192.0.2.2")
    assert 800 < refused.value.retry_after <= 900
    throttle.begin("bob", "192.0.2.1")


def test_a_right_password_makes_the_name_free_again():
    throttle = Throttle()
    for _ in range(10):
        throttle.begin("ann", "192.0.2.1")
        throttle.succeeded("ann")


def test_an_address_cannot_try_one_password_on_many_names():
    throttle = Throttle()
    for number in range(20):
        throttle.begin(f"name{number}", "192.0.2.1")
        throttle.failed("192.0.2.1")
    with pytest.raises(TooOftenError):
        throttle.begin("name20", "192.0.2.1")
    throttle.begin("name20", "192.0.2.2")


def test_people_who_share_an_address_and_know_their_passwords_are_not_slowed_down():
    throttle = Throttle()
    for number in range(60):
        throttle.begin(f"name{number}", "192.0.2.1")
        throttle.succeeded(f"name{number}")


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
