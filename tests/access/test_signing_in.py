"""The pages of signing in: the cookie, what a refusal tells, what signing out ends, and the account page."""

from __future__ import annotations

import re

import pytest
from access_site import PASSWORD, app_behind, browser, signed_in, whoami

from app.access.access import Access
from app.access.throttle import Throttle
from app.server.address import Address


def log_in(client, name="ann", password=PASSWORD, **fields):
    return client.post("/login", data={"name": name, "password": password, **fields})


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(access):
    cookie = log_in(browser(app_behind(access))).headers["set-cookie"]
    assert re.fullmatch(r"ala-session=[\w-]{43}; HttpOnly; Max-Age=36000; Path=/; SameSite=lax", cookie)


@pytest.mark.parametrize(
    ("url", "name", "path"),
    [
        ("https://audits.example.org", "__Host-ala-session", "/"),
        ("https://audits.example.org/learning", "__Secure-ala-session", "/learning"),
    ],
)
def test_over_https_the_cookie_goes_over_nothing_else(people, url, name, path):
    app = app_behind(Access(people, Address("127.0.0.1", url)))
    client = browser(app, "https://audits.example.org")
    cookie = log_in(client).headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    assert f"Path={path};" in cookie
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_a_sign_in_begins_a_session_of_its_own_and_ends_the_one_before(access):
    app = app_behind(access)
    client = browser(app)
    client.cookies.set("ala-session", "chosen-by-somebody-else")
    log_in(client)
    first = client.cookies.get("ala-session", domain="testserver.local")
    assert first != "chosen-by-somebody-else"
    log_in(client)
    stolen = browser(app)
    stolen.cookies.set("ala-session", first)
    assert whoami(stolen).status_code == 303


def test_signing_out_ends_the_session_on_the_server(access, audited):
    app = app_behind(access)
    client = signed_in(app, "ann")
    copied = browser(app)
    copied.cookies.set("ala-session", client.cookies["ala-session"])
    assert whoami(copied).status_code == 200
    reply = client.post("/logout")
    assert reply.headers["location"] == "/login?signed_out=1"
    assert 'ala-session=""; ' in reply.headers["set-cookie"]
    assert whoami(copied).status_code == 303
    assert "You are signed out" in client.get("/login?signed_out=1").text
    assert [row["action"] for row in audited()] == ["signed_in", "signed_out"]
    assert client.post("/logout").status_code == 303, "twice does no harm"


def test_a_refusal_does_not_tell_whether_there_is_such_an_account(access):
    client = browser(app_behind(access))
    unknown, wrong = log_in(client, "nobody"), log_in(client, "ann", "not the password")
    assert (unknown.status_code, wrong.status_code) == (403, 403)
    assert unknown.text.replace("nobody", "NAME") == wrong.text.replace('"ann"', '"NAME"')
    assert "set-cookie" not in wrong.headers


def test_what_was_typed_is_shown_as_text_and_the_password_never(access):
    reply = log_in(browser(app_behind(access)), '"><script>alert(1)</script>', "my secret password")
    assert "<script>alert" not in reply.text
    assert "&lt;script&gt;" in reply.text
    assert "my secret password" not in reply.text


def test_the_log_names_only_people_who_have_an_account(access, audited, audit):
    client = browser(app_behind(access))
    log_in(client, "my-secret-password", "ann")
    log_in(client, "ANN", "wrong password!")
    log_in(client, "ann")
    rows = [(row["action"], row["person"]) for row in audited()]
    assert rows == [("sign_in_refused", "unknown"), ("sign_in_refused", "ann"), ("signed_in", "ann")]
    assert "secret" not in audit.path.read_text("utf-8")


def test_guessing_is_told_when_to_come_back_even_with_the_right_password(people):
    app = app_behind(Access(people, Address(), throttle=Throttle(per_name=2)))
    client = browser(app)
    log_in(client, password="wrong password 1")
    log_in(client, password="wrong password 2")
    reply = log_in(client)
    assert reply.status_code == 429
    assert 800 < int(reply.headers["retry-after"]) <= 900
    assert "Try again in 15 minutes" in reply.text
    assert log_in(client, "bob").status_code == 303


