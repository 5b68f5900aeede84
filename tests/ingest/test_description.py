from __future__ import annotations

import csv
import time

import pytest
from fakes import SHARED

from ingest.blocks import join_lines
from ingest.description import describe
from ingest.description.themes import themes_of_report
from ingest.finding_type_rules import finding_type_rules
from ingest.lines import Line, Role
from ingest.parse import parse, read_source
from ingest.passages import canonical_text, cut_passages
from ingest.sections import place
from ingest.tables import head_rows
from ingest.themes import theme_rules
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


OWNERS = {
    "we are": "The child had moved from an area of Westborough SCP. We are Eastham SCP.",
    "commissioned": "This review was commissioned by Eastham Safeguarding Children Partnership.",
    "on behalf": "The audit was undertaken on behalf of the Eastham Safeguarding Children Partnership.",
    "part of a calendar": "As part of the Eastham SCP multi-agency audit calendar an audit took place.",
    "possession": "This tells of Eastham Safeguarding Children Partnership's multi-agency audit.",
    "published": "Published by Eastham SCP",
    "acts": "The Eastham Safeguarding Partnership (ESP) Board agreed that an audit should be made.",
    "another of guidance": "Eastham SCP carried out this audit. Guidance of the Northtown SCP was read.",
    "twice": "Eastham SCP carried out this audit. It was published by Eastham Safeguarding Children Partnership.",
}


@pytest.mark.parametrize("text", OWNERS.values(), ids=OWNERS)
def test_a_partnership_that_made_the_report_is_whose_it_is(described, text):
    named = described(f"Neglect audit\n\nIt was short.\n\n{text}" + BODY).report.description.partnership
    assert named.startswith("Eastham S")


OTHERS = {
    "another's review": "It follows the review by Rivershire Safeguarding Children Partnership of another child.",
    "moved": "The child had moved from an area of Westborough SCP.",
    "thanks": "Thanks to Midshire LSCP for their audit tool.",
    "network": "This was written by the National Safeguarding Children Partnership Network.",
    "network of a place": "This was written for Midshire Safeguarding Children Partnership Network.",
    "no place": "This was written for the National Safeguarding Children Partnership.",
    "guidance": "Guidance of the Northtown Safeguarding Children Partnership was used.",
    "of two, neither": "We are Eastham SCP. This audit was commissioned by Westborough SCP.",
    "referral": "Police made a referral on behalf of Westborough SCP.",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_a_partnership_that_is_only_spoken_of_is_not_the_reports_own(described, text):
    parsed = described(f"Neglect audit\n\nIt was short.\n\n{text}" + BODY)
    assert parsed.report.description.partnership is None


@pytest.mark.parametrize(
    ("opening", "name"),
    [
        ("Neglect audit\nEastham SCP, May 2024\n\nThis was written for Westborough SCP.", "Eastham SCP"),
        ("Eastham SCP: neglect audit\n\nThis was written for Westborough SCP.", "Eastham SCP"),
        ("Neglect audit\nEastham SCP\nWestborough SCP", None),
        ("Neglect audit\nGuidance of the Northtown SCP", None),
        ("Neglect audit\nLearning from a review of another area, Westborough SCP", None),
    ],
    ids=["line at the top", "title", "two lines at the top", "guidance at the top", "another's at the top"],
)
def test_what_stands_apart_at_the_top_says_whose_the_report_is(described, opening, name):
    assert described(opening + BODY).report.description.partnership == name


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("Joint targeted area inspection", "letter outlines findings in " * 400),
        ("Joint targeted area inspection in " + "Ab and " * 30 + "x", "It was short."),
        ("Neglect audit", "We are " + "Ab SCP and " * 10_000),
    ],
    ids=["letter", "area", "names"],
)
def test_whose_report_it_is_takes_no_longer_than_reading_it(described, title, sentence):
    began = time.perf_counter()
    described(f"{title}\n\n{sentence}\n" + BODY)
    assert time.perf_counter() - began < 5


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
        ("Neglect audit\n\nBetween 3 and 7 March 2025, nine agencies audited twelve case files.", "2025-03-07"),
        ("Neglect audit 2021\n\nHarrowmere", "2021"),
        ("Neglect audit\n\nDip sample, 2022-23", "2023"),
        ("Audit of work under Guidance 2018 and later\n\nIt was short.", None),
        ("Neglect audit 2021\n\nThe audit took place in May 2021.", "2021-05"),
        ("Neglect audit\n\nPublished: 4 June 2024", None),
        ("Neglect audit\n\nReview date: June 2026", None),
        ("Neglect audit\n\nIn May 2019 the inspectorate carried out an inspection of schools.", None),
    ],
    ids=[
        "own line",
        "title",
        "panel",
        "period",
        "other dates",
        "none",
        "date first",
        "year in the title",
        "year under the title",
        "year of guidance",
        "better than a year",
        "publication",
        "review",
        "another's inspection",
    ],
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
        ("Six cases were audited.", "6 cases"),
        ("A sample of 12 records (four from each of three teams) was read.", "12 records"),
        ("The audit looked at twenty-four referrals.", "24 referrals"),
        ("The dip sample covered 15 children and young people.", "15 children and young people"),
        ("Number of cases audited: 9", "9 cases"),
        ("We reviewed the last six weeks of work.", None),
        ("In two of the three cases sampled, the plan was late.", None),
        ("Of the 10 cases audited, four were closed.", "10 cases"),
        ("The audit made 5 recommendations.", None),
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


