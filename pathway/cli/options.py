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
MISSING = "Your token says it too; see --token-file."


class Decorator(Protocol):
    """A decorator that adds an option to a command and keeps the type of its function."""

    def __call__(self, function: Function, /) -> Function:
        """Return the function with the option."""
        ...


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    """Keep the value of an option that was given; if it was given twice, the later one counts."""
    if option.name and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
        context.ensure_object(Session).options[option.name] = value


# The variable with which a shell asks what may follow.
COMPLETING = "_PATHWAY_COMPLETE"
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
        ["--token-file"],
        metavar="FILE",
        help="The file with your token, which says who you are.",
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


class Asker(click.Option):
    """
    The option that says who is asking, which a token may say as well.

    Args:
        is_needed: Whether the command is refused where neither says it.
    """

    def __init__(self, *arguments: Any, is_needed: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.is_needed = is_needed


class Command(Everywhere):
    """One command."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, once it is known who is asking, if it depends on that."""
        for option in self.params:
            if isinstance(option, Asker):
                _complete(ctx, option)
        return super().invoke(ctx)


def _complete(context: click.Context, option: Asker) -> None:
    """Let the token say who is asking where the option does not."""
    name = str(option.name)
    if context.params[name] is None:
        context.params[name] = _token_holder(context.ensure_object(Session))
    if context.params[name] is None and option.is_needed:
        raise click.MissingParameter(MISSING, context, option)


def _token_holder(session: Session) -> str | None:
    """
    Return the email of the person whose token is given, or None where none is.

    Raises:
        Refused: The token may not be used.
    """
    if session.token is None:
        return None
    with session.pathway() as pathway:
        return pathway.tokens.person(session.token).email


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
    help_text: str = "Your email, as it is in the directory; your token says it too.",
    *,
    required: bool = True,
) -> Decorator:
    """Return the option that says who is asking, unless a token does."""
    return click.option("--by", cls=Asker, metavar="EMAIL", is_needed=required, help=help_text)


def reader(help_text: str = "Who is reading: your email, as it is in the directory.") -> Decorator:
    """
    Return the option that says who is reading. It may be left out in a rehearsal, and where
    operators are trusted.
    """
    return by(help_text, required=False)


def on(help_text: str) -> Decorator:
    """Return the option that says on which day something happened."""
    return click.option("--on", metavar="DATE", callback=read_by(typed.moment), help=help_text)


ON_BEHALF: Decorator = click.option(
    "--for",
    "on_behalf_of",
    metavar="EMAIL",
    help="Record it on behalf of this person, who telephoned; for the business unit.",
)
AS_CSV: Decorator = click.option(
    "--csv", "as_csv", is_flag=True, help="Print CSV, for spreadsheets."
)


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