@pytest.mark.parametrize(
    "back", ["//evil.example", "///evil.example/x", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(access, back):
    client = browser(app_behind(access))
    assert "evil" not in client.get("/login", params={"next": back}).text
    assert log_in(client, next=back).headers["location"] == "/"
    assert client.get("/login", params={"next": back}).headers["location"] == "/"


@pytest.mark.parametrize("body", [b"", b"name=ann", b"password=x", b"\xff\xfe", b"name=a&name=b&password=c"])
def test_a_form_that_is_not_whole_is_refused_kindly(access, body):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert browser(app_behind(access)).post("/login", content=body, headers=headers).status_code == 403


def test_one_changes_ones_own_password_and_is_signed_out_elsewhere(people, access, audited):
    app = app_behind(access)
    ann, bob = (access.make_token(people.account(name).person, "x") for name in ("ann", "bob"))
    here, elsewhere = signed_in(app, "ann"), signed_in(app, "ann")
    new = "four white herons"
    fields = {"action": "password", "current": PASSWORD, "new": new, "again": new}
    reply = here.post("/account", data=fields)
    assert reply.headers["location"] == "/account?changed=1"
    assert "The password is changed" in here.get("/account?changed=1").text
    assert whoami(elsewhere).status_code == 303
    assert "tokens of your programs have ended" in here.get("/account?changed=1").text
    assert (access.tokens.person(ann), access.tokens.person(bob).name) == (None, "bob")
    assert people.verify("ann", new)
    assert people.verify("bob", PASSWORD), "nobody else's"
    assert audited()[-1]["action"] == "password_changed"


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"current": "not the password"}, "is wrong"),
        ({"again": "five white herons"}, "not the same"),
        ({"new": "short", "again": "short"}, "shorter than 12"),
        ({"new": "ann", "again": "ann"}, "shorter"),
    ],
)
def test_a_password_is_not_changed_by_halves(people, access, fields, why):
    client = signed_in(app_behind(access), "ann")
    given = {"action": "password", "current": PASSWORD, "new": "four white herons", "again": "four white herons"}
    reply = client.post("/account", data={**given, **fields})
    assert reply.status_code == 400
    assert why in reply.text
    assert people.verify("ann", PASSWORD)


def test_a_stolen_session_cannot_guess_the_password_for_long(people):
    client = signed_in(app_behind(Access(people, Address(), throttle=Throttle(per_name=2))), "ann")
    for number in range(3):
        fields = {"action": "password", "current": f"guess number {number}", "new": PASSWORD, "again": PASSWORD}
        reply = client.post("/account", data=fields)
    assert reply.status_code == 429


def test_a_token_is_shown_once_and_revoked_by_its_button(access, audited):
    client = signed_in(app_behind(access), "ann")
    made = client.post("/account", data={"action": "make_token", "label": "<b>spreadsheet"})
    token = re.search(r"ala_[\w-]{43}", made.text)[0]
    assert "&lt;b&gt;spreadsheet" in made.text
    assert token not in client.get("/account").text
    headers = {"authorization": f"Bearer {token}"}
    assert whoami(browser(app_behind(access)), headers=headers).json()["role"] == "reader"
    token_id = re.search(r'name="token" value="(\d+)"', made.text)[1]
    assert client.post("/account", data={"action": "revoke_token", "token": token_id}).status_code == 303
    assert whoami(browser(app_behind(access)), headers=headers).status_code == 303
    assert [row["action"] for row in audited()] == ["signed_in", "token_made", "token_revoked"]


def test_nobody_revokes_the_token_of_another(people, access):
    app = app_behind(access)
    access.make_token(access.accounts.account("ann").person, "spreadsheet")
    bob = signed_in(app, "bob")
    assert bob.post("/account", data={"action": "revoke_token", "token": "1"}).status_code == 400
    assert bob.post("/account", data={"action": "revoke_token", "token": "9" * 40}).status_code == 400
    assert len(access.tokens_of(access.accounts.account("ann").person)) == 1
