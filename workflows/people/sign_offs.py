"""
The partners' signatures under a rapid review, by seat; they are forgotten when the case enters or
leaves the sign-off.
"""

from __future__ import annotations

from datetime import date

from pathway.workflows.history.case import Case

SIGNED, DISSENTED = "sign_off", "dissent"


def seats_that_signed(case: Case) -> list[str]:
    """Return the seats that have signed or dissented."""
    return list(case.memory.get("sign_offs", {}))


def answer_of(case: Case, seat: str | None) -> str | None:
    """Return whether a seat has signed or dissented; None if neither."""
    entry = case.memory.get("sign_offs", {}).get(seat or "")
    return entry["how"] if entry else None


def signatures(case: Case) -> int:
    """Return how many seats have signed."""
    return sum(entry["how"] == SIGNED for entry in case.memory.get("sign_offs", {}).values())


def dissenting_seats(case: Case) -> list[str]:
    """Return the seats that dissented."""
    entries = case.memory.get("sign_offs", {}).items()
    return sorted(seat for seat, entry in entries if entry["how"] == DISSENTED)


def sign_off_days(case: Case) -> list[date]:
    """Return the days of the signatures and dissents."""
    return [date.fromisoformat(entry["on"]) for entry in case.memory.get("sign_offs", {}).values()]
