"""
The options of every command, which may come before it or after it, and helpers to declare others.

Each also has a variable and a key in `pathway.toml`, see `pathway.settings`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import click
from click.core import ParameterSource

from pathway.cli import typed
from pathway.cli.proposals import named
from pathway.cli.session import Session

Function = TypeVar("Function", bound=Callable[..., Any])
Value = TypeVar("Value")


class Decorator(Protocol):
    """A decorator that adds an option to a command and keeps the type of its function."""

    def __call__(self, function: Function, /) -> Function:
        """Return the function with the option."""
        ...


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    """Keep the value of an option that was given; if it was given twice, the later one counts."""
    if option.name and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
        context.ensure_object(Session).options[option.name] = value


EVERYWHERE: Sequence[click.Option] = (
    click.Option(
        ["--database"],
        metavar="URL",
        help="The database. Default: sqlite:///pathway.db in the working folder.",
    ),
    click.Option(
        ["--key-file"],
        metavar="FILE",
        help="The key to what people wrote. Default: beside the database.",
    ),
    click.Option(
        ["--mail-folder"],
        metavar="FOLDER",
        help="Where emails are written as .eml files. Default: mail.",
    ),
    click.Option(["--json"], is_flag=True, help="Print JSON."),
    click.Option(
        ["--now"],
        metavar="INSTANT",
        help="Act as if it were 2026-03-16T09:00; in a rehearsal only.",
    ),
    click.Option(
        ["-v", "--verbose"],
        is_flag=True,
        help="Log everything, and show the traceback of a failure.",
    ),
)
for _option in EVERYWHERE:
    _option.expose_value, _option.callback, _option.type = False, _keep, named(_option)


class Everywhere(click.Command):
    """A command that takes the options of every command, and whose values a shell can complete."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for parameter in self.params:
            parameter.type = named(parameter)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's own parameters and the options of every command."""
        return [*super().get_params(ctx), *EVERYWHERE]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options first."""
        _write(ctx, formatter, "Options", super().get_params(ctx))
        _write(ctx, formatter, "Options of every command", EVERYWHERE)


class Command(Everywhere):
    """One command."""


class Commands(Everywhere, click.Group):
    """A group of commands, listed in the order in which they are declared."""

    command_class = Command
    group_class = type

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"no_args_is_help": False} | options)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names of its commands."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands first."""
        self.format_commands(ctx, formatter)
        super().format_options(ctx, formatter)


def read_by(
    reader: Callable[[str], Value],
) -> Callable[[click.Context, click.Parameter, str | None], Value | None]:
    """Return a callback that reads what was typed, and refuses it if the reader does."""

    def read(context: click.Context, parameter: click.Parameter, text: str | None) -> Value | None:
        try:
            return None if text is None else reader(text)
        except ValueError as error:
            raise click.BadParameter(str(error), context, parameter) from error

    return read


def by(
    help_text: str = "Your email, as it is in the directory.", *, required: bool = True
) -> Decorator:
    """Return the option that says who is asking."""
    return click.option("--by", metavar="EMAIL", required=required, help=help_text)


def on(help_text: str) -> Decorator:
    """Return the option that says on which day something happened."""
    return click.option("--on", metavar="DATE", callback=read_by(typed.moment), help=help_text)


def _write(
    context: click.Context,
    formatter: click.HelpFormatter,
    title: str,
    options: Sequence[click.Parameter],
) -> None:
    """Write a section of the help."""
    records: list[tuple[str, str]] = []
    for option in options:
        if isinstance(option, click.Option):
            record = option.get_help_record(context)
            # A hidden option has none.
            if record:
                records.append(record)
    if records:
        with formatter.section(title):
            formatter.write_dl(records)
