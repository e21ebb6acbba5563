"""
For a host's tests: a database in memory, a clock that can be moved, a mailer that keeps what it is
given, and cases in any state.

Nothing here is used by Pathway itself.
"""

from __future__ import annotations

from pathway.testing.clock import FakeClock
from pathway.testing.mail import FakeMailer
from pathway.testing.memory import memory
from pathway.testing.people import PEOPLE
from pathway.testing.ways import case_in, filled_in, form_of, states, take

__all__ = [
    "PEOPLE",
    "FakeClock",
    "FakeMailer",
    "case_in",
    "filled_in",
    "form_of",
    "memory",
    "states",
    "take",
]
