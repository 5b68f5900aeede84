"""The parts of the page that a person fills in or presses: the question, what else to ask, and what they think."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.feedback import LONGEST_NOTE, Verdict, takes_note
from app.ui.safe_text import safe
from app.ui.view import MOST_SUGGESTIONS

if TYPE_CHECKING:
    from app.ui.view import View

EXAMPLES = (
    "What did audits find about DASH?",
    "What worked well with fathers?",
    "How often was the child's voice recorded?",
    "What was recommended about supervision?",
    "What did audits find about neglect?",
)


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """The question box, Ask, the status line, Stop and Clear."""

    box: Any
    ask: Any
    status: Any
    stop: Any
    clear: Any


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Questions offered after an answer: a heading and a button for each."""

    area: Any
    heading: Any
    buttons: list[Any]

    @property
    def parts(self) -> list[Any]:
        """What `values` are for, in that order."""
        return [self.area, self.heading, *self.buttons]

    def values(self, gr: Any, view: View) -> list[Any]:  # noqa: ANN401 - Gradio has no types
        """How the parts look after an answer."""
        offered = [*view.suggestions, *[""] * MOST_SUGGESTIONS][:MOST_SUGGESTIONS]
        return [
            gr.update(visible=bool(view.suggestions)),
            f"## {safe(view.heading_of_suggestions)}",
            *(gr.update(value=question, visible=bool(question)) for question in offered),
        ]


@dataclass(frozen=True, slots=True)
class JudgingForm:
    """Whether the last answer was helpful: three choices, a note, Send."""

    area: Any
    verdict: Any
    note: Any
    send: Any

    @property
    def parts(self) -> list[Any]:
        """What `values` are for, in that order."""
        return [self.area, self.verdict, self.note]

    def values(self, gr: Any, view: View) -> list[Any]:  # noqa: ANN401 - Gradio has no types
        """How the parts look after an answer: empty, and there only where it can be judged."""
        answer = view.to_judge
        return [
            gr.update(visible=answer is not None),
            None,
            gr.update(value="", visible=answer is not None and takes_note(answer)),
        ]


def question_form(gr: Any) -> QuestionForm:  # noqa: ANN401 - Gradio has no types
    """Builds the question form."""
    with gr.Column(elem_id="ask-form"):
        with gr.Row(elem_id="ask-row"):
            box = gr.Textbox(
                label="Your question",
                placeholder="Type a question",
                elem_id="question",
                scale=1,
                html_attributes=gr.InputHTMLAttributes(autocomplete="off"),  # else the browser keeps what was typed
            )
            ask = gr.Button("Ask", variant="primary", size="md", min_width=80, scale=0, elem_id="ask-button")
        with gr.Row(elem_id="status-row"):
            status = gr.Markdown("", elem_id="status", latex_delimiters=[])
            stop = gr.Button("Stop", size="sm", min_width=64, scale=0, elem_id="stop-button")
            clear = gr.Button("Clear", size="sm", min_width=64, scale=0, elem_id="clear-button")
    return QuestionForm(box, ask, status, stop, clear)


def examples(gr: Any) -> list[Any]:  # noqa: ANN401 - Gradio has no types
    """Builds the example questions; gives their buttons, in the order of EXAMPLES."""
    with gr.Column(elem_id="examples"):
        gr.Markdown("## Example questions", latex_delimiters=[])
        with gr.Row(elem_classes=["questions"]):
            return [
                gr.Button(example, size="sm", min_width=120, elem_id=f"example-{number}")
                for number, example in enumerate(EXAMPLES, 1)
            ]


def suggestions(gr: Any) -> Suggestions:  # noqa: ANN401 - Gradio has no types
    """Builds the place of the questions that are offered after an answer, hidden until there are some."""
    with gr.Column(elem_id="suggestions", visible=False) as area:
        heading = gr.Markdown("", latex_delimiters=[])
        with gr.Row(elem_classes=["questions"]):
            buttons = [
                gr.Button("", size="sm", min_width=120, visible=False, elem_id=f"suggestion-{number}")
                for number in range(1, MOST_SUGGESTIONS + 1)
            ]
    return Suggestions(area, heading, buttons)


def judging_form(gr: Any) -> JudgingForm:  # noqa: ANN401 - Gradio has no types
    """Builds the form for what a person thinks of the last answer, hidden until there is one."""
    with gr.Column(elem_id="judging", visible=False) as area:
        verdict = gr.Radio(
            [(verdict.label, verdict.value) for verdict in Verdict],
            label="Was this helpful?",
            show_label=True,
            elem_id="verdict",
        )
        with gr.Row(elem_id="judging-more"):
            note = gr.Textbox(
                label="Note (optional): no names or other details of a person",
                lines=2,
                max_lines=6,
                max_length=LONGEST_NOTE,
                elem_id="note",
                scale=1,
                html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
            )
            send = gr.Button("Send", size="md", min_width=80, scale=0, elem_id="send-button")
    return JudgingForm(area, verdict, note, send)
