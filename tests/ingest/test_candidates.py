from __future__ import annotations

from concurrent.futures import Future

import pytest

from ingest.candidates import parsed_ahead
from ingest.lines import USUAL
from ingest.parser_pool import Parsed


class SlowPool:
    """A pool whose work is done only when the test says so."""

    ahead = 2

    def __init__(self):
        self.work = {}

    def submit(self, job):
        self.work[job.source_file] = Future()
        return self.work[job.source_file]

    def finish(self, name):
        self.work[name].set_result(Parsed(None, None, None))


@pytest.fixture
def pool():
    return SlowPool()


@pytest.fixture
def files(write_report):
    return [write_report(f"{number}.txt", f"Report {number}") for number in range(6)]


def named(looked):
    return looked.candidate.name


def test_files_that_need_no_work_are_given_out_at_once(pool, files):
    last = parsed_ahead(files, pool, USUAL, lambda candidate: candidate.name == "5.txt")
    assert [named(next(last)) for _ in range(5)] == [f"{number}.txt" for number in range(5)]
    assert pool.work == {}


def test_a_file_that_is_not_there_keeps_its_place(pool, files):
    gone = files[0].with_name("gone.txt")
    found = list(parsed_ahead([gone, files[0]], pool, USUAL, lambda candidate: False))
    assert [named(looked) for looked in found] == ["gone.txt", "0.txt"]
    assert found[0].candidate.error is not None


def test_no_more_is_parsed_ahead_than_the_pool_wants(pool, files):
    wishes = iter([False] * 8 + [True] * 1000)
    list(parsed_ahead(files, pool, USUAL, lambda candidate: True, lambda: next(wishes)))
    assert list(pool.work) == ["0.txt", "1.txt", "2.txt"]


def test_a_wish_to_stop_does_not_wait_for_the_file_under_way(pool, files):
    wishes = iter([False] * 8 + [True] * 1000)
    assert list(parsed_ahead(files, pool, USUAL, lambda candidate: True, lambda: next(wishes))) == []


def test_results_come_in_order_whichever_is_done_first(pool, files):
    found = parsed_ahead(files[:2], pool, USUAL, lambda candidate: True, lambda: pool_done(pool))
    assert [named(looked) for looked in found] == ["0.txt", "1.txt"]


def pool_done(pool):
    """Never a wish to stop; finishes whatever waits, the last first."""
    for name in sorted(pool.work, reverse=True):
        if not pool.work[name].done():
            pool.finish(name)
    return False
