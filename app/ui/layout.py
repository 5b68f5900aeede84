"""Where the parts of the page stand, and how those that change look in a view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.ui.filters_form import filters_form
from app.ui.forms import EXAMPLES, again_form, examples, question_form, suggestions
from app.ui.header import header
from app.ui.judging_form import judging_form
from app.ui.navigation import navigation
from app.ui.safe_text import safe
from app.ui.view import View

if TYPE_CHECKING:
    from app.site import Site
    from app.ui.filters_form import FiltersForm
    from app.ui.forms import AgainForm, QuestionForm, Suggestions
    from app.ui.judging_form import JudgingForm
    from app.ui.view import Conversation

PLACEHOLDER = "Ask a question, or try an example below. Each statement of an answer leads to the report's own words."


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of the page that change; `judging` is absent where nobody is asked what they think."""

    navigation: Any
    in_library: Any
    chat: Any
    sources: Any
    form: QuestionForm
    filters: FiltersForm
    tried: list[Any]
    repeat: AgainForm
    offered: Suggestions
    judging: JudgingForm | None

    @property
    def parts(self) -> list[Any]:
        """What `values` are for, in that order."""
        always = [self.chat, self.sources, self.form.status, self.form.box, *self.repeat.parts, *self.offered.parts]
        return always + (self.judging.parts if self.judging else [])

    def values(self, gr: Any, view: View, *, growing: bool = False) -> list[Any]:  # noqa: ANN401 - Gradio has no types
        """How the parts look in a view.

        Args:
            gr: Gradio.
            view: What is shown.
            growing: Whether it follows another of the same answer; what was typed in the meantime then stays.
        """
        draft = gr.skip() if growing and not view.draft else view.draft
        always = [view.messages, view.sources, safe(view.status), draft]
        always += [*self.repeat.values(gr, view), *self.offered.values(gr, view)]
        return always + (self.judging.values(gr, view) if self.judging else [])

    def question(self, pressed: str, typed: str, earlier: Conversation) -> tuple[str, bool]:
        """The question that was asked by pressing something, and whether it takes the place of the last one.

        Args:
            pressed: The `elem_id` of what was pressed (Gradio makes a new object of a part that it has updated): an
                example, an offered question, Ask again, or else Ask for what was typed.
            typed: What stands in the question box.
            earlier: The conversation, whose last answer offered the questions.
        """
        view = View(earlier)
        if pressed == self.repeat.again.elem_id and view.can_repeat:
            return earlier[-1].question, True
        offered = (button.elem_id for button in self.offered.buttons)
        questions: dict[str, str] = dict(zip((button.elem_id for button in self.tried), EXAMPLES, strict=True))
        questions.update(zip(offered, view.suggestions, strict=False))
        return (questions[pressed], False) if pressed in questions else (typed, view.is_editing)


def laid_out(gr: Any, site: Site) -> Layout:  # noqa: ANN401 - Gradio has no types
    """Builds the page."""
    links = navigation(gr)
    in_library = header(gr, site.writer)
    with gr.Row(elem_id="columns"):
        with gr.Column(scale=3, min_width=300, elem_id="talk"):
            gr.Markdown("## Conversation", elem_classes=["sr"], latex_delimiters=[])
            chat = _chat(gr)
            repeat = again_form(gr)
            offered = suggestions(gr)
            judging = judging_form(gr) if site.feedback else None
            filters = filters_form(gr)
            form = question_form(gr)
            tried = examples(gr)
        with gr.Column(scale=2, min_width=300, elem_id="sources-column"):
            gr.Markdown("## Sources", latex_delimiters=[])
            sources = gr.Markdown(View().sources, elem_id="sources", latex_delimiters=[], buttons=[])
    return Layout(links, in_library, chat, sources, form, filters, tried, repeat, offered, judging)


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
