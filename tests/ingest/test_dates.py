from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import find_date, find_dates, find_year, is_only_a_date
from knowledge.types import DatePrecision, Span

days = st.dates(date(2000, 1, 1), date(2039, 12, 31))
around = st.sampled_from([("", ""), ("The audit of ", " found this."), ("(", ")"), ("Panel met: ", ", in private")])


def suffix(day):
    return "th" if day in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


FORMS = {
    "9 December 2025": lambda d: f"{d.day} {d:%B} {d.year}",
    "09 Dec 2025": lambda d: f"{d:%d %b} {d.year}",
    "9th December 2025": lambda d: f"{d.day}{suffix(d.day)} {d:%B} {d.year}",
    "9th of December, 2025": lambda d: f"{d.day}{suffix(d.day)} of {d:%B}, {d.year}",
    "9 DECEMBER 2025": lambda d: f"{d.day} {d:%B} {d.year}".upper(),
    "09/12/2025": lambda d: f"{d:%d/%m}/{d.year}",
    "9/12/25": lambda d: f"{d.day}/{d.month}/{d.year % 100:02}",
    "9.12.2025": lambda d: f"{d.day}.{d.month}.{d.year}",
    "09-12-2025": lambda d: f"{d:%d-%m}-{d.year}",
}


def found(text):
    return list(find_dates(text, Span(0, len(text))))


@pytest.mark.parametrize("written", FORMS.values(), ids=FORMS)
@given(day=days, frame=around)
def test_a_day_is_found_where_it_stands(written, day, frame):
    before, after = frame
    words = written(day)
    dates = found(before + words + after)
    assert [(one.value, one.precision) for one in dates] == [(day, DatePrecision.DAY)]
    assert dates[0].span == Span(len(before), len(before + words))


@pytest.mark.parametrize("form", ["%B %Y", "%b %Y", "%b. %Y", "%B, %Y"])
@given(day=days, frame=around)
def test_a_month_is_found_with_no_more_than_it_states(form, day, frame):
    words = day.strftime(form)
    dates = found(frame[0] + words + frame[1])
    assert [(one.value, one.precision) for one in dates] == [(day.replace(day=1), DatePrecision.MONTH)]
    assert dates[0].span == Span(len(frame[0]), len(frame[0] + words))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("September to November 2021", "2021-11"),
        ("January - March 2024", "2024-03"),
        ("3 and 4 June 2024", "2024-06-04"),
        ("12-14 May 2025", "2025-05-14"),
        ("28 February to 3 March 2023", "2023-03-03"),
        ("October 2022 to January 2023", "2023-01"),
        ("1 April 2023 – 31 March 2024", "2024-03-31"),
        ("Sept 2021", "2021-09"),
        ("\u017fept 2021", "2021-09"),
    ],
)
def test_a_period_gives_its_end(text, expected):
    assert [one.iso for one in found(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    ["31 February 2024", "30/02/2024", "29 February 2023", "0/5/2024", "45/12/2024", "12/13/2024", "31.11.24"],
)
def test_days_that_no_calendar_has_are_passed_over(text):
    assert found(text) == []
    assert [one.iso for one in found(f"{text}, then 5 May 2024")] == ["2024-05-05"]


@pytest.mark.parametrize(
    "text", ["", "We may 2 of them", "24/7", "section 3", "ratio 1/2", "2024", "Mayor 2024", "marched 2024 miles"]
)
def test_what_is_no_date_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("title", "iso"),
    [
        ("Neglect audit 2021", "2021"),
        ("2021 audit of neglect", "2021"),
        ("Neglect audit (2021)", "2021"),
        ("Neglect, 2021", "2021"),
        ("Neglect audit 2020-21", "2021"),
        ("Neglect audit 2020/2021", "2021"),
        ("Dip sample, autumn 2023", "2023"),
        ("2022", "2022"),
        ("Neglect and the Children Act 2004", None),
        ("Following Guidance 2018 in schools", None),
        ("Audit of 2000 records", None),
        ("Neglect", None),
    ],
)
def test_a_year_alone_counts_only_beside_the_audit(title, iso):
    where = find_year(f"Above {title} below", Span(6, 6 + len(title)))
    assert (where.iso if where else None) == iso
    if where:
        assert title[where.span.start - 6 : where.span.end - 6] in {"2021", "2022", "2023", "21"}


def test_only_the_asked_part_is_searched():
    text = "March 2020 and then April 2021 and then May 2022"
    where = find_date(text, Span(text.index("April"), text.index("May")))
    assert where is not None
    assert where.iso == "2021-04"


@pytest.mark.parametrize(
    ("line", "expected"), [("December 2025", True), (" 9 May 2024 ", True), ("Audit, May 2024", False), ("", False)]
)
def test_a_line_that_is_only_a_date(line, expected):
    assert is_only_a_date(line) is expected


@pytest.mark.parametrize(
    ("text", "iso", "words"),
    [("9th December 2025", "2025-12-09", "9 December 2025"), ("Feb 2025", "2025-02", "February 2025")],
)
def test_a_date_is_written_as_precisely_as_it_was_stated(text, iso, words):
    assert (found(text)[0].iso, found(text)[0].words) == (iso, words)
