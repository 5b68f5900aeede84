"""Signing in with an organisation's own provider: OpenID Connect by authlib, such as Microsoft Entra or Keycloak."""

from __future__ import annotations

import importlib.util
import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.access.access_errors import SignInError
from app.access.flows import Flows
from app.access.oidc_settings import ProviderSettings, provider_settings
from app.access.subjects import Identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from app.server.address import Address
    from app.settings import Settings

LOGGER = logging.getLogger(__name__)
SAFE_ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
"""Signatures by the provider's private key. A provider may also list `none`, and those that our secret could make."""
LEEWAY_SECONDS = 60
"""By which clocks may differ."""
TIMEOUT_SECONDS = 10
METADATA_SECONDS = 24 * 3600
"""After so long the provider is asked anew for its endpoints and keys: it may have withdrawn a key."""
CALLBACK = "/auth/callback"
AGAIN = "Try to sign in again; if it fails again, tell the people who look after this server."


@dataclass(frozen=True, slots=True)
class Returned:
    """Whom the provider vouched for, and where they wanted to go (below the root path)."""

    identity: Identity
    back: str


class Provider:
    """One sign-in provider. Requests go to its own endpoints alone, as its discovery document names them.

    What must be remembered between the way there and back (state, nonce, the PKCE verifier) stays in this process;
    the browser gets a random key to it. So nothing of it can be read or used twice, and no secret has to be kept.

    Args:
        settings: Which provider, and whom it lets in.
        address: Where people reach this server, for the way back.
    """

    def __init__(self, settings: ProviderSettings, address: Address) -> None:
        self._settings = settings
        self._address = address
        self._flows = Flows(address)
        self._client: Any = None
        self._asked_again_at = 0.0

    async def start(self, request: Request, back: str) -> Response:
        """Sends a browser to the provider.

        Args:
            request: Of the browser.
            back: Where to go after signing in, below the root path.

        Raises:
            SignInError: The provider cannot be reached, or is not the one that was set.
        """
        session: dict[str, Any] = {}
        request.scope["session"] = session  # authlib's place for state, nonce and verifier
        with _provider_errors():
            client = await self._ready()
            response: Response = await client.authorize_redirect(request, self._address.base_of(request) + CALLBACK)
        self._flows.begin(response, session, back)
        return response

    async def finish(self, request: Request) -> Returned:
        """Receives a browser from the provider.

        Raises:
            SignInError: It was not sent there from here, the provider's word cannot be trusted or had, or it does not
                make a reader or librarian.
        """
        flow = self._flows.take(request)
        if flow is None:
            raise SignInError("This sign-in is over, or began in another browser.", "Sign in again.", "stale")
        request.scope["session"] = flow.session
        with _provider_errors():
            client = await self._ready()
            token = await client.authorize_access_token(
                request, claims_options=self._claims_wanted(client), leeway=LEEWAY_SECONDS
            )
        claims = token.get("userinfo")
        if not claims:
            raise SignInError("The provider did not say who you are.", AGAIN, "no_id_token")
        return Returned(self._identity(claims), flow.back)

    def _identity(self, claims: dict[str, Any]) -> Identity:
        role = self._settings.role_of(claims)
        if role is None:
            raise SignInError(
                "Your organisation signed you in, but you have no role in this library.",
                "Ask whoever looks after this server to give you one.",
                "no_role",
            )
        return Identity(_name_in(claims), f"{claims['iss']} {claims['sub']}", role)

    def _claims_wanted(self, client: Any) -> dict[str, Any]:  # noqa: ANN401 - authlib has no types
        # authlib alone takes a token for another client where its `azp` names ours.
        issuer, client_id = client.server_metadata["issuer"], self._settings.client_id
        return {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}

    async def _ready(self) -> Any:  # noqa: ANN401 - authlib has no types
        """The client, once the provider has said who it is and where its endpoints are."""
        if self._client is None or time.monotonic() >= self._asked_again_at:
            client = _client_of(self._settings)
            metadata = await client.load_server_metadata()
            if str(metadata.get("issuer", "")).rstrip("/") != self._settings.issuer.rstrip("/"):
                raise ValueError("the provider names another issuer")
            _check_endpoints(metadata, self._settings.issuer)
            listed = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
            safe = [name for name in listed if name in SAFE_ALGORITHMS]
            metadata["id_token_signing_alg_values_supported"] = safe or ["RS256"]
            self._client, self._asked_again_at = client, time.monotonic() + METADATA_SECONDS
        return self._client


def provider_of(settings: Settings, address: Address) -> Provider | None:
    """The provider that is set; `None` where none is.

    Raises:
        ConfigError: It is set in part, or is one that would let strangers in.
    """
    chosen = provider_settings(settings, address)
    return Provider(chosen, address) if chosen else None


def _client_of(settings: ProviderSettings) -> Any:  # noqa: ANN401 - authlib has no types
    from authlib.integrations.starlette_client import OAuth  # type: ignore[import-untyped]

    return OAuth().register(
        "provider",
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid profile email",
            "code_challenge_method": "S256",
            "timeout": TIMEOUT_SECONDS,
            "follow_redirects": False,
        },
    )


def _check_endpoints(metadata: dict[str, Any], issuer: str) -> None:
    """Over https, unless the issuer itself is on this machine without. Raises ValueError."""
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        address = urlsplit(str(metadata.get(name, "")))
        if not address.hostname or address.scheme not in {"https", urlsplit(issuer).scheme}:
            raise ValueError(f"the provider's {name} is not an https address")


def _name_in(claims: dict[str, Any]) -> str:
    """What the provider calls the person; an e-mail address only where it checked that it is theirs."""
    names = [claims.get("preferred_username"), claims.get("email") if claims.get("email_verified") is True else None]
    return next((name for name in names if isinstance(name, str) and name and name.isprintable()), str(claims["sub"]))


@contextmanager
def _provider_errors() -> Iterator[None]:
    """Turns what authlib, the network and a wrong reply raise into a SignInError; logs its kind, never its words."""
    from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
    from joserfc.errors import JoseError

    try:
        yield
    except _network_errors() as error:
        LOGGER.warning("The sign-in provider cannot be reached (%s).", type(error).__name__)
        raise SignInError("Your organisation's sign-in cannot be reached.", AGAIN, "unreachable") from error
    except (AuthlibBaseError, JoseError, ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
        # authlib and joserfc raise bare ones too where a reply is not shaped as the standard says.
        LOGGER.warning("The sign-in provider's word was not accepted (%s).", type(error).__name__)
        raise SignInError("Your organisation's sign-in did not let you in.", AGAIN, "not_accepted") from error


def _network_errors() -> tuple[type[Exception], ...]:
    """Of the HTTP client that authlib uses: httpx2 where it is installed, else httpx."""
    names = [name for name in ("httpx", "httpx2") if importlib.util.find_spec(name)]
    return tuple(importlib.import_module(name).HTTPError for name in names)