def test_a_number_among_the_findings_is_no_sample(described):
    text = "Neglect audit\n\nIt was short.\n\nAreas for improvement\n\n- Auditors reviewed 4 cases that had drifted."
    assert described(text).report.description.sample is None


@pytest.mark.parametrize(
    ("opening", "kind"),
    [
        ("7 Minute Briefing: neglect", "7-minute briefing"),
        ("Seven-minute briefing\n\nNeglect in the early years", "7-minute briefing"),
        ("Neglect\n\n'At a glance'", "at a glance summary"),
        ("Learning summary: housing", "learning summary"),
        ("Follow-up audit: neglect\nDip sample, March 2024", "dip sample"),
        ("Multi-agency case audit of neglect", "multi-agency audit"),
        ("Neglect\n\nThis deep dive asked about plans.", "deep dive"),
        ("Neglect\n\nThe audit was a “deep dive” into two files.", "deep dive"),
        ("Neglect\n\nA deep dive by another area found more.", None),
        ("Neglect in our area", None),
    ],
)
def test_the_kind_of_paper_is_what_it_calls_itself(described, opening, kind):
    parsed = described(opening + BODY)
    found = parsed.report.description.kind
    assert (found.value if found else None) == kind
    if found:
        assert parsed.canonical_text[found.span.start : found.span.end] in opening


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Published: 4 June 2024", "2024-06-04"),
        ("Date of publication: March 2023", "2023-03"),
        ("This briefing was published in May 2022.", "2022-05"),
        ("The national guidance was published in May 2018.", None),
        ("Issued by the board.", None),
    ],
)
def test_the_date_of_publication_is_kept_apart(described, line, iso):
    description = described(f"Neglect audit\n\nAudit of January 2021\n\n{line}" + BODY).report.description
    assert description.audit_date.iso == "2021-01"
    assert (description.publication_date.iso if description.publication_date else None) == iso


LETTER = """9 May 2023

Ann Example, Director of Children's Services, Harrowmere Council

Dear Harrowmere partnership

Joint targeted area inspection of {area}

{opening}

Headline findings

Leaders know their area and they act on what they hear.
"""


@pytest.mark.parametrize(
    ("opening", "iso"),
    [
        ("This inspection took place from 6 to 10 March 2023. It was carried out by inspectors.", "2023-03-10"),
        (
            "Between 27 February and 3 March 2023, inspectors undertook a joint inspection of the response.",
            "2023-03-03",
        ),
        ("This letter summarises the findings of the inspection.", "2023-05-09"),
    ],
    ids=["sentence", "date first", "its own date stands in"],
)
def test_an_inspection_letter_has_a_date_of_its_own_and_one_of_its_fieldwork(described, opening, iso):
    description = described(LETTER.format(area="Harrowmere", opening=opening)).report.description
    assert description.publication_date.iso == "2023-05-09"
    assert description.audit_date.iso == iso
    assert description.kind.value == "joint targeted area inspection letter"
    assert description.partnership == "Harrowmere"


def test_an_area_that_the_title_leaves_out_is_read_from_the_letter(described):
    for opening in (
        "This letter outlines our findings about work with children in Fennick local authority.",
        "Inspectors came in May. Our inspection asked how neglect is met in Fennick.",
    ):
        description = described(LETTER.format(area="the response to neglect", opening=opening)).report.description
        assert description.partnership == "Fennick"


def test_a_partnership_that_only_resources_name_is_not_taken_for_the_reports_own(described):
    text = (
        "Neglect audit\n\nIt was short."
        + BODY
        + "\nResources\n\n- Toolkit of Larkfen Safeguarding Children Partnership\n"
    )
    assert described(text).report.description.partnership is None


def test_a_partnership_that_a_link_names_is_not_taken_for_the_reports_own(described):
    linked = "Read more: [Larkfen Safeguarding Children Partnership](https://example.org/larkfen) has a guide."
    assert described(f"# Neglect audit\n\n{linked}" + BODY).report.description.partnership is None


