"""The page: header, conversation, question box, example questions and sources panel, in Gradio.

No `from __future__ import annotations` here: Gradio reads the annotations of handlers as types, and its own types are
imported inside the function.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import resources
from typing import TYPE_CHECKING, Any

from app.ui.conversation import Halt, asked, halted
from app.ui.safe_text import safe
from app.ui.view import Conversation, View, cleared, stopped
from prompts.loader import load_prompt

if TYPE_CHECKING:
    from knowledge.protocols import Answerer, Library
    from knowledge.types import Report

TITLE = "Audit Learning Assistant"
EXAMPLES = (
    "What did audits find about DASH?",
    "What worked well with fathers?",
    "How often was the child's voice recorded?",
    "What was recommended about supervision?",
    "What did audits find about neglect?",
)
PLACEHOLDER = "Ask a question, or try an example below. Each statement of an answer leads to the report's own words."
AT_ONCE = 4
"""Questions answered at the same time, over all people; the rest wait in line."""
MOST_WAITING = 100
FORGET_AFTER_SECONDS = 3600
"""How long a conversation is kept after its page was closed."""


def asset(name: str) -> str:
    """A file of this package's `assets` folder."""
    return resources.files("app.ui").joinpath("assets", name).read_text("utf-8")


def head_html() -> str:
    """What the page's head gets: the script that moves the focus between citations and sources."""
    return f"<script>{asset('page.js')}</script>"


def library_sentence(reports: "Sequence[Report]") -> str:
    """How many reports are in the library, how many of them are made up, and how many are held back."""
    count, fictional = len(reports), sum(report.fictional for report in reports)
    if not count:
        return "No report is in the library yet: add some with `audit-learning ingest PATH`."
    there = "1 report is in the library" if count == 1 else f"{count} reports are in the library"
    return f"{there}{_fictional_words(fictional, count)}.{_held_words(sum(report.held for report in reports))}"


def _fictional_words(fictional: int, count: int) -> str:
    if not fictional:
        return ""
    if fictional == count:
        return ": it is a **fictional** sample" if count == 1 else ": all are **fictional** samples"
    return f": {fictional} of them {'a **fictional** sample' if fictional == 1 else '**fictional** samples'}"


def _held_words(held: int) -> str:
    if not held:
        return ""
    return f" {held} {'is' if held == 1 else 'are'} held back until checked, and in no answer."


def build_theme() -> Any:  # noqa: ANN401 - Gradio has no types
    """System fonts (Gradio's own lack letters in bold) and colours with enough contrast."""
    import gradio as gr

    fonts = ["system-ui", "-apple-system", "Segoe UI", "Arial", "sans-serif"]
    return gr.themes.Default(primary_hue="blue", neutral_hue="slate", font=fonts, font_mono=["monospace"]).set(
        body_text_color_subdued="*neutral_600",
        block_info_text_color="*neutral_600",
        input_placeholder_color="*neutral_500",
        input_placeholder_color_dark="*neutral_400",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="white",
    )


def build_page(answerer: "Answerer", library: "Library") -> Any:  # noqa: ANN401 - Gradio has no types
    """The page over one assistant.

    Args:
        answerer: Answers the questions.
        library: Says how many reports there are.
    """
    import gradio as gr

    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        in_library = _header(gr)
        conversation = gr.State(Conversation(), time_to_live=FORGET_AFTER_SECONDS)
        halt = gr.State(Halt(), time_to_live=FORGET_AFTER_SECONDS)  # each page gets a copy
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=300, elem_id="talk"):
                gr.Markdown("## Conversation", elem_classes=["sr"], latex_delimiters=[])
                chat = _chat(gr)
                box, ask, status, stop, clear = _question_form(gr)
                examples = _examples(gr)
            with gr.Column(scale=2, min_width=300, elem_id="sources-column"):
                gr.Markdown("## Sources", latex_delimiters=[])
                sources = gr.Markdown(View().sources, elem_id="sources", latex_delimiters=[], buttons=[])
        shown = [conversation, chat, sources, status, box]

        def on_ask(question: str, earlier: Conversation, halt: Halt, event: gr.EventData) -> Iterator[list[Any]]:
            chosen = event.target.value if event.target in examples else question
            yield from map(_outputs, asked(answerer, chosen, earlier, halt))

        def on_open(request: gr.Request, earlier: Conversation, halt: Halt) -> Iterator[list[Any]]:
            question = request.query_params.get("q", "").strip()
            yield from map(_outputs, asked(answerer, question, earlier, halt) if question else [View(earlier)])

        def on_halt(
            view_after: Callable[[Conversation], View], earlier: Conversation, halt: Halt
        ) -> list[Any] | dict[str, Any]:
            view = halted(earlier, halt, view_after)
            return _outputs(view) if view else gr.skip()

        hidden = {"api_visibility": "private", "show_progress": "hidden"}
        asking = {"outputs": shown, "concurrency_id": "ask", "concurrency_limit": AT_ONCE, "trigger_mode": "once"}
        starts = [box.submit, ask.click, *(example.click for example in examples)]
        gr.on(starts, on_ask, [box, conversation, halt], **asking, **hidden)
        page.load(on_open, [conversation, halt], **asking, **hidden)
        page.load(lambda: library_sentence(library.reports()), outputs=[in_library], **hidden)
        for button, view_after in ((stop, stopped), (clear, cleared)):
            button.click(partial(on_halt, view_after), [conversation, halt], shown, **hidden)
    page.queue(default_concurrency_limit=AT_ONCE, max_size=MOST_WAITING, api_open=False)
    return page


def _outputs(view: View) -> list[Any]:
    """A view as the values of the conversation, chat, sources, status line and question box."""
    return [view.conversation, view.messages, view.sources, safe(view.status), view.draft]


def _header(gr: Any) -> Any:  # noqa: ANN401 - Gradio has no types
    gr.Markdown(f"# {TITLE}\n\nWhat did audits find, in the reports' own words?", elem_id="title", latex_delimiters=[])
    in_library = gr.Markdown("", elem_id="library", latex_delimiters=[])
    gr.Markdown(load_prompt("notice").render(), elem_id="notice", latex_delimiters=[])
    return in_library


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


def _question_form(gr: Any) -> tuple[Any, Any, Any, Any, Any]:  # noqa: ANN401 - Gradio has no types
    """The question box, Ask, the status line, Stop and Clear."""
    with gr.Column(elem_id="ask-form"):
        with gr.Row(elem_id="ask-row"):
            box = gr.Textbox(label="Your question", placeholder="Type a question", elem_id="question", scale=1)
            ask = gr.Button("Ask", variant="primary", size="md", min_width=80, scale=0, elem_id="ask-button")
        with gr.Row(elem_id="status-row"):
            status = gr.Markdown("", elem_id="status", latex_delimiters=[])
            stop = gr.Button("Stop", size="sm", min_width=64, scale=0, elem_id="stop-button")
            clear = gr.Button("Clear", size="sm", min_width=64, scale=0, elem_id="clear-button")
    return box, ask, status, stop, clear


def _examples(gr: Any) -> Any:  # noqa: ANN401 - Gradio has no types
    with gr.Column(elem_id="examples"):
        gr.Markdown("## Example questions", latex_delimiters=[])
        with gr.Row(elem_id="example-buttons"):
            return [gr.Button(example, size="sm", min_width=120, elem_classes=["example"]) for example in EXAMPLES]
