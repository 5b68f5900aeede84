from __future__ import annotations

import multiprocessing

import pytest
from fakes import flate_bomb

from ingest.candidates import look_at
from ingest.lines import ReadOptions
from ingest.parser_pool import ParserPool
from ingest.parser_process import ParseLimits, outcome_of
from knowledge.errors import EmptyDocumentError

REPORT = "Neglect audit\n\nStrengths\n\n- Supervision notes were thorough.\n"


@pytest.fixture
def job(write_report):
    def make(name, text=REPORT):
        return look_at(write_report(name, text)).job(ReadOptions())

    return make


def test_results_come_in_the_order_of_the_jobs(job):
    names = [f"{number}.txt" for number in range(7)]
    results = list(ParserPool(2, ParseLimits()).parse_all(map(job, names)))
    assert [result.report.report.source_file for result in results] == names


def test_a_report_crosses_the_processes_whole(job):
    (result,) = ParserPool(1, ParseLimits()).parse_all([job("a.txt")])
    assert [passage.text for passage in result.report.passages] == ["Supervision notes were thorough."]
    assert result.peak_mb > 1


def test_a_refusal_keeps_its_type_and_its_way_out(job):
    (result,) = ParserPool(1, ParseLimits()).parse_all([job("a.txt", "")])
    assert isinstance(result.error, EmptyDocumentError)
    assert result.error.help_message


def test_a_file_that_takes_too_long_is_ended_and_the_next_is_read(job):
    slow = ParserPool(1, ParseLimits(seconds=0.001)).parse(job("a.txt"))
    assert "longer than" in slow.error.message
    assert ParserPool(1, ParseLimits()).parse(job("b.txt")).error is None


def test_a_file_that_eats_memory_is_refused_and_the_others_are_read(job, tmp_path):
    bomb = look_at(flate_bomb(tmp_path / "bomb.pdf", 600)).job(ReadOptions())
    first, second = ParserPool(2, ParseLimits(memory_mb=512)).parse_all([bomb, job("a.txt")])
    assert "512 MB" in first.error.message
    assert second.error is None


def test_stopping_early_leaves_no_process_behind(job):
    with ParserPool(2, ParseLimits()) as pool:
        next(pool.parse_all(job(f"{number}.txt") for number in range(50)))
    assert multiprocessing.active_children() == []


def test_a_fault_of_the_program_is_said_to_be_one(job):
    def broken(job):
        raise KeyError("Jane Example")

    refusal = outcome_of(job("a.txt"), ParseLimits(), broken).refusal
    assert refusal.fault == "KeyError"
    assert "defect" in refusal.message
    assert "Jane" not in refusal.message + refusal.help_message


def test_a_file_that_changes_while_it_is_read_is_refused(job):
    looked_at = job("a.txt")
    looked_at.path.write_text(REPORT + "- More.\n", encoding="utf-8")
    (result,) = ParserPool(1, ParseLimits()).parse_all([looked_at])
    assert "changed while it was read" in result.error.message


def test_a_file_that_is_gone_by_then_is_no_defect(job):
    looked_at = job("a.txt")
    looked_at.path.unlink()
    (result,) = ParserPool(1, ParseLimits()).parse_all([looked_at])
    assert (result.fault, "cannot be opened" in result.error.message) == ("", True)
