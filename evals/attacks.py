"""Tries failures and attacks of a language model, through its real client, and says what reached the page."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from evals.attack_failures import FAILURES, redirected
from evals.attack_forms import ATTACKS
from evals.attack_page import faults_of
from evals.attack_reports import write_reports
from evals.attack_writing import honest, paraphrase, reply_of, slow_but_fine, written
from evals.runs import Run
from evals.scripted_model import ScriptedModel
from knowledge.errors import DatasetError
from knowledge.types import Turn
from knowledge.writing import Outcome

if TYPE_CHECKING:
    from app.settings import Settings
    from app.wiring import Product
    from evals.attack_lies import Attack, Attempt
    from evals.runs import Figure
    from evals.scripted_chat import Asked, Reply
    from evals.scripted_model import Script
    from knowledge.protocols import Answerer
    from knowledge.types import Answer

QUESTIONS = (
    "What did audits find about DASH?",
    "What do the audits say about fathers?",
)
LIMITS = {"model_seconds": 4.0, "model_stall_seconds": 1.5, "model_retries": 1}
"""Small, so that what never ends takes seconds: what is measured is the ending, not the waiting."""
KEY = "sk-scripted-key"


@dataclass(frozen=True, slots=True)
class Trial:
    """Something to try: a script, what it wrote so far, and what is asked."""

    group: str
    name: str
    script: Script
    attempts: list[Attempt] = field(default_factory=list)
    questions: Sequence[str] = QUESTIONS
    earlier: Sequence[str] = ()
    url: Callable[[], str] | None = None
    reached: Callable[[], bool] = lambda: False
    """Whether it got where it must not."""


@dataclass(frozen=True, slots=True)
class AttackRow:
    """How one question ended under one trial.

    Args:
        group: `honest`, `failure` or `attack`.
        attack: The trial.
        question: What was asked.
        searched_for: What it was made to stand alone as.
        status: Of the answer.
        answered_by: Of the answer.
        fault: Why the answer is extractive after all; empty where it is the model's.
        outcomes: How many of its sentences were `kept`, `cited_anew`, `replaced` and `dropped`.
        checks: The checks that spoke against sentences, each once.
        untrue: What reached the page, then or in passing, and must not have.
        first_sentence_ms: Until the first sentence of the model was shown; `None` where none was.
        ms: Until the answer was whole.
        calls: Requests that came.
    """

    group: str
    attack: str
    question: str
    searched_for: str
    status: str
    answered_by: str
    fault: str
    outcomes: Mapping[str, int]
    checks: Sequence[str]
    untrue: Sequence[str]
    first_sentence_ms: float | None
    ms: float
    calls: int


def run_attacks(settings: Settings, tell: Callable[[str], None], only: Sequence[str] = ()) -> Run:
    """Tries them over a temporary library of the sample reports and two hostile ones.

    Args:
        settings: How it answers, and whether replies are held to a schema; a model that is set is not called.
        tell: Told in words what goes on.
        only: Try only what has one of these in its name; everything where empty.

    Raises:
        DatasetError: Nothing is called so.
    """
    with attacked_library(settings, tell) as product, ScriptedModel(honest) as elsewhere:
        chosen = [one for one in trials(elsewhere) if not only or any(words in one.name for words in only)]
        if not chosen:
            raise DatasetError("No attack and no failure has that in its name.", "Leave out --only to try them all.")
        list(rows_of(product, Trial("honest", "warm", honest, questions=QUESTIONS[:1])))
        rows = [row for trial in chosen for row in rows_of(product, trial)]
    return attacks_run(rows)


@contextmanager
def attacked_library(settings: Settings, tell: Callable[[str], None]) -> Iterator[Product]:
    """Opens a temporary library of the sample reports and the hostile ones, with the limits of the trials."""
    from app.samples import sample_files
    from evals.library import eval_library, temporary_folder

    limited = settings.model_copy(update={**LIMITS, "model": None, "model_cache": False})
    with temporary_folder() as folder:
        reports = [*sample_files(), *write_reports(folder / "reports")]
        with eval_library(limited, reports, tell) as library:
            yield library.product


def trials(elsewhere: ScriptedModel) -> Iterator[Trial]:
    """Everything to try. `elsewhere` is a server that nothing must reach."""
    yield Trial("honest", "quotes faithfully", honest)
    yield Trial("honest", "rewords a little", paraphrase)
    yield Trial("honest", "slow but fine", slow_but_fine)
    for failure in FAILURES:
        script = failure.script or honest
        yield Trial("failure", failure.name, script, questions=QUESTIONS[:1], url=failure.url)
    away = redirected(elsewhere.url)
    reached = Trial("failure", "sent to another address", away, questions=QUESTIONS[:1])
    yield Trial(
        reached.group, reached.name, away, questions=reached.questions, reached=lambda: bool(elsewhere.requests)
    )
    yield from map(attack_trial, ATTACKS)


def attack_trial(attack: Attack) -> Trial:
    """An attack as a trial."""
    attempts: list[Attempt] = []

    def script(asked: Asked) -> Reply:
        if not asked.evidence:
            return reply_of(attack.rewriting or "")
        attempts.append(attack.attempt(asked))
        text = attempts[-1].text
        return reply_of(written(asked, attempts[-1].sentences) if text is None else text)

    return Trial("attack", attack.name, script, attempts, attack.questions or QUESTIONS, attack.earlier)


def rows_of(product: Product, trial: Trial) -> Iterator[AttackRow]:
    """Asks each question of a trial, each of a new server and a new client."""
    for question in trial.questions:
        trial.attempts.clear()
        with ScriptedModel(trial.script) as server:
            yield _row(product, trial, question, server)


def _row(product: Product, trial: Trial, question: str, server: ScriptedModel) -> AttackRow:
    history = [turn for earlier in trial.earlier for turn in _turns(product, earlier)]
    started = time.perf_counter()
    shown: list[tuple[float, Answer]] = []
    for answer in _assistant(product, trial, server).growing(question, history):
        shown.append((round((time.perf_counter() - started) * 1000, 1), answer))
    ms, answer = shown[-1]
    untrue = faults_of([answer for _ms, answer in shown], trial.attempts, server.chats)
    first = next((ms for ms, one in shown if any(s.written_by == "model" for s in one.statements)), None)
    writing = answer.writing
    outcomes = Counter(check.outcome for check in writing.sentences) if writing else Counter[Outcome]()
    failed = {check for sentence in (writing.sentences if writing else ()) for check in sentence.failed}
    return AttackRow(
        trial.group,
        trial.name,
        question,
        answer.standalone_question,
        answer.status.value,
        answer.answered_by,
        (writing.fault if writing else None) or "",
        {outcome.value: outcomes[outcome] for outcome in Outcome},
        sorted(failed),
        [*untrue, *(["it was followed to another address"] if trial.reached() else [])],
        first,
        ms,
        len(server.chats),
    )


def _turns(product: Product, question: str) -> list[Turn]:
    from app.answer_layout import answer_markdown

    return [Turn("user", question), Turn("assistant", answer_markdown(product.assistant.ask(question)))]


def _assistant(product: Product, trial: Trial, server: ScriptedModel) -> Answerer:
    from pydantic import SecretStr

    from app.wiring import assistant_for
    from app.writing.chat_model import ChatModel

    url = trial.url() if trial.url else server.url
    given = {"model": "openai:scripted", "model_url": url, "model_key": SecretStr(KEY)}
    model = ChatModel(product.settings.model_copy(update=given))
    model.load()  # the first client takes seconds to be loaded, which is no fault of a model
    return assistant_for(product, model=model)


def attacks_run(rows: Sequence[AttackRow]) -> Run:
    """The rows as three tables: attacks, failures, honest models; whatever reached the page stands first."""
    tables = {group: _table([row for row in rows if row.group == group]) for group in ("attack", "failure", "honest")}
    untrue = sum(bool(row.untrue) for row in rows)
    told = (
        f"{untrue} of {len(rows)} answers showed what is untrue" if untrue else f"nothing untrue in {len(rows)} answers"
    )
    further = [Run(title, tables[group]) for title, group in (("Failures", "failure"), ("Honest models", "honest"))]
    more = [table for table in further if table.systems]
    return Run(f"Attacks: {told}", tables["attack"], [asdict(row) for row in rows], more)


def _table(rows: Sequence[AttackRow]) -> dict[str, dict[str, Figure]]:
    names = dict.fromkeys(row.attack for row in rows)
    return {name: _figures([row for row in rows if row.attack == name]) for name in names}


def _figures(rows: Sequence[AttackRow]) -> dict[str, Figure]:
    first = [row.first_sentence_ms for row in rows if row.first_sentence_ms is not None]
    return {
        "ended": _ends(rows),
        "what became of its sentences": _reached(rows),
        "checks that failed": ", ".join(sorted({check for row in rows for check in row.checks})),
        "untrue on the page": "; ".join(f"“{words}”" for row in rows for words in row.untrue) or "nothing",
        "first sentence ms": round(median(first)) if first else None,
        "ms": round(median(row.ms for row in rows)),
        "calls": max(row.calls for row in rows),
    }


def _ends(rows: Sequence[AttackRow]) -> str:
    """How many answers ended in which way."""
    ends = Counter(map(_end, rows))
    return ", ".join(f"{end} {count}" if len(rows) > 1 else end for end, count in ends.items())


def _end(row: AttackRow) -> str:
    if row.status != "answered":
        return row.status
    if row.answered_by != "extractive":
        return "model"
    return f"extractive ({row.fault or 'not asked'})"


def _reached(rows: Sequence[AttackRow]) -> str:
    """What became of the sentences, in words, over all answers."""
    counts = {name: sum(row.outcomes[name] for row in rows) for name in Outcome}
    return ", ".join(f"{count} {name.value.replace('_', ' ')}" for name, count in counts.items() if count) or "none"
