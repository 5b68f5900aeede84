"""The chat's endpoint for programs: one question, one answer as documented JSON, through Gradio's own client.

No `from __future__ import annotations` here: Gradio documents the endpoint by the types that it finds, and its own are
imported inside the function.
"""

import logging
from typing import TYPE_CHECKING, Any

from app.access.people import person_of
from app.answer_json import answer_json
from app.programs.asking import Programs
from app.programs.requests import AskRequest, read_arguments
from app.ui.outcome import FAILED
from knowledge.errors import AuditLearningError

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from app.site import Site

LOGGER = logging.getLogger(__name__)
NAME = "ask"
"""`Client(url).predict("What about DASH?", api_name="/ask")`."""


def add_endpoint(gr: Any, site: "Site", queued: dict[str, Any]) -> None:  # noqa: ANN401 - Gradio has no types
    """Adds the endpoint to the page that is being built.

    Args:
        gr: Gradio.
        site: What is asked.
        queued: How it stands in line, as for questions on the page.
    """
    programs = Programs(site)

    def ask(
        question: str,
        request: gr.Request,
        theme: list[str] | None = None,
        type: list[str] | None = None,
        partnership: str | None = None,
        agency: list[str] | None = None,
        year: list[int] | None = None,
    ) -> dict[str, Any]:
        """Answers one question in the words of the audit reports, as `audit-learning ask --json` prints it.

        The question is in plain English. Filters limit what is searched: ids of themes, finding types, part of a
        partnership's name, names of agencies, years; of each list one is enough. The answer has status, lead_in,
        statements with the numbers of their citations, and citations with quote, report, page and offsets.
        """
        filters = {"theme": theme, "type": type, "partnership": partnership, "agency": agency, "year": year}
        given = {name: value for name, value in filters.items() if value}
        try:
            return answered(programs, request.request, {"question": question, "filters": given})
        except AuditLearningError as error:
            raise gr.Error(str(error), print_exception=False) from None
        except Exception as error:  # noqa: BLE001 - the edge: no words of it may reach a program
            LOGGER.error("An answer for a program failed with %s", type_name(error))
            raise gr.Error(FAILED, print_exception=False) from None

    gr.api(ask, api_name=NAME, **queued)


def answered(programs: Programs, connection: "HTTPConnection", arguments: dict[str, Any]) -> dict[str, Any]:
    """The answer to a program, in the documented form.

    Args:
        programs: What is asked.
        connection: The request; says who asks.
        arguments: As sent.

    Raises:
        NotAllowedError: Nobody is signed in.
        TooOftenError: They ask too fast.
        QuestionError: The question or a filter is not right.
    """
    person = person_of(connection)
    programs.pace(person)
    answer = programs.ask(person, read_arguments(AskRequest, arguments), "api")
    return answer_json(answer).model_dump(mode="json")


def type_name(error: Exception) -> str:
    """The kind of an error, without its words: they may repeat the question."""
    return type(error).__name__
