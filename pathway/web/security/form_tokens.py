"""Tokens of forms, so that only a page that we showed to this browser can send one."""

from __future__ import annotations

import hashlib
import hmac

FIELD = "form_token"
PURPOSE = b"pathway form "


def token_for(secret: str, user: str = "") -> str:
    """
    Return the token of the forms that a browser is shown.

    Args:
        secret: What is in a cookie of that browser, and nobody else knows.
        user: Who is signed in.
    """
    return hmac.new(secret.encode(), PURPOSE + user.encode(), hashlib.sha256).hexdigest()


def is_token(expected: str, sent: str) -> bool:
    """Return whether the token that was sent is the one that was shown."""
    return bool(expected and sent) and hmac.compare_digest(expected.encode(), sent.encode())
