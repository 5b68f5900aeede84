"""The evals that need a server: people asking at once, and one page in a real browser."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from evals.runs import BASELINE, OURS, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from evals.gradio_queue import AskedFunction
    from evals.load import LoadScores
    from evals.page_speed import PageTimes
    from evals.runs import Figure
    from evals.served import Served


def run_load(
    questions_file: Path, people: int, wanted: int, tell: Callable[[str], None], *, with_baseline: bool = True
) -> Run:
    """Puts ours and a bare chat over the baseline under the same load, one after the other.

    Each is a child process of its own over the sample reports; ours has a new library.

    Args:
        questions_file: What is asked, round and round; follow-ups are left out.
        people: How many ask at once.
        wanted: How many questions in all.
        tell: Told in words what is under way.
        with_baseline: Whether the bare chat is measured too.

    Raises:
        DatasetError: A server does not start, or the questions cannot be read.
    """
    from evals.baseline.chat import ENDPOINT
    from evals.gradio_queue import function_of_box, function_of_endpoint
    from evals.library import temporary_folder
    from evals.served import bare_chat, ours

    questions = standing_alone(questions_file)
    scores: dict[str, LoadScores] = {}
    with temporary_folder() as folder:
        sides: dict[str, tuple[list[str], Callable[[Mapping[str, Any]], AskedFunction]]] = {
            OURS: (ours(folder / "home"), function_of_box)
        }
        if with_baseline:
            sides[BASELINE] = (bare_chat(folder / "baseline"), lambda config: function_of_endpoint(config, ENDPOINT))
        for name, (command, function_of) in sides.items():
            tell(f"{people} people ask {name}: {wanted} questions.")
            scores[name] = _loaded(command, folder / "server.log", function_of, questions, people, wanted)
    rows = [row for name, found in scores.items() for row in _rows(name, found)]
    title = f"{people} people asking at once, {wanted} questions"
    return Run(title, {name: load_figures(found) for name, found in scores.items()}, rows)


def standing_alone(questions_file: Path) -> list[str]:
    """The questions of a file that need none before them. Raises DatasetError."""
    from evals.questions import read_questions

    return [question.question for question in read_questions(questions_file) if not question.history]


def _loaded(
    command: Sequence[str],
    log: Path,
    function_of: Callable[[Mapping[str, Any]], AskedFunction],
    questions: Sequence[str],
    people: int,
    wanted: int,
) -> LoadScores:
    from evals.served import served

    with served(command, log) as server:
        return asyncio.run(_asked_of(server, function_of, questions, people, wanted))


async def _asked_of(
    server: Served,
    function_of: Callable[[Mapping[str, Any]], AskedFunction],
    questions: Sequence[str],
    people: int,
    wanted: int,
) -> LoadScores:
    import httpx

    from evals.load import PATIENCE_SECONDS, measure_load

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=people)
    # `trust_env`: a proxy of the machine has no business between us and a server beside us.
    async with httpx.AsyncClient(
        base_url=server.address, timeout=PATIENCE_SECONDS, limits=limits, trust_env=False
    ) as client:
        function = function_of((await client.get("/config")).json())
        await measure_load(client, function, questions, 1, 2)  # a warm-up
        return await measure_load(client, function, questions, people, wanted, server.memory_mb)


def load_figures(scores: LoadScores) -> dict[str, Figure]:
    """The figures of one server, as `Run` has them."""
    from evals.metrics import percentile, share

    faults = Counter(row.fault for row in scores.rows if row.fault)
    grown = [row.first_ms for row in scores.answered if row.first_ms is not None]
    held = [reading.mb for reading in scores.memory]
    return {
        "answers a second": round(scores.answers_per_second, 2),
        "wait p50, ms": round(scores.wait_ms(50), 1),
        "wait p95, ms": round(scores.wait_ms(95), 1),
        "first part p50, ms": round(percentile(grown, 50), 1) if grown else None,
        "without an answer": share(sum(faults.values()), len(scores.rows)),
        "faults": "; ".join(f"{fault}: {times}" for fault, times in faults.most_common()) or "none",
        "sent back p50, characters": percentile([row.characters for row in scores.answered], 50),
        "memory at the start, MB": round(held[0], 1) if held else None,
        "memory at the end, MB": round(held[-1], 1) if held else None,
        "most memory, MB": round(max(held), 1) if held else None,
        "memory growth after the warm-up, MB per 1,000 answers": round(scores.mb_per_1000, 2),
        "seconds in all": round(scores.seconds, 1),
    }


def _rows(system: str, scores: LoadScores) -> list[dict[str, object]]:
    asked: list[dict[str, object]] = [
        {"system": system, "ms": row.ms, "first_ms": row.first_ms, "characters": row.characters, "fault": row.fault}
        for row in scores.rows
    ]
    held = ({"system": system, "answers": reading.answers, "memory_mb": reading.mb} for reading in scores.memory)
    return [*asked, *held]


def run_page(questions_file: Path, wanted: int, tell: Callable[[str], None]) -> Run:
    """Times questions in a real browser, from Enter to the first words and to the whole answer, on a warm server.

    Args:
        questions_file: Asked from the first; follow-ups are left out.
        wanted: How many.
        tell: Told in words what is under way.

    Raises:
        ConfigError: There is no browser to time.
        DatasetError: The server does not start, or the questions cannot be read.
    """
    from evals.library import temporary_folder
    from evals.metrics import percentile
    from evals.page_speed import browser_page, time_page
    from evals.served import ours, served

    questions = standing_alone(questions_file)[:wanted]
    with temporary_folder() as folder, browser_page() as page, served(ours(folder / "home"), folder / "log") as server:
        tell(f"{len(questions)} questions are asked in Chromium.")
        times: list[PageTimes] = time_page(page, server.address, questions)
    figures: dict[str, Figure] = {
        "first words, median ms": round(percentile([one.first_ms for one in times], 50), 1),
        "whole answer, median ms": round(percentile([one.whole_ms for one in times], 50), 1),
        "whole answer, longest ms": round(max((one.whole_ms for one in times), default=float("nan")), 1),
        "questions": len(times),
    }
    rows = [{"system": OURS, "first_ms": one.first_ms, "whole_ms": one.whole_ms} for one in times]
    return Run("From Enter to the answer in a browser", {OURS: figures}, rows)
