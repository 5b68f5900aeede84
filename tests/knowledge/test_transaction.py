from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from knowledge.transaction import transaction


@pytest.fixture
def opened(tmp_path):
    """Opens the same file, each time with a connection of its own."""
    connections = []

    def open_():
        db = sqlite3.connect(tmp_path / "x.sqlite3", timeout=0, isolation_level=None)
        connections.append(closing(db))
        return db

    open_().execute("CREATE TABLE words (word TEXT)")
    yield open_
    for connection in connections:
        connection.__exit__(None, None, None)


def interrupted(db, error):
    with transaction(db):
        db.execute("INSERT INTO words VALUES ('first')")
        raise error


def words(db):
    return [row[0] for row in db.execute("SELECT word FROM words")]


def test_what_is_changed_is_seen_by_others_once_all_of_it_is_done(opened):
    one, other = opened(), opened()
    with transaction(one) as db:
        db.execute("INSERT INTO words VALUES ('first')")
        db.execute("INSERT INTO words VALUES ('second')")
        assert words(other) == []
    assert words(other) == ["first", "second"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_is_changed_where_anything_rises(opened, error):
    db = opened()
    with pytest.raises(error):
        interrupted(db, error)
    assert words(db) == []
    with transaction(db):
        db.execute("INSERT INTO words VALUES ('again')")
    assert words(db) == ["again"]


def test_a_second_transaction_does_not_begin_beside_the_first(opened):
    one, other = opened(), opened()
    with transaction(one), pytest.raises(sqlite3.OperationalError, match="locked"), transaction(other):
        raise AssertionError("both began")
    assert words(one) == []
