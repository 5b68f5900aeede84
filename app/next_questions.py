"""Questions to ask next: drawn from the themes of what an answer cites, each of which the library can answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from app.evidence import ON_TOPIC
from app.labels_asked import labels_asked, themes_asked
from app.question import asked_types, asking_phrases
from app.words import words_of
from knowledge.theme_counts import theme_labels
from knowledge.types import Filters, FindingType, Label, LabelKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.search import HybridSearch
    from knowledge.types import Passage, Report

MOST = 3
ON_ITS_THEME = 2
"""Of these, those on the theme of the answer; what is left is on the themes beside it."""
BESIDE = 3
"""Other themes of the cited passages that are thought of, at most."""
ASKING: Mapping[FindingType, str] = {
    FindingType.GOOD_PRACTICE: "What good practice did audits find on {topic}?",
    FindingType.RECOMMENDATION: "What was recommended on {topic}?",
    FindingType.CONCERN: "What concerns did audits find about {topic}?",
    FindingType.REFLECTIVE_QUESTION: "What reflective questions are there about {topic}?",
}
"""How each type of finding is asked for, in the order in which they are offered."""
TOPICS: Mapping[str, str] = {
    "voice_and_lived_experience": "the voice of the child",
    "fathers_nonresident_family": "fathers",
    "interpreters_culture_identity": "culture and identity",
    "send_and_disability": "disabled children",
    "transition_to_adulthood": "transitions to adulthood",
    "front_door": "the front door",
    "assessment": "assessments",
    "risk_tools": "risk assessment tools",
    "multi_agency_meetings": "multi-agency meetings",
    "smart_plans": "plans",
    "contingency_plans": "contingency plans",
    "step_up_step_down": "thresholds",
    "over_optimism_start_again": "over-optimism",
    "disguised_compliance_engagement": "engaging families",
    "professional_curiosity_challenge": "professional curiosity",
    "supervision_management_oversight": "supervision",
    "case_recording": "case recording",
    "chronologies": "chronologies",
    "think_family_adult_services": "think family",
    "marac_and_specialist_da": "MARAC",
    "programmes_and_interventions": "direct work",
    "trauma_informed_language": "trauma-informed work",
    "education_attendance": "school attendance",
    "gp_and_health_universal": "GPs and health visitors",
    "police_response": "the police response",
    "workforce_and_training": "training",
    "leadership_and_governance": "leadership",
    "quality_assurance_and_data": "quality assurance",
    "waiting_for_services": "waiting lists",
    "permanency_and_contact": "permanency",
}
"""What a theme is asked for as, where its label names more than one thing: a question on one thing finds it."""


class Next(NamedTuple):
    """A theme, by its id, and a type of finding to ask for."""

    theme: str
    finding_type: FindingType


def next_questions(
    asked: Sequence[str], cited: Sequence[Passage], holds: Callable[[str, FindingType], bool]
) -> tuple[str, ...]:
    """Up to MOST questions, the nearest first; none where what is cited has no theme.

    Args:
        asked: What was asked in this conversation, the last question first: none of it is offered again.
        cited: The passages that the answer shows.
        holds: Whether the library has a passage of a theme and a finding type.
    """
    ranked = _themes(asked[0], cited)
    if not ranked:
        return ()
    types = asked_types(asked[0])
    kind = next((kind for kind in ASKING if kind in types), FindingType.CONCERN)
    known = _asked_for(asked)
    on_theme = _open([Next(ranked[0], each) for each in ASKING], known, holds)
    beside = _open([Next(theme, kind) for theme in ranked[1 : BESIDE + 1]], known, holds)
    first = [*islice(on_theme, ON_ITS_THEME), *islice(beside, MOST - ON_ITS_THEME)]
    rest = islice(chain(on_theme, beside), MOST - len(first))
    return tuple(question_about(*each) for each in [*first, *rest])


def question_about(theme: str, kind: FindingType) -> str:
    """The question that asks for findings of a type on a theme; empty where no question asks for that type alone."""
    asking = ASKING.get(kind)
    return asking.format(topic=TOPICS.get(theme, theme_labels()[theme])) if asking else ""


class Answerable:
    """Tells which of these questions a library can answer.

    It can where a passage of the theme and type names most of what the question names (`is_answerable`). That is one
    look-up in the word index, however large the library: an answer is not to wait for counts. What is found without
    filters is kept until the reports are others.

    Args:
        knowledge_base: The reports.
        search: Reads the questions in their words.
    """

    def __init__(self, knowledge_base: KnowledgeBase, search: HybridSearch) -> None:
        self._knowledge_base = knowledge_base
        self._search = search
        self._known: tuple[list[Report] | None, dict[Next, bool]] = None, {}
        theme_labels()  # read from its file now, not while somebody waits for the first answer

    def within(self, filters: Filters) -> Callable[[str, FindingType], bool]:
        """The same within a person's filters, as `next_questions` wants it."""
        known = self._known_now() if filters == Filters() else {}

        def holds(theme: str, kind: FindingType) -> bool:
            each = Next(theme, kind)
            if each not in known:
                known[each] = self._holds(each, filters)
            return known[each]

        return holds

    def _known_now(self) -> dict[Next, bool]:
        """What is known of the library as it is."""
        reports = self._knowledge_base.catalogue.reports()
        if self._known[0] != reports:
            self._known = reports, {}
        return self._known[1]

    def _holds(self, each: Next, filters: Filters) -> bool:
        if filters.finding_types and each.finding_type not in filters.finding_types:
            return False
        question = question_about(*each)
        asking = [word for phrase in asking_phrases(question) for word in words_of(phrase)]
        concepts = self._search.read(question, asking, labels_asked(question)).concepts
        total = sum(concept.weight for concept in concepts)
        things = [((concept.stems, *concept.variants), concept.weight) for concept in concepts]
        # More than all words together: a passage of another theme does not count, whatever it names.
        of_theme = ((frozenset({Label(LabelKind.THEME, each.theme, "").key}),), total + 1)
        limits = self._knowledge_base.catalogue.limits(replace(filters, finding_types=frozenset({each.finding_type})))
        least = total + 1 + ON_TOPIC * total
        return bool(self._knowledge_base.words.reports_naming([of_theme, *things], least, limits))


def _themes(question: str, cited: Sequence[Passage]) -> list[str]:
    """The themes of the cited passages: those that the question names, then the most cited."""
    counted = Counter(chain.from_iterable(passage.themes for passage in cited))
    named = {theme for theme, _span in themes_asked(question)}
    told = [theme for theme, _passages in counted.most_common() if theme in theme_labels()]
    return sorted(told, key=lambda theme: theme not in named)


def _asked_for(asked: Sequence[str]) -> set[Next]:
    """What questions asked for already, by what they name or word for word."""
    found: set[Next] = set()
    for question in dict.fromkeys(asked):
        if offered := _by_words().get(" ".join(question.casefold().split())):
            found.add(offered)
        themes = {theme for theme, _span in themes_asked(question)}
        kinds = asked_types(question) if themes else ()
        found.update(Next(theme, kind) for theme in themes for kind in kinds)
    return found


@cache
def _by_words() -> Mapping[str, Next]:
    """What each of these questions asks for."""
    every = (Next(theme, kind) for theme in theme_labels() for kind in ASKING)
    return {question_about(*each).casefold(): each for each in every}


def _open(wanted: Iterable[Next], known: Collection[Next], holds: Callable[[str, FindingType], bool]) -> Iterator[Next]:
    """Those that were not asked for and can be answered, each looked up only when it is needed."""
    return (each for each in wanted if each not in known and holds(*each))
