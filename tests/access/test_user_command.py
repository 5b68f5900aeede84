"""The `user` command."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from app.access.access import login_needed, opened_access
from app.access.access_errors import NotSignedInError
from app.access.access_file import FILE_NAME
from app.access.accounts import AccountError
from app.access.people import Person, Role
from app.access.program_tokens import TokenStore
from app.access.sessions import SessionStore
from app.cli.user import user
from app.server.address import Address
from app.settings import load_settings
from knowledge.errors import ConfigError

PASSWORD = "three grey herons"
EVERYWHERE = Address("192.0.2.1", "https://audits.example.org")
OIDC = {"oidc_issuer": "https://login.example.org", "oidc_client_id": "ala", "oidc_client_secret": "s"}


def run(*words, stdin=None):
    done = CliRunner().invoke(user, list(words), input=stdin, obj=load_settings())
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def added(name="ann", role="librarian"):
    return run("add", name, "--role", role, "--password-stdin", stdin=f"{PASSWORD}\n")


def test_somebody_is_added_listed_and_removed(home, audited):
    assert added().output == "added      ann (librarian)\n"
    [row] = json.loads(run("list", "--json").stdout)
    assert (row["name"], row["role"]) == ("ann", "librarian")
    assert run("remove", "Ann").output == "removed    ann\n"
    assert json.loads(run("list", "--json").stdout) == []
    assert [(row["action"], row["account"]) for row in audited()] == [
        ("account_added", "ann"),
        ("account_removed", "ann"),
    ]
    assert PASSWORD not in (home / "audit-log.jsonl").read_text("utf-8")


def test_a_password_is_asked_for_twice_and_not_shown(accounts):
    done = run("add", "ann", stdin=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.stdout == "added      ann (reader)\n"
    assert PASSWORD not in done.output
    assert accounts.verify("ann", PASSWORD)


def test_a_weak_password_adds_nobody(accounts):
    with pytest.raises(ConfigError, match="shorter than 12"):
        run("add", "ann", "--password-stdin", stdin="short\n")
    with pytest.raises(ConfigError, match="no password"):
        run("add", "ann", "--password-stdin", stdin="")
    assert accounts.accounts() == []


def test_password_and_role_are_changed(accounts):
    added()
    done = run("password", "ann", "--password-stdin", stdin="four white herons\n")
    assert "signed out everywhere, and the tokens of their programs have ended" in done.stderr
    run("role", "ann", "reader")
    found = accounts.verify("ann", "four white herons")
    assert (found.role, found.password_version) == (Role.READER, 2)


@pytest.mark.parametrize(
    "command", [["remove"], ["password", "--password-stdin"], ["token", "--label", "x"], ["tokens"]]
)
def test_an_unknown_name_is_said_to_be_one(home, command):
    with pytest.raises(AccountError, match="no account"):
        run(command[0], "nobody", *command[1:], stdin=f"{PASSWORD}\n")


def test_a_token_is_printed_alone_and_revoked_by_its_id(accounts):
    added()
    done = run("token", "ann", "--label", "spreadsheet")
    assert TokenStore(accounts.file).person(done.stdout.strip()).role is Role.READER
    [row] = json.loads(run("tokens", "ann", "--json").stdout)
    assert row["label"] == "spreadsheet"
    run("revoke", "ann", str(row["id"]))
    assert TokenStore(accounts.file).person(done.stdout.strip()) is None


def test_on_this_machine_nobody_signs_in_unless_asked_for(home):
    assert not login_needed(load_settings(), Address("127.0.0.1"))
    assert opened_access(load_settings(), Address("127.0.0.1")) is None
    assert not (home / FILE_NAME).exists()
    assert login_needed(load_settings(require_login=True), Address("127.0.0.1"))
    assert login_needed(load_settings(), Address("127.0.0.1", "https://audits.example.org"))
    assert login_needed(load_settings(), Address("0.0.0.0"))


@pytest.mark.parametrize("address", [EVERYWHERE, Address("0.0.0.0"), Address("127.0.0.1", "https://a.example.org")])
def test_elsewhere_the_server_does_not_start_while_nobody_could_sign_in(address):
    with pytest.raises(ConfigError, match="audit-learning user add NAME --role librarian"):
        opened_access(load_settings(), address)


def test_with_an_account_or_a_provider_it_starts():
    with_provider = opened_access(load_settings(**OIDC), EVERYWHERE)
    assert with_provider.provider is not None
    with_provider.close()
    added()
    with_account = opened_access(load_settings(), EVERYWHERE)
    assert with_account.provider is None
    with_account.close()


@pytest.mark.parametrize("missing", list(OIDC))
def test_a_provider_set_in_part_is_refused_even_where_nobody_signs_in(missing):
    settings = load_settings(**{**OIDC, missing: None})
    for address in (EVERYWHERE, Address()):
        with pytest.raises(ConfigError, match="in part"):
            opened_access(settings, address)


@pytest.mark.parametrize(
    ("issuer", "why"),
    [
        ("https://login.microsoftonline.com/common/v2.0", "any organisation"),
        ("https://login.microsoftonline.com/Organizations/v2.0", "any organisation"),
        ("https://login.microsoftonline.com/consumers/v2.0", "any organisation"),
        ("http://login.example.org", "https"),
    ],
)
def test_a_provider_that_would_let_strangers_in_is_refused(issuer, why):
    with pytest.raises(ConfigError, match=why):
        opened_access(load_settings(**{**OIDC, "oidc_issuer": issuer}), EVERYWHERE)


def test_a_provider_needs_an_address_to_send_people_back_to():
    with pytest.raises(ConfigError, match="AUDIT_LEARNING_PUBLIC_URL"):
        opened_access(load_settings(**OIDC), Address("0.0.0.0"))


def test_somebody_is_signed_out_everywhere_also_whom_a_provider_signed_in(accounts, audited):
    added()
    added("bob", "reader")
    sessions, ann = SessionStore(accounts.file), accounts.account("ann")
    other = Person("oidc:Änn@council.example", Role.READER, "oidc")
    anns = [sessions.start(ann.person, 60, ann) for _ in range(2)]
    others, bobs = sessions.start(other, 60), sessions.start(accounts.account("bob").person, 60)
    assert run("sign-out", "ANN").stdout == "signed out ANN (2 sessions)\n"
    assert [sessions.person(one) for one in anns] == [None, None]
    assert sessions.person(others)
    run("sign-out", "oidc:änn@council.example")
    assert sessions.person(others) is None
    assert sessions.person(bobs).name == "bob"
    rows = [(row["action"], row["person"], row["account"], row["sessions"]) for row in audited()[-2:]]
    assert rows == [
        ("signed_out", "command line", "ANN", 2),
        ("signed_out", "command line", "oidc:änn@council.example", 1),
    ]


def test_nobody_to_sign_out_is_said_to_be_nobody(accounts, audited):
    added()
    SessionStore(accounts.file).start(accounts.account("ann").person, -1)
    with pytest.raises(NotSignedInError, match="Nobody of that name is signed in"):
        run("sign-out", "ann")
    assert [row["action"] for row in audited()] == ["account_added"]
