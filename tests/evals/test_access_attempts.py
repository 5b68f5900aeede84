from app.settings import Settings
from evals.access_attempts import PEOPLE, STRANGERS
from evals.access_policy import RouteRow, policy, unlisted
from evals.cli_access import table, tried


def test_nobody_gets_in_where_they_do_not_belong(tmp_path):
    attempts = tried(Settings(home=tmp_path))
    assert [attempt for attempt in attempts if not attempt.is_right] == []
    assert {attempt.route for attempt in attempts} >= policy().keys()
    assert {attempt.who for attempt in attempts} >= set(PEOPLE)
    assert sum(attempt.who in STRANGERS for attempt in attempts) > len(STRANGERS) * len(policy())
    assert any(attempt.who.startswith("a reader: a librarian's stream") for attempt in attempts)
    assert "0 not as they should be" in table(attempts)


def test_a_route_that_nobody_said_who_may_use_is_noticed():
    from fastapi import FastAPI

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_api_route("/library", lambda: None)
    assert unlisted(app) == set()
    app.add_api_route("/secrets", lambda: None)
    assert unlisted(app) == {RouteRow("GET", "/secrets")}
