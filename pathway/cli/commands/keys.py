"""The master key: keys rotate and list."""

from __future__ import annotations

import click

from pathway.cli.options import Commands
from pathway.cli.screens.words import number
from pathway.cli.session import Session


@click.group(cls=Commands)
def keys() -> None:
    """The key to what people wrote, with which everything is signed."""


@keys.command("rotate")
@click.argument("file")
@click.pass_obj
def keys_rotate(session: Session, /, file: str) -> None:
    """
    Make a new key in FILE, and wrap all keys of the database with it.

    No event is touched. FILE is the key from then on: stop workers and hosts before, and start them
    with it.
    """
    with session.pathway() as pathway:
        made = pathway.keys.rotate(file)
    if not session.show({"file": file, "key_id": made.key_id, "keys": made.keys}):
        wrapped = number(made.keys, "key is", "keys are")
        session.screen.fold(
            f"Made the key {file} ({made.key_id}); {wrapped} wrapped by it. Name it with --key-file from now on, "
            "and keep the old one for older copies of the database."
        )


@keys.command("list")
@click.pass_obj
def keys_list(session: Session, /) -> None:
    """List the keys that wrap the keys of the database."""
    with session.pathway() as pathway:
        listed = pathway.keys.list()
    if not session.show(listed):
        rows = [[key.key_id, str(key.keys), "yes" if key.is_given else "no"] for key in listed]
        session.screen.table(("Key", "Wraps", "Given"), rows, [(0, 1, 2)])


COMMANDS = (keys,)
