"""Meetings: planned, held and minuted, with the cases on their agenda."""

from __future__ import annotations

from pathway.cli.commands.meetings import papers, people, planning

__all__ = ["COMMANDS", "papers", "people"]

# The other modules add their commands to the same group.
COMMANDS = (planning.meeting,)
