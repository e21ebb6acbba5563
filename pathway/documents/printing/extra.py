"""Printing needs packages that only come with an extra."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from pathway.errors import WrongUsage


@contextmanager
def needs_documents_extra() -> Generator[None]:
    """
    Import what only the extra `documents` brings.

    Raises:
        WrongUsage: It is not installed.
    """
    try:
        yield
    except ImportError as error:
        way_out = "install them with: pip install 'practice-review-pathway[documents]'"
        raise WrongUsage(f"The packages for papers are missing; {way_out}") from error
