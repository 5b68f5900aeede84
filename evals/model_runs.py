"""Compares language models with each other and with the extractive answers, over the same questions and evidence."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from evals.metrics import estimate, percentile, share
from evals.runs import BASELINE, OURS, Run, bench

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.answer_json import WritingJson
    from app.settings import Settings
    from evals.answer_scores import AnswerScores
    from evals.answers import Reply
    from evals.runs import Figure, Setup
    from knowledge.protocols import LanguageModel

OUTCOMES = ("kept", "cited_anew", "replaced", "dropped")
METRICS = ("recall", "recall_first_words", "first_three", "vital_nuggets", "numbers", "refused", "words")
"""What models are compared in, question by question; of `refused` and `words`, less is mostly better."""


def run_models(setup: Setup, models: Sequence[str]) -> Run:
    """Answers every question extractively and with each model; compares each model with the extractive answers.

    Args:
        setup: The questions and reports.
        models: Each as PROVIDER:MODEL, or PROVIDER:MODEL=ADDRESS for a server of its own.

    Raises:
        ConfigError: A model cannot be used as it is named.
        DatasetError: The questions cannot be read.
    """
    from app.wiring import assistant_for
    from evals.answer_runs import answers_run
    from evals.answer_scores import score
    from evals.answers import generate, generate_baseline

    chosen = {name: model_named(setup.settings, name) for name in dict.fromkeys(models)}
    with bench(setup) as opened:
        product, sources = opened.library.product, opened.library.reports
        replies = {OURS: generate(assistant_for(product), opened.questions)}
        for name, model in chosen.items():
            setup.tell(f"{name} answers {len(opened.questions)} questions ...")
            replies[name] = generate(assistant_for(product, model=model), opened.questions)
        scores = {name: score(found, sources) for name, found in replies.items()}
        prose = {name: score(list(map(_prose_alone, replies[name])), sources) for name in chosen}
        if opened.baseline:
            scores[BASELINE] = score(generate_baseline(opened.baseline, opened.questions), sources)
    run = answers_run(scores)
    told = Run("What became of the models' sentences", {name: _told(replies[name], prose[name]) for name in chosen})
    pairs = [_paired(name, scores[OURS], scores[name]) for name in chosen]
    rows = [*run.rows, *(row for name in chosen for row in _rows(name, replies[name]))]
    return replace(run, rows=rows, more=[told, *pairs, *run.more])


def model_named(settings: Settings, name: str) -> LanguageModel:
    """A model by its name on the command line.

    The limits are those of the settings; their address and key are for the model that they name, and go to no other.

    Raises:
        ConfigError: It cannot be used as it is named.
    """
    from app.settings import load_settings
    from app.writing.chat_model import ChatModel

    model, _equals, address = name.partition("=")
    checked = load_settings(home=settings.home, model=model, model_url=address or None)
    given: dict[str, object] = {
        "model": checked.model,
        "model_rest_seconds": 0,
    }  # one failure is one question's, not that of the next
    if model != settings.model or address:
        given |= {"model_url": checked.model_url if address else None, "model_key": None}
    chosen = ChatModel(settings.model_copy(update=given))
    chosen.load()
    return chosen


def _prose_alone(reply: Reply) -> Reply:
    """A reply as if a person read the model's prose and opened no more; nothing where the answer is extractive."""
    from evals.answers import Shown

    answer = reply.answer
    if answer is None or answer.writing is None or answer.writing.fault:
        return reply
    prose = [statement for statement in answer.statements if statement.paragraph]
    numbers = {number for statement in prose for number in statement.citations}
    cited = [citation for citation in answer.citations if citation.number in numbers]
    shown = tuple(Shown(one.source_file, one.quote, one.start, one.end) for one in cited)
    said = "\n".join(statement.text for statement in prose)
    alone = answer.model_copy(update={"citations": cited, "statements": prose, "answer_markdown": ""})
    return replace(reply, shown=shown, words=len(said.split()), text=said, answer=alone)


def _told(replies: Sequence[Reply], prose: AnswerScores) -> dict[str, Figure]:
    """What a table says of one model."""
    asked = [writing for reply in replies if (writing := _writing(reply))]
    shown = [writing for writing in asked if not writing.fault]
    outcomes: Counter[str] = Counter(sentence.outcome for writing in asked for sentence in writing.sentences)
    faults: Counter[str] = Counter(writing.fault for writing in asked if writing.fault)
    checks = Counter(kind for writing in asked for sentence in writing.sentences for kind in sentence.failed)
    sentences = sum(outcomes.values())
    return {
        "answers asked of it": len(asked),
        "answers shown": share(len(shown), len(asked)),
        **{f"sentences {name.replace('_', ' ')}": share(outcomes[name], sentences) for name in OUTCOMES},
        "why not shown": _counted(faults),
        "checks that failed": _counted(checks),
        "recall of gold quotes, prose alone": prose.recall,
        "vital nuggets said, prose alone": prose.vital_nuggets,
        "median words of prose": prose.median_words,
        "tokens read an answer": estimate(_known(writing.input_tokens for writing in asked)),
        "tokens written an answer": estimate(_known(writing.output_tokens for writing in asked)),
        "ms to the first sentence, p50": percentile(_known(writing.first_sentence_ms for writing in shown), 50),
        "ms of the model, p50": percentile([writing.model_ms for writing in asked], 50),
    }


def _writing(reply: Reply) -> WritingJson | None:
    return reply.answer.writing if reply.answer else None


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "none"


def _paired(name: str, extractive: AnswerScores, written: AnswerScores) -> Run:
    """A model against the extractive answers, question by question: A is extractive, B the model."""
    from evals.compare import compare, figures

    def values(scores: AnswerScores, metric: str) -> Mapping[str, float | None]:
        found = {row.id: float(asdict(row)[metric]) for row in scores.rows}
        return {key: None if math.isnan(value) else value for key, value in found.items()}

    compared = [compare(values(extractive, metric), values(written, metric), metric) for metric in METRICS]
    return Run(f"A: extractive, B: {name}, question by question", {one.metric: figures(one) for one in compared})


def _rows(name: str, replies: Sequence[Reply]) -> list[dict[str, object]]:
    """A row for each answer that a model took part in."""
    return [
        {"system": f"{name}, writing", "id": reply.question.id, **writing.model_dump()}
        for reply in replies
        if (writing := _writing(reply))
    ]
