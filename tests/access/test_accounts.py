"""Accounts: their names, their passwords, and what a change of them ends."""

from __future__ import annotations

import sqlite3
import stat
import threading

import pytest
from access_site import PASSWORD, cheap_hashes

from app.access.access_file import FILE_NAME
from app.access.accounts import AccountError, AccountStore
from app.access.passwords import AT_ONCE, MOST_WAITING, Hashes, PasswordError
from app.access.people import HERE, Person, Role
from app.access.program_tokens import TokenStore
from app.access.sessions import SessionStore
from app.access.subjects import Identity, SubjectStore
from knowledge.errors import HomeError, NotAllowedError, TooOftenError


def test_an_account_is_verified_by_its_password_whatever_the_case_of_its_name(people):
    assert people.verify("ANN", PASSWORD).role is Role.LIBRARIAN
    assert people.verify("ann", PASSWORD + " ") is None
    assert people.verify("nobody", PASSWORD) is None
    assert people.verify("ann", "") is None


def test_two_accounts_cannot_differ_by_case_alone(people):
    with pytest.raises(AccountError, match="already"):
        people.add("Ann", Role.READER, PASSWORD)
    assert [account.name for account in people.accounts()] == ["ann", "bob"]


@pytest.mark.parametrize("name", ["", " ann", "a b", "oidc:ann", "ann\n", "-ann", "a" * 65, "../ann", "<b>", "änn"])
def test_a_name_that_could_be_mistaken_is_refused(accounts, name):
    with pytest.raises(AccountError, match="cannot be the name"):
        accounts.add(name, Role.READER, PASSWORD)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", "shorter"),
        ("x" * 201, "longer"),
        ("Ann-of-Anytown", "is the name"),
        ("Safeguarding1", "guessed first"),
        ("aaaaaaaaaaaaaaaa", "guessed first"),
    ],
)
def test_a_weak_password_is_refused(accounts, password, why):
    with pytest.raises(PasswordError, match=why):
        accounts.add("ann-of-anytown", Role.READER, password)
    assert accounts.accounts() == []


def test_a_password_needs_no_digits_or_signs_and_may_have_spaces_and_accents(accounts):
    accounts.add("ann", Role.READER, "été après été")
    assert accounts.verify("ann", "été après été"), "the same letters, composed otherwise"


