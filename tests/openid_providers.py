"""A real provider of OpenID Connect, in a process of its own on this machine."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

PATIENCE = 60  # seconds until it answers


class Provider:
    """A provider and those who have an account there, each known by what they are called."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    def know(self, who: str, **claims: object) -> None:
        """Give somebody an account, with what the provider says of them."""
        answer = httpx.put(f"{self.issuer}/users/{who}", json=claims)
        assert answer.is_success, answer.text

    def signed_in(self, address: str, who: str) -> str:
        """Sign somebody in at an address of the provider, and return where that leads."""
        return self._answered(address, {"sub": who})

    def denied(self, address: str) -> str:
        """Refuse to sign in, and return where that leads."""
        return self._answered(address, {"action": "deny"})

    def _answered(self, address: str, form: Mapping[str, str]) -> str:
        assert address.startswith(self.issuer)
        answer = httpx.post(address, data=form)
        assert answer.is_redirect, answer.text
        place = urlsplit(answer.headers["location"])
        return f"{place.path}?{place.query}"


@contextmanager
def provider() -> Generator[Provider]:
    """Start a provider, and stop it after the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            issuer = f"http://127.0.0.1:{port}"
            _wait(process, issuer)
            yield Provider(issuer)
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], issuer: str) -> None:
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        assert process.poll() is None, "the provider ended"
        try:
            json.loads(httpx.get(f"{issuer}/.well-known/openid-configuration").text)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider never answered")
