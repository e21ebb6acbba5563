"""The command `pathway` and all its subcommands."""

from __future__ import annotations

import click

from pathway.cli import completion, today
from pathway.cli.commands import (
    cases,
    definitions,
    duties,
    holidays,
    keys,
    mail,
    people,
    proof,
    set_up,
    steps,
)
from pathway.cli.options import Commands
from pathway.cli.session import Session

COMMANDS = (
    *set_up.FIRST,
    *people.COMMANDS,
    *holidays.COMMANDS,
    *cases.COMMANDS,
    *steps.COMMANDS,
    *duties.COMMANDS,
    *mail.COMMANDS,
    *definitions.COMMANDS,
    *proof.COMMANDS,
    *keys.COMMANDS,
    *set_up.LAST,
    *completion.COMMANDS,
)


@click.group(
    "pathway",
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Each of these has an environment variable, such as PATHWAY_DATABASE, and a key in "
        "pathway.toml, such as database."
    ),
)
@click.version_option(
    None, "--version", package_name="practice-review-pathway", message="%(version)s"
)
@click.pass_context
def pathway(context: click.Context) -> None:
    """
    Child safeguarding practice reviews: from a referral to what it changed for children.

    Without a command: what needs attention today.
    """
    if context.invoked_subcommand is None:
        today.begin(context.ensure_object(Session), context)


for _command in COMMANDS:
    pathway.add_command(_command)
