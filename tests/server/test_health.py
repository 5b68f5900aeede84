from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import make_parsed
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.server.health import router
from app.site import Site
from knowledge.errors import HomeError, ModelFileError, RetrievalError

SECRET = "/home/jo/library"


def client_of(site):
    app = FastAPI(openapi_url=None)
    app.include_router(router(site))
    return TestClient(app)


@pytest.fixture
def site(product):
    return Site(product.assistant, product.knowledge_base.catalogue, search=product.search)


class Failing:
    """A library or a search that fails."""

    def __init__(self, error):
        self.error = error

    def reports(self):
        raise self.error

    def search(self, *given):
        raise self.error


def test_a_process_that_lives_says_so_and_nothing_else(site):
    reply = client_of(replace(site, library=Failing(HomeError("Gone.")))).get("/healthz")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("filled", [False, True])
def test_a_server_that_can_answer_is_ready(site, product, embedder, filled):
    if filled:
        product.knowledge_base.add(make_parsed())
    before = embedder.texts_embedded
    reply = client_of(site).get("/readyz")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})
    assert embedder.texts_embedded == before + 1  # the embedder was there


@pytest.mark.parametrize(
    ("part", "error", "status"),
    [
        ("library", HomeError(SECRET), "library: HomeError"),
        ("library", PermissionError(SECRET), "library: PermissionError"),
        ("search", ModelFileError(SECRET), "search: ModelFileError"),
        ("search", RetrievalError(SECRET), "search: RetrievalError"),
    ],
)
def test_a_server_that_cannot_answer_tells_the_class_of_the_fault_alone(site, part, error, status):
    reply = client_of(replace(site, **{part: Failing(error)})).get("/readyz")
    assert (reply.status_code, reply.json()) == (503, {"status": status})


def test_a_closed_library_is_not_ready(site, product):
    product.knowledge_base.catalogue.close()
    assert client_of(site).get("/readyz").status_code == 503
