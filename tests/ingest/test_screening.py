from __future__ import annotations

import time
from itertools import pairwise

import pytest
from fakes import SHARED
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse import parse
from ingest.screening import identifies_person, screen, screening_warnings
from ingest.screening.nhs_numbers import is_nhs_number
from knowledge.types import Identifiable, ReportId, Span

NHS = "nhs_number"
PHONE = "phone_number"
BIRTH = "name_with_date_of_birth"


def found(text):
    return [(each.kind, text[each.span.start : each.span.end], each.personal) for each in screen(text)]


def personal(text):
    return [(kind, words) for kind, words, of_a_person in found(text) if of_a_person]


def of_services(text):
    return [(kind, words) for kind, words, of_a_person in found(text) if not of_a_person]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Name: Jane Example, DOB 12/03/2014.", "Jane Example, DOB 12/03/2014"),
        ("Jane Example (born 3 May 2012) was seen.", "Jane Example (born 3 May 2012"),
        ("Jane Example d.o.b. 12.03.14", "Jane Example d.o.b. 12.03.14"),
        ("The boy was born on 3rd of May 2012.", "born on 3rd of May 2012"),
        ("Date of birth\n2012-05-03", "Date of birth\n2012-05-03"),
        ("The form gave 12/03/2014 (DOB).", "12/03/2014 (DOB"),
        ("Ann Example was seen. He was born on May 3, 2012", "born on May 3, 2012"),
        ("Name\tDate of birth\tSchool\nJane Example\t12/03/2014\tOak", "Jane Example\t12/03/2014"),
        ("School\tDOB\nOak\t1 May 2012", "1 May 2012"),
    ],
)
def test_a_date_of_birth_is_found_with_the_name_before_it(text, words):
    assert personal(text) == [(BIRTH, words)]


@pytest.mark.parametrize(
    "text",
    [
        "The baby was born in May 2012.",
        "Support for newborn 3 May 2012 and unborn 12/03/2014 children",
        "The review of new-born 3 May 2012 protocols",
        "The meeting of Jane Example on 12/03/2014",
        "Name\tReviewed\nJane Example\t12/03/2014",
        "DOB\tPlace\nnot known\tOak\n\nReviewed\tBy\n12/03/2014\tOak",
    ],
)
def test_other_dates_are_not_of_birth(text):
    assert found(text) == []


@pytest.mark.parametrize("words", ["999 123 4578", "9991234578", "999-123-4578", "999\u00a0123\u00a04578"])
def test_an_nhs_number_is_found_in_each_way_of_writing_it(words):
    assert personal(f"The number {words} was on file.") == [(NHS, words)]


def test_an_nhs_number_that_is_named_may_stand_in_any_groups():
    assert personal("NHS number: 99912 34578") == [(NHS, "99912 34578")]
    assert found("They saw 99912 34578 pages") == []


@pytest.mark.parametrize(
    "text",
    ["ISBN 0-306-40615-2", "ISBN 0306406152", "URN 9991234578", "Case number: 9991234578", "£9991234578", "1111111111"],
)
def test_ten_digits_of_something_else_are_no_nhs_number(text):
    assert found(text) == []


nine_digits = st.integers(300_000_000, 999_999_999).map(str)


def with_check_digit(nine):
    return next((nine + str(last) for last in range(10) if is_nhs_number(nine + str(last))), None)


valid = nine_digits.map(with_check_digit).filter(bool)


@given(valid, st.sampled_from(["", " ", "-"]))
def test_every_valid_nhs_number_is_found(number, gap):
    words = gap.join([number[:3], number[3:6], number[6:]])
    assert personal(f"Seen: {words}.") == [(NHS, words)]


@given(valid, st.integers(0, 9), st.integers(1, 9))
def test_a_changed_digit_makes_it_no_nhs_number(number, at, by):
    changed = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert not is_nhs_number(changed)
    assert [kind for kind, _words, _personal in found(f"Seen: {changed}.") if kind == NHS] == []


@pytest.mark.parametrize(
    "words", ["07700 900123", "+44 7700 900123", "07911 123456", "01632 960123", "020 7946 0123", "0161 496 0123"]
)
def test_a_phone_number_without_a_service_beside_it_is_personal(words):
    assert personal(f"Jane gave {words} to them") == [(PHONE, words)]


