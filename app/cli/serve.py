"""The `serve` command: opens the assistant in the browser."""

from __future__ import annotations

import os
import sys
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING, NoReturn

import click

from app.cli.terminal import say

if TYPE_CHECKING:
    from app.settings import Settings


@click.command()
@click.option("--host", help="Address to serve on; this machine only where absent.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to serve on; 0 takes any free one.")
@click.pass_obj
def serve(settings: Settings, host: str | None, port: int | None) -> None:
    """Open the assistant in the browser; a new library is filled with the fictional sample reports.

    On this machine there is no login. Any other host needs one: add people with `audit-learning user add`, or set a
    sign-in provider (AUDIT_LEARNING_OIDC_ISSUER).
    """
    from app.access.access import opened_access
    from app.access.audit_log import FILE_NAME, AuditLog
    from app.samples import opened_with_samples
    from app.server.address import Address
    from app.server.request_log import configure_logging
    from app.server.serving import serve as serve_site
    from app.server.serving import warmed_up
    from app.wiring import site_of

    configure_logging(settings.log_format)
    address = Address(host or settings.host, settings.public_url)
    audit = AuditLog(settings.home / FILE_NAME)
    access = opened_access(settings, address, audit)  # first: without a login the library need not be opened
    if access and not address.is_secure:
        say(
            "Warning: people's passwords are not encrypted on their way here. Put a proxy with TLS before this server, "
            "and set AUDIT_LEARNING_PUBLIC_URL to its https:// address (docs/deploying.md)."
        )
    with (
        closing(access) if access else nullcontext(),
        opened_with_samples(settings) as product,
        site_of(product, address, access, audit) as site,
    ):
        warmed_up(site)
        serve_site(site, settings.port if port is None else port, say, settings.trusted_proxies)
    _end()


def _end() -> NoReturn:
    """Ends the process now that the library is closed: threads at answers that nobody waits for would keep it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
