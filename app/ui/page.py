"""The page: header, conversation, question box, example questions and sources panel, in Gradio.

No `from __future__ import annotations` here: Gradio reads the annotations of handlers as types, and its own types are
imported inside the function.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from app.ui.conversation import Halt, asked, halted
from app.ui.forms import (
    EXAMPLES,
    JudgingForm,
    QuestionForm,
    Suggestions,
    examples,
    judging_form,
    question_form,
    suggestions,
)
from app.ui.header import TITLE, WriterNotice, header, library_sentence
from app.ui.judging import judged
from app.ui.safe_text import safe
from app.ui.view import Conversation, View, cleared, stopped

if TYPE_CHECKING:
    from app.feedback import FeedbackStore
    from knowledge.protocols import Answerer, Library

PLACEHOLDER = "Ask a question, or try an example below. Each statement of an answer leads to the report's own words."
AT_ONCE = 4
"""Questions answered at the same time, over all people; the rest wait in line."""
MOST_WAITING = 100
FORGET_AFTER_SECONDS = 3600
"""How long a conversation is kept after its page was closed."""
UNLISTED = {"api_visibility": "private", "show_progress": "hidden"}
"""For every handler: none is offered as an endpoint."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """The parts of the page that change; `judging` is absent where nobody is asked what they think."""

    in_library: Any
    chat: Any
    sources: Any
    form: QuestionForm
    tried: list[Any]
    offered: Suggestions
    judging: JudgingForm | None

    @property
    def parts(self) -> list[Any]:
        """What `values` are for, in that order."""
        always = [self.chat, self.sources, self.form.status, self.form.box, *self.offered.parts]
        return always + (self.judging.parts if self.judging else [])

    def values(self, gr: Any, view: View) -> list[Any]:  # noqa: ANN401 - Gradio has no types
        """How the parts look in a view."""
        always = [view.messages, view.sources, safe(view.status), view.draft, *self.offered.values(gr, view)]
        return always + (self.judging.values(gr, view) if self.judging else [])

    def question(self, pressed: str, typed: str, earlier: Conversation) -> str:
        """The question that was asked by pressing something: an example, an offered one, or else what was typed.

        Args:
            pressed: The `elem_id` of what was pressed: Gradio makes a new object of a part that it has updated.
            typed: What stands in the question box.
            earlier: The conversation, whose last answer offered the questions.
        """
        questions: dict[str, str] = dict(zip((button.elem_id for button in self.tried), EXAMPLES, strict=True))
        offered = (button.elem_id for button in self.offered.buttons)
        questions.update(zip(offered, View(earlier).suggestions, strict=False))
        return questions.get(pressed, typed)


def build_page(
    answerer: "Answerer",
    library: "Library",
    feedback: "FeedbackStore | None" = None,
    writer: WriterNotice | None = None,
) -> Any:  # noqa: ANN401 - Gradio has no types
    """The page over one assistant.

    Args:
        answerer: Answers the questions.
        library: Says how many reports there are.
        feedback: Keeps what people say of answers; where absent, they are not asked.
        writer: The language model that writes the answers, for the header; where absent, none does.
    """
    import gradio as gr

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        conversation = gr.State(Conversation(), time_to_live=FORGET_AFTER_SECONDS)
        halt = gr.State(Halt(), time_to_live=FORGET_AFTER_SECONDS)  # each page gets a copy
        layout = _laid_out(gr, writer, judged_too=feedback is not None)
        shown = [conversation, *layout.parts]

        def outputs(view: View) -> list[Any]:
            return [view.conversation, *layout.values(gr, view)]

        def on_ask(typed: str, earlier: Conversation, halt: Halt, event: gr.EventData) -> Iterator[list[Any]]:
            question = layout.question(event.target.elem_id, typed, earlier)
            yield from map(outputs, asked(answerer, question, earlier, halt))

        def on_open(request: gr.Request, earlier: Conversation, halt: Halt) -> Iterator[list[Any]]:
            question = request.query_params.get("q", "").strip()
            yield from map(outputs, asked(answerer, question, earlier, halt) if question else [View(earlier)])

        def on_halt(
            view_after: Callable[[Conversation], View], earlier: Conversation, halt: Halt
        ) -> list[Any] | dict[str, Any]:
            view = halted(earlier, halt, view_after)
            return outputs(view) if view else gr.skip()

        asking = {"outputs": shown, "concurrency_id": "ask", "concurrency_limit": AT_ONCE, "trigger_mode": "once"}
        presses = (layout.form.ask, *layout.tried, *layout.offered.buttons)
        starts = [layout.form.box.submit, *(button.click for button in presses)]
        gr.on(starts, on_ask, [layout.form.box, conversation, halt], **asking, **UNLISTED)
        page.load(on_open, [conversation, halt], **asking, **UNLISTED)
        page.load(lambda: library_sentence(library.reports()), outputs=[layout.in_library], **UNLISTED)
        for button, view_after in ((layout.form.stop, stopped), (layout.form.clear, cleared)):
            button.click(partial(on_halt, view_after), [conversation, halt], shown, **UNLISTED)
        if feedback and layout.judging:
            _keep_judgements(gr, feedback, conversation, layout.form.status, layout.judging)
    page.queue(default_concurrency_limit=AT_ONCE, max_size=MOST_WAITING, api_open=False)
    return page


def _laid_out(gr: Any, writer: WriterNotice | None, *, judged_too: bool) -> _Layout:  # noqa: ANN401 - Gradio has no types
    in_library = header(gr, writer)
    with gr.Row(elem_id="columns"):
        with gr.Column(scale=3, min_width=300, elem_id="talk"):
            gr.Markdown("## Conversation", elem_classes=["sr"], latex_delimiters=[])
            chat = _chat(gr)
            offered = suggestions(gr)
            judging = judging_form(gr) if judged_too else None
            form = question_form(gr)
            tried = examples(gr)
        with gr.Column(scale=2, min_width=300, elem_id="sources-column"):
            gr.Markdown("## Sources", latex_delimiters=[])
            sources = gr.Markdown(View().sources, elem_id="sources", latex_delimiters=[], buttons=[])
    return _Layout(in_library, chat, sources, form, tried, offered, judging)


def _keep_judgements(gr: Any, store: "FeedbackStore", conversation: Any, status: Any, form: JudgingForm) -> None:  # noqa: ANN401 - Gradio has no types
    """Makes Send keep what a person thinks of the last answer; what was refused stays in the form to be corrected."""

    def on_send(verdict: str | None, note: str, earlier: Conversation) -> list[Any]:
        result = judged(store, earlier, verdict, note)
        if result.view is None:
            return [gr.skip(), safe(result.status), *(gr.skip() for _ in form.parts)]
        return [result.view.conversation, safe(result.status), *form.values(gr, result.view)]

    given = [form.verdict, form.note, conversation]
    form.send.click(on_send, given, [conversation, status, *form.parts], trigger_mode="once", **UNLISTED)


def _chat(gr: Any) -> Any:  # noqa: ANN401 - Gradio has no types
    return gr.Chatbot(
        label="Conversation",
        show_label=False,
        elem_id="chat",
        height=None,
        autoscroll=False,
        buttons=[],
        latex_delimiters=[],
        layout="panel",
        feedback_options=None,
        allow_tags=False,
        placeholder=PLACEHOLDER,
    )
