"""
What callers pass in, checked before anything else: tables of fields, text that is text, days and
instants.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from pathway.documents.files import CheckedFile
from pathway.errors import FormRefused, Reason
from pathway.service.files.given import Files, check_files, with_files
from pathway.settings import Settings
from pathway.workflows.history.records import FileRecord

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pathway.documents.chronologies.reading.reading import Summary

# What is not part of what identifies a command.
BESIDE = ("confirmed", "personal_data", "files", "faults", "summaries")
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
        personal_data: The ids of the finds of personal data that the caller confirmed.
        definition: The name of the definition that a new case follows.
        files: The files that are stored with it; their hashes are in the input.
        faults: What is wrong with files that were given.
        summaries: What was read of those of its files that are read, by their hashes.
        meeting: The reference of the meeting from which the step is recorded.
        on_behalf_of: The email of the person whose step it is; None where that is whoever asks.
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
    personal_data: Collection[str] = ()
    definition: str | None = None
    files: tuple[CheckedFile, ...] = ()
    faults: tuple[Reason, ...] = ()
    summaries: Mapping[str, Summary] = field(default_factory=dict[str, "Summary"])
    meeting: str | None = None
    on_behalf_of: str | None = None

    def identity(self) -> dict[str, Any]:
        """
        Return what identifies the command: by whom, which step of what, and all that it says.

        What was confirmed is not part of it: a repeat that leaves it out gets the first answer. The
        files are part of it by their hashes in the input.
        """
        command = {
            own.name: getattr(self, own.name) for own in fields(self) if own.name not in BESIDE
        }
        return command | {
            "by": _email(self.by),
            "on_behalf_of": _email(self.on_behalf_of),
            "input": _table(self.input or {}) or {},
        }

    def stored(self) -> dict[str, FileRecord]:
        """Return what the case remembers of the files that are stored with it, by their hashes."""
        return {file.sha256: FileRecord(size=file.size, kind=file.kind) for file in self.files}


def with_given_files(request: StepRequest, files: Files | None, settings: Settings) -> StepRequest:
    """
    Return a request with the files that were given: checked, and their names and hashes put into the
    input.

    Raises:
        WrongUsage: What is given is not a file with a name.
    """
    if not files:
        return request
    accepted, faults = check_files(files, settings)
    answers, more = with_files(_table(request.input or {}) or {}, accepted)
    return replace(request, input=answers, files=tuple(accepted.values()), faults=(*faults, *more))


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


def _email(email: str | None) -> str:
    return str(email or "").strip().casefold()


def _table(value: object) -> Mapping[str, Any] | None:
    """Return a value as a table of fields, or None where it is not one."""
    if not isinstance(value, Mapping):
        return _members(value)
    table: dict[str, Any] = {}
    for name, member in cast(Mapping[object, Any], value).items():
        if not isinstance(name, str) or not _is_text(name):
            return None
        table[name] = member
    return table


def _members(value: object) -> Mapping[str, Any] | None:
    """Return what was given to a model, or None where the value is none."""
    from pydantic import BaseModel

    return value.model_dump(exclude_unset=True) if isinstance(value, BaseModel) else None


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
