"""The list of commands, which is written without loading any, against the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import click
from click.testing import CliRunner

from pathway.cli import commands
from pathway.cli.commands.root import PLACES, pathway
from pathway.cli.session import Session


def reached(command: click.Command) -> Iterator[click.Command]:
    """Yield a command and all below it."""
    yield command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            yield from reached(command.commands[name])


def test_every_command_is_where_the_list_has_it() -> None:
    """Under the name that the list gives it."""
    assert list(PLACES) == [pathway.commands[name].name for name in PLACES]


def test_no_command_is_missing_in_the_list() -> None:
    """Of those that any module declares; some are below others."""
    modules = [module.name for module in walk_packages(commands.__path__, f"{commands.__name__}.")]
    declared = [
        command for name in modules for command in getattr(import_module(name), "COMMANDS", ())
    ]

    assert set() == set(declared) - set(reached(pathway))


def test_each_line_of_the_list_fits_a_terminal() -> None:
    """Of 80 columns, beside the longest name."""
    widest = max(len(name) for name in PLACES)

    assert [] == [name for name, (_, summary) in PLACES.items() if 4 + widest + len(summary) > 80]


def test_a_name_that_is_almost_right_brings_the_right_one() -> None:
    """Also of a command that is not loaded."""
    told = CliRunner().invoke(pathway, ["docter"], obj=Session(["docter"]))

    assert "doctor" in told.output
