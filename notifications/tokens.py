"""
Tokens to log in with in place of a password (OAuth 2.0, RFC 6749, 4.4: client credentials).

Exchange Online takes nothing else. A token is kept until shortly before it ends, so that a mailbox
that is read each minute does not ask for one each minute.
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException
from threading import Lock
from time import monotonic
from typing import Any, cast
from urllib.error import HTTPError
from urllib.parse import urlencode

from pathway.notifications.certificates import checking
from pathway.notifications.errors import TokenRefused

MARGIN = 60.0  # seconds before its end from which a token is not used any more
USUAL_LIFE = 300.0  # seconds, where the server does not say
SECONDS = re.compile(r"[0-9]{1,9}")
LARGEST = 64 * 1024  # bytes; a token has a few thousand


@dataclass(frozen=True, slots=True)
class TokenClient:
    """
    Who asks for a token, and where.

    Args:
        url: The token endpoint.
        scope: What the token is for, such as `https://outlook.office365.com/.default`.
    """

    url: str
    client_id: str
    secret: str = field(repr=False)
    scope: str = ""
    timeout: float = 30.0


class TokenSource:
    """Asks for tokens, and keeps the last; may be used by several threads."""

    def __init__(self, client: TokenClient) -> None:
        self._client = client
        self._lock = Lock()
        self._token, self._ends = "", 0.0

    def token(self) -> str:
        """
        Return a token that is good for a minute at least.

        Raises:
            TokenRefused: The server cannot be reached, or gives none.
        """
        with self._lock:
            if monotonic() >= self._ends - MARGIN:
                self._token, life = _asked_for(self._client)
                self._ends = monotonic() + life
            return self._token

    def forget(self) -> None:
        """Ask for another next time: this one was not accepted."""
        with self._lock:
            self._token, self._ends = "", 0.0


@cache
def token_source(client: TokenClient) -> TokenSource:
    """Return the one source of tokens for a client."""
    return TokenSource(client)


def _xoauth2(user: str, token: str) -> bytes:
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def _oauthbearer(user: str, token: str) -> bytes:
    name = user.replace("=", "=3D").replace(",", "=2C")  # RFC 5801, 4
    return f"n,a={name},\x01auth=Bearer {token}\x01\x01".encode()


@dataclass(frozen=True, slots=True)
class TokenLogin:
    """
    A mechanism to log in with a token.

    Args:
        says: What a client says, before it is encoded, from the user and the token.
        ends: What it answers, before it is encoded, where the server says why it refuses.
    """

    name: str
    says: Callable[[str, str], bytes]
    ends: bytes


# In the order in which they are chosen: Exchange Online has the first alone, others the second
# (RFC 7628).
TOKEN_LOGINS = (
    TokenLogin("XOAUTH2", _xoauth2, ends=b""),
    TokenLogin("OAUTHBEARER", _oauthbearer, ends=b"\x01"),
)


def _asked_for(client: TokenClient) -> tuple[str, float]:
    """Return a new token, and for how many seconds it is good."""
    answer = _answer(client)
    token, life = answer.get("access_token"), answer.get("expires_in", USUAL_LIFE)
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise TokenRefused(
            f"What {client.url} answers has no token in it; see oauth_token_url.", is_login=False
        )
    # Some servers put the number into quotes.
    return token, float(life) if SECONDS.fullmatch(str(life)) else USUAL_LIFE


def _answer(client: TokenClient) -> dict[str, Any]:
    fields = {
        "grant_type": "client_credentials",
        "client_id": client.client_id,
        "client_secret": client.secret,
    }
    if client.scope:
        fields["scope"] = client.scope
    # The settings allow https alone, and http on this machine.
    request = urllib.request.Request(client.url, urlencode(fields).encode())  # noqa: S310
    try:
        with urllib.request.urlopen(  # noqa: S310
            request, timeout=client.timeout, context=checking("")
        ) as response:
            answer: Any = json.loads(response.read(LARGEST))
    except HTTPError as error:
        raise _refused(client, error.code) from error
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise TokenRefused(
            f"No token can be had at {client.url}: it cannot be reached, or its answer makes no "
            "sense; it is tried again.",
            is_login=False,
        ) from error
    return cast("dict[str, Any]", answer) if isinstance(answer, dict) else {}


def _refused(client: TokenClient, status: int) -> TokenRefused:
    """Return what a refusal means; the server's own words are not repeated."""
    if 400 <= status < 500 and status != 429:
        return TokenRefused(
            f"{client.url} gives no token for that client ({status}); see oauth_client_id, "
            "oauth_client_secret and oauth_scope.",
            is_login=True,
        )
    return TokenRefused(
        f"{client.url} gives no token now ({status}); it is tried again.", is_login=False
    )
