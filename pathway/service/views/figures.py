"""The figures by which a database is watched, as callers are shown them."""

from __future__ import annotations

from dataclasses import dataclass

from pathway.service.views.shapes import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(View):
    """
    What the database says at an instant, the same whichever process asks.

    Args:
        duties_breached: Open duties whose breach is on record.
        oldest_look_seconds: How long ago the sweep should have looked at a duty, by the one that
            waits longest; 0 if none waits. Cases on which it fails are left out.
        cases_failing: Cases that the sweep fails on.
        messages_waiting: Messages that have not left, due or not.
        messages_due: Messages that should have left by now.
        oldest_due_message_seconds: How long ago the oldest of them should have left; 0 if there
            are none.
        messages_given_up: Messages that were given up, or whose address takes no mail.
        workers_alive: Workers that were heard of just now.
        workers_silent: Workers that stopped without saying so.
    """

    duties_breached: int
    oldest_look_seconds: float
    cases_failing: int
    messages_waiting: int
    messages_due: int
    oldest_due_message_seconds: float
    messages_given_up: int
    workers_alive: int
    workers_silent: int
