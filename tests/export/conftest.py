from collections.abc import Callable

import pytest
from fakes import in_month, make_report

from knowledge.types import (
    Answer,
    Citation,
    Coverage,
    FindingType,
    Match,
    PassageId,
    Resource,
    Sample,
    Statement,
    Status,
)


def _answer(*texts: str, **fields) -> Answer:
    """An answer that says each text, and quotes it, from one report."""
    title = fields.pop("title", "Audit of neglect")
    report = make_report(
        title=title,
        partnership=fields.pop("partnership", "Harrowmere Partnership"),
        audit_date=in_month(2025, 2),
        sample=Sample(9, "children"),
    )
    under = fields.pop("heading_path", ("Findings", "Plans"))
    values = {
        "question": "What about plans?",
        "standalone_question": "What about plans?",
        "status": Status.ANSWERED,
        "lead_in": "**1 of 2 reports** has findings on this:",
        "statements": tuple(Statement(text, FindingType.CONCERN, (n,)) for n, text in enumerate(texts, 1)),
        "coverage": Coverage(1, 2),
        "notices": ("Samples are small.",),
        "resources": (
            Resource("Toolkit", "https://harrowmere.example/a(b)?c=1&d=[2]", "harrowmere.example", "report", (1,)),
            Resource("Guidance", "https://www.gov.uk/guidance", "GOV.UK", "catalogue"),
        ),
        **fields,
    }
    citations = tuple(
        Citation(
            n,
            PassageId(f"p{n}"),
            report,
            text,
            0,
            len(text),
            Match.EXACT,
            FindingType.CONCERN,
            under,
            3,
            page_label="iii",
        )
        for n, text in enumerate(texts, 1)
    )
    return Answer(citations=citations, **values)


@pytest.fixture(scope="session")
def make_answer() -> Callable[..., Answer]:
    return _answer
