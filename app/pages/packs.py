"""Material for teaching: choosing what it is about, choosing its findings, and the file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.access.people import person_of
from app.access.questions import admit
from app.packs.document import PackFormat, PackKind
from app.packs.wanted import MINUTES, NothingToTeachError
from app.pages.answers import ASK_AGAIN, GONE, UnknownAnswerError, may_still_be_read
from app.pages.pack_choices import offered_groups, pack_parts, picked_of, words_quoted
from app.pages.pack_request import MOST_SHOWN, PLACE, read_request
from app.pages.rendering import page
from app.report_links import link_to
from app.theme_findings import FINDING_TYPES
from knowledge.errors import AuditLearningError, ConfigError, QuestionError
from knowledge.types import Filters, Status

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.datastructures import ImmutableMultiDict

    from app.access.people import Person
    from app.packs.document import PackDocument
    from app.packs.maker import PackFile, PackMaker
    from app.packs.wanted import Candidates, Wanted
    from app.pages.pack_request import PackAsked
    from app.site import Site

KINDS = {
    PackKind.SESSION: "A team session of 30, 60 or 90 minutes: aims, findings, an invented scenario, questions, notes.",
    PackKind.BRIEFING: "One page in seven parts, to read before a meeting.",
    PackKind.SUPERVISION: "Findings and prompts for one-to-one or group supervision.",
    PackKind.ACTIONS: "Recommendations by agency, as a table to keep track in.",
    PackKind.QUIZ: "Questions on what audits found, with answers and their sources.",
}
FORMATS = {
    PackFormat.DOCX: "Word",
    PackFormat.PPTX: "PowerPoint",
    PackFormat.HTML: "Web page to print",
    PackFormat.MARKDOWN: "Markdown",
}
PREVIEW_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The preview holds words of reports, and is shown from our own address: no script, form or cookie may work in it."""
MOST_FIELDS = 2000
NOT_TAUGHT = frozenset({Status.DECLINED, Status.FAILED})
NONE_CHOSEN = "Choose a theme or an agency first."


