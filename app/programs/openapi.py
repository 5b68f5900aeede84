"""The endpoints for programs as OpenAPI 3.1, made from the models that check and give the JSON."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from pydantic.json_schema import models_json_schema

from app.answer_json import AnswerJson
from app.programs.replies import FaultJson, PassagesJson, ReportJson
from app.programs.requests import AskRequest, SearchRequest

FAULTS = {
    "400": "The question cannot be asked as it stands; `help` says what to do.",
    "403": "Nobody is signed in, or the person may not do this.",
    "404": "A filter names a report that is not there.",
    "429": "Too many questions; try again after `Retry-After` seconds.",
    "500": "Something failed; this is never to be taken for an empty answer.",
}


def openapi(base: str, *, searches: bool) -> dict[str, Any]:
    """The description.

    Args:
        base: The address that the endpoints are under.
        searches: Whether there is a search.
    """
    paths = {
        "/api/ask": _posted("ask", "Answers a question from the reports.", "AskRequest", "AnswerJson"),
        "/api/reports": {"get": _operation("reports", "Lists the reports.", "ReportJson", many=True)},
    }
    if searches:
        paths["/api/search"] = _posted("search", "Finds passages of reports.", "SearchRequest", "PassagesJson")
    return {
        "openapi": "3.1.0",
        "info": {"title": "Audit Learning Assistant", "version": version("audit-learning-assistant")},
        "servers": [{"url": base}],
        "security": [{"token": []}, {}],
        "paths": paths,
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}, "schemas": _schemas()},
    }


def _schemas() -> dict[str, Any]:
    asked = [(model, "validation") for model in (AskRequest, SearchRequest)]
    given = [(model, "serialization") for model in (AnswerJson, PassagesJson, ReportJson, FaultJson)]
    models: list[Any] = [*asked, *given]
    defined: dict[str, Any] = models_json_schema(models, ref_template="#/components/schemas/{model}")[1]["$defs"]
    return defined


def _posted(name: str, summary: str, asked: str, given: str) -> dict[str, Any]:
    body = {"required": True, "content": _json(asked)}
    return {"post": _operation(name, summary, given) | {"requestBody": body}}


def _operation(name: str, summary: str, given: str, *, many: bool = False) -> dict[str, Any]:
    faults = {status: {"description": words, "content": _json("FaultJson")} for status, words in FAULTS.items()}
    replies = {"200": {"description": summary, "content": _json(given, many=many)}, **faults}
    return {"operationId": name, "summary": summary, "responses": replies}


def _json(schema: str, *, many: bool = False) -> dict[str, Any]:
    one = {"$ref": f"#/components/schemas/{schema}"}
    return {"application/json": {"schema": {"type": "array", "items": one} if many else one}}
