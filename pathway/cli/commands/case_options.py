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
    help="The input of the step, as JSON or TOML; - is standard input.",
)
FORM = click.option(
    "--form",
    metavar="FILE",
    help="A completed Word form, from `pathway document template`; - is standard input.",
)
SET = click.option(
    "--set",
    "values",
    metavar="NAME=VALUE",
    multiple=True,
    help="One value of the input: a.b[0]=VALUE; JSON, or else text. @FILE is the text of a file, @- of standard input.",
)
FILES = click.option(
    "--file",
    "named_files",
    metavar="FIELD=FILE",
    multiple=True,
    help="A file for a field of the input that takes one: summary=summary.docx. May be repeated.",
)
SAVE = click.option(
    "--save",
    metavar="FILE",
    help="Save your answers in this file (.toml or .json), whatever the outcome.",
)
DEFINITION = click.option(
    "--definition",
    metavar="DEFINITION",
    help="The definition to follow; that of the settings if left out.",
)
UNLISTED = click.option("--unlisted", is_flag=True, help="Accept agencies that are not known here.")
PERSONAL_DATA = click.option(
    "--personal-data",
    is_flag=True,
    help="Confirm all possible personal data in the referral; `pathway check` shows it.",
)