class PackPages:
    """The pages on packs of one site. Whoever is let in may use them: they tell nothing of reports that are held."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def start(self, request: Request) -> Response:
        """`/packs?theme=&kind=`: what to make, and on what."""
        person_of(request)
        return self._start(request)

    def _start(self, request: Request, notice: str = "") -> Response:
        maker_of(self._site)
        asked = request.query_params
        return page(
            request,
            "packs.html",
            title="Packs",
            kinds=KINDS,
            kind=asked.get("kind", PackKind.SESSION.value),
            choices=self._site.choices(),
            theme=asked.get("theme", ""),
            agency=asked.get("agency", ""),
            minutes=MINUTES,
            length=asked.get("minutes", "60"),
            notice=notice,
        )

    def choose(self, request: Request) -> Response:
        """`/packs/choose?kind=&theme=&answer=&finding=...`: the findings, to pick, drop and reorder.

        Raises:
            QuestionError: A field says what cannot be.
            UnknownThemeError: There is no such theme.
            UnknownAnswerError: The answer is gone, or is somebody else's.
        """
        asked = self._asked(person_of(request), request.query_params)
        maker = maker_of(self._site)
        if not asked.is_about_something:
            return self._start(request, NONE_CHOSEN)
        try:
            candidates = maker.candidates(asked.wanted)
        except NothingToTeachError as error:
            return _nothing(request, asked, error, 200)
        return self._choice(request, asked, candidates)

    async def file(self, request: Request) -> Response:
        """The pack as a file; to be looked at first where `preview` was pressed.

        Raises:
            QuestionError: A field says what cannot be, or no finding was picked, or one may not stand in a pack.
            UnknownThemeError: There is no such theme.
            UnknownAnswerError: The answer is gone, or is somebody else's.
            TooOftenError: The person makes packs, and asks, faster than the server allows.
        """
        person = person_of(request)
        form = await request.form(max_files=0, max_fields=MOST_FIELDS)
        return await run_in_threadpool(self._file, request, person, cast("ImmutableMultiDict[str, str]", form))

    def _file(self, request: Request, person: Person, form: ImmutableMultiDict[str, str]) -> Response:
        asked = self._asked(person, form)
        maker = maker_of(self._site)
        if not asked.is_about_something:
            raise QuestionError(NONE_CHOSEN, "There is a list of them on the page of packs.")
        admit(self._site, person)
        is_preview = "preview" in form
        format = PackFormat.HTML if is_preview else asked.format
        try:
            made = maker.file(_document(maker, asked.wanted), format)
        except NothingToTeachError as error:
            return _nothing(request, asked, error, 404)
        except QuestionError:
            raise
        except AuditLearningError:
            self._record(person, asked.wanted.kind, "failed")
            raise
        self._record(person, asked.wanted.kind, "preview" if is_preview else format.value)
        return _shown(made) if is_preview else _kept(made)

    def _record(self, person: Person, kind: PackKind, status: str) -> None:
        """Records that a pack was made, never what it is about. Raises HomeError."""
        if self._site.audit:
            self._site.audit.record("pack_made", person.name, kind=kind.value, status=status)

    def _asked(self, person: Person, parameters: ImmutableMultiDict[str, str]) -> PackAsked:
        given: dict[str, list[str]] = defaultdict(list)
        for name, value in parameters.multi_items():
            if isinstance(value, str):
                given[name].append(value)
        asked = read_request(given, self._site.choices())
        if not asked.answer:
            return asked
        kept = self._site.shelf.kept(asked.answer, person.key)
        # A question that was declined may name somebody: it is repeated nowhere.
        if kept is None or kept.answer.status in NOT_TAUGHT or not may_still_be_read(self._site, kept.answer):
            raise UnknownAnswerError(GONE, ASK_AGAIN)
        return asked.about(kept.answer)

    def _choice(self, request: Request, asked: PackAsked, candidates: Candidates) -> Response:
        maker = maker_of(self._site)
        wanted, picked = asked.wanted, picked_of(candidates, asked.wanted)
        groups = offered_groups(candidates, picked, asked.show)
        parts = pack_parts(groups)
        pack = [one for part in parts for one in part.offered]
        return page(
            request,
            "pack_choose.html",
            title=f"{wanted.kind.label[:1].upper()}{wanted.kind.label[1:]}: {candidates.topic}",
            asked=asked,
            wanted=wanted,
            topic=wanted.topic,
            candidates=candidates,
            groups=groups,
            parts=parts,
            pack=pack,
            most_words=maker.most_words,
            quoted=words_quoted(pack),
            lost=len(set(wanted.picked or ()) - set(picked)),
            document=_document_of(maker, wanted, picked),
            kinds=KINDS,
            formats=FORMATS,
            minutes=MINUTES,
            choices=self._site.choices(),
            types=FINDING_TYPES,
            place=PLACE,
            most=MOST_SHOWN,
            link_to=link_to,
        )


def router(site: Site) -> APIRouter:
    """`/packs` and what is below it."""
    from fastapi import APIRouter

    pages, routes = PackPages(site), APIRouter()
    routes.add_api_route("/packs", pages.start, methods=["GET"], include_in_schema=False)
    routes.add_api_route("/packs/choose", pages.choose, methods=["GET"], include_in_schema=False)
    routes.add_api_route("/packs/file", pages.file, methods=["POST"], include_in_schema=False)
    return routes


def maker_of(site: Site) -> PackMaker:
    """What makes packs. Raises ConfigError where this server makes none."""
    if site.packs is None:
        raise ConfigError("This server makes no packs.", "Use the `audit-learning pack` command.")
    return site.packs


def _document(maker: PackMaker, wanted: Wanted) -> PackDocument:
    """The pack. Raises QuestionError where a finding was picked that may not stand in one."""
    if wanted.picked is not None and set(wanted.picked) - set(picked_of(maker.candidates(wanted), wanted)):
        raise QuestionError(
            "A finding that was picked is no longer in the library, or may not stand in a pack.",
            "Go back, load the page again, and look through your choice.",
        )
    return maker.document(wanted)


def _document_of(maker: PackMaker, wanted: Wanted, picked: tuple[Any, ...]) -> PackDocument | None:
    """The pack as it is now, for what is said of it; `None` where it has no finding."""
    try:
        return maker.document(replace(wanted, picked=picked)) if picked else None
    except QuestionError:
        return None


def _nothing(request: Request, asked: PackAsked, error: NothingToTeachError, status: int) -> Response:
    return page(
        request,
        "pack_nothing.html",
        title="No pack on this",
        status=status,
        message=error.message,
        help_message=error.help_message,
        nearest=error.nearest,
        wanted=asked.wanted,
        is_filtered=asked.wanted.topic.filters != Filters(),
    )


def _kept(made: PackFile) -> Response:
    disposition = f'attachment; filename="{made.name}"'
    return Response(made.content, media_type=made.media_type, headers={"content-disposition": disposition})


def _shown(made: PackFile) -> Response:
    headers = {"content-security-policy": PREVIEW_POLICY, "content-disposition": "inline"}
    return Response(made.content, media_type=made.media_type, headers=headers)
