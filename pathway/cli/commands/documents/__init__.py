"""Papers: what people write, send, read and print."""

from __future__ import annotations

from pathway.cli.commands.documents import chronologies, group, personal_data, plans

COMMANDS = (
    *personal_data.COMMANDS,
    *group.COMMANDS,
    *chronologies.COMMANDS,
    *plans.COMMANDS,
)
