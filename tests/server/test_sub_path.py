import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from app.server.sub_path import SubPath, path_below_root


def where(request):
    return PlainTextResponse(f"{request.scope['root_path']} {request.url.path}")


@pytest.mark.parametrize("path", ["/library", "/learning/library"])
def test_a_proxy_may_take_the_sub_path_off_or_leave_it_on(path):
    inner = Starlette(routes=[Route("/library", where), Mount("/", Starlette(routes=[Route("/inside", where)]))])
    client = TestClient(SubPath(inner, "/learning"))
    assert client.get(path).text == "/learning /learning/library"
    assert client.get(path.replace("library", "inside")).status_code == 200


def test_a_path_that_only_begins_alike_is_another():
    inner = Starlette(routes=[Route("/learnings", where)])
    assert TestClient(SubPath(inner, "/learning")).get("/learnings").status_code == 200


def test_without_a_sub_path_nothing_changes():
    inner = Starlette(routes=[Route("/library", where)])
    assert TestClient(SubPath(inner, "")).get("/library").text == " /library"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/learning/library", "/library"),
        ("/library", "/library"),
        ("/learnings", "/learnings"),
        ("/learning", "/"),
        ("/learning/", "/"),
        ("/learning/learning", "/learning"),
    ],
)
def test_the_path_below_the_root_path(path, expected):
    assert path_below_root({"path": path, "root_path": "/learning"}) == expected
    assert path_below_root({"path": path}, "/learning") == expected
    assert path_below_root({"path": path}) == path_below_root({"path": path, "root_path": "/learning"}, "") == path
