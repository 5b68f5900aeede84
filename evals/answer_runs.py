"""The evals of answers as the command line runs them: generating, scoring, citations, abstention."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from evals.runs import OURS, Run, bench

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from evals.abstention import AbstentionScores
    from evals.answer_scores import AnswerScores
    from evals.answers import Reply
    from evals.citations import AnswerCheck
    from evals.library import Tell
    from evals.questions import Question
    from evals.runs import Bench, Figure, Setup


def run_generate(setup: Setup, out: Path) -> int:
    """Answers every question and writes the answers to a file.

    Returns:
        How many were written.

    Raises:
        DatasetError: The file cannot be written.
    """
    from evals.answer_files import write_answers
    from evals.answers import generate

    with bench(setup) as opened:
        write_answers([], out)  # a file that cannot be written is known before the questions are asked
        replies = generate(opened.library.product.assistant, opened.questions)
    write_answers([reply.answer for reply in replies if reply.answer], out)
    return len(replies)


def run_score(setup: Setup, answers: Path) -> Run:
    """Scores a file of answers; asks nothing."""
    from evals.answer_scores import score

    with bench(setup) as opened:
        scores = score(_replies(setup, opened, answers), opened.library.reports)
    return answers_run({OURS: scores})


def run_citations(setup: Setup, answers: Path | None = None) -> Run:
    """Checks every citation of a file of answers, or of answers made now."""
    from evals.citations import check_reply

    with bench(setup) as opened:
        replies = _replies(setup, opened, answers)
        checks = [check for reply in replies if (check := check_reply(reply, opened.library.reports))]
    return _citations_run(checks)


def run_abstention(setup: Setup, answers: Path | None = None) -> Run:
    """Scores what is refused and what is not, of a file of answers or of answers made now."""
    from evals.abstention import by_type, score_abstention

    with bench(setup) as opened:
        scores = score_abstention(_replies(setup, opened, answers))
    groups = {name: _abstention_figures(found) for name, found in by_type(scores.rows).items()}
    rows = [asdict(row) for row in scores.rows]
    title = f"Abstention on {len(rows)} questions"
    return Run(title, {OURS: _abstention_figures(scores)}, rows, [Run("By type of question", groups)])


def _replies(setup: Setup, opened: Bench, answers: Path | None) -> list[Reply]:
    """Replies from a file where there is one, else made now."""
    from evals.answer_files import read_answers
    from evals.answers import generate, replies_of

    if answers is None:
        return generate(opened.library.product.assistant, opened.questions)
    given = read_answers(answers)
    _tell_of_others(opened.questions, given, setup.tell)
    return replies_of(opened.questions, given)


def _tell_of_others(questions: Sequence[Question], answers: Mapping[str, object], tell: Tell) -> None:
    asked = {question.id for question in questions}
    if missing := sorted(asked - set(answers)):
        tell(f"{len(missing)} of {len(asked)} questions have no answer and count as failed: {', '.join(missing[:5])}.")
    if others := sorted(set(answers) - asked):
        tell(f"{len(others)} answers are to none of the questions and are left out: {', '.join(others[:5])}.")


def answers_run(scores: Mapping[str, AnswerScores]) -> Run:
    """What was scored, by system, with ours by type of question and by split."""
    from evals.answer_scores import grouped

    rows = [{"system": name, **asdict(row)} for name, found in scores.items() for row in found.rows]
    ours = scores[OURS].rows
    groups = {
        f"By type of question, {OURS}": grouped(ours, lambda row: row.type),
        f"By split, {OURS}": grouped(ours, lambda row: row.split),
    }
    more = [
        Run(title, {name: group_figures(found) for name, found in parts.items()})
        for title, parts in groups.items()
        if parts
    ]
    figures = {name: answer_figures(found) for name, found in scores.items()}
    return Run(f"Answers to {len(ours)} questions", figures, rows, more)


def answer_figures(scores: AnswerScores) -> dict[str, Figure]:
    """What a table of answers shows."""
    return {
        "recall of gold quotes": scores.recall,
        "recall in the first 250 words quoted": scores.recall_first_words,
        "gold quote in the first three citations": scores.first_three,
        "gold share of cited quotes (lower bound)": scores.precision,
        "vital nuggets said": scores.vital_nuggets,
        "all nuggets said": scores.nuggets,
        "numbers exact": scores.numbers,
        "counts of reports exact": scores.counts,
        "median words shown": scores.median_words,
        "answerable questions answered": scores.answered,
        "unanswerable questions refused": scores.refused,
        "questions failed": scores.failed,
        "answers with words they must not have": scores.forbidden,
        "citations at their offsets": scores.at_offsets,
        "citations found in the file by another reader": scores.in_source,
        "citation numbers that resolve": scores.resolved,
    }


def group_figures(scores: AnswerScores) -> dict[str, Figure]:
    """What a table of groups of questions shows: the same in short (`nuggets` are the vital ones)."""
    return {
        "asked": len(scores.rows),
        "recall": scores.recall,
        "first 3": scores.first_three,
        "nuggets": scores.vital_nuggets,
        "numbers": scores.numbers,
        "counts": scores.counts,
        "words": scores.median_words,
        "answered": scores.answered,
        "refused": scores.refused,
        "must not": scores.forbidden,
    }


def _citations_run(checks: Sequence[AnswerCheck]) -> Run:
    from evals.citations import score_citations

    scores = score_citations(checks)
    figures: dict[str, Figure] = {
        "citations at their offsets": scores.exact,
        "the same, white space and marks aside": scores.exact_or_normalised,
        "citations found in the file by another reader": scores.in_source,
        "pages right, of quotes on one page": scores.page_right,
        "quotes that run over a page": scores.runs_over,
        "quotes that the other reader finds on no page": scores.page_not_found,
        "citation numbers that resolve": scores.resolved,
        "statements in the words of their citations": scores.supported,
        "figures that stand in their citation": scores.founded,
    }
    rows = [{**asdict(check), "citations": [asdict(cited) for cited in check.citations]} for check in checks]
    return Run(f"Citations of {len(checks)} answers", {OURS: figures}, rows)


def _abstention_figures(scores: AbstentionScores) -> dict[str, Figure]:
    return {
        "refused of what must be (recall)": scores.recall,
        "right of what was refused (precision)": scores.precision,
        "reason right": scores.reasons_right,
        "answerable questions wrongly refused": scores.wrongly_refused,
        "questions failed": scores.failed,
    }
