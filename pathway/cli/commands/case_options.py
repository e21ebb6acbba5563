"""The options that several commands on cases share."""

from __future__ import annotations

import click

KEY = click.option(
    "--key",
    metavar="KEY",
    help="Makes a repeat harmless: the same command returns its first result.",
)
INPUT = click.option(
    "--input",
    "file",
    metavar="FILE",
    help="What the step wants to know, as JSON or TOML; - is standard input.",
)
SET = click.option(
    "--set",
    "values",
    metavar="NAME=VALUE",
    multiple=True,
    help="One value of it: a.b[0]=VALUE; JSON, else text. @FILE is the text of a file, @- of standard input.",
)
SAVE = click.option(
    "--save",
    metavar="FILE",
    help="Keep what is said in this file (.toml or .json), whatever comes of it.",
)
DEFINITION = click.option(
    "--definition",
    metavar="DEFINITION",
    help="The definition that is followed; without it, that of the settings.",
)
UNLISTED = click.option(
    "--unlisted", is_flag=True, help="Take agencies that nobody here knows as they are."
)
