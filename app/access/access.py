"""Who may come in: signs people in and out, and tells whom a request is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.access.access_errors import SignInError
from app.access.access_file import FILE_NAME
from app.access.accounts import AccountStore
from app.access.cookies import Cookie
from app.access.pace import limiter
from app.access.people import Person
from app.access.program_tokens import TokenStore
from app.access.sessions import SessionStore
from app.access.subjects import SubjectStore
from app.access.throttle import PER_ADDRESS, WINDOW_MINUTES, Throttle, network_of
from knowledge.errors import ConfigError, NotAllowedError

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection
    from starlette.responses import Response

    from app.access.accounts import Account
    from app.access.audit_log import Action, AuditLog
    from app.access.oidc import Provider
    from app.access.program_tokens import ProgramToken
    from app.access.subjects import Identity
    from app.server.address import Address
    from app.settings import Settings

UNKNOWN = "unknown"
"""In the audit log, for a name that no account has: it may be a password, typed into the wrong field."""
ADD_SOMEBODY = (
    "Add somebody with `audit-learning user add NAME --role librarian`, or set a sign-in provider "
    "(AUDIT_LEARNING_OIDC_ISSUER, AUDIT_LEARNING_OIDC_CLIENT_ID, AUDIT_LEARNING_OIDC_CLIENT_SECRET)."
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that began: `token` goes into the browser's cookie, and nowhere else."""

    person: Person
    token: str


