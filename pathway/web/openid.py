"""
The OpenID Connect provider of an installation, by Authlib: no other module knows that.

What has to be remembered between the two halves of a sign-in, with its nonce and its proof key
(PKCE), is returned to the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, cast

from starlette.requests import Request

from pathway.errors import WrongUsage
from pathway.service.mail.mail_backends import is_safe, secret_of
from pathway.settings import Settings

NAME = "provider"
METADATA = "/.well-known/openid-configuration"
SECONDS = 10.0  # for each answer of the provider
# What is signed with a key of its own; never `none`, nor a secret that both sides know.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "RS384", "RS512", "PS384", "PS512", "ES384")
NOT_INSTALLED = "Signing in through OpenID Connect needs more packages: pip install 'practice-review-pathway[sign-on]'"
Remembered = dict[str, Any]


class NotSignedOn(Exception):
    """The provider did not say who somebody is; `why` is a word for the log."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class ProviderUnreachable(NotSignedOn):
    """The provider cannot be reached, or answers with something else than it should."""


@dataclass(frozen=True, slots=True)
class SignedOn:
    """Who the provider says somebody is: their email, if it has checked that it is theirs."""

    email: str
    is_verified: bool


class _Answer(Protocol):
    headers: Any


class _Client(Protocol):
    """What is used of Authlib's client, which has no types."""

    async def load_server_metadata(self) -> dict[str, Any]:
        """Return what the provider says of itself."""
        ...

    async def authorize_redirect(self, request: Request, redirect_uri: str) -> _Answer:
        """Return the answer that leads to the provider, and keep its state in the session."""
        ...

    async def authorize_access_token(self, request: Request, **options: Any) -> dict[str, Any]:
        """Return what the provider answers to the code, with the checked claims."""
        ...


class Provider:
    """
    An OpenID Connect provider.

    Args:
        redirect_uri: Where it sends people back to.

    Raises:
        WrongUsage: The settings do not fit together, or Authlib is not installed.
    """

    def __init__(self, settings: Settings, redirect_uri: str) -> None:
        self.secret = _checked_secret(settings)
        self._issuer = settings.oidc_issuer
        self._redirect_uri = redirect_uri
        self._client = _client(settings, self.secret)

    async def begin(self, request: Request) -> tuple[str, Remembered]:
        """
        Return where somebody signs in, and what has to be remembered until they come back.

        Raises:
            ProviderUnreachable: The provider does not say where.
        """
        remembered: Remembered = {}
        request.scope["session"] = remembered
        try:
            await self._load()
            answer = await self._client.authorize_redirect(request, self._redirect_uri)
        except NotSignedOn:
            raise
        except Exception as error:  # whatever httpx and Authlib raise
            raise ProviderUnreachable(type(error).__name__) from error
        return str(answer.headers["location"]), remembered

    async def end(self, request: Request, remembered: Remembered) -> SignedOn:
        """
        Return who has come back from the provider.

        Args:
            remembered: What `begin` returned to this browser.

        Raises:
            NotSignedOn: They come from elsewhere, come twice, or were refused there.
            ProviderUnreachable: The provider does not answer, or not as it should.
        """
        from authlib.common.errors import AuthlibBaseError
        from joserfc.errors import JoseError

        request.scope["session"] = remembered
        issued_by = {"iss": {"essential": True, "value": self._issuer}}
        try:
            await self._load()
            answer = await self._client.authorize_access_token(request, claims_options=issued_by)
        except (AuthlibBaseError, JoseError) as error:
            raise NotSignedOn(type(error).__name__) from error
        except NotSignedOn:
            raise
        except Exception as error:  # whatever httpx and Authlib raise
            raise ProviderUnreachable(type(error).__name__) from error
        return _signed_on(answer.get("userinfo"))

    async def _load(self) -> None:
        """Ask the provider, once, where it is asked and how it signs; check that it is the one."""
        metadata = await self._client.load_server_metadata()
        if metadata.get("issuer") != self._issuer:
            raise ProviderUnreachable("another_issuer")
        offered = metadata.get("id_token_signing_alg_values_supported") or ()
        metadata["id_token_signing_alg_values_supported"] = [
            name for name in ALGORITHMS if name in offered
        ] or [ALGORITHMS[0]]


def _signed_on(claims: object) -> SignedOn:
    if not isinstance(claims, dict):
        raise NotSignedOn("no_id_token")
    members = cast("dict[str, object]", claims)
    email = members.get("email")
    return SignedOn(
        email if isinstance(email, str) else "",
        is_verified=bool(email) and members.get("email_verified") is True,
    )


def _checked_secret(settings: Settings) -> str:
    if not is_safe(settings.oidc_issuer):
        raise WrongUsage(
            "oidc_issuer begins with https://: who somebody is, is not asked without encryption."
        )
    if not settings.base_url:
        raise WrongUsage("A provider sends people back to the desk: set base_url to its address.")
    secret = secret_of(
        settings.oidc_client_secret, settings.oidc_client_secret_file, "oidc_client_secret"
    )
    if not (settings.oidc_client_id and secret):
        raise WrongUsage("Set oidc_client_id and oidc_client_secret besides oidc_issuer.")
    return secret


def _client(settings: Settings, secret: str) -> _Client:
    try:
        from authlib.integrations.starlette_client import OAuth
    except ImportError as error:
        raise WrongUsage(NOT_INSTALLED) from error
    made: Any = OAuth()
    client: _Client = made.register(
        NAME,
        client_id=settings.oidc_client_id,
        client_secret=secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}{METADATA}",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "timeout": SECONDS,
        },
    )
    return client
