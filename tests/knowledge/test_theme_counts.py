from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import make_passage, make_report

from knowledge.catalogue import Catalogue
from knowledge.errors import UnknownReportError
from knowledge.theme_counts import BATCH, Key, LabelCounts, UnknownThemeError, theme_label, theme_labels
from knowledge.types import FindingType, Label, LabelKind, ParsedReport, ReportId

CONCERN, GOOD = FindingType.CONCERN, FindingType.GOOD_PRACTICE


def about(*themes, agencies=()):
    themes_of = [Label(LabelKind.THEME, theme, "wording") for theme in themes]
    return (*themes_of, *(Label(LabelKind.AGENCY, agency, "name") for agency in agencies))


def stored(catalogue, report_id, *passages, **fields):
    """Puts a report whose passages are each `(finding type, labels)`."""
    made = [
        make_passage(number, report_id, f"Passage {number}.", finding_type=kind, labels=labels)
        for number, (kind, labels) in enumerate(passages)
    ]
    text = "\n".join(passage.text for passage in made)
    catalogue.put(ParsedReport(make_report(report_id, **fields), text, tuple(made)))


@pytest.fixture
def catalogue(tmp_path):
    catalogue = Catalogue(tmp_path / "library.sqlite3")
    stored(
        catalogue, "a", (CONCERN, about("neglect", "suicide")), (CONCERN, about("neglect")), (GOOD, about("neglect"))
    )
    stored(catalogue, "b", (GOOD, about("neglect", agencies=["police"])), (CONCERN, ()))
    yield catalogue
    catalogue.close()


def test_passages_are_counted_by_theme_and_type_for_each_report(catalogue):
    counts = LabelCounts(catalogue).of(catalogue.reports())
    assert counts == {
        "a": {Key("neglect", CONCERN): 2, Key("neglect", GOOD): 1, Key("suicide", CONCERN): 1},
        "b": {Key("neglect", GOOD): 1},
    }


def test_passages_are_counted_by_type_for_each_report_held_ones_too(catalogue):
    catalogue.set_held(ReportId("b"), held=True)
    catalogue.put(ParsedReport(make_report("empty"), "", ()))
    counts = catalogue.passages_by_type()
    assert counts == {"a": {CONCERN: 2, GOOD: 1}, "b": {CONCERN: 1, GOOD: 1}}
    assert list(counts["b"]) == [CONCERN, GOOD]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [(["b"], {"b": {CONCERN: 1, GOOD: 1}}), (["b'--"], {}), ([], {}), (["gone", "a"], {"a": {CONCERN: 2, GOOD: 1}})],
)
def test_passages_by_type_are_counted_of_the_reports_wanted_alone(catalogue, wanted, expected):
    assert catalogue.passages_by_type(wanted) == expected


def test_agencies_are_counted_alike(catalogue):
    counts = LabelCounts(catalogue, LabelKind.AGENCY).of(catalogue.reports())
    assert counts == {"a": {}, "b": {Key("police", GOOD): 1}}


def test_how_the_audit_was_made_is_no_finding(catalogue):
    stored(catalogue, "c", (FindingType.METHOD, about("neglect")))
    assert LabelCounts(catalogue).of([catalogue.report(ReportId("c"))]) == {"c": {}}


def test_a_held_report_is_left_out_also_where_it_was_counted_before(catalogue):
    counts = LabelCounts(catalogue)
    assert "b" in counts.of(catalogue.reports())
    catalogue.set_held(ReportId("b"), held=True)
    assert set(counts.of(catalogue.reports())) == {"a"}
    assert catalogue.label_counts(LabelKind.THEME, [ReportId("b")]) == []
    catalogue.set_held(ReportId("b"), held=False)
    assert counts.of(catalogue.reports())["b"] == {Key("neglect", GOOD): 1}


def test_what_did_not_change_is_not_counted_again(catalogue):
    asked = []

    class Watched:
        def label_counts(self, kind, report_ids):
            asked.append(list(report_ids))
            return catalogue.label_counts(kind, report_ids)

    counts = LabelCounts(Watched())
    counts.of(catalogue.reports())
    stored(catalogue, "b", (CONCERN, about("housing")), content_hash="another file")
    again = counts.of(catalogue.reports())
    assert again["b"] == {Key("housing", CONCERN): 1}
    assert sorted(asked[0]) == ["a", "b"]
    assert asked[1:] == [["b"]]


def test_many_reports_are_counted_in_batches_so_that_others_may_read_between():
    sizes = []

    class Empty:
        def label_counts(self, kind, report_ids):
            sizes.append(len(report_ids))
            return []

    reports = [make_report(str(number)) for number in range(2 * BATCH + 1)]
    reports.append(replace(make_report("held"), held=True))
    counts = LabelCounts(Empty()).of(reports)
    assert sizes == [BATCH, BATCH, 1]
    assert len(counts) == 2 * BATCH + 1


def test_a_theme_has_words_and_one_that_is_not_there_is_an_error():
    assert theme_label("substance_misuse") == "alcohol and drugs"
    assert next(iter(theme_labels())) == "domestic_abuse"
    with pytest.raises(UnknownThemeError):
        theme_label("nothing")
    assert issubclass(UnknownThemeError, UnknownReportError)
