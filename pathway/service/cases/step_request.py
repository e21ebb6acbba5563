"""
What callers pass in, checked before anything else: tables of fields, text that is text, days and
instants.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast

from pydantic import BaseModel

from pathway.errors import FormRefused, Reason, WrongUsage

NO_TABLE = "give a table of fields"
NO_TEXT = "give text"
NO_CHARACTERS = "this text holds characters that cannot be stored; type it again"
NO_DAY = "give a date such as 2026-03-12"


@dataclass(frozen=True, slots=True)
class StepRequest:
    """
    A command as a caller gave it, before anything is looked up: a step of a case, or `refer`.

    Args:
        confirmed: What the caller has looked at and accepts all the same: `unlisted`, `again`.
        definition: The name of the definition that a new case follows.
    """

    step: str
    by: str
    reference: str | None = None
    item: str | None = None
    on: date | datetime | None = None
    input: BaseModel | Mapping[str, Any] | None = None
    reason: str | None = None
    late_reason: str | None = None
    confirmed: tuple[str, ...] = ()
    definition: str | None = None

    def identity(self) -> dict[str, Any]:
        """
        Return what identifies the command: by whom, which step of what, and all that it says.

        What was confirmed is not part of it: a repeat that leaves it out gets the first answer.
        """
        command = {
            field.name: getattr(self, field.name)
            for field in fields(self)
            if field.name != "confirmed"
        }
        return command | {
            "by": str(self.by).strip().casefold(),
            "input": _table(self.input or {}) or {},
        }


def form_table(form: object) -> Mapping[str, Any]:
    """
    Return a referral form as a table of fields.

    Raises:
        FormRefused: It is not a table, or has names that are not text.
    """
    table = _table(form)
    if table is None:
        raise FormRefused([Reason("input", NO_TABLE)])
    return table


def input_table(
    input_: object, on: object, reason: object, late_reason: object
) -> tuple[Mapping[str, Any], list[Reason]]:
    """
    Return a step's input as a table of fields, and every fault in the type of what was passed, with
    its path.
    """
    table = _table({} if input_ is None else input_)
    faults = [] if table is not None else [Reason("input", NO_TABLE)]
    faults += _text_faults("reason", reason) + _text_faults("late_reason", late_reason)
    if on is not None and not isinstance(on, date):
        faults.append(Reason("input", NO_DAY, "on"))
    return table or {}, faults


def confirmations(**options: bool) -> tuple[str, ...]:
    """Return the names of what was confirmed."""
    return tuple(sorted(name for name, confirmed in options.items() if confirmed))


def new_salt() -> bytes:
    """Return random bytes that keep an input's digest from being guessed."""
    return secrets.token_bytes(16)


def in_a_zone(instant: datetime) -> datetime:
    """
    Return the instant, which must have a time zone.

    Raises:
        WrongUsage: It has none.
    """
    if instant.tzinfo is None:
        raise WrongUsage("Give the time zone of the instant, such as 2026-03-16T09:00+00:00.")
    return instant


def _table(value: object) -> Mapping[str, Any] | None:
    """Return a value as a table of fields, or None where it is not one."""
    if isinstance(value, BaseModel):
        return value.model_dump(exclude_unset=True)
    if not isinstance(value, Mapping):
        return None
    table: dict[str, Any] = {}
    for name, member in cast(Mapping[object, Any], value).items():
        if not isinstance(name, str) or not _is_text(name):
            return None
        table[name] = member
    return table


def _text_faults(path: str, text: object) -> list[Reason]:
    if text is None:
        return []
    if not isinstance(text, str):
        return [Reason("input", NO_TEXT, path)]
    return [] if _is_text(text) else [Reason("input", NO_CHARACTERS, path)]


def _is_text(text: str) -> bool:
    """Return whether it can be stored: half a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
