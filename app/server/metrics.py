"""What the server counts of itself, for Prometheus: requests, questions, uploads, sign-ins; nobody's words or names."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from app.access.people import person_of
from app.server.request_log import route_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fastapi import APIRouter
    from prometheus_client import CollectorRegistry
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from knowledge.protocols import Answerer, Stop
    from knowledge.types import Answer, Filters, Turn

REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
ANSWER_SECONDS = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 30, 60)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OUTCOMES = frozenset({"added", "updated", "unchanged", "refused", "held", "succeeded", "failed", "throttled"})


class Metrics:
    """Counts, in a registry of its own, so that two applications of one process never mix.

    Args:
        registry: Where they are registered; a new one where absent.
    """

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

        kept = registry or CollectorRegistry()
        ProcessCollector(registry=kept)
        name = "audit_learning"
        self.registry = kept
        self._requests = Counter(
            f"{name}_requests", "Requests by pattern of their path.", ("method", "route", "status"), registry=kept
        )
        self._request_seconds = Histogram(
            f"{name}_request_seconds",
            "Seconds until a reply was whole; a stream's last as long as it was read.",
            ("method", "route"),
            buckets=REQUEST_SECONDS,
            registry=kept,
        )
        self._questions = Counter(
            f"{name}_questions", "Questions by how they ended.", ("status", "kind"), registry=kept
        )
        self._answer_seconds = Histogram(
            f"{name}_answer_seconds", "Seconds until an answer was whole.", buckets=ANSWER_SECONDS, registry=kept
        )
        self._in_progress = Gauge(f"{name}_questions_in_progress", "Questions being answered.", registry=kept)
        self._waiting = Gauge(f"{name}_questions_waiting", "Programs' questions in line.", registry=kept)
        self._uploads = Counter(f"{name}_uploads", "Files uploaded, by outcome.", ("outcome",), registry=kept)
        self._sign_ins = Counter(f"{name}_sign_ins", "Sign-ins, by outcome.", ("outcome",), registry=kept)

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request.

        Args:
            method: GET and so on; any other word counts as `other`.
            route: The pattern of the path, never a path.
            status: HTTP status.
            seconds: Until the reply was whole.
        """
        method = method if method in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(method, route).observe(seconds)

    def answered(self, answer: Answer, seconds: float | None = None) -> None:
        """Counts one answer; `seconds` are its own where absent."""
        self._questions.labels(answer.status.value, answer.kind.value).inc()
        self._answer_seconds.observe(answer.elapsed_ms / 1000 if seconds is None else seconds)

    def not_answered(self, status: str) -> None:
        """Counts a question that got no answer: `refused` (it cannot be asked so), `failed` or `stopped`."""
        self._questions.labels(status if status in {"refused", "failed", "stopped"} else "other", "").inc()

    def uploaded(self, outcome: str) -> None:
        """Counts one file: `added`, `updated`, `unchanged`, `refused` or `held`."""
        self._uploads.labels(outcome if outcome in OUTCOMES else "other").inc()

    def signed_in(self, outcome: str) -> None:
        """Counts one attempt to sign in: `succeeded`, `refused`, `throttled` or `failed`."""
        self._sign_ins.labels(outcome if outcome in OUTCOMES else "other").inc()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Counts a question as in progress for as long as it lasts."""
        with self._in_progress.track_inprogress():
            yield

    @contextmanager
    def waiting(self) -> Iterator[Callable[[], None]]:
        """Counts somebody as waiting until the function that it gives is called, or it ends."""
        left = [self._waiting.dec]
        self._waiting.inc()

        def begun() -> None:
            while left:
                left.pop()()

        try:
            yield begun
        finally:
            begun()

    def exposition(self) -> bytes:
        """All of it in Prometheus's text format."""
        from prometheus_client import generate_latest

        return generate_latest(self.registry)


class Measured:
    """ASGI middleware that counts requests. It must see the scope that the routes are found in, not a copy.

    Args:
        app: What is measured.
        metrics: Where it is counted.
        clock: Seconds, for tests.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, clock: Callable[[], float] = time.perf_counter) -> None:
        self._app = app
        self._metrics = metrics
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = self._clock(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            self._metrics.requested(scope["method"], route_of(scope), status, self._clock() - started)


class MeasuredAnswerer:
    """An `Answerer` that counts what another answers, so that page, endpoints and assistants are all counted alike.

    Args:
        answerer: The one that answers.
        metrics: Where it is counted.
    """

    def __init__(self, answerer: Answerer, metrics: Metrics) -> None:
        self._answerer = answerer
        self._metrics = metrics

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """See Answerer."""
        with self._metrics.answering(), self._ending():
            answer = self._answerer.ask(question, history, filters)
        self._metrics.answered(answer)
        return answer

    def growing(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        stop: Stop | None = None,
    ) -> Iterator[Answer]:
        """See Answerer."""
        answer: Answer | None = None
        with self._metrics.answering(), self._ending():
            for answer in self._answerer.growing(question, history, filters, stop):
                yield answer
        if answer is None or (stop and stop()):
            self._metrics.not_answered("stopped")
        else:
            self._metrics.answered(answer)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Counts a question that ends without an answer."""
        from knowledge.errors import QuestionError

        try:
            yield
        except QuestionError:
            self._metrics.not_answered("refused")
            raise
        except GeneratorExit:  # nobody waits for it any more
            self._metrics.not_answered("stopped")
            raise
        except Exception:
            self._metrics.not_answered("failed")
            raise


def router(metrics: Metrics) -> APIRouter:
    """`/metrics`, for whoever the gate lets in: a person, or a program with a token."""
    from fastapi import APIRouter
    from prometheus_client import CONTENT_TYPE_LATEST

    routes = APIRouter()

    def exposed(request: Request) -> Response:
        person_of(request)
        return Response(metrics.exposition(), headers={"content-type": CONTENT_TYPE_LATEST})

    routes.add_api_route("/metrics", exposed, methods=["GET"], include_in_schema=False)
    return routes
