"""What is longer than the terminal goes through a pager."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import click

from pathway.cli.screens.screen import Screen


def write_paged(screen: Screen, write: Callable[[Screen], None], *, no_pager: bool) -> None:
    """
    Write something, through a pager if it is longer than the terminal.

    Args:
        write: Writes it.
        no_pager: Write it all at once.
    """
    # On Windows the pager would be shown a file, and what is written there is nobody's to read.
    if no_pager or not screen.is_terminal or sys.platform == "win32":
        write(screen)
        return
    from shutil import get_terminal_size

    held = io.StringIO()
    write(Screen(held))
    text = held.getvalue()
    if text.count("\n") < get_terminal_size().lines:
        write(screen)
    else:
        click.echo_via_pager(text)
