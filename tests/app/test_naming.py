"""Which reports a question means: by date, by place, by what they call themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import in_month, make_report, on_day, sample_of

from app.naming import named_reports
from knowledge.types import Stated


def report(report_id, title, kind=None, themes=(), agencies=(), published=None, **fields):
    made = make_report(report_id, title=title, **fields)
    described = replace(
        made.description,
        kind=Stated(kind) if kind else None,
        themes=tuple(map(Stated, themes)),
        agencies=tuple(map(Stated, agencies)),
        publication_date=published,
    )
    return replace(made, description=described)


STOKE = "Stoke Fennick Safeguarding Children Board"
REPORTS = [
    report(
        "neglect",
        "Learning from practice",
        "multi-agency audit",
        ["neglect", "risk_tools"],
        audit_date=on_day(2025, 12, 9),
        partnership="Harrowmere Safeguarding Children Partnership",
        sample=sample_of(10),
    ),
    report("babies", "Unborn babies", "at a glance summary", audit_date=in_month(2025, 2), partnership=STOKE),
    report(
        "plans",
        "Repeat child protection plans",
        "deep dive",
        ["repeat_plans_and_referrals"],
        audit_date=in_month(2024, 7),
        partnership=STOKE,
        sample=sample_of(2),
    ),
    report("slides", "Step down", "deep dive", audit_date=in_month(2021, 3), sample=sample_of(4)),
    report(
        "abuse",
        "Domestic abuse",
        "multi-agency audit",
        ["domestic_abuse"],
        ["Oxford Health", "Police"],
        audit_date=in_month(2016, 11),
        partnership="Walsall Safeguarding Partnership",
    ),
    report(
        "letter",
        "Joint targeted area inspection",
        "inspection letter",
        published=on_day(2023, 5, 16),
        partnership="Cheshire East Safeguarding Children’s Partnership",
    ),
    report("undated", "Voice and supervision", themes=["supervision_management_oversight"]),
]


def naming(question, reports=REPORTS):
    return named_reports(question, reports)


def named(question, reports=REPORTS):
    return set(naming(question, reports).reports)


class TestDates:
    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("what did 9/12/25 say about dads", {"neglect"}),
            ("What did the audit of 09.12.2025 find?", {"neglect"}),
            ("the audit of 9 December 2025", {"neglect"}),
            ("9th dec 25 audit", {"neglect"}),
            ("anything on dads in dec 25", {"neglect"}),
            ("the 12/25 audit", {"neglect"}),
            ("Feb '25 on fathers", {"babies"}),
            ("feb 2025", {"babies"}),
            ("What did the February audit say?", {"babies"}),
            ("what did the 2016 one find", {"abuse"}),
            ("fathers in November", {"abuse"}),
            ("What was found in 2025?", {"neglect", "babies"}),
            ("16 may 2023", {"letter"}),
        ],
    )
    def test_a_date_in_any_form_names_the_reports_of_it(self, question, expected):
        assert named(question) == expected

    def test_a_report_is_named_by_the_date_of_its_publication_too(self):
        assert named("What was published in May 2023?") == {"letter"}

    @pytest.mark.parametrize(
        "question",
        [
            "What may have been found?",
            "Did they march on regardless?",
            "What has changed since 2018?",
            "Is the Children Act 1989 mentioned?",
            "Is Working Together 2018 followed?",
            "1/2 of cases had a plan",
            "12/25 children had a plan",
        ],
    )
    def test_what_only_looks_like_the_date_of_a_report_names_none_and_misses_none(self, question):
        assert (named(question), naming(question).missing) == (set(), ())

    @pytest.mark.parametrize(
        ("question", "missing"),
        [
            ("What was found in 2019?", ("2019",)),
            ("the 2019 audit", ("2019",)),
            ("the 2019 one", ("2019",)),
            ("What was found on 3 July 2024?", ("3 July 2024",)),
            ("the audit of 10/12/25", ("10/12/25",)),
            ("the jan 2020 report", ("jan 2020",)),
        ],
    )
    def test_a_time_that_no_report_is_of_is_missing(self, question, missing):
        assert (named(question), naming(question).missing) == (set(), missing)

    def test_the_words_of_a_date_are_no_topic(self):
        assert set(naming("dads in dec 25").words) == {"dec", "25"}


class TestPlaces:
    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("What did Harrowmere find?", {"neglect"}),
            ("what were harrowmere's findings", {"neglect"}),
            ("what did harowmere find", {"neglect"}),
            ("stoke fenick on fathers", {"babies", "plans"}),
            ("What did Cheshire find?", {"letter"}),
            ("what did chesire east find", {"letter"}),
            ("the walsall one", {"abuse"}),
            ("What did Fennick find?", {"babies", "plans"}),
        ],
    )
    def test_a_place_in_full_in_part_or_misspelt_names_its_reports(self, question, expected):
        assert named(question) == expected

    def test_a_part_of_a_name_that_two_places_share_names_neither(self):
        reports = [
            make_report("upper", partnership="Upper Wexcombe Partnership"),
            make_report("lower", partnership="Lower Wexcombe Partnership"),
        ]
        assert named("What did Wexcombe find?", reports) == set()
        assert named("What did Lower Wexcombe find?", reports) == {"lower"}

    def test_a_neighbour_that_shares_a_word_is_another_place(self):
        found = naming("What did Cheshire West and Chester find?")
        assert (set(found.reports), found.missing) == (set(), ("Cheshire West and Chester",))

    @pytest.mark.parametrize(
        "question",
        [
            "What did the safeguarding partnership find about children?",
            "What did children say?",
            "the children's board",
            "walls all around",
        ],
    )
    def test_words_of_partnerships_that_name_no_place_name_no_report(self, question):
        assert named(question) == set()

    @pytest.mark.parametrize("question", ["what did oxford health do", "Did Cheshire Police share information?"])
    def test_an_agency_called_by_a_place_does_not_ask_about_the_place(self, question):
        assert (named(question), naming(question).missing) == (set(), ())

    @pytest.mark.parametrize(
        ("question", "missing"),
        [
            ("what did leeds find", ("leeds",)),
            ("What did Oxford find?", ("Oxford",)),
            ("What did Bury find?", ("Bury",)),
            ("What did Greater Manchester find?", ("Greater Manchester",)),
            ("What did Ashdown Safeguarding Partnership find?", ("Ashdown",)),
        ],
    )
    def test_a_place_that_no_report_is_of_is_missing(self, question, missing):
        assert (named(question), naming(question).missing) == (set(), missing)

    @pytest.mark.parametrize(
        "question", ["any reading materials", "did they bury the bad news", "bath and bed routines"]
    )
    def test_an_ordinary_word_in_small_letters_is_no_place(self, question):
        assert naming(question).missing == ()

    def test_a_place_beside_one_that_is_held_is_missing_all_the_same(self):
        found = naming("Compare Leeds and Harrowmere")
        assert (set(found.reports), found.missing) == ({"neglect"}, ("Leeds",))

    def test_a_longer_word_of_a_title_does_not_hold_a_place(self):
        assert naming("What did Hull find?", [make_report("a", title="Hullabaloo in schools")]).missing == ("Hull",)


class TestPlaceAndDate:
    def test_both_together_narrow(self):
        assert named("What did Stoke Fennick find in July 2024?") == {"plans"}

    def test_a_time_that_the_place_has_no_report_of_is_missing(self):
        found = naming("What did Harrowmere find in July 2024?")
        assert set(found.reports) == {"neglect"}
        assert found.missing

    def test_a_year_that_is_not_held_beside_a_place_that_is(self):
        found = naming("What did Harrowmere find in 2019?")
        assert (set(found.reports), found.missing) == ({"neglect"}, ("2019",))


class TestDescriptions:
    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("What did the neglect audit find?", {"neglect"}),
            ("the neglect briefing", {"neglect"}),
            ("the repeat plans audit", {"plans"}),
            ("the repeat CP plan audit", {"plans"}),
            ("the DA audit", {"abuse"}),
            ("the domestic abuse audit", {"abuse"}),
            ("what did the da report say about police", {"abuse"}),
            ("What did the audit on repeat plans find?", {"plans"}),
            ("the unborn one", {"babies"}),
            ("the joint targeted area inspection", {"letter"}),
            ("the supervision audit", {"undated"}),
        ],
    )
    def test_by_topic(self, question, expected):
        assert named(question) == expected

    @pytest.mark.parametrize(
        "question", ["the 2 child deep dive", "the 2 children deep dive", "the two child deep dive"]
    )
    def test_by_sample(self, question):
        assert named(question) == {"plans"}

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("What did the at a glance one say?", {"babies"}),
            ("which at a glance mentions dads", {"babies"}),
            ("the step down deep dive", {"slides"}),
            ("what did the deep dives find", {"plans", "slides"}),
        ],
    )
    def test_by_kind_of_paper(self, question, expected):
        assert named(question) == expected

    def test_by_an_agency_that_took_part(self):
        assert named("the audit with Oxford Health in it") == {"abuse"}

    def test_a_kind_of_paper_that_is_asked_for_names_none(self):
        assert named("an at a glance on neglect") == set()

    @pytest.mark.parametrize("question", ["the zebra audit", "the audit about zebras"])
    def test_words_that_no_description_has_are_kept_for_the_search(self, question):
        found = naming(question)
        assert (set(found.reports), found.about.removesuffix("s")) == (set(), "zebra")

    @pytest.mark.parametrize(
        "question", ["What did the audit find?", "the next audit", "How was DASH used?", "What about neglect?"]
    )
    def test_a_question_that_says_not_which_names_none(self, question):
        found = naming(question)
        assert (set(found.reports), found.about) == (set(), "")

    def test_the_words_that_name_a_report_are_no_topic(self):
        words = {word.casefold() for word in naming("What did the neglect audit say of fathers?").words}
        assert {"neglect", "audit"} <= words
        assert "fathers" not in words


class TestSeveral:
    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("Compare February 2025 and July 2024", {"babies", "plans"}),
            ("2016 vs 2025", {"abuse", "babies", "neglect"}),
            ("Harrowmere and Walsall on fathers", {"neglect", "abuse"}),
            ("Compare the neglect and DA audits", {"neglect", "abuse"}),
            ("the neglect audit and the domestic abuse audit", {"neglect", "abuse"}),
            ("the neglect audit compared with the step down deep dive", {"neglect", "slides"}),
        ],
    )
    def test_more_than_one_naming(self, question, expected):
        found = naming(question)
        assert (set(found.reports), found.several) == (expected, True)

    @pytest.mark.parametrize("question", ["What did 2025 find?", "the Stoke Fennick audits", "the neglect audit"])
    def test_one_naming_of_several_reports_is_one(self, question):
        assert not naming(question).several

    def test_a_time_that_is_not_held_beside_one_that_is(self):
        found = naming("October 2022 and July 2024")
        assert (set(found.reports), found.missing, found.several) == ({"plans"}, ("October 2022",), False)


def test_an_empty_library_holds_no_report_to_name():
    found = naming("the Walsall neglect audit of 2025", [])
    assert set(found.reports) == set()
    assert "2025" in found.missing
