"""The form for what a person thinks of the last answer, or of one of its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.feedback import LONGEST_NOTE, Verdict, takes_note

if TYPE_CHECKING:
    from app.ui.view import View
    from knowledge.types import Citation

NO_ONE_SOURCE = 0
"""Stands in the choice of a source for none in particular."""
NO_ONE_CHOICE = ("None in particular", NO_ONE_SOURCE)


@dataclass(frozen=True, slots=True)
class JudgingForm:
    """Whether the last answer was helpful: three choices, the source that is wrong, a note, Send."""

    area: Any
    verdict: Any
    about: Any
    note: Any
    send: Any

    @property
    def parts(self) -> list[Any]:
        """What `values` are for, in that order."""
        return [self.area, self.verdict, self.about, self.note]

    @property
    def given(self) -> list[Any]:
        """What the person filled in."""
        return [self.verdict, self.about, self.note]

    def values(self, gr: Any, view: View) -> list[Any]:  # noqa: ANN401 - Gradio has no types
        """How the parts look after an answer: empty, and there only where it can be judged."""
        answer = view.to_judge
        there = answer is not None
        sources = [source_choice(citation) for citation in answer.citations] if answer else []
        noted = answer is not None and takes_note(answer)
        return [
            gr.update(visible=there),
            gr.update(choices=_verdicts(cited=bool(sources)), value=None),
            gr.update(choices=[NO_ONE_CHOICE, *sources], value=NO_ONE_SOURCE, visible=bool(sources)),
            gr.update(value="", visible=noted),
        ]


def _verdicts(*, cited: bool) -> list[tuple[str, str]]:
    """What may be said of an answer: where it cites nothing, no citation can be wrong."""
    return [(one.label, one.value) for one in Verdict if cited or one is not Verdict.WRONG_CITATION]


def source_choice(citation: Citation) -> tuple[str, int]:
    """A source as it is offered, and its number: what tells it from the others, not all that its card says."""
    page = f", page {citation.page_label}" if citation.page_label else ""
    return f"{citation.number}: {citation.report.description.title}{page}", citation.number


def judging_form(gr: Any) -> JudgingForm:  # noqa: ANN401 - Gradio has no types
    """Builds the form, hidden until there is an answer."""
    with gr.Column(elem_id="judging", visible=False) as area:
        verdict = gr.Radio(
            _verdicts(cited=True),
            label="Was this helpful?",
            show_label=True,
            elem_id="verdict",
        )
        about = gr.Dropdown([NO_ONE_CHOICE], value=NO_ONE_SOURCE, label="Which source is wrong?", elem_id="about")
        with gr.Row(elem_id="judging-more"):
            note = _note(gr)
            send = gr.Button("Send", size="md", min_width=80, scale=0, elem_id="send-button")
    return JudgingForm(area, verdict, about, note, send)


def _note(gr: Any) -> Any:  # noqa: ANN401 - Gradio has no types
    return gr.Textbox(
        label="Note (optional): no names or other details of a person",
        lines=2,
        max_lines=6,
        max_length=LONGEST_NOTE,
        elem_id="note",
        scale=1,
        html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
    )