class Access:
    """Who may come in, over one data home. All but `keep` and `forget` read or write a file.

    Args:
        accounts: The local accounts; closed with this.
        address: Where the server is reached, which decides about its cookies.
        session_hours: After so many hours people sign in again, whatever they do meanwhile.
        audit: Where it is kept who signed in.
        provider: Signs people in too, where set.
        throttle: Slows down whoever guesses.
    """

    def __init__(
        self,
        accounts: AccountStore,
        address: Address,
        session_hours: float = 10,
        audit: AuditLog | None = None,
        provider: Provider | None = None,
        throttle: Throttle | None = None,
    ) -> None:
        from limits import RateLimitItemPerMinute

        self.accounts = accounts
        self.provider = provider
        self.tokens = TokenStore(accounts.file)
        self._sessions = SessionStore(accounts.file)
        self._subjects = SubjectStore(accounts.file)
        self._seconds = session_hours * 3600
        self._cookie = Cookie("session", address)
        self._audit = audit
        self._throttle = throttle or Throttle()
        self._refusals, self._most_refusals = limiter(), RateLimitItemPerMinute(PER_ADDRESS, WINDOW_MINUTES)

    def person_for(self, connection: HTTPConnection) -> Person | None:
        """Whom a request is from: a program by its token, else a browser by its cookie; `None` for nobody."""
        scheme, _, credentials = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.tokens.person(credentials.strip())
        token = self._cookie.read(connection)
        return self._sessions.person(token) if token else None

    def sign_in(self, connection: HTTPConnection, name: str, password: str) -> SignedIn:
        """Signs somebody in by name and password.

        Raises:
            SignInError: They do not belong together; nothing says which is wrong.
            TooOftenError: There were too many wrong ones, or too many people sign in at this moment.
        """
        account = self._verified(connection, name.strip(), password)
        return self._begun(connection, account.person, account)

    def admit(self, connection: HTTPConnection, identity: Identity) -> SignedIn:
        """Signs somebody in whom the provider vouched for."""
        return self._begun(connection, Person(self._subjects.name_of(identity), identity.role, "oidc"))

    def refuse(self, connection: HTTPConnection, reason: str) -> None:
        """Notes that somebody was not let in.

        Not where they came from no sign-in of ours (`stale`), and only so often of one address: strangers may come by
        as they like, and must not fill the log.
        """
        address = address_of(connection)
        if reason != "stale" and self._refusals.hit(self._most_refusals, network_of(address)):
            self._record("sign_in_refused", UNKNOWN, reason=reason, address=address)

    def sign_out(self, connection: HTTPConnection) -> None:
        """Ends the session of a request on the server; nothing happens where there is none."""
        if token := self._cookie.read(connection):
            person = self._sessions.person(token)
            self._sessions.end(token)
            if person:
                self._record("signed_out", person.name)

    def keep(self, response: Response, signed_in: SignedIn) -> None:
        """Has the browser keep a session."""
        self._cookie.put(response, signed_in.token, self._seconds)

    def forget(self, response: Response) -> None:
        """Has the browser forget its session."""
        self._cookie.clear(response)

    def account_of(self, person: Person) -> Account | None:
        """The account that a person signed in to; `None` for programs and for whom the provider signed in."""
        return self.accounts.find(person.name) if person.via == "account" else None

    def change_password(self, connection: HTTPConnection, person: Person, current: str, new: str) -> SignedIn:
        """Changes a person's own password, and ends their tokens and all their sessions but a new one.

        Raises:
            NotAllowedError: They have no account here.
            SignInError: `current` is wrong.
            TooOftenError: There were too many wrong ones.
            PasswordError: `new` may not be used.
        """
        account = self._own(person)
        self._verified(connection, account.name, current)
        account = self.accounts.set_password(account.name, new)
        self._record("password_changed", account.name)
        return SignedIn(account.person, self._sessions.start(account.person, self._seconds, account))

    def make_token(self, person: Person, label: str) -> str:
        """Makes a token for a person's program. Raises NotAllowedError, AccountError."""
        token = self.tokens.make(self._own(person), label)
        self._record("token_made", person.name)
        return token

    def tokens_of(self, person: Person) -> list[ProgramToken]:
        """The tokens of a person, oldest first."""
        account = self.account_of(person)
        return self.tokens.tokens(account) if account else []

    def revoke_token(self, person: Person, token_id: int) -> None:
        """Ends a token of a person. Raises NotAllowedError, AccountError."""
        self.tokens.revoke(self._own(person), token_id)
        self._record("token_revoked", person.name, token_id=token_id)

    def close(self) -> None:
        """Closes the file."""
        self.accounts.close()

    def _own(self, person: Person) -> Account:
        if account := self.account_of(person):
            return account
        raise NotAllowedError("You have no account here.", "Whoever signed you in keeps your password.")

    def _verified(self, connection: HTTPConnection, name: str, password: str) -> Account:
        address = address_of(connection)
        with self._throttle.attempt(name, address) as attempt:
            account = self.accounts.verify(name, password)
            attempt.was_right = account is not None
        if account is None:
            known = self.accounts.find(name)
            self._record("sign_in_refused", known.name if known else UNKNOWN, reason="wrong", address=address)
            raise SignInError("The name or the password is wrong.", "Check both, and type them again.")
        return account

    def _begun(self, connection: HTTPConnection, person: Person, account: Account | None = None) -> SignedIn:
        if former := self._cookie.read(connection):
            self._sessions.end(former)
        token = self._sessions.start(person, self._seconds, account)
        self._record("signed_in", person.name, via=person.via, role=person.role.value, address=address_of(connection))
        return SignedIn(person, token)

    def _record(self, action: Action, person: str, **details: str | int) -> None:
        if self._audit:
            self._audit.record(action, person, **details)


def address_of(connection: HTTPConnection) -> str:
    """The client's address, as the server believes it (behind a proxy: what a trusted proxy says)."""
    return connection.client.host if connection.client else UNKNOWN


def login_needed(settings: Settings, address: Address) -> bool:
    """Whether people sign in: anywhere but on this machine, and there where it is asked for."""
    return settings.require_login or not address.is_here


def opened_access(settings: Settings, address: Address, audit: AuditLog | None = None) -> Access | None:
    """Who may come in; `None` where only this machine is served, and nobody signs in.

    Raises:
        ConfigError: A login is needed, and nobody could sign in; or the sign-in provider is not set up whole.
    """
    from app.access.oidc import provider_of

    provider = provider_of(settings, address)
    if not login_needed(settings, address):
        return None
    accounts = AccountStore(settings.home / FILE_NAME)
    if provider is None and not accounts.accounts():
        accounts.close()
        raise ConfigError("Nobody could sign in: there is no account yet, and no sign-in provider.", ADD_SOMEBODY)
    return Access(accounts, address, settings.session_hours, audit, provider)
