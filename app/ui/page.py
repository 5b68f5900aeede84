"""The chat in Gradio: what happens when something is pressed, and who may.

No `from __future__ import annotations` here: Gradio reads the annotations of handlers as types, and its own types are
imported inside the function.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from app.access.people import person_of
from app.ui.arrival import arrival
from app.ui.asking import Asking
from app.ui.conversation import Halt, asked, halted
from app.ui.endpoint import add_endpoint
from app.ui.filters_form import chosen_filters, params
from app.ui.header import TITLE
from app.ui.judging import Judged, judged
from app.ui.layout import Layout, laid_out
from app.ui.safe_text import safe
from app.ui.view import Conversation, View, cleared, editing, stopped
from knowledge.errors import AuditLearningError

if TYPE_CHECKING:
    from app.feedback import FeedbackStore
    from app.site import Site
    from app.ui.judging_form import JudgingForm

AT_ONCE = 4
"""Questions answered at the same time, over all people; the rest wait in line. An answer is work for a processor, so
more at once would only make each of them later."""
WRITTEN_AT_ONCE = 16
"""The same where a language model writes: then it is mostly waited for, half a minute and more."""
MOST_WAITING = 100
FORGET_AFTER_SECONDS = 3600
"""How long a conversation is kept after its page was closed."""
MOST_PAGES = 200
"""Open at once; with one more, the page that was left alone for longest starts anew. Gradio would keep 10,000."""
UNLISTED = {"api_visibility": "private", "show_progress": "hidden"}
"""For every handler of the page: none is offered as an endpoint."""


def build_page(site: "Site") -> Any:  # noqa: ANN401 - Gradio has no types
    """The chat over one site.

    Every handler that reads or does anything finds out for itself who asks: that the page hides one from programs keeps
    nobody from calling it.

    Args:
        site: What is asked, and what the page shows.
    """
    import gradio as gr

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        conversation = gr.State(Conversation(), time_to_live=FORGET_AFTER_SECONDS)
        halt = gr.State(Halt(), time_to_live=FORGET_AFTER_SECONDS)  # each page gets a copy
        layout = laid_out(gr, site)
        _answer_questions(gr, site, page, layout, conversation, halt)
        _halt_answers(gr, layout, conversation, halt)
        _edit_questions(gr, layout, conversation)
        _set_filters(gr, site, page, layout)
        if site.feedback and layout.judging:
            _keep_judgements(gr, site.feedback, conversation, layout.form.status, layout.judging)
        add_endpoint(gr, site, _in_line(site))
    page.queue(default_concurrency_limit=AT_ONCE, max_size=MOST_WAITING, api_open=False)
    page.state_session_capacity = MOST_PAGES
    return page


def _in_line(site: "Site") -> dict[str, Any]:
    """How questions stand in line, whoever asks them: all in one."""
    return {"concurrency_id": "ask", "concurrency_limit": WRITTEN_AT_ONCE if site.writer else AT_ONCE}


def _answer_questions(gr: Any, site: "Site", page: Any, layout: Layout, conversation: Any, halt: Any) -> None:  # noqa: ANN401
    def shown(views: Iterator[View]) -> Iterator[list[Any]]:
        for number, view in enumerate(views):
            yield [view.conversation, *layout.values(gr, view, growing=number > 0)]

    def on_ask(
        typed: str,
        earlier: Conversation,
        halt: Halt,
        themes: list[str],
        types: list[str],
        partnership: str | None,
        agencies: list[str],
        years: list[str],
        event: gr.EventData,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        question, replaces_last = layout.question(event.target.elem_id, typed, earlier)
        chosen = params(themes, types, partnership, agencies, years)
        yield from shown(asked(Asking(site, request.request, question, chosen, replaces_last), earlier, halt))

    def on_open(request: gr.Request, earlier: Conversation, halt: Halt) -> Iterator[list[Any]]:
        question = request.query_params.get("q", "").strip()
        asking = Asking(site, request.request, question, request.request.query_params.multi_items())
        if question:
            yield from shown(asked(asking, earlier, halt))
        else:  # nothing is set anew: somebody may have begun to type
            yield [gr.skip() for _ in outputs]

    outputs = [conversation, *layout.parts]
    presses = (layout.form.ask, *layout.tried, layout.repeat.again, *layout.offered.buttons)
    starts = [layout.form.box.submit, *(button.click for button in presses)]
    once = {"outputs": outputs, "trigger_mode": "once", **_in_line(site), **UNLISTED}
    gr.on(starts, on_ask, [layout.form.box, conversation, halt, *layout.filters.choices], **once)
    page.load(on_open, [conversation, halt], **once)


def _halt_answers(gr: Any, layout: Layout, conversation: Any, halt: Any) -> None:  # noqa: ANN401
    """Makes Stop and Clear end the answer under way."""

    def halting(view_after: Callable[[Conversation], View]) -> Any:  # noqa: ANN401 - not `partial`: Gradio reads its types
        def on_halt(earlier: Conversation, halt: Halt, request: gr.Request) -> list[Any] | dict[str, Any]:
            view = _refused(request, earlier) or halted(earlier, halt, view_after)
            return [view.conversation, *layout.values(gr, view)] if view else gr.skip()

        return on_halt

    for button, view_after in ((layout.form.stop, stopped), (layout.form.clear, cleared)):
        button.click(halting(view_after), [conversation, halt], [conversation, *layout.parts], **UNLISTED)


def _edit_questions(gr: Any, layout: Layout, conversation: Any) -> None:  # noqa: ANN401
    """Makes Edit put the last question into the box."""
    changed = [conversation, layout.form.status, layout.form.box, *layout.repeat.parts]

    def on_edit(earlier: Conversation, request: gr.Request) -> list[Any]:
        view = _refused(request, earlier) or editing(earlier)
        return [view.conversation, safe(view.status), view.draft, *layout.repeat.values(gr, view)]

    layout.repeat.edit.click(on_edit, [conversation], changed, **UNLISTED)


def _set_filters(gr: Any, site: "Site", page: Any, layout: Layout) -> None:  # noqa: ANN401
    """Makes the page say who is there, and offer the filters that the library has, as it is when the page is opened."""
    form = layout.filters
    unhurried = {"concurrency_limit": None, **UNLISTED}

    def on_arrive(request: gr.Request) -> list[Any]:
        there = arrival(site, request.request)
        filters = form.values(gr, there.choices, there.filters)
        return [there.navigation, there.in_library, *filters]

    def on_choose(
        themes: list[str],
        types: list[str],
        partnership: str | None,
        agencies: list[str],
        years: list[str],
        request: gr.Request,
    ) -> list[Any]:
        chosen = [] if _refused(request, ()) else params(themes, types, partnership, agencies, years)
        filters, _unknown = chosen_filters(site, chosen)
        return form.told(gr, filters)

    page.load(on_arrive, outputs=[layout.navigation, layout.in_library, *form.parts], **unhurried)
    gr.on([choice.input for choice in form.choices], on_choose, form.choices, form.telling, **unhurried)
    form.clear.click(lambda: form.cleared(gr), outputs=form.parts, **unhurried)  # knows nothing, and tells nothing


def _keep_judgements(gr: Any, store: "FeedbackStore", conversation: Any, status: Any, form: "JudgingForm") -> None:  # noqa: ANN401
    """Makes Send keep what a person thinks of the last answer; what was refused stays in the form to be corrected."""

    def on_send(
        verdict: str | None, about: int | None, note: str, earlier: Conversation, request: gr.Request
    ) -> list[Any]:
        refused = _refused(request, earlier)
        result = Judged(None, refused.status) if refused else judged(store, earlier, verdict, note, about)
        if result.view is None:
            return [gr.skip(), safe(result.status), *(gr.skip() for _ in form.parts)]
        return [result.view.conversation, safe(result.status), *form.values(gr, result.view)]

    kept = [conversation, status, *form.parts]
    form.send.click(on_send, [*form.given, conversation], kept, trigger_mode="once", **UNLISTED)


def _refused(request: Any, conversation: Conversation) -> View | None:  # noqa: ANN401 - Gradio's
    """The page for somebody who may not do this, with nothing done; `None` where they may."""
    try:
        person_of(request.request)
    except AuditLearningError as error:
        return View(conversation, str(error))
    return None
