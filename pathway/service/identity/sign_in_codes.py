"""Codes to sign in with: made to be typed from an email."""

from __future__ import annotations

from secrets import choice

# No vowels, so that no word comes of it, and nothing that looks like something else.
LETTERS = "BCDFGHJKMNPQRTVWXY346789"
LENGTH = 8  # 37 bits: enough for a few tries within minutes
HALF = LENGTH // 2
LONGEST_TYPED = 100


def new_code() -> str:
    """Return a new code, without the hyphen with which it is shown."""
    return "".join(choice(LETTERS) for _ in range(LENGTH))


def as_shown(code: str) -> str:
    """Return a code in two halves."""
    return f"{code[:HALF]}-{code[HALF:]}"


def as_typed(text: str) -> str:
    """Return a code from what somebody typed: in any case, with spaces or hyphens or without."""
    return "".join(letter for letter in text[:LONGEST_TYPED].upper() if letter.isalnum())
