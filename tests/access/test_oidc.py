"""Signing in with an organisation's provider: a real exchange on this machine, and every way in which it may lie."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from access_site import app_behind, browser, signed_in, whoami
from fake_provider import CLIENT, SECRET, FakeProvider, another_key, shared_key

from app.access.access import Access
from app.access.oidc import Provider
from app.access.oidc_settings import ProviderSettings
from app.access.people import Role
from app.access.throttle import PER_ADDRESS
from app.server.address import Address

HERE = Address()


@pytest.fixture(scope="module")
def one_provider():
    provider = FakeProvider()
    yield provider
    provider.close()


@pytest.fixture
def idp(one_provider):
    one_provider.reset()
    return one_provider


def settings(idp, **fields):
    return ProviderSettings(**{"issuer": idp.issuer, "client_id": CLIENT, "client_secret": SECRET, **fields})


@pytest.fixture
def entry(people, audit, idp):
    """The application, with the provider set as `fields` say."""

    def make(address=HERE, **fields):
        return app_behind(Access(people, address, audit=audit, provider=Provider(settings(idp, **fields), address)))

    return make


def came_back(app, idp, client=None, path="/auth/start"):
    """A browser that went to the provider and back, and the reply to it."""
    client = client or browser(app)
    there = client.get(path)
    assert there.status_code == 302, there.text
    back = idp.authorise(there.headers["location"])
    return client, client.get(back), back


def test_a_person_signs_in_with_the_provider_and_goes_on_where_they_were(entry, idp, audited):
    client, reply, _ = came_back(entry(), idp, path="/auth/start?next=/library%3Fx=1")
    assert (reply.status_code, reply.headers["location"]) == (303, "/library?x=1")
    assert whoami(client).json() == {"name": "oidc:ann@council.example", "role": "librarian", "via": "oidc"}
    [row] = audited()
    assert (row["action"], row["person"], row["via"]) == ("signed_in", "oidc:ann@council.example", "oidc")
    assert "your organisation" in client.get("/account").text
    assert client.post("/account", data={"action": "make_token", "label": "x"}).status_code == 403


def test_the_provider_is_asked_with_state_nonce_and_pkce(entry, idp):
    location = browser(entry()).get("/auth/start").headers["location"]
    assert location.startswith(f"{idp.issuer}/authorize?")
    for part in ("response_type=code", "state=", "nonce=", "code_challenge_method=S256", "scope=openid"):
        assert part in location


def test_the_way_back_is_the_address_that_people_open(entry, idp):
    app = entry(Address("127.0.0.1", "https://audits.example.org/learning/"))
    location = browser(app, "https://audits.example.org").get("/auth/start").headers["location"]
    assert "redirect_uri=https%3A%2F%2Faudits.example.org%2Flearning%2Fauth%2Fcallback" in location


def test_only_the_providers_own_endpoints_are_asked(entry, idp):
    app = entry()
    came_back(app, idp)
    came_back(app, idp)
    paths = [path.removeprefix("/tenant/v2.0") for path in idp.seen]
    assert paths == ["/.well-known/openid-configuration", "/token", "/keys", "/token"]


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": "another-client", "azp": CLIENT},
        {"aud": [CLIENT, "another-client"]},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        pytest.param({"exp": int(time.time()) - 3600}, id="expired an hour ago"),
        {"exp": None},
        pytest.param({"nbf": int(time.time()) + 3600}, id="of the next hour"),
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(entry, idp, lie, audited):
    idp.claims = lie
    client, reply, _ = came_back(entry(), idp)
    assert (reply.status_code, "did not let you in" in reply.text) == (403, True)
    assert whoami(client).status_code == 303
    assert [(row["action"], row["reason"]) for row in audited()] == [("sign_in_refused", "not_accepted")]


@pytest.mark.parametrize(
    ("key", "header"),
    [
        (another_key(), {"alg": "RS256", "kid": "one"}),
        (another_key(), {"alg": "RS256", "kid": "two"}),
        (shared_key(), {"alg": "HS256"}),
        (shared_key(), {"alg": "HS256", "kid": "one"}),
    ],
    ids=["another key", "an unknown key", "our secret", "our secret as its key"],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(entry, idp, key, header):
    idp.key, idp.header = key, header
    client, reply, _ = came_back(entry(), idp)
    assert reply.status_code == 403
    assert whoami(client).status_code == 303


@pytest.mark.parametrize("token", ["eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.", "nonsense", "a.b.c", ""])
def test_an_unsigned_or_damaged_token_is_refused(entry, idp, token):
    idp.raw_token, idp.without_id_token = token, not token
    _, reply, _ = came_back(entry(), idp)
    assert reply.status_code == 403


def test_an_unsigned_token_with_the_right_claims_is_refused(entry, idp):
    import base64
    import json

    app = entry()
    client = browser(app)
    location = client.get("/auth/start").headers["location"]
    back = idp.authorise(location)
    [asked] = idp.codes.values()
    now = int(time.time())
    claims = {"iss": idp.issuer, "aud": CLIENT, "sub": "x", "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
    parts = (
        base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=").decode() for one in ({"alg": "none"}, claims)
    )
    idp.raw_token = ".".join(parts) + "."
    assert client.get(back).status_code == 403


def test_the_way_back_is_used_once_and_by_the_browser_that_went(entry, idp):
    app = entry()
    client, first, back = came_back(app, idp)
    assert first.status_code == 303
    for again in (client, browser(app)):
        reply = again.get(back)
        assert (reply.status_code, "over, or began in another browser" in reply.text) == (403, True)


def test_another_sign_ins_state_is_refused(entry, idp):
    app = entry()
    client = browser(app)
    back = idp.authorise(client.get("/auth/start").headers["location"])
    victim = browser(app)
    victim.get("/auth/start")
    reply = victim.get(back)
    assert (reply.status_code, "did not let you in" in reply.text) == (403, True)
    assert whoami(victim).status_code == 303


@pytest.mark.parametrize("query", ["", "?state=x", "?code=x", "?code=x&state=x", "?error=access_denied&state=x"])
def test_a_way_back_that_is_not_whole_is_refused(entry, idp, query):
    app = entry()
    client = browser(app)
    client.get("/auth/start")
    assert client.get(f"/auth/callback{query}").status_code == 403
    assert browser(app).get(f"/auth/callback{query}").status_code == 403


@pytest.mark.parametrize(
    ("claims", "fields", "role"),
    [
        ({"roles": ["librarian", "x"]}, {}, "librarian"),
        ({"roles": "librarian"}, {}, "librarian"),
        ({"roles": ["x"]}, {}, "reader"),
        ({"roles": None}, {}, "reader"),
        ({"roles": ["Audit.Reader"]}, {"reader": "Audit.Reader"}, "reader"),
        ({"roles": ["Audit.Readers"]}, {"reader": "Audit.Reader"}, None),
        ({"roles": None}, {"reader": "Audit.Reader"}, None),
        ({"roles": {"librarian": True}}, {"reader": "Audit.Reader"}, None),
        ({"roles": [""]}, {"librarian": ""}, "reader"),
        ({"realm_access": {"roles": ["librarian"]}}, {"role_claim": "realm_access.roles"}, "librarian"),
        ({"realm_access": "librarian"}, {"role_claim": "realm_access.roles", "reader": "r"}, None),
    ],
    ids=str,
)
def test_the_providers_word_makes_a_role_or_none(entry, idp, claims, fields, role, audited):
    idp.claims = claims
    client, reply, _ = came_back(entry(**fields), idp)
    if role:
        assert whoami(client).json()["role"] == role
    else:
        assert (reply.status_code, "you have no role" in reply.text) == (403, True)
        assert whoami(client).status_code == 303
        assert audited()[-1]["reason"] == "no_role"


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"preferred_username": "bob"}, "oidc:bob"),
        ({"preferred_username": None, "email": "e@x.example", "email_verified": True}, "oidc:e@x.example"),
        ({"preferred_username": None, "email": "e@x.example"}, "oidc:subject-1"),
        ({"preferred_username": "a\x00b"}, "oidc:subject-1"),
        ({"preferred_username": ["bob"]}, "oidc:subject-1"),
        ({"preferred_username": "<b>" + "x" * 500}, "oidc:<b>" + "x" * 97),
    ],
    ids=["a local account's name", "verified", "not verified", "control sign", "a list", "long"],
)
def test_whom_the_provider_signed_in_is_never_taken_for_somebody_else(entry, idp, claims, name):
    idp.claims = claims
    client, _, _ = came_back(entry(), idp)
    assert whoami(client).json()["name"] == name
    assert "<b>x" not in client.get("/account").text


def test_two_people_of_one_name_are_two(entry, idp):
    app = entry()
    ann, _, _ = came_back(app, idp)
    idp.claims = {"sub": "subject-2", "preferred_username": "ANN@council.example"}
    other, _, _ = came_back(app, idp)
    name = whoami(other).json()["name"]
    assert name.startswith("oidc:ANN@council.example#")
    again, _, _ = came_back(app, idp)
    assert whoami(again).json()["name"] == name
    assert whoami(ann).json()["name"] == "oidc:ann@council.example"


def test_a_session_of_the_provider_does_not_outlive_the_servers_hours(people, idp):
    app = app_behind(Access(people, Address(), session_hours=0.5, provider=Provider(settings(idp), Address())))
    _, reply, _ = came_back(app, idp)
    session = next(one for one in reply.headers.get_list("set-cookie") if "session" in one)
    assert "Max-Age=1800" in session
    kept = people.file.rows("SELECT expires - created AS seconds, account_id FROM session")[0]
    assert (kept["seconds"], kept["account_id"]) == (pytest.approx(1800), None)


def test_a_removed_local_account_of_the_same_name_does_not_matter_to_the_provider(people, entry, idp):
    client, _, _ = came_back(entry(), idp)
    people.remove("ann")
    assert whoami(client).json()["role"] == Role.LIBRARIAN


def test_a_provider_that_cannot_be_reached_is_a_page_with_a_next_step(people, audited, audit):
    nowhere = ProviderSettings("http://127.0.0.1:9/tenant", CLIENT, SECRET)
    app = app_behind(Access(people, Address(), audit=audit, provider=Provider(nowhere, Address())))
    reply = browser(app).get("/auth/start?next=/library")
    assert reply.status_code == 502
    assert "cannot be reached" in reply.text
    assert "/auth/start?next=%2Flibrary" in reply.text
    assert signed_in(app, "ann")


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": "http://127.0.0.1/{tenantid}/v2.0"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
def test_a_provider_that_is_not_the_one_set_is_not_used(entry, idp, metadata):
    idp.metadata = metadata
    reply = browser(entry()).get("/auth/start")
    assert (reply.status_code, "did not let you in" in reply.text) == (502, True)


def test_a_provider_that_was_mended_is_used_without_a_restart(entry, idp):
    app = entry()
    idp.metadata = {"issuer": "https://evil.example"}
    assert browser(app).get("/auth/start").status_code == 502
    idp.metadata = {}
    assert came_back(app, idp)[1].status_code == 303


def test_the_login_offers_the_provider_only_where_one_is_set(entry, access):
    assert "Sign in with your organisation" in browser(entry()).get("/login").text
    assert "your organisation" not in browser(app_behind(access)).get("/login").text


def test_the_secret_is_not_shown_with_the_settings(idp):
    assert SECRET not in repr(settings(idp))


def test_strangers_do_not_fill_the_audit_log(entry, idp, audited):
    app = entry()
    for _ in range(3):
        assert browser(app).get("/auth/callback?code=x&state=x").status_code == 403
    assert audited() == []


def test_refusals_of_one_address_are_noted_only_so_often(access, audited):
    connection = SimpleNamespace(client=SimpleNamespace(host="192.0.2.1"))
    for _ in range(PER_ADDRESS + 5):
        access.refuse(connection, "not_accepted")
    access.refuse(SimpleNamespace(client=SimpleNamespace(host="192.0.2.2")), "no_role")
    assert len(audited()) == PER_ADDRESS + 1
    assert audited()[-1]["reason"] == "no_role"
