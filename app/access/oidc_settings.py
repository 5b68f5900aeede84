"""The settings of a sign-in provider, checked as a whole: which one it is, and what its word makes of a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.access.people import Role
from app.this_machine import is_loopback
from knowledge.errors import ConfigError

if TYPE_CHECKING:
    from app.server.address import Address
    from app.settings import Settings

ANY_TENANT = {"common", "organizations", "consumers", "9188040d-6c67-4c5b-b112-36a304b66dad"}
"""Paths of Microsoft's sign-in that let in accounts of any organisation, or anybody's own."""
MICROSOFT = ("microsoftonline.com", "microsoftonline.us", "microsoftonline.cn", "windows.net", "microsoft.com")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One provider.

    Args:
        issuer: Its address, as its tokens say it.
        client_id: What it knows this server by.
        client_secret: Shared with it.
        role_claim: The claim that says what a person may do; dots lead into nested ones (`realm_access.roles`).
        reader: Value that makes a reader; empty: whomever the provider signs in.
        librarian: Value that makes a librarian; empty: nobody.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    role_claim: str = "roles"
    reader: str = ""
    librarian: str = "librarian"

    def role_of(self, claims: dict[str, Any]) -> Role | None:
        """What the provider's word makes of a person; `None`: nothing."""
        values = _values(claims, self.role_claim)
        if self.librarian and self.librarian in values:
            return Role.LIBRARIAN
        return Role.READER if not self.reader or self.reader in values else None


def provider_settings(settings: Settings, address: Address) -> ProviderSettings | None:
    """The provider that is set; `None` where none is.

    Raises:
        ConfigError: It is set in part, its address is not https, it would let strangers in, or nobody could come back
            from it.
    """
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
    issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
    if not (issuer or client_id or secret):
        return None
    if not (issuer and client_id and secret):
        raise ConfigError(
            "The sign-in provider is set in part only.",
            "Set AUDIT_LEARNING_OIDC_ISSUER, AUDIT_LEARNING_OIDC_CLIENT_ID and AUDIT_LEARNING_OIDC_CLIENT_SECRET, or "
            "none of them.",
        )
    _check_issuer(issuer)
    if not address.is_here and not address.public_url:
        raise ConfigError(
            "The sign-in provider must be told where to send people back.",
            "Set AUDIT_LEARNING_PUBLIC_URL to the address that people open.",
        )
    values = (settings.oidc_role_claim, settings.oidc_reader, settings.oidc_librarian)
    return ProviderSettings(issuer, client_id, secret, *values)


def _check_issuer(issuer: str) -> None:
    address = urlsplit(issuer)
    host = (address.hostname or "").lower()
    if address.scheme != "https" and not is_loopback(host):
        raise ConfigError("AUDIT_LEARNING_OIDC_ISSUER is not an https:// address.", "Give the provider's address.")
    tenant = address.path.strip("/").split("/")[0].lower()
    if tenant in ANY_TENANT and any(host == own or host.endswith(f".{own}") for own in MICROSOFT):
        raise ConfigError(
            f"AUDIT_LEARNING_OIDC_ISSUER ends in /{tenant}, which lets in accounts of any organisation.",
            "Name your own tenant: https://login.microsoftonline.com/TENANT/v2.0.",
        )


def _values(claims: dict[str, Any], claim: str) -> set[str]:
    """The values of a claim, which may be one or a list; none where it is absent."""
    found: Any = claims.get(claim)
    if found is None and "." in claim:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    values = found if isinstance(found, list) else [found]
    return {value for value in values if isinstance(value, str)}
