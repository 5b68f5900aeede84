from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

import pytest
import yaml

THEMES = [
    "front_door",
    "assessment",
    "risk_tools",
    "information_sharing",
    "multi_agency_meetings",
    "smart_plans",
    "contingency_plans",
    "step_up_step_down",
    "repeat_plans_and_referrals",
    "over_optimism_start_again",
    "disguised_compliance_engagement",
    "professional_curiosity_challenge",
    "supervision_management_oversight",
    "case_recording",
    "chronologies",
    "think_family_adult_services",
    "early_help",
    "marac_and_specialist_da",
    "programmes_and_interventions",
    "trauma_informed_language",
    "gp_and_health_universal",
    "waiting_for_services",
    "police_response",
    "workforce_and_training",
    "leadership_and_governance",
    "quality_assurance_and_data",
]
LISTS = {"aims": (2, 3), "on_scenario": (3, 3), "discussion": (2, 3), "supervision": (2, 3)}
ACRONYMS = {"GP", "IDVA", "MARAC"}
FORBIDDEN = {
    "a digit": r"\d",
    "an age": r"\byears?[- ]old|\b(?:months?|weeks?|days) old|\baged\b|\bdate of birth|\bbirthday",
    "a case letter": r"\b(?:case|child|family|young person|mother|father) [A-Z]\b",
    "a background": r"(?i)\b(?:white|black|asian|african|caribbean|mixed heritage|british|english|welsh|scottish|irish|"
    r"polish|romanian|pakistani|indian|bangladeshi|chinese|roma|romany|gypsy|gypsies|travellers?|ethnic\w*|"
    r"nationalit\w+|refugees?|asylum|immigra\w+|migrants?|religio\w+|christian|church|muslim|islam\w*|mosque|jewish|"
    r"synagogue|hindu|sikh|temple)\b",
    "blame": r"(?i)\b(?:did not attend|didn't attend|failed to|fails to|failure to|refus\w+|non-complian\w+|"
    r"non-engag\w+|disguised compliance|hard to reach|hard to engage|(?:chose|chosen|chooses) to|placing (?:them|her|"
    r"him)sel\w+|putting (?:them|her|him)sel\w+|lifestyle|promiscuous|prostitut\w+|attention[- ]seeking|manipulative|"
    r"allow(?:ed|s) (?:him|her|them)|neglectful|alleges|claims|deni(?:es|ed)|broken home|dysfunctional|"
    r"vulnerable|the perpetrator|the victim)\b",
    "graphic detail": r"(?i)\b(?:blood|bruis\w+|beat\w*|punch\w*|rap(?:e|ed|ist)|naked|scream\w*|stab\w*|corpse|"
    r"died|death|dead|murder\w*|suicid\w*|overdos\w+|filth\w*|squalor)\b",
    "law or what needs a source": r"(?i)\b(?:section (?:one|\w*teen|\w*ty)|statut\w+|working together|ofsted|gdpr|"
    r"research|studies|study shows|statistics?|per cent|percent\w*|evidence shows|threshold\w*)\b|%|https?:|www\.",
    "a named tool": r"(?i)\b(?:dash|gcp2?|graded care profile|signs of safety|brook|genogram|outcomes? star)\b",
    "a mark that is not ours": "[“”\"’'](?<!')|(?<![a-z])'|'(?![a-z ])",
}


def read(name: str) -> list[dict[str, Any]]:
    text = files("knowledge.vocabulary").joinpath(name).read_text(encoding="utf-8")
    themes: list[dict[str, Any]] = yaml.safe_load(text)["themes"]
    return themes


ENTRIES = read("teaching_on_practice.yaml")
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=[entry["theme"] for entry in ENTRIES])


def lines(entry: dict[str, Any]) -> list[str]:
    return [entry["scenario"], *(line for name in LISTS for line in entry[name])]


def questions(entry: dict[str, Any]) -> list[str]:
    return [line for name in ("on_scenario", "discussion", "supervision") for line in entry[name]]


def unlike_ours(text: str) -> list[str]:
    """What in a text the rules do not allow, as ‘kind: words’; a closing ’ is taken with the ‘ that opens it."""
    unquoted = re.sub(r"‘([^‘’]*)’", r"\1", text)
    return [f"{kind}: {hit.group()}" for kind, words in FORBIDDEN.items() for hit in re.finditer(words, unquoted)]


def names_in(text: str) -> list[str]:
    """Words with a capital that neither begin a sentence or a quotation nor are an acronym we use."""
    return [
        hit.group()
        for hit in re.finditer(r"\b[A-Za-z]*[A-Z][A-Za-z]*", text)
        if hit.group() not in ACRONYMS and not re.search(r"(?:^|[.?!]’? |‘)$", text[: hit.start()])
    ]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def test_every_practice_theme_stands_once_and_a_last_entry_serves_any_topic() -> None:
    assert [entry["theme"] for entry in ENTRIES] == [*THEMES, "any"]


