"""The command `pathway` and everything that it can be told to do."""

from __future__ import annotations

import click

from pathway.cli import (
    commands_for_cases,
    commands_for_definitions,
    commands_for_duties,
    commands_for_mail,
    commands_for_people,
    commands_for_set_up,
    completion,
)
from pathway.cli.options import Commands

EVERY = (
    *commands_for_set_up.FIRST,
    *commands_for_people.COMMANDS,
    *commands_for_cases.COMMANDS,
    *commands_for_duties.COMMANDS,
    *commands_for_mail.COMMANDS,
    *commands_for_definitions.COMMANDS,
    *commands_for_set_up.LAST,
    *completion.COMMANDS,
)


@click.group(
    "pathway",
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Every option has a variable, such as PATHWAY_DATABASE, and a key in pathway.toml, such as database.",
)
@click.version_option(None, "--version", package_name="practice-review-pathway", message="%(version)s")
def pathway() -> None:
    """Child safeguarding practice reviews: from a referral to what it changed for children."""


for _command in EVERY:
    pathway.add_command(_command)
