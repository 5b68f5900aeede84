"""Five real audit reports, where they are there: what anybody can count or read off them."""

from __future__ import annotations

import json
import re

import pytest
from fakes import SHARED

from ingest.files import find_files
from ingest.parse import parse
from knowledge.types import ReportId

pytestmark = pytest.mark.real_reports


@pytest.fixture(scope="session")
def reports():
    found = {}
    for path in sorted((SHARED / "reports").glob("*.txt")):
        found[path.name[:3]] = parse(path, ReportId(path.stem), "hash"), path.read_text("utf-8")
    return found


@pytest.fixture(params=["000", "001", "002", "003", "004"])
def one(request, reports):
    return reports[request.param]


def test_spans_are_exact_and_in_order(one):
    parsed, _source = one
    assert all(parsed.canonical_text[p.start : p.end] == p.text for p in parsed.passages)
    assert [p.start for p in parsed.passages] == sorted(p.start for p in parsed.passages)


def words_of(text):
    text = re.sub(r"\]\([^)]*\)|<[^<>]*>", "]", re.sub(r"[\u200b-\u200d\ufeff\u00ad]", "", text))
    return re.findall(r"[^\W\d_]{3,}", text.replace("ﬁ", "fi").replace("ﬂ", "fl"))


def test_no_word_is_lost(one):
    parsed, source = one
    kept = "".join(words_of(parsed.canonical_text))
    lost = [word for word in set(words_of(source)) if word not in kept]
    assert lost == []


@pytest.mark.parametrize(
    ("name", "iso"), [("002", "2025-02"), ("003", "2016-11"), ("000", "2025-12-09"), ("001", None)]
)
def test_dates_are_those_stated(reports, name, iso):
    date = reports[name][0].report.description.audit_date
    assert (date.iso if date else None) == iso


@pytest.mark.parametrize(("name", "size"), [("000", 10), ("002", 10)])
def test_samples_are_those_stated(reports, name, size):
    assert reports[name][0].report.description.sample.size == size


def test_none_of_the_five_is_fictional(one):
    assert not one[0].report.fictional


def test_they_go_into_a_library_together_and_are_unchanged_the_second_time(product):
    files = find_files([SHARED / "reports"])
    assert {outcome.action for outcome in product.pipeline.ingest(files)} == {"added"}
    assert {outcome.action for outcome in product.pipeline.ingest(files)} == {"unchanged"}
    assert product.knowledge_base.health().is_whole


LARGEST = 1_000_000
"""Bytes: the few larger ones (one has 3000 pages) take a minute each."""


def hostile_files():
    return [path for path in find_files([SHARED / "hostile"]) if path.stat().st_size <= LARGEST]


def test_hostile_files_are_added_or_refused_in_words(product):
    outcomes = list(product.pipeline.ingest(hostile_files()))
    assert len(outcomes) == len(hostile_files())
    assert all(outcome.message and outcome.help_message for outcome in outcomes if outcome.action == "refused")
    assert product.knowledge_base.health().is_whole


def test_dev_questions_are_answered_or_refused_with_verified_quotes(product):
    list(product.pipeline.ingest(find_files([SHARED / "reports"])))
    rows = (SHARED / "questions-dev.jsonl").read_text("utf-8").splitlines()
    for row in map(json.loads, rows):
        answer = product.assistant.ask(row["question"])
        for citation in answer.citations:
            text = product.knowledge_base.catalogue.canonical_text(citation.report.report_id)
            assert text[citation.start : citation.end] == citation.quote
