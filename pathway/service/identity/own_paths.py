"""Where somebody may be led after signing in: to the desk itself, and nowhere else."""

from __future__ import annotations

import re

# Browsers take a second slash, or a backslash, for the beginning of another host.
OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9/_.~:?=&%-]{0,300}")


def own_path(wanted: str) -> str:
    """Return a path of the desk, or nothing where it may lead elsewhere."""
    return wanted if OWN_PATH.fullmatch(wanted) else ""