@pytest.mark.parametrize(
    "text",
    [
        "Mum's phone number is 01632 960123",
        "home telephone 0161 496 0123",
        "Call the helpline or the duty team on 07700 900123",
    ],
)
def test_the_phone_of_a_home_and_a_mobile_are_personal_beside_any_words(text):
    assert [kind for kind, _words in personal(text)] == [PHONE]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Call the helpline on 01632 960123", "01632 960123"),
        ("Textphone: 0161 496 0123", "0161 496 0123"),
        ("T 0161 496 0123", "0161 496 0123"),
        ("0161 496 0123 (switchboard)", "0161 496 0123"),
        ("She rang 0800 1111", "0800 1111"),
        ("NSPCC 0808 800 5000", "0808 800 5000"),
        ("from 0300 123 1231", "0300 123 1231"),
    ],
)
def test_the_phone_of_a_service_is_not_personal(text, words):
    assert found(text) == [(PHONE, words, False)]


@pytest.mark.parametrize("name", ["jane.example", "j.example", "janeexample", "jane.webster", "jane.fairchild-example"])
def test_an_email_of_a_person_is_personal(name):
    assert personal(f"Write to {name}@harrowmere.gov.uk.") == [("email", f"{name}@harrowmere.gov.uk")]


@pytest.mark.parametrize(
    "name", ["enquiries", "info", "mash", "ProtectionOfChildren", "safeguarding.board", "harrowmerelscp", "duty-team"]
)
def test_the_mailbox_of_a_role_is_not_personal(name):
    assert of_services(f"Write to {name}@harrowmere.gov.uk.") == [("email", f"{name}@harrowmere.gov.uk")]


@pytest.mark.parametrize("words", ["BS3 4QZ", "M1 1AA", "EC1A 1BB", "W1A 0AX", "CR26XH", "DN55 1PT"])
def test_a_postcode_is_found_in_each_shape(words):
    assert personal(f"It was near {words}, they said") == [("postcode", words)]


@pytest.mark.parametrize("text", ["the BS3 area", "BS3 4CI", "Q1 1AA", "section S47 2 days", "XBS3 4QZ", "BS3 4QZA"])
def test_half_a_postcode_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "words",
    [
        "12 Example Road",
        "12a Example Road, Harrowmere BS3 4QZ",
        "Flat 3, 12-14 Mill Lane, Upper Harrowmere,\nBS3 4QZ",
        "7 Isle of Oak Street",
        "4 Oak Court, BS3 4QZ",
        "4 Oak Court\nUpper Harrowmere\nBS3 4QZ",
        "12 EXAMPLE ROAD, HARROWMERE BS3 4QZ",
    ],
)
def test_an_address_takes_in_its_postcode(words):
    assert personal(f"Police attended {words} twice.") == [("address", words)]


def test_a_street_of_an_unsure_type_counts_where_it_is_said_to_be_an_address():
    assert personal("He lives at 4 Oak Court with two others") == [("address", "4 Oak Court")]


@pytest.mark.parametrize(
    "text",
    [
        "5 High Street cases",
        "In 2019 Station Road was closed",
        "10 Family Court hearings and 2 Safe Place visits",
        "See page 4 Station Road",
        "On 12 March Street by street visits began",
        "Cost £7,700,900.12 in 2019 2020 2021 2022; pp. 101-116; 22 4 26 85%; 07/11/2012; 16 of 25",
        "Call 999, 101, 111 or 116 123",
        "Case number 01234567890",
    ],
)
def test_figures_of_other_kinds_are_not_found(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ofsted\nPiccadilly Gate\nStore Street\nManchester\nM1 2WD\n\nT: 0300 123 1231\nE: enquiries@ofsted.gov.uk",
        "Aviation House 125 Example Way London WC2B 6SE T: 0300 123 1231 Textphone: 0161 496 8524 W: www.ofsted.gov.uk",
        "Published by Harrowmere Safeguarding Children Partnership, 1 High Street, Harrowmere BS3 4QZ",
        "Harrowmere Council is based at Civic House, 1 High Street, BS3 4QZ. Call 01632 960123.",
    ],
)
def test_a_letterhead_is_of_an_organisation(text):
    assert personal(text) == []
    assert of_services(text)


