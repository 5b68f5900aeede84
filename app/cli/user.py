"""The `user` command: adds, lists, changes and removes people who may sign in, while the server runs or not."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from app.access.people import Role
from app.cli.terminal import print_json, say
from knowledge.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.access.accounts import Account, AccountStore
    from app.access.audit_log import Action
    from app.settings import Settings

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print JSON alone on stdout.")
PASSWORD_OPTION = click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of stdin instead of asking for it."
)
ROLES = click.Choice([role.value for role in Role])
WHO = "command line"
"""Who did it, in the audit log: whoever may run commands here may do anything."""


@click.group()
def user() -> None:
    """Add, list or remove people who may sign in. The server may run meanwhile."""


@user.command()
@click.argument("name")
@click.option("--role", type=ROLES, default=Role.READER.value, show_default=True, help="What they may do.")
@PASSWORD_OPTION
@click.pass_obj
def add(settings: Settings, name: str, role: str, password_stdin: bool) -> None:
    """Add somebody: a reader asks and reads, a librarian also changes the library."""
    with _accounts(settings) as accounts:
        account = accounts.add(name, Role(role), _password(password_stdin))
        _record(settings, "account_added", account, role=role)
    click.echo(f"added      {account.name} ({account.role.value})")


@user.command(name="list")
@JSON_OPTION
@click.pass_obj
def list_accounts(settings: Settings, as_json: bool) -> None:
    """List who may sign in with a password."""
    with _accounts(settings) as accounts:
        found = accounts.accounts()
    if as_json:
        print_json([{"name": one.name, "role": one.role.value, "created": one.created.isoformat()} for one in found])
        return
    for one in found:
        click.echo(f"{one.name}  {one.role.value}  since {one.created:%Y-%m-%d}")
    say(f"{len(found)} {'account' if len(found) == 1 else 'accounts'}")


@user.command()
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Remove somebody: their sessions and tokens end at once."""
    with _accounts(settings) as accounts:
        account = accounts.remove(name)
        _record(settings, "account_removed", account)
    click.echo(f"removed    {account.name}")


@user.command()
@click.argument("name")
@PASSWORD_OPTION
@click.pass_obj
def password(settings: Settings, name: str, password_stdin: bool) -> None:
    """Give somebody a new password: they are signed out everywhere, and the tokens of their programs end."""
    with _accounts(settings) as accounts:
        accounts.account(name)  # before anybody types one in vain
        account = accounts.set_password(name, _password(password_stdin))
        _record(settings, "password_changed", account)
    click.echo(f"changed    {account.name}")
    say("They are signed out everywhere, and the tokens of their programs have ended.")


@user.command()
@click.argument("name")
@click.argument("role", type=ROLES)
@click.pass_obj
def role(settings: Settings, name: str, role: str) -> None:
    """Make somebody a reader or a librarian: they are signed out everywhere."""
    with _accounts(settings) as accounts:
        account = accounts.set_role(name, Role(role))
        _record(settings, "role_changed", account, role=role)
    click.echo(f"changed    {account.name} ({account.role.value})")


@user.command(name="sign-out")
@click.argument("name")
@click.pass_obj
def sign_out(settings: Settings, name: str) -> None:
    """End all sessions of somebody, also of one whom a provider signed in (`oidc:...`). Tokens stay."""
    from app.access.sessions import SessionStore

    with _accounts(settings) as accounts:
        ended = SessionStore(accounts.file).end_all(name)
        _record(settings, "signed_out", name, sessions=ended)
    click.echo(f"signed out {name} ({ended} {'session' if ended == 1 else 'sessions'})")


@user.command()
@click.argument("name")
@click.option("--label", required=True, help="What the token is for.")
@click.pass_obj
def token(settings: Settings, name: str, label: str) -> None:
    """Make a token for a program of somebody's, which may ask and read; printed once, alone on stdout."""
    from app.access.program_tokens import TokenStore

    with _accounts(settings) as accounts:
        account = accounts.account(name)
        made = TokenStore(accounts.file).make(account, label)
        _record(settings, "token_made", account)
    click.echo(made)
    say("Keep it as you would keep a password: it is not shown again.")


@user.command()
@click.argument("name")
@JSON_OPTION
@click.pass_obj
def tokens(settings: Settings, name: str, as_json: bool) -> None:
    """List the tokens of somebody's programs, oldest first."""
    from app.access.program_tokens import TokenStore

    with _accounts(settings) as accounts:
        found = TokenStore(accounts.file).tokens(accounts.account(name))
    if as_json:
        print_json([{"id": one.token_id, "label": one.label, "created": one.created.isoformat()} for one in found])
        return
    for one in found:
        click.echo(f"{one.token_id}  {one.label}  since {one.created:%Y-%m-%d}")
    say(f"{len(found)} {'token' if len(found) == 1 else 'tokens'}")


@user.command()
@click.argument("name")
@click.argument("token_id", metavar="ID", type=click.IntRange(min=1))
@click.pass_obj
def revoke(settings: Settings, name: str, token_id: int) -> None:
    """End a token, by the id that `tokens` lists."""
    from app.access.program_tokens import TokenStore

    with _accounts(settings) as accounts:
        account = accounts.account(name)
        TokenStore(accounts.file).revoke(account, token_id)
        _record(settings, "token_revoked", account, token_id=token_id)
    click.echo(f"revoked    {token_id}")


@contextmanager
def _accounts(settings: Settings) -> Iterator[AccountStore]:
    from app.access.access_file import FILE_NAME
    from app.access.accounts import AccountStore

    with closing(AccountStore(settings.home / FILE_NAME)) as accounts:
        yield accounts


def _record(settings: Settings, action: Action, account: Account | str, **details: str | int) -> None:
    from app.access.audit_log import FILE_NAME, AuditLog

    name = account if isinstance(account, str) else account.name
    AuditLog(settings.home / FILE_NAME).record(action, WHO, account=name, **details)


def _password(from_stdin: bool) -> str:
    """As typed twice, unseen; or the first line of stdin."""
    if not from_stdin:
        return click.prompt("Password", type=str, hide_input=True, confirmation_prompt=True, err=True)
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise ConfigError("There is no password on stdin.", "Write it there, on one line.")
    return line