AGENCIES = {
    "list under a heading": (
        "Agencies involved\n\n- Police\n- Health visiting (Larkfen)\n- Housing (no return)\n\nStrengths",
        ["Police", "Health visiting (Larkfen)"],
    ),
    "lines under a heading": (
        "Who took part\n\nChildren's social care\n\nPolice\n\nSchool nursing",
        ["Children's social care", "Police", "School nursing"],
    ),
    "sentence with a colon": (
        "The following agencies took part: police, school nursing and housing.",
        ["police", "school nursing", "housing"],
    ),
    "returns": ("Agencies that returned audits: GPs; Police; YJS", ["GPs", "Police", "YJS"]),
    "sentence without a colon": (
        "The agencies involved in the audit were Police, Education and Early Help.",
        ["Police", "Education", "Early Help"],
    ),
    "after the list of another heading": (
        "Strengths\n\n- Workers listened.\n\nOrganisations that audited their records were: GPs, Police and housing.",
        ["GPs", "Police", "housing"],
    ),
    "names first": (
        "Police, health and three schools took part in this multi-agency audit.",
        ["Police", "health", "three schools"],
    ),
    "one name with and": (
        "Agencies that took part: Police, Ash and Brook Health Trust",
        ["Police", "Ash and Brook Health Trust"],
    ),
    "list after a line": (
        "Organisations that contributed to the audit:\n\n- Probation\n- Adult social care",
        ["Probation", "Adult social care"],
    ),
    "only known to them": ("Children were known to the following agencies:\n\n- Police\n- Housing", []),
    "in findings": ("Strengths\n\n- Police, health and schools shared what they knew.", []),
    "invited": ("Agencies that did not take part: housing, probation.", []),
    "no list": ("All agencies involved were clear about the plan.", []),
}


@pytest.mark.parametrize(("text", "names"), AGENCIES.values(), ids=AGENCIES)
def test_agencies_that_took_part(described, text, names):
    parsed = described(f"Neglect audit\n\nIt was short.\n\n{text}\n\nStrengths\n\n- Workers listened to children.\n")
    found = parsed.report.description.agencies
    assert [agency.value for agency in found] == names
    assert [parsed.canonical_text[agency.span.start : agency.span.end] for agency in found] == names


@pytest.fixture
def themes(tmp_path):
    def find(text):
        path = tmp_path / "report.txt"
        path.write_text(text, encoding="utf-8")
        return themes_in(path)

    return find


def themes_in(path):
    rules = finding_type_rules()
    document = read_source(path)
    blocks = join_lines(document.lines, rules.is_heading)
    head_rows(blocks)
    canonical = canonical_text(place(blocks, rules), document.page_labels)
    found = describe(canonical, path.stem, rules)
    told = themes_of_report(canonical, found, cut_passages(canonical, ReportId("r"), rules, found))
    return {one.value: canonical.text[one.span.start : one.span.end] for one in told}


THEMES = {
    "title": ("Multi-agency audit: neglect\n\nIt was short.", {"neglect": "neglect"}),
    "title, then focus": (
        "Neglect audit\n\nAudit focus: domestic abuse at home",
        {"neglect": "Neglect", "domestic_abuse": "domestic abuse"},
    ),
    "focus in a sentence": (
        "What we learned\n\nThis audit looked at children living with domestic abuse.",
        {"domestic_abuse": "domestic abuse"},
    ),
    "response to": (
        "What we learned\n\nThis letter is about the multi-agency response to serious youth violence in Fennick.",
        {"serious_youth_violence": "serious youth violence"},
    ),
    "theme is": ("What we learned\n\nHousing came late, as the theme was neglect.", {"neglect": "neglect"}),
    "under a heading": ("What we learned\n\nAudit scope\n\nHow neglect was seen early.", {"neglect": "neglect"}),
    "all abuse and neglect": (
        "Joint work on abuse and neglect\n\nThis review had a 'deep dive' focus on domestic abuse.",
        {"domestic_abuse": "domestic abuse"},
    ),
    "in passing": ("What we learned\n\nNeglect is discussed elsewhere.", {}),
}


@pytest.mark.parametrize(("text", "expected"), THEMES.values(), ids=THEMES)
def test_themes_that_the_report_states(themes, text, expected):
    assert themes(text + "\n\nStrengths\n\n- Workers listened.\n") == expected


def test_a_theme_of_most_findings_speaks_for_a_report_that_states_none(themes):
    findings = [f"Neglect was seen by {who} and written down." for who in ("workers", "schools", "nurses", "GPs")]
    text = "What we learned\n\nStrengths\n\n" + "".join(f"- {finding}\n" for finding in findings)
    assert themes(text) == {"neglect": findings[0]}


def test_no_theme_speaks_for_a_report_of_many(themes):
    text = "What we learned\n\nStrengths\n\n- Neglect was seen.\n- Domestic abuse was seen.\n- Housing was found.\n"
    assert themes(text) == {}


