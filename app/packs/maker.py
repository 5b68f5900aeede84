"""Makes packs: finds what there is on a topic, puts a document together, writes it to a file, and checks that file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from app.export.file_names import slug
from app.filter_choices import in_words
from app.packs.citing import plain
from app.packs.disagreements import disagreements
from app.packs.document import Brand, PackDocument, PackFormat, PackKind
from app.packs.file_words import words_of_content
from app.packs.gathering import Gathered, Gathering
from app.packs.links import pack_links
from app.packs.material import Material
from app.packs.nearest_themes import nearest_themes
from app.packs.notices import pack_notices
from app.packs.outline import facts_of, sections_of, sources_of, title_of
from app.packs.picking import PARTS, TYPES, taken, within_limit
from app.packs.quiz import quiz_items
from app.packs.receipt import receipt_of
from app.packs.teaching import teaching_for
from app.packs.walking import findings_of
from app.packs.wanted import Candidate, CandidateGroup, Candidates, NothingToTeachError
from app.packs.written import MEDIA_TYPES, written
from knowledge.errors import QuestionError
from knowledge.theme_counts import theme_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.link_check_record import CheckedLink
    from app.packs.finding import PackFinding
    from app.packs.wanted import Topic, Wanted
    from knowledge.knowledge_base import KnowledgeBase
    from knowledge.protocols import Embedder
    from knowledge.search import HybridSearch

LEAST_QUESTIONS = 3
VERSION = version("audit-learning-assistant")


@dataclass(frozen=True, slots=True)
class PackFile:
    """A finished file: `name` has letters that every system takes; `content` was read back and verified."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PackSettings:
    """How packs are made.

    Args:
        brand: How they look.
        most_words: Words that may be quoted of one report.
    """

    brand: Brand
    most_words: int = 400


class PackMaker:
    """Makes packs of one library; safe to share between threads.

    Args:
        knowledge_base: The reports.
        search: Ranks the findings of a theme.
        embedder: Tells which themes are near one that nothing is held on.
        settings: How packs are made.
        checked: Gives what visits to links found.
        now: The time, with a time zone.
    """

    def __init__(
        self,
        knowledge_base: KnowledgeBase,
        search: HybridSearch,
        embedder: Embedder,
        settings: PackSettings,
        checked: Callable[[], Mapping[str, CheckedLink]] = dict,
        now: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
    ) -> None:
        self._knowledge_base = knowledge_base
        self._gathering = Gathering(knowledge_base, search)
        self._embedder = embedder
        self._settings = settings
        self._checked = checked
        self._now = now

    @property
    def most_words(self) -> int:
        """Words that may be quoted of one report."""
        return self._settings.most_words

    def candidates(self, wanted: Wanted) -> Candidates:
        """What a pack can be made of.

        Args:
            wanted: The pack; its `picked`, where given, are the candidates that are chosen, and come first, in order.

        Raises:
            NothingToTeachError: The library has no finding on the topic.
            UnknownThemeError: There is no such theme.
        """
        picked = self._picked(wanted)
        gathered = self._gathered(wanted, picked)
        known = {finding.passage.passage_id for finding in picked or ()}
        findings = [*(picked or ()), *(each for each in gathered.findings if each.passage.passage_id not in known)]
        if wanted.kind is PackKind.QUIZ:
            findings = _askable(findings, _words(wanted.topic))
        chosen = {id(finding) for finding in (self._taken(wanted, findings) if picked is None else picked)}
        groups = [
            CandidateGroup(kind, tuple(Candidate(each, id(each) in chosen) for each in of_kind))
            for kind in PARTS
            if (of_kind := [each for each in findings if each.passage.finding_type is kind])
        ]
        withheld = tuple((detail.value, count) for detail, count in gathered.withheld.items())
        return Candidates(_words(wanted.topic), tuple(groups), withheld, gathered.concerned, gathered.searched)

    def document(self, wanted: Wanted) -> PackDocument:
        """The pack. Raises as `candidates` does, and QuestionError where no finding was picked."""
        picked = self._picked(wanted)
        gathered = self._gathered(wanted, picked)
        found = picked if picked is not None else list(gathered.findings)
        if wanted.kind is PackKind.QUIZ:
            found = _askable(found, _words(wanted.topic))
        if picked is None:
            found = self._taken(wanted, found)
        if not found and picked is None:
            kind, topic = wanted.kind.label, _words(wanted.topic)
            raise NothingToTeachError(f"No {kind} was made: nothing on {topic} fits it.", "Choose another kind.")
        if not found:
            raise QuestionError("No finding is picked for this.", "Pick one or more, or choose another kind.")
        findings, beyond = within_limit(found, self.most_words)
        material = self._material(wanted, findings)
        document = PackDocument(
            wanted.kind,
            material.topic,
            plain(wanted.title.strip()) or title_of(wanted.kind, material.topic),
            material.date,
            plain(wanted.audience.strip()),
            wanted.minutes if wanted.kind is PackKind.SESSION else None,
            facts_of(wanted, material, gathered),
            sections_of(wanted.kind, material),
            (),
            pack_notices(material, wanted.kind, len(beyond), self.most_words),
            self._settings.brand,
            self._now(),
            VERSION,
        )
        sources = sources_of(findings_of(document))
        if not sources:
            raise QuestionError(f"No {wanted.kind.label} can be made of the findings picked.", self._why_not(beyond))
        return replace(document, sources=sources)

    def file(self, document: PackDocument, format: PackFormat) -> PackFile:
        """The pack as a file, with its receipt. Raises PackError where the file does not hold each quote."""
        name = f"{slug(f'{document.kind.label} {document.topic}')}-{document.date.isoformat()}.{format.value}"
        words = words_of_content(written(document, format), name)
        receipt = receipt_of(document, words, self._knowledge_base.catalogue.canonical_text)
        return PackFile(name, MEDIA_TYPES[format], written(replace(document, receipt=receipt), format))

    def _why_not(self, beyond: Sequence[PackFinding]) -> str:
        if beyond:
            return f"Each is longer than the {self.most_words} words that may be quoted of one report: pick others."
        return "No question can be made of them: pick some that give a number, or choose another kind."

    def _gathered(self, wanted: Wanted, picked: Sequence[PackFinding] | None) -> Gathered:
        """What there is on the topic. Raises NothingToTeachError where that is nothing, and nothing was picked."""
        gathered = self._gathering.gathered(wanted.topic, TYPES[wanted.kind])
        if not gathered.findings and not picked:
            raise self._nothing(wanted, gathered)
        return gathered

    def _picked(self, wanted: Wanted) -> list[PackFinding] | None:
        """The findings that a person picked, as far as material of this kind has room for their type."""
        if wanted.picked is None:
            return None
        named = self._gathering.named(wanted.picked)
        return [finding for finding in named if finding.passage.finding_type in TYPES[wanted.kind]]

    def _taken(self, wanted: Wanted, findings: Sequence[PackFinding]) -> list[PackFinding]:
        return taken(findings, wanted.kind, wanted.minutes, self.most_words)

    def _material(self, wanted: Wanted, findings: Sequence[PackFinding]) -> Material:
        themes = wanted.topic.themes or _main_themes(findings)
        knowledge_base, topic = self._knowledge_base, _words(wanted.topic)
        return Material(
            topic,
            tuple(findings),
            teaching_for(themes[0] if themes else ""),
            disagreements(findings, knowledge_base.vectors, knowledge_base.words),
            pack_links(findings, topic, themes, self._checked()),
            wanted.minutes,
            wanted.date or self._now().date(),
            wanted.topic.filters.agencies,
        )

    def _nothing(self, wanted: Wanted, gathered: Gathered) -> NothingToTeachError:
        nearest = nearest_themes(wanted.topic, TYPES[wanted.kind], self._knowledge_base.catalogue, self._embedder)
        return NothingToTeachError(_why_nothing(wanted, gathered), _instead(nearest), nearest)


