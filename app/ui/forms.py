"""The parts of the page that a person fills in or presses: the question, asking it again, and what else to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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

AGAIN = "Ask again"
EDIT = "Edit question"
KEEP = "Leave it as it was"
"""On the same button while the question is being changed."""


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """The question box, Ask, the status line, Stop and Clear."""

    box: Any
    ask: Any
    status: Any
    stop: Any
    clear: Any


@dataclass(frozen=True, slots=True)
class AgainForm:
    """Ask again and Edit, for the last question."""

    area: Any
    again: Any
    edit: Any

    @property
    def parts(self) -> list[Any]:
        """What `values` are for, in that order."""
        return [self.area, self.edit]

    def values(self, gr: Any, view: View) -> list[Any]:  # noqa: ANN401 - Gradio has no types
        """How the parts look: there once the last question has its answer, or failed."""
        return [gr.update(visible=view.can_repeat), gr.update(value=KEEP if view.is_editing else EDIT)]


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


def again_form(gr: Any) -> AgainForm:  # noqa: ANN401 - Gradio has no types
    """Builds the buttons for the last question, hidden until there is one."""
    with gr.Row(elem_id="again", visible=False) as area:
        again = gr.Button(AGAIN, size="sm", min_width=96, scale=0, elem_id="again-button")
        edit = gr.Button(EDIT, size="sm", min_width=120, scale=0, elem_id="edit-button")
    return AgainForm(area, again, edit)


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
