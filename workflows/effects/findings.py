"""What a step leaves to be dealt with, numbered in the case; a note settles it."""

from __future__ import annotations

from typing import Any

from pathway.workflows.changes import Changes

FINDINGS = "findings"


def find(changes: Changes, code: str, **about: Any) -> None:
    """Record something that somebody has to deal with: a code, and what it is about."""
    known = changes.after.table(FINDINGS)
    first = 1 + max((int(name.partition(":")[2]) for name in known), default=0)
    finding = {"code": code, "event": changes.seq, **about}
    changes.remember(findings={f"finding:{first}": finding})
