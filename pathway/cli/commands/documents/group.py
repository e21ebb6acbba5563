"""Files of a case, forms in Word, and papers made from a case: document."""

from __future__ import annotations

import click

from pathway.cli.commands.documents import (
    case_files,
    case_packs,
    plan_files,
    sheets,
    word_forms,
)
from pathway.cli.options import Commands


@click.group(cls=Commands)
def document() -> None:
    """Files of a case, forms in Word, case packs, letters and other papers."""


for _command in (
    *case_files.COMMANDS,
    *word_forms.COMMANDS,
    *case_packs.COMMANDS,
    *plan_files.COMMANDS,
    *sheets.COMMANDS,
):
    document.add_command(_command)

COMMANDS = (document,)
