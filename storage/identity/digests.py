"""
Digests of what proves who somebody is: a token, a link, a code, a browser.

What is random is long enough that a plain hash protects it. A code that people type is not, so it
takes a while to compute; nobody who reads the database can try all codes while a code is good.
"""

from __future__ import annotations

import hashlib
import hmac

# About 30 ms and 16 MB: enough for a code that is good for some minutes.
COST, BLOCK = 2**14, 8


def of_secret(secret: str) -> str:
    """Return the digest of something random, such as a token."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def of_name(name: str, salt: str) -> str:
    """Return the digest of something that could be guessed, such as an address, for comparing."""
    return hmac.new(salt.encode(), name.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def of_code(code: str, salt: str) -> str:
    """Return the digest of a code that people type."""
    return hashlib.scrypt(
        code.encode("utf-8", "surrogatepass"), salt=salt.encode(), n=COST, r=BLOCK, p=1, dklen=32
    ).hex()
