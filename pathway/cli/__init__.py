"""
The command line: it parses what was typed, calls the library and prints what comes back. No rule stands here.

No module imports more than click and the errors at its head, so that `--help` loads neither SQLAlchemy nor pydantic.
"""

from __future__ import annotations

from collections.abc import Sequence

INTERRUPTED = 130

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run a command, and return its exit code.

    Args:
        arguments: As they are typed after `pathway`; those of this process if not given.
    """
    try:
        # Within the block, so that Ctrl-C is quiet while modules are loaded.
        from pathway.cli.running import run

        return run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
