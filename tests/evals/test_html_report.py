import itertools
import json
import re

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser

from evals.cli_more import report as command
from evals.html_report import html_report
from knowledge.errors import DatasetError

ROW = {
    "system": "ours",
    "id": "q1",
    "type": "lookup",
    "answerable": True,
    "status": "answered",
    "refused": False,
    "recall": 0.5,
    "first_three": 1.0,
    "words": 120,
    "missed": ["workers <b>met</b> & spoke"],
}


def page(*rows, plots=False):
    return LexborHTMLParser(html_report({"run.jsonl": rows or [ROW]}, with_plots=plots))


def cells(tree, caption):
    table = next(table for table in tree.css("table") if table.css_first("caption").text().startswith(caption))
    return [[cell.text(strip=True) for cell in row.css("th, td")] for row in table.css("tbody tr")]


def test_each_measure_stands_with_its_interval_and_what_has_no_value():
    tree = page(ROW, {**ROW, "id": "q2", "recall": 1.0}, {**ROW, "id": "q3", "recall": None})
    recall = cells(tree, "Each measure")[0]
    assert (recall[0], recall[1], recall[4:]) == ("recall of gold quotes", "0.750", ["2", "1"])


def test_the_worst_come_first_and_the_perfect_not_at_all():
    rows = [{**ROW, "id": f"q{number}", "recall": number / 20} for number in range(21)]
    worst = cells(page(*rows), "The 10 questions")
    assert [row[0] for row in worst] == [f"q{number}" for number in range(10)]


def test_refusals_are_counted_by_cause_with_those_that_were_wrong():
    refused = {**ROW, "status": "no_evidence", "refused": True, "reason": "not_in_library"}
    declined = {**refused, "status": "declined", "reason": "live_case", "answerable": False}
    tree = page(refused, {**refused, "answerable": False}, declined, {**ROW, "answerable": False})
    assert cells(tree, "Refusals") == [["not in library", "2", "1"], ["live case", "1", "0"]]
    assert "3 of 4 questions were refused; 1 that cannot be answered were not." in tree.body.text()


def test_systems_and_files_have_sections_of_their_own():
    html = html_report({"a.jsonl": [ROW, {**ROW, "system": "baseline"}], "b.jsonl": [ROW]}, with_plots=False)
    assert [heading.text() for heading in LexborHTMLParser(html).css("h2")] == [
        "a.jsonl: ours",
        "a.jsonl: baseline",
        "b.jsonl: ours",
    ]


def test_confidence_and_time_are_shown_where_rows_have_them():
    timed = {**ROW, "elapsed_ms": 12.0, "confidence": 0.85}
    assert cells(page(timed), "Milliseconds")[0] == ["p50", "12"]
    assert cells(page(timed), "Confidence") == [["0.85", "1.00", "1"]]
    assert "Calibration" not in page(ROW).body.text()


@pytest.mark.parametrize("field", ["id", "type", "status", "question", "reason", "system"])
def test_what_rows_say_is_never_markup(field):
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7 * 7 }}"
    tree = page({**ROW, "refused": True, "missed": [hostile], field: hostile})
    assert tree.css("script, iframe, link, b") == []
    assert [image.attributes["src"] for image in tree.css("img")] == []
    assert hostile in tree.body.text()


def test_tables_have_captions_and_headings_with_scope():
    tree = page()
    assert all(table.css_first("caption").text(strip=True) for table in tree.css("table"))
    assert all(heading.attributes.get("scope") in {"col", "row"} for heading in tree.css("th"))
    assert tree.css_first("html").attributes["lang"] == "en-GB"
    levels = [int(heading.tag[1]) for heading in tree.css("h1, h2, h3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_plots_have_words_and_nothing_comes_from_elsewhere():
    pytest.importorskip("matplotlib")
    html = html_report({"run.jsonl": [ROW, {**ROW, "id": "q2", "words": 300}]})
    images = LexborHTMLParser(html).css("img")
    assert len(images) == 2
    assert all(len(image.attributes["alt"]) > 30 for image in images)
    assert all(image.attributes["src"].startswith("data:image/svg+xml;base64,") for image in images)
    assert not re.findall(r"(?:src|href)=\"(?!data:)|url\(|@import", html)


def test_rows_of_another_eval_make_a_report_without_what_they_lack():
    assert "q1" not in page({"id": "q1", "nDCG@10": 1.0}).body.text()


def test_the_command_writes_the_file(tmp_path, settings):
    rows, out = tmp_path / "rows.jsonl", tmp_path / "report.html"
    rows.write_text(json.dumps(ROW), encoding="utf-8")
    asked = [str(rows), "--out", str(out), "--no-plots"]
    result = CliRunner().invoke(command, asked, obj=settings, catch_exceptions=False)
    assert result.exit_code == 0
    assert "recall of gold quotes" in out.read_text(encoding="utf-8")
    with pytest.raises(DatasetError, match="cannot be written"):
        CliRunner().invoke(
            command, [str(rows), "--out", str(tmp_path), "--no-plots"], obj=settings, catch_exceptions=False
        )
