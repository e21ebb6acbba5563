"""The references by which cases and meetings are known: `PR-2026-0001`, `MT-2026-0001`."""

from __future__ import annotations

import re

CASE, MEETING = "PR", "MT"
OF_CASE = re.compile(rf"{CASE}-[0-9]{{4}}-[0-9]{{4,}}", re.ASCII)
OF_ANY = re.compile(rf"(?:{CASE}|{MEETING})-[0-9]{{4}}-[0-9]{{4,}}", re.ASCII)


def series_of(prefix: str, year: int) -> str:
    """Return the series in which references of a kind are numbered: `PR-2026`."""
    return f"{prefix}-{year}"


def reference_in(series: str, number: int) -> str:
    """Return the reference of a number in a series: `PR-2026-0001`."""
    return f"{series}-{number:04d}"


def is_meeting(reference: str) -> bool:
    """Return whether a reference is that of a meeting."""
    return reference.startswith(f"{MEETING}-")


def noun_of(reference: str) -> str:
    """Return what a reference is one of: `case` or `meeting`."""
    return "meeting" if is_meeting(reference) else "case"
