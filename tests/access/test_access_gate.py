"""Who comes in: nobody without a login, where one is needed; and what the page and programs are told."""

from __future__ import annotations

import pytest
from access_site import PASSWORD, app_behind, browser, signed_in, whoami
from starlette.testclient import TestClient

from app.access.access import Access
from app.access.gate import is_open
from app.access.people import Role
from app.access.program_tokens import TokenStore
from app.server.address import Address

GRADIO = [
    "/config",
    "/theme.css",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/startup-events",
    "/gradio_api/queue/data?session_hash=x",
    "/gradio_api/heartbeat/x",
    "/gradio_api/call/ask/x",
    "/assets/index.js",
    "/static/img/logo.svg",
    "/svelte/x.js",
    "/manifest.json",
    "/robots.txt",
    "/favicon.ico",
    "/login/",
    "/site/../config",
    "/site/x/y.css",
    "/healthz/",
    "/metrics",
    "/mcp",
    "/mcp/",
    "/api/ask",
    "/monitoring",
    "//login",
    "/no-such-page",
]


@pytest.mark.parametrize("path", ["/", "/library", "/account", *GRADIO])
def test_nobody_gets_anything_without_a_login(access, path):
    app = app_behind(access)
    program = TestClient(app, follow_redirects=False, headers={"accept": "*/*"})
    for method in ("GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE"):
        reply = program.request(method, path)
        assert reply.status_code == 401, (method, path)
        assert reply.headers["www-authenticate"] == "Bearer"
    assert "ala_" in program.get(path).json()["help"]


@pytest.mark.parametrize("path", ["/login", "/accessibility", "/healthz", "/readyz", "/site/site.css"])
def test_what_is_needed_to_sign_in_is_open(access, path):
    assert browser(app_behind(access)).get(path).status_code == 200


def test_an_open_page_is_open_for_reading_alone():
    assert not is_open("POST", "/healthz")
    assert not is_open("PUT", "/login")
    assert not is_open("GET", "/logout")
    assert not is_open("POST", "/site/site.css")
    assert not is_open("GET", "/site/..")


def test_a_browser_is_led_to_the_login_and_back(access):
    client = browser(app_behind(access))
    reply = client.get("/whoami?q=what+about+DASH%3F&theme=neglect")
    assert reply.status_code == 303
    assert reply.headers["location"] == "/login?next=%2Fwhoami%3Fq%3Dwhat%2Babout%2BDASH%253F%26theme%3Dneglect"
    form = client.get(reply.headers["location"])
    assert 'name="next" value="/whoami?q=what+about+DASH%3F&amp;theme=neglect"' in form.text
    fields = {"name": "ann", "password": PASSWORD, "next": "/whoami?q=what+about+DASH%3F&theme=neglect"}
    assert client.post("/login", data=fields).headers["location"] == fields["next"]
    assert whoami(client).json() == {"name": "ann", "role": "librarian", "via": "account"}


def test_a_form_that_was_sent_too_late_leads_to_the_login_not_to_json(access):
    reply = browser(app_behind(access)).post("/library/uploads", data={"x": "y"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/login")


def test_where_only_this_machine_is_served_everybody_is_here():
    client = browser(app_behind(None))
    assert whoami(client).json() == {"name": "this machine", "role": "librarian", "via": "this machine"}
    assert client.get("/login").headers["location"] == "/"
    assert client.post("/login", data={"name": "ann"}).headers["location"] == "/"
    assert client.get("/auth/start").headers["location"] == "/login"
    assert client.post("/logout").headers["location"] == "/"
    assert "nobody signs in" in client.get("/account").text


def test_nobody_can_say_who_they_are_themselves(access):
    client = browser(app_behind(access))
    for headers in ({"person": "ann"}, {"x-forwarded-user": "ann"}, {"cookie": "ala-session=ann"}):
        assert whoami(client, headers=headers).status_code == 303


def test_below_a_sub_path_the_login_is_asked_for_there(people):
    app = app_behind(Access(people, Address("127.0.0.1", "http://127.0.0.1/learning")))
    client = browser(app, root_path="/learning")
    for path in ("/whoami", "/learning/whoami"):  # proxies take the sub-path off, or leave it
        assert client.get(path).headers["location"] == "/learning/login?next=%2Fwhoami"
    assert client.get("/learning").headers["location"] == "/learning/login"
    assert client.get("/learning/healthz").status_code == 200
    assert client.get("/learning/learning/healthz").status_code == 303
    reply = client.post("/learning/login", data={"name": "ann", "password": PASSWORD, "next": "/library"})
    assert reply.headers["location"] == "/learning/library"
    assert "Path=/learning;" in reply.headers["set-cookie"]


def test_a_program_comes_in_with_its_token_as_a_reader(people, access):
    token = TokenStore(people.file).make(people.account("ann"), "spreadsheet")
    client = TestClient(app_behind(access), headers={"authorization": f"Bearer {token}"})
    assert whoami(client).json() == {"name": "ann", "role": "reader", "via": "token"}
    assert client.get("/account").status_code == 403
    assert client.post("/account", data={"action": "make_token", "label": "more"}).status_code == 403
    people.remove("ann")
    assert whoami(client, headers={"accept": "*/*"}).status_code == 401


def test_a_wrong_token_is_not_made_up_for_by_a_cookie(access):
    client = signed_in(app_behind(access), "ann")
    assert whoami(client, headers={"authorization": "Bearer ala_wrong", "accept": "*/*"}).status_code == 401
    assert whoami(client, headers={"authorization": "Basic YTpi"}).json()["name"] == "ann"


def test_a_role_counts_from_the_next_request_and_a_removal_too(people, access):
    client = signed_in(app_behind(access), "ann")
    with people.file.changing() as db:
        db.execute("UPDATE account SET role = 'reader' WHERE name = 'ann'")
    assert whoami(client).json()["role"] == Role.READER
    people.remove("ann")
    assert whoami(client).status_code == 303


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"])
def test_without_a_login_a_proxy_that_nobody_told_of_gets_nothing(access, header):
    through = {header: "for=192.0.2.7"}
    for path in ("/whoami", "/login", "/healthz", "/gradio_api/info"):
        reply = browser(app_behind(None)).get(path, headers=through)
        assert (reply.status_code, "AUDIT_LEARNING_PUBLIC_URL" in reply.text) == (403, True)
    program = TestClient(app_behind(None)).post("/gradio_api/queue/join", headers=through)
    assert (program.status_code, "AUDIT_LEARNING_PUBLIC_URL" in program.json()["help"]) == (403, True)
    told = browser(app_behind(None, proxied=True)).get("/whoami", headers=through)
    assert told.json()["via"] == "this machine"
    assert whoami(signed_in(app_behind(access), "ann"), headers=through).json()["name"] == "ann"
