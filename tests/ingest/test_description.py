from __future__ import annotations

import pytest

from ingest.parse import parse
from knowledge.types import ReportId

BODY = "\n\nStrengths\n\n- Workers saw the children alone.\n- Police shared what they knew.\n"


@pytest.fixture
def described(tmp_path):
    def describe(text, name="some-report.txt"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return parse(path, ReportId("r"), "hash")

    return describe


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("Neglect at a glance\nHarrowmere Safeguarding Children Partnership", "Neglect at a glance"),
        ("# Neglect audit\n\nText of it.", "Neglect audit"),
        (
            "7 Minute Briefing\n\nChild Multi-Agency Audit – Neglect",
            "7 Minute Briefing: Child Multi-Agency Audit – Neglect",
        ),
        ("We looked at many records and then we wrote all of this down in one place.", "Untitled report (some-report)"),
        ("Workers met on 9 May 2024.\n\nThe audit took place in May 2024.", "Audit report, May 2024"),
    ],
    ids=["first line", "markdown", "kind of paper and subject", "none", "dated"],
)
def test_titles(described, opening, title):
    assert described(opening + BODY).report.description.title == title


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Harrowmere Safeguarding Children Partnership", "Harrowmere Safeguarding Children Partnership"),
        ("the Stoke-on-Trent Safeguarding Children Board", "Stoke-on-Trent Safeguarding Children Board"),
        ("Brackenfold and Larkfen Safeguarding Adults Board", "Brackenfold and Larkfen Safeguarding Adults Board"),
        ("King's Fennick Local Safeguarding Children Board", "King's Fennick Local Safeguarding Children Board"),
        ("Our Harrowmere Safeguarding Partnership", "Harrowmere Safeguarding Partnership"),
    ],
)
def test_a_partnership_that_is_named_in_full_is_stated_with_its_span(described, sentence, name):
    parsed = described(f"Neglect audit\n\nThis was written for {sentence}, in private." + BODY)
    description = parsed.report.description
    assert description.partnership == name
    assert parsed.canonical_text[description.partnership_span.start : description.partnership_span.end] == name


@pytest.mark.parametrize(
    "name",
    [
        "Oxfordshire County Council",
        "Oxford Health NHS Foundation Trust",
        "Thames Valley Police",
        "Royal Borough of Fennick",
        "Harrowmere Children's Social Care",
        "Harrowmere Multi-Agency Safeguarding Hub",
        "Brackenfold Mental Health",
        "Fennick Integrated Care Board",
        "Fennick Health and Wellbeing Board",
        "the Safeguarding Children Partnership",
        "our Local Safeguarding Children Board",
        "Ofsted",
    ],
)
def test_an_agency_or_council_is_never_taken_for_the_partnership(described, name):
    description = described(f"Neglect audit\n\nThe audit was led by {name} and others." + BODY).report.description
    assert description.partnership is None
    assert description.partnership_span is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Neglect audit\n\n9 December 2025", "2025-12-09"),
        ("Neglect Multi-Agency Audit (February 2025)", "2025-02"),
        ("Neglect audit\n\nThe panel met on 2 December 2021 to agree grades.", "2021-12-02"),
        ("Neglect audit\n\nThe audit ran from September to November 2021.", "2021-11"),
        ("Neglect audit\n\nThe child moved in May 2019. The law changed in June 2020.", None),
        ("Neglect audit\n\nNo date is given.", None),
    ],
    ids=["own line", "title", "panel", "period", "other dates", "none"],
)
def test_audit_dates(described, text, iso):
    found = described(text + BODY).report.description.audit_date
    assert (found.iso if found else None) == iso


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Audit sample included 10 children & young people.", "10 children & young people"),
        ("The audit looked at seven young people aged 13 to 17.", "7 young people"),
        ("Twelve children's records were sampled.", "12 children"),
        ("Eight case files were selected.", "8 case files"),
        ("In 4 families the work ended.", None),
    ],
)
def test_samples(described, sentence, words):
    parsed = described(f"Neglect audit\n\n{sentence}" + BODY)
    found = parsed.report.description.sample
    assert (found.words if found else None) == words
    if found:
        assert parsed.canonical_text[found.span.start : found.span.end] in sentence


@pytest.mark.parametrize(("notice", "expected"), [("Fictional sample report written for this.", True), ("", False)])
def test_fictional_reports_are_marked(described, notice, expected):
    assert described(f"Neglect audit\n\n{notice}" + BODY).report.fictional is expected