def test_every_theme_is_one_that_findings_are_tagged_with() -> None:
    known = {theme["id"] for theme in read("themes.yaml")}
    assert {entry["theme"] for entry in ENTRIES} - {"any"} <= known


@each_entry
def test_an_entry_has_its_parts_and_nothing_else(entry: dict[str, Any]) -> None:
    assert set(entry) == {"theme", "scenario", *LISTS}
    assert all(isinstance(line, str) and line == line.strip() and "\n" not in line for line in lines(entry))
    for name, (fewest, most) in LISTS.items():
        assert fewest <= len(entry[name]) <= most, name


@each_entry
def test_a_scenario_can_be_read_out_in_a_minute(entry: dict[str, Any]) -> None:
    assert 90 <= len(entry["scenario"].split()) <= 140


@each_entry
def test_sentences_are_short(entry: dict[str, Any]) -> None:
    sentences = re.split(r"(?<=[.?!])’? ", entry["scenario"])
    assert max(len(sentence.split()) for sentence in sentences) <= 26
    assert max(len(line.split()) for line in lines(entry)[1:]) <= 26


@each_entry
def test_nothing_says_who_anybody_is_or_blames_them(entry: dict[str, Any]) -> None:
    assert [found for line in lines(entry) for found in unlike_ours(line)] == []
    assert [name for line in lines(entry) for name in names_in(line)] == []


@each_entry
def test_marac_and_its_advisers_are_named_only_where_they_are_the_theme(entry: dict[str, Any]) -> None:
    named = bool(re.search("MARAC|IDVA", " ".join(lines(entry))))
    assert named == (entry["theme"] == "marac_and_specialist_da")


@each_entry
def test_an_aim_completes_a_sentence_and_everything_else_asks(entry: dict[str, Any]) -> None:
    assert all(re.fullmatch(r"[a-z].*[a-z]", aim) for aim in entry["aims"])
    assert all(question.endswith("?") for question in questions(entry))


@each_entry
def test_a_scenario_is_about_children_and_several_agencies(entry: dict[str, Any]) -> None:
    agencies = {
        "school": "school|teach|class|lunchtime|pastoral",
        "early years": "nursery|children's centre",
        "family doctors": r"GP|practice nurse|doctors",
        "other health": r"health (?:visitor|auditor|seat)|midwi|nurse|hospital|dental|paediatric|therapist",
        "police": "police|officers are called",
        "housing": "housing|caretaker",
        "social care": "social worker|social care|front door|support worker|out-of-hours team",
        "adult services": "probation|alcohol|recovery|work coach|debt|tutor|group leader|mental health|IDVA",
        "community": "youth|charity|coach|helpline|panel|foster",
    }
    scenario = entry["scenario"]
    assert re.search(r"child|young person", scenario)
    assert sum(bool(re.search(signs, scenario, re.IGNORECASE)) for signs in agencies.values()) >= 3


def test_no_two_entries_share_a_question_an_opening_or_a_stretch_of_words() -> None:
    asked = [" ".join(words(line)) for entry in ENTRIES for line in [*entry["aims"], *questions(entry)]]
    assert len(asked) == len(set(asked))
    seen: dict[tuple[str, ...], str] = {}
    for entry in ENTRIES:
        told = words(entry["scenario"])
        for start in range(len(told) - 6):
            stretch = tuple(told[start : start + 7])
            assert seen.setdefault(stretch, entry["theme"]) == entry["theme"], " ".join(stretch)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A child, aged six, waits.", "an age"),
        ("A four-year-old waits.", "an age"),
        ("There were 3 visits.", "a digit"),
        ("In family B the plan ended.", "a case letter"),
        ("The mother is Polish.", "a background"),
        ("The child did not attend.", "blame"),
        ("Their mother failed to protect them.", "blame"),
        ("Nobody saw the bruises.", "graphic detail"),
        ("Research shows that it works.", "law or what needs a source"),
        ("They filled in a DASH.", "a named tool"),
        ("She said “no”.", "a mark that is not ours"),
        ("The child’s day was long.", "a mark that is not ours"),
        ("They said 'no' again.", "a mark that is not ours"),
    ],
)
def test_the_rules_see_what_they_are_for(text: str, kind: str) -> None:
    assert any(found.startswith(kind) for found in unlike_ours(text))


def test_a_name_is_seen_and_a_sentence_start_is_not_taken_for_one() -> None:
    assert names_in("A teacher rings Sam. He asks, ‘Who knows?’ Then the GP in Harrowmere writes.") == [
        "Sam",
        "Harrowmere",
    ]
    assert unlike_ours("The child's mother, the parents' friend and ‘usual concerns’.") == []
