"""
The command line: it parses what was typed, calls the library and prints what comes back. It holds
no rules of its own.

At its head, a module imports no more than click and the errors, so that `--help` loads neither
SQLAlchemy nor pydantic.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence

from pathway.cli import garbage

INTERRUPTED = 130
# Pydantic would read what each installed package says of itself, to see whether it is a plug-in.
NO_PLUGINS = ("PYDANTIC_DISABLE_PLUGINS", "__all__")

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run a command, and return its exit code.

    Args:
        arguments: As they are typed after `pathway`; those of this process if not given.
    """
    garbage.rarely()
    os.environ.setdefault(*NO_PLUGINS)
    try:
        # Imported inside the block, so that Ctrl-C is quiet while modules are loaded.
        from pathway.cli.running import run

        return run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        if arguments is None:
            # The process ends, and its memory with it; Python would go through it for garbage.
            gc.freeze()