def test_of_two_themes_told_as_often_neither_speaks_for_the_report(themes):
    both = "".join(
        f"- Neglect was seen by {who}.\n- Domestic abuse was seen by {who}.\n" for who in ("GPs", "nurses", "us")
    )
    assert themes(f"What we learned\n\nStrengths\n\n{both}") == {}


def test_what_the_file_itself_calls_the_title_is_the_title():
    lines = [
        Line("Harrowmere Safeguarding Children Partnership", role=Role.PARAGRAPH),
        Line("Learning points about neglect", role=Role.HEADING, level=0),
        Line("Strengths", role=Role.HEADING, level=1),
        Line("Workers listened to children.", role=Role.PARAGRAPH),
    ]
    rules = finding_type_rules()
    canonical = canonical_text(place(join_lines(lines, rules.is_heading), rules), [])
    description = describe(canonical, "report", rules).description
    assert description.title == "Learning points about neglect"
    assert canonical.text[description.title_span.start : description.title_span.end] == description.title
    assert description.partnership == "Harrowmere Safeguarding Children Partnership"


GRADED = {
    "003": {"Case A": "good", "Case D": "good"}
    | dict.fromkeys(["Case B", "Case C", "Case E", "Case F"], "requires improvement"),
}


@pytest.mark.real_reports
@pytest.mark.parametrize(
    ("number", "size", "partnership", "iso", "agencies", "counts"),
    [
        ("000", 10, None, "2025-12-09", 11, {}),
        ("001", 2, None, None, 6, {}),
        ("002", 10, None, "2025-02", 0, {}),
        ("003", 6, "Cheshire East", "2016-11", 18, {"good": 2, "requires improvement": 4}),
        ("004", 5, "Walsall", "2021-06", 0, {"good": 1, "requires improvement": 4}),
    ],
)
def test_five_real_reports(number, size, partnership, iso, agencies, counts):
    path = next((SHARED / "reports").glob(f"{number}*.txt"))
    description = parse(path, ReportId("r"), "hash").report.description
    assert description.sample.size == size
    assert (description.partnership or "").startswith(partnership or "")
    assert (description.partnership is None) == (partnership is None)
    assert (description.audit_date.iso if description.audit_date else None) == iso
    assert len(description.agencies) == agencies
    assert {grade.value: grade.count for grade in description.grades if grade.count} == counts
    named = {grade.applies_to: grade.value for grade in description.grades if grade.count is None}
    assert named == GRADED.get(number, {})


MISDATED = {"lincolnshire-05-december-2016.pdf": "2016-12-02"}
"""Letters whose index gives another date than they do."""


def letters():
    index = SHARED / "inspections" / "INDEX.csv"
    return list(csv.DictReader(index.read_text("utf-8").splitlines())) if index.is_file() else []


@pytest.mark.real_reports
@pytest.mark.parametrize("row", letters(), ids=lambda row: row["area"])
def test_inspection_letters_have_the_area_and_date_of_their_index(row):
    description = parse(SHARED / "inspections" / row["file"], ReportId("r"), "hash").report.description
    area = row["area"].replace("&", "and").casefold()
    assert area in description.partnership.casefold()
    words = row["date"].lstrip("0").title()
    told = description.publication_date
    assert MISDATED.get(row["file"]) == told.iso if row["file"] in MISDATED else told.words == words
    assert description.audit_date.value < told.value
    assert (description.sample, description.agencies, description.grades) == (None, (), ())


LOOKED_AT_CLOSELY = {
    "neglect",
    "domestic_abuse",
    "child_sexual_abuse",
    "child_sexual_exploitation",
    "child_mental_health",
}
"""The inspectorates called their programme "abuse and neglect"; each letter of it looked closely at one of these."""


@pytest.mark.real_reports
@pytest.mark.parametrize("row", letters(), ids=lambda row: row["area"])
def test_inspection_letters_have_the_theme_of_their_index(row):
    told = {found.theme for found in theme_rules().themes_of(row["themes"])}
    if not told:
        pytest.skip(f"the vocabulary has no phrase for {row['themes']!r}")
    expected = LOOKED_AT_CLOSELY if row["themes"] == "abuse and neglect" else told
    assert next(iter(themes_in(SHARED / "inspections" / row["file"]))) in expected


@pytest.mark.real_reports
@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("000", {"parental_mental_health", "child_mental_health"}),
        ("001", {"repeat_plans_and_referrals", "neglect"}),
        ("002", {"neglect", "repeat_plans_and_referrals"}),
        ("003", {"domestic_abuse"}),
        ("004", {"neglect"}),
    ],
)
def test_five_real_reports_have_the_themes_that_they_state(number, expected):
    assert themes_in(next((SHARED / "reports").glob(f"{number}*.txt"))).keys() == expected