def _words(topic: Topic) -> str:
    """What a topic is about, in words."""
    labels = " and ".join(map(theme_label, topic.themes))
    return plain(topic.words.strip()) or labels or in_words(topic.filters) or "the findings chosen"


def _askable(findings: Sequence[PackFinding], topic: str) -> list[PackFinding]:
    """The findings that a question of a quiz can be made of. Raises NothingToTeachError where they are too few."""
    askable = [item.finding for item in quiz_items(findings, topic)]
    if len(askable) < LEAST_QUESTIONS:
        raise NothingToTeachError(
            f"No quiz was made on {topic}: of {len(findings)} findings only {len(askable)} can be asked about.",
            "Choose another kind of material, or a theme with more findings.",
        )
    return askable


def _main_themes(findings: Sequence[PackFinding]) -> tuple[str, ...]:
    """The theme that most findings are mainly on, where they have any."""
    main = Counter(theme for finding in findings for theme in finding.passage.themes[:1])
    return tuple(theme for theme, _count in main.most_common(1))


def _why_nothing(wanted: Wanted, gathered: Gathered) -> str:
    kind = wanted.kind.label
    if gathered.withheld:
        reasons = "; ".join(detail.value for detail in gathered.withheld)
        return f"No {kind} can be made on {_words(wanted.topic)}: what the reports say may not be shown, as {reasons}."
    what = "recommendation" if wanted.kind is PackKind.ACTIONS else "finding"
    return (
        f"No {kind} was made: none of the {gathered.searched} reports searched has a {what} on {_words(wanted.topic)}."
    )


def _instead(nearest: Sequence[tuple[str, str]]) -> str:
    if not nearest:
        return "Widen the filters, or add reports."
    return f"The nearest themes held are: {', '.join(label for _theme, label in nearest)}."