def test_the_file_keeps_no_password_and_is_the_owners_alone(people, home):
    assert PASSWORD.encode() not in b"".join(path.read_bytes() for path in home.glob(f"{FILE_NAME}*"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.glob(f"{FILE_NAME}*")} == {0o600}
    assert people.file.rows("SELECT password_hash FROM account")[0][0].startswith("$argon2id$")


def test_an_unknown_name_costs_a_hash_too():
    hashed = []

    class Counting:
        def hash(self, password):
            return "kept"

        def verify(self, kept, password):
            hashed.append(kept)
            return True

    hashes = Hashes(Counting())
    assert not hashes.fits("whatever it is", None)
    assert hashes.fits("whatever it is", "kept")
    assert len(hashed) == 2


def test_a_hash_of_older_parameters_is_made_anew_at_the_next_sign_in(people, home):
    before = people.file.rows("SELECT password_hash FROM account ORDER BY name")
    stronger = AccountStore(home / FILE_NAME, cheap_hashes(time_cost=2))
    assert stronger.verify("ann", "wrong one") is None
    assert stronger.verify("ann", PASSWORD).password_version == 1
    after = people.file.rows("SELECT password_hash FROM account ORDER BY name")
    assert (before[0][0] != after[0][0], before[1][0] == after[1][0]) == (True, True)
    assert "t=2" in after[0][0]
    assert stronger.verify("ann", PASSWORD)
    stronger.close()


def test_another_process_adds_somebody_while_the_server_has_the_file_open(people, home):
    other = AccountStore(home / FILE_NAME, cheap_hashes())
    other.add("eve", Role.READER, PASSWORD)
    assert people.verify("eve", PASSWORD)
    other.remove("bob")
    other.close()
    assert people.find("bob") is None


def test_who_is_asking_can_be_read_while_somebody_writes(people):
    sessions = SessionStore(people.file)
    token = sessions.start(people.account("ann").person, 60)
    found = []
    with people.file.changing():
        reader = threading.Thread(target=lambda: found.append(sessions.person(token)))
        reader.start()
        reader.join(timeout=20)
    assert found == [Person("ann", Role.LIBRARIAN, "account")]


@pytest.mark.parametrize(
    "change",
    [
        lambda people: people.set_password("ann", "four white herons"),
        lambda people: people.set_role("ann", Role.READER),
        lambda people: people.remove("ann"),
    ],
    ids=["password", "role", "removal"],
)
def test_a_change_of_an_account_ends_its_sessions_and_no_others(people, change):
    sessions = SessionStore(people.file)
    ann, bob = (sessions.start(one.person, 60, one) for one in people.accounts())
    change(people)
    assert sessions.person(ann) is None
    assert sessions.person(bob).name == "bob"


def test_a_new_password_ends_the_accounts_tokens_and_no_others(people):
    tokens = TokenStore(people.file)
    ann, bob = (tokens.make(one, "spreadsheet") for one in people.accounts())
    people.set_role("ann", Role.READER)
    assert tokens.person(ann), "a token reads only, whatever the role"
    people.set_password("ANN", "four white herons")
    assert tokens.person(ann) is None
    assert tokens.person(bob).name == "bob"


def test_a_password_and_its_tokens_change_together_or_not_at_all(people):
    token = TokenStore(people.file).make(people.account("ann"), "spreadsheet")
    with people.file.changing() as db:
        db.execute("CREATE TRIGGER stop BEFORE DELETE ON token BEGIN SELECT raise(ABORT, 'stop'); END")
    with pytest.raises(sqlite3.IntegrityError):
        people.set_password("ann", "four white herons")
    assert people.verify("ann", PASSWORD)
    assert TokenStore(people.file).person(token)


def test_a_person_and_their_programs_are_one_and_a_name_given_anew_is_another(people):
    sessions, tokens = SessionStore(people.file), TokenStore(people.file)
    former = people.account("ann")
    by_session = sessions.person(sessions.start(former.person, 60, former))
    by_token = tokens.person(tokens.make(former, "x"))
    assert by_session.key == by_token.key == former.person.key
    people.remove("ann")
    assert people.add("ann", Role.LIBRARIAN, PASSWORD).person.key != former.person.key
    others = [people.account("bob").person, HERE, Person("oidc:Ann", Role.READER, "oidc")]
    assert len({one.key for one in [former.person, *others]}) == 4
    assert Person("oidc:ann", Role.READER, "oidc").key == others[-1].key


def test_a_providers_name_is_never_two_peoples_even_where_one_looks_like_a_mark(people):
    subjects = SubjectStore(people.file)
    names = {subjects.name_of(Identity("ann", "one", Role.READER))}
    marked = subjects.name_of(Identity("ann", "two", Role.READER))
    names |= {marked, subjects.name_of(Identity(marked.removeprefix("oidc:"), "three", Role.READER))}
    assert len({name.casefold() for name in names}) == 3
    assert subjects.name_of(Identity("ann", "two", Role.READER)) == marked


def test_few_passwords_are_checked_at_one_time_and_few_wait():
    begun, go_on = threading.Semaphore(0), threading.Event()

    class Slow:
        def hash(self, password):
            begun.release()
            go_on.wait(timeout=20)
            return "kept"

    hashes, made, refused = Hashes(Slow()), [], []

    def make():
        try:
            made.append(hashes.of("some password"))
        except TooOftenError as error:
            refused.append(error.retry_after)
            begun.release()

    threads = [threading.Thread(target=make) for _ in range(AT_ONCE + MOST_WAITING + 10)]
    for thread in threads:
        thread.start()
    for _ in range(AT_ONCE + 10):  # those whose turn it is, and those refused
        assert begun.acquire(timeout=20)
    assert (len(made), len(refused)) == (0, 10)
    go_on.set()
    for thread in threads:
        thread.join(timeout=20)
    assert len(made) == AT_ONCE + MOST_WAITING
    assert hashes.of("some password") == "kept", "there is room again"


def test_a_password_that_was_changed_while_it_was_checked_starts_no_session(people):
    checked = people.verify("ann", PASSWORD)
    people.set_password("ann", "four white herons")
    with pytest.raises(NotAllowedError):
        SessionStore(people.file).start(checked.person, 60, checked)


def test_a_session_of_a_removed_account_is_not_that_of_a_new_one_of_the_same_name(people):
    former = people.account("ann")
    people.remove("ann")
    people.add("ann", Role.LIBRARIAN, PASSWORD)
    with pytest.raises(NotAllowedError):
        SessionStore(people.file).start(former.person, 60, former)


def test_a_session_ends_after_its_time_and_is_then_forgotten(people):
    now = [1000.0]
    sessions = SessionStore(people.file, clock=lambda: now[0])
    token = sessions.start(people.account("ann").person, 60)
    now[0] += 59.9
    assert sessions.person(token)
    now[0] += 0.1
    assert sessions.person(token) is None
    sessions.start(people.account("bob").person, 60)
    assert people.file.rows("SELECT count(*) FROM session")[0][0] == 1


def test_the_file_holds_no_token_that_could_be_used(people, home):
    session = SessionStore(people.file).start(people.account("ann").person, 60)
    token = TokenStore(people.file).make(people.account("ann"), "spreadsheet")
    kept = b"".join(path.read_bytes() for path in home.glob(f"{FILE_NAME}*"))
    assert session.encode() not in kept
    assert token.encode() not in kept
    assert b"spreadsheet" in kept


def test_a_programs_token_reads_only_and_goes_with_its_account(people):
    tokens = TokenStore(people.file)
    token = tokens.make(people.account("ann"), " my  spreadsheet ")
    ann = people.account("ann")
    assert tokens.person(token) == Person("ann", Role.READER, "token", ann.account_id)
    assert [one.label for one in tokens.tokens(people.account("ann"))] == ["my spreadsheet"]
    people.remove("ann")
    assert tokens.person(token) is None


def test_a_token_is_revoked_by_its_owner_alone(people):
    tokens = TokenStore(people.file)
    token = tokens.make(people.account("ann"), "spreadsheet")
    [made] = tokens.tokens(people.account("ann"))
    with pytest.raises(AccountError):
        tokens.revoke(people.account("bob"), made.token_id)
    assert tokens.person(token)
    tokens.revoke(people.account("ann"), made.token_id)
    assert tokens.person(token) is None


@pytest.mark.parametrize("label", ["", "  ", "x" * 61, "a\x00b"])
def test_a_token_needs_a_label_that_can_be_shown(people, label):
    with pytest.raises(AccountError, match="label"):
        TokenStore(people.file).make(people.account("ann"), label)


def test_a_damaged_file_is_said_to_be_one(home):
    home.mkdir()
    (home / FILE_NAME).write_bytes(b"this is no database" * 100)
    with pytest.raises(HomeError, match="cannot be used"):
        AccountStore(home / FILE_NAME)


def test_a_file_of_a_newer_version_is_left_alone(home):
    home.mkdir()
    newer = sqlite3.connect(home / FILE_NAME)
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(HomeError, match="newer"):
        AccountStore(home / FILE_NAME)
