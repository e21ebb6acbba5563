"""
The command line: it parses what was typed, calls the library and prints what comes back. No rule
stands here.

No module imports more than click and the errors at its head, so that `--help` loads neither
SQLAlchemy nor pydantic.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence

INTERRUPTED = 130
# Loading makes many objects that stay; looking for garbage among them each 700, as Python does,
# costs a command a twentieth of its time.
OBJECTS_BETWEEN_LOOKS = 50_000

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run a command, and return its exit code.

    Args:
        arguments: As they are typed after `pathway`; those of this process if not given.
    """
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    try:
        # Within the block, so that Ctrl-C is quiet while modules are loaded.
        from pathway.cli.running import run

        return run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
