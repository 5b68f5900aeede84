"""Answers: asks the questions (slow), and finds gold quotes in what was shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.matching import folded, holds_folded
from evals.metrics import share
from knowledge.errors import AuditLearningError
from knowledge.types import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.answer_json import AnswerJson, FigureJson
    from evals.baseline.tutorial import TutorialRag
    from evals.questions import GoldQuote, Question
    from knowledge.protocols import Answerer

FIRST_WORDS = 250
"""How much a person reads: recall within so many words is fair between short passages and long chunks."""
ESCAPED = re.compile(r"\\([\\`*_\[\]<])")
MARKER = re.compile(r"(?<!\\)\[(\d+)\]")
"""A citation's number in the answer's Markdown, where the brackets of reports are escaped."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text of a file that was shown for a question, at `[start, end)` of its canonical text where that is known."""

    source_file: str
    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What one system gave for one question.

    `shown` is in the order of the citations; `words` counts what a person reads, without the question; `text` is what
    the answer says, without the numbers of its citations; `answer` is `None` for a system that only retrieves.
    """

    question: Question
    status: Status
    shown: tuple[Shown, ...]
    words: int
    text: str = ""
    answer: AnswerJson | None = None


def generate(assistant: Answerer, questions: Sequence[Question]) -> list[Reply]:
    """Asks the assistant every question with its history."""
    from app.answer_json import answer_json, failed_json

    replies = []
    for question in questions:
        try:
            answer = answer_json(assistant.ask(question.question, question.history), question.id)
        except AuditLearningError as error:
            answer = failed_json(question.question, str(error), question.id)
        replies.append(reply_of(question, answer))
    return replies


def replies_of(questions: Sequence[Question], answers: Mapping[str, AnswerJson]) -> list[Reply]:
    """Answers by the id of their question as replies; a question that has none counts as failed."""
    from app.answer_json import failed_json

    return [
        reply_of(
            question, answers.get(question.id) or failed_json(question.question, "There is no answer.", question.id)
        )
        for question in questions
    ]


def reply_of(question: Question, answer: AnswerJson) -> Reply:
    """An answer, wherever it comes from, as a reply to be scored."""
    status = Status(answer.status)
    shown = tuple(Shown(cited.source_file, cited.quote, cited.start, cited.end) for cited in answer.citations)
    words = 0 if status is Status.FAILED else len(answer.answer_markdown.split())
    return Reply(question, status, shown, words, said(answer), answer)


def said(answer: AnswerJson) -> str:
    """What an answer says: its opening, statements, figures and links, one to a line, as plain text."""
    links = [f"{resource.title} {resource.url or ''}" for resource in answer.resources]
    return "\n".join([_plain(answer.answer_markdown), *map(_in_words, answer.figures), *links])


def said_beside(answer: AnswerJson) -> str:
    """What else a person sees of an answer: quotes, notices, what is suggested, where to turn."""
    signposts = [f"{signpost.title} {signpost.contact} {signpost.when}" for signpost in answer.signposts]
    quotes = [cited.quote for cited in answer.citations]
    return "\n".join([*quotes, *answer.notices, *answer.suggestions, *signposts])


def _plain(markdown: str) -> str:
    return ESCAPED.sub(r"\1", MARKER.sub("", markdown).replace("**", ""))


def _in_words(figure: FigureJson) -> str:
    parts = f"({figure.count} of {figure.whole} {figure.counted})" if figure.whole is not None else figure.counted
    return f"{figure.value} {parts}"


def generate_baseline(baseline: TutorialRag, questions: Sequence[Question]) -> list[Reply]:
    """What the baseline would hand to a language model: its chunks. It never refuses.

    A follow-up is made standalone for it as for us, which tutorials leave out.
    """
    from app.follow_up import standalone_question

    replies = []
    for question in questions:
        chunks = baseline.search(standalone_question(question.question, question.history))
        shown = tuple(Shown(chunk.source_file, chunk.text) for chunk in chunks)
        words = sum(len(chunk.text.split()) for chunk in chunks)
        text = "\n".join(chunk.text for chunk in chunks)
        replies.append(Reply(question, Status.ANSWERED if chunks else Status.NO_EVIDENCE, shown, words, text))
    return replies


def missed_quotes(sources: Sequence[GoldQuote], shown: Sequence[Shown]) -> list[GoldQuote]:
    """The gold quotes that no shown text of the same file holds."""
    return [source for source in sources if not shows_any([source], shown)]


def shows_any(sources: Sequence[GoldQuote], shown: Sequence[Shown]) -> bool:
    """Whether any of the gold quotes is shown."""
    texts = [(text, folded(text.text)) for text in shown]
    return any(
        _is_at(source, text) and holds_folded(words, folded(source.quote))
        for source in sources
        for text, words in texts
    )


def _is_at(source: GoldQuote, shown: Shown) -> bool:
    """Whether a text is of the file, and of the place where that is known on both sides."""
    if shown.source_file != source.file:
        return False
    if source.start is None or source.end is None or shown.start is None or shown.end is None:
        return True
    return shown.start < source.end and source.start < shown.end


def quote_recall(sources: Sequence[GoldQuote], shown: Sequence[Shown]) -> float:
    """The share of gold quotes that are shown, in [0, 1]; NaN where there are none."""
    return share(len(sources) - len(missed_quotes(sources, shown)), len(sources)).value


def gold_share(sources: Sequence[GoldQuote], shown: Sequence[Shown]) -> float:
    """The share of shown texts that hold a gold quote, in [0, 1]; NaN where there is no quote or nothing shown.

    A lower bound of precision: gold quotes are a sample of what a good answer may cite.
    """
    return share(sum(shows_any(sources, [text]) for text in shown), len(shown) if sources else 0).value


def first_words(shown: Sequence[Shown], limit: int) -> list[Shown]:
    """The shown texts as far as their first `limit` words; the one that goes over is cut."""
    kept: list[Shown] = []
    left = limit
    for text in shown:
        words = text.text.split()[:left]
        kept.append(Shown(text.source_file, " ".join(words), text.start, text.end))
        left -= len(words)
    return kept
