"""What a demo says while it runs: a line for each month, with the cases that closed in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from pathway.workflows.calendar.in_words import month_words

COUNTED = {
    "referred": 10,
    "steps": 8,
    "breaches": 10,
    "emails": 8,
}  # with the widths of their columns
Say = Callable[[str], None]


@dataclass
class Progress:
    """Counts what a month brings, and says it at the month's end."""

    say: Say
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    closed: list[str] = field(default_factory=list[str])

    def begin(self, cases: int) -> None:
        """Say what is about to be shown."""
        self.say(f"{cases} invented cases on one clock; breaches and emails come from the system.")
        self.say("")
        self.say(f"{'':8}{''.join(name.rjust(width) for name, width in COUNTED.items())}   closed")

    def count(self, what: str, number: int = 1) -> None:
        """Add to what the month has brought."""
        self.counts[what] += number

    def close(self, reference: str, outcome: str | None) -> None:
        """Add a case that was closed."""
        self.closed.append(f"{reference} {worded(outcome)}")

    def end_month(self, on: date) -> None:
        """Say what the month of that day has brought, and begin the next."""
        numbers = (str(self.counts[name] or "-").rjust(width) for name, width in COUNTED.items())
        first, *others = self.closed or [""]
        line = f"{month_words(on)}{''.join(numbers)}"
        self.say(f"{line}   {first}".rstrip())
        for other in others:
            self.say(f"{'':{len(line)}}   {other}")
        self.counts, self.closed = dict.fromkeys(COUNTED, 0), []


def worded(code: str | None) -> str:
    """Return a code as people read it: `no further action`."""
    return (code or "").replace("_", " ")