@pytest.mark.parametrize(
    "text",
    [
        "Police attended 12 Example Road, BS3 4QZ.",
        "Mum, who works at Oak School, 12 Example Road, BS3 4QZ.",
        "Moved from Oak Hospital, 12 Example Road.",
        "The school saw him at 12 Example Road. See www.harrowmere.gov.uk",
    ],
)
def test_an_organisation_elsewhere_in_the_sentence_does_not_make_a_home_its_own(text):
    assert [kind for kind, _words in personal(text)] == ["address"]


PLANTED = {
    BIRTH: "DOB 12/03/2014",
    NHS: "999 123 4578",
    PHONE: "07700 900123",
    "email": "jane.example@example.com",
    "postcode": "BS3 4QZ",
    "address": "12 Example Road",
}
prose = st.text("abcdefgh ,;\n", max_size=30).map(lambda text: f"; {text} ; ")


@given(st.lists(st.sampled_from(list(PLANTED)), max_size=6), prose)
def test_spans_are_those_of_what_was_planted_in_order(kinds, between):
    text = between + between.join(PLANTED[kind] + between for kind in kinds)
    assert [(kind, words) for kind, words, _personal in found(text)] == [(kind, PLANTED[kind]) for kind in kinds]


def test_a_date_of_birth_after_a_letterhead_is_not_lost_in_it():
    text = "Harrowmere Council, 12 Example Road DOB 12/03/2014"
    assert found(text) == [("address", "12 Example Road", False), (BIRTH, "DOB 12/03/2014", True)]
    text = "Harrowmere Council, 12 Upper Oak Road DOB 12/03/2014"
    assert found(text) == [("address", "12 Upper Oak Road", False), (BIRTH, " DOB 12/03/2014", True)]


@given(st.text(st.sampled_from("0123456789+-./() @\n\tABDOSab,:") | st.characters()))
def test_any_text_gives_ordered_spans_that_do_not_overlap(text):
    spans = [each.span for each in screen(text)]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@pytest.mark.parametrize(
    ("unit", "length"),
    [
        *((unit, 1_000_000) for unit in ("1", "A", "a", "0", " ", "\n", "A ", "Aa ", "a.", "a@", "DOB\t")),
        *(
            (unit, 100_000)
            for unit in ("1 ", "07 ", "1.", "+4", "DOB ", "12 Oak ", "Flat 12 ", "Council 1 ", "BS3 4QZ ")
        ),
    ],
)
def test_time_grows_with_the_length_of_the_text_only(unit, length):
    started = time.perf_counter()
    screen(unit * (length // len(unit)))
    assert time.perf_counter() - started < 20  # about 1 s; a pattern that backtracks takes hours


def finding(kind, personal):
    return Identifiable(kind, Span(0, 1), personal, "rule")


def test_warnings_count_what_was_found_without_its_words():
    warnings = screening_warnings(
        [finding(PHONE, True), finding(NHS, True), finding(PHONE, True), finding("email", False), finding(PHONE, False)]
    )
    assert warnings == (
        "May identify a person: 1 NHS number, 2 phone numbers. Check them, or hold the report.",
        "Contact details of services: 1 phone number, 1 email.",
    )


def test_nothing_found_gives_no_warning():
    assert screening_warnings(()) == ()
    assert not identifies_person(())


@pytest.mark.parametrize("personal", [True, False])
def test_a_person_is_identified_by_personal_findings_alone(personal):
    assert identifies_person([finding("email", False), finding("email", personal)]) is personal


@given(st.sampled_from(list(PLANTED)))
def test_a_rule_never_repeats_what_was_found(kind):
    (one,) = screen(PLANTED[kind])
    assert not any(part in one.rule for part in PLANTED[kind].split())


def test_the_sample_reports_identify_nobody(samples_folder):
    for path in samples_folder.glob("*.txt"):
        assert screen(path.read_text("utf-8")) == ()


@pytest.mark.real_reports
def test_no_published_report_or_inspection_letter_is_held():
    paths = [*(SHARED / "reports").glob("*.txt"), *sorted((SHARED / "inspections").glob("*.pdf"))[:4]]
    if not paths:
        pytest.skip("../shared is not here")
    assert [path.name for path in paths if identifies_person(parse(path, ReportId("x"), "h").report.screening)] == []
