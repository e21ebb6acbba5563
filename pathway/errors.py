"""
Every error that Pathway raises, as one tree.

PathwayError
├── WrongUsage             the call itself is wrong                              exit 2
│   └── NotRehearsal       the clock of a real database cannot be moved
├── Refused                understood, and not allowed now; every reason listed  exit 3
│   ├── TooManyAttempts    tried too often; from when it may be tried again
│   ├── SignInRefused      a link or a code to sign in with; why
│   ├── StepRefused        a step of a case
│   ├── FormRefused        a referral form
│   └── ImportRefused      a file of people, or a definition
├── NotFound               nothing has that name; the nearest names are listed   exit 4
├── Conflict               somebody else changed it first                        exit 5
├── VerificationFailed     the history does not hold together                    exit 6
├── DatabaseNotReady       no database, no key, another schema, locked, ...      exit 7
│   ├── KeyMissing         the sealed parts cannot be opened
│   ├── DatabaseBusy       nothing was stored, and it may be tried again
│   └── OutcomeUnknown     the connection went while it was being stored
└── CalendarUnknown        no table of bank holidays reaches that day            exit 7

Attributes are for programs; the message is for people and says what to do. No message contains a
person's or a child's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAX_SHOWN_LENGTH = 80
# The place of a file is of use only if it is whole.
MAX_SHOWN_PLACE = 300
MAX_SHOWN_FAULTS = 100
# What is accepted after all once somebody has looked at it and confirmed it.
UNLISTED, AGAIN, PERSONAL_DATA = "unlisted", "again", "personal_data"


@dataclass(frozen=True, slots=True)
class Reason:
    """
    One reason why something was refused: a code for programs, a sentence for people, a path into
    the input.

    Args:
        confirm: The option with which it is accepted after all, once somebody has looked:
            `unlisted`, `again` or `personal_data`.
    """

    code: str
    message: str
    path: str | None = None
    confirm: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """
        Return the shape that scripts rely on; `confirm` is there only where it may be confirmed.
        """
        confirm = {"confirm": self.confirm} if self.confirm else {}
        return {"code": self.code, "message": self.message, "path": self.path, **confirm}

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


NOT_SIGNED_IN = (
    Reason("unknown_link", "This link does not sign you in; ask for another."),
    Reason("used_link", "This link was used already; ask for another."),
    Reason("expired_link", "This link has expired; ask for another."),
    Reason(
        "other_browser",
        "This link was asked for in another browser. Open it there, or type the code from the same email here.",
    ),
    Reason(
        "wrong_code",
        "This code is wrong, was used already or has expired. Check it, or ask for another email.",
    ),
)


def confirmation(option: str) -> str:
    """Return the end of a sentence about something that may be confirmed with that option."""
    return f"(confirm it with --{option.replace('_', '-')})"


def shown(name: str, most: int = MAX_SHOWN_LENGTH) -> str:
    """
    Return a name as it fits into a sentence: in one line, not too long, and printable.

    Args:
        most: How many characters of it are shown.
    """
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= most else f"{plain[:most]}..."


def first_of(reasons: Sequence[Reason]) -> Sequence[Reason]:
    """Return reasons as they are listed: of very many the first, and how many there are besides."""
    rest = len(reasons) - MAX_SHOWN_FAULTS
    if rest <= 0:
        return reasons
    besides = f"there {'is' if rest == 1 else 'are'} {rest} more"
    return [*reasons[:MAX_SHOWN_FAULTS], Reason("more_faults", besides)]


class PathwayError(Exception):
    """Something that Pathway can explain went wrong."""

    code = "error"
    exit_code = 1

    def __init__(self, message: str, reasons: Sequence[Reason] = ()) -> None:
        self.message, self.reasons = message, tuple(reasons)
        super().__init__(message)


class WrongUsage(PathwayError):
    """The call itself is wrong."""

    code, exit_code = "usage", 2


class NotRehearsal(WrongUsage):
    """Only a rehearsal database has a clock that may be moved or overridden."""

    code = "not_rehearsal"

    def __init__(self) -> None:
        super().__init__(
            "This database is not a rehearsal, so its clock is the real one and cannot be moved; "
            "make one with `pathway init --rehearsal`."
        )


class Refused(PathwayError):
    """
    The call was understood but is not allowed now; every reason is listed, or of more than a
    hundred the first, with the number of the others.
    """

    code, exit_code = "refused", 3

    def __init__(self, message: str, reasons: Sequence[Reason] = ()) -> None:
        super().__init__(message, first_of(reasons))


class TooManyAttempts(Refused):
    """It was tried too often, and may be tried again after `retry_after` seconds."""

    code = "too_many_attempts"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        minutes = -(-retry_after // 60)
        wait = f"{minutes} minutes" if minutes > 1 else "a minute"
        sentence = f"This was tried too often; try again in {wait}."
        super().__init__(sentence, [Reason("too_many_attempts", sentence)])


class SignInRefused(Refused):
    """A link or a code does not sign anybody in; `why` is the code of the reason."""

    def __init__(self, why: str) -> None:
        self.why = why
        reason = next(reason for reason in NOT_SIGNED_IN if reason.code == why)
        super().__init__(reason.message, [reason])


class StepRefused(Refused):
    """The case cannot take this step now; every reason is listed."""

    def __init__(self, reference: str, state: str, step: str, reasons: Sequence[Reason]) -> None:
        self.reference, self.state, self.step = reference, state, step
        why = "; ".join(str(objection).rstrip(".") for objection in first_of(reasons))
        super().__init__(
            f"{reference} is in {state} and cannot {shown(str(step))}: {why}.", reasons
        )


class FormRefused(Refused):
    """The referral form cannot be accepted; every fault is listed with its path."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        count = f"{len(reasons)} faults" if len(reasons) > 1 else "a fault"
        super().__init__(f"The form has {count} and nothing was stored.", reasons)


class ImportRefused(Refused):
    """The file cannot be accepted; every fault is listed with its place, and nothing was changed."""

    def __init__(self, source: str, reasons: Sequence[Reason]) -> None:
        count = f"{len(reasons)} faults" if len(reasons) > 1 else "a fault"
        super().__init__(f"{source} has {count} and nothing was changed.", reasons)


class NotFound(PathwayError):
    """Nothing has that name; the nearest names are listed."""

    code, exit_code = "not_found", 4

    def __init__(self, kind: str, name: str, known: Iterable[str] = (), hint: str = "") -> None:
        # Few commands end so, and none has to wait for it.
        from difflib import get_close_matches

        self.kind, self.name = kind, name
        self.nearest = tuple(
            get_close_matches(name[:MAX_SHOWN_LENGTH], sorted(set(known)), n=3, cutoff=0.5)
        )
        near = f" The nearest: {', '.join(self.nearest)}." if self.nearest else ""
        super().__init__(f"There is no {kind} {shown(name)}.{near}{' ' + hint if hint else ''}")


class Conflict(PathwayError):
    """Somebody else changed the case first; the reasons are the entries since, by step and role."""

    code, exit_code = "conflict", 5

    def __init__(
        self, reference: str, expected: int, actual: int | None, since: Sequence[Reason] = ()
    ) -> None:
        self.reference, self.expected, self.actual = reference, expected, actual
        now = f"it is at version {actual} now" if actual is not None else "it has moved on"
        super().__init__(
            f"{reference} was changed by somebody else: version {expected} was expected and {now}. "
            "Look at it again and repeat the step if it still applies.",
            since,
        )


class VerificationFailed(PathwayError):
    """The stored history does not hold together; every finding is listed."""

    code, exit_code = "verification_failed", 6


class DatabaseNotReady(PathwayError):
    """The database cannot be used as it is; the sentence says why and what to do."""

    code, exit_code = "database_not_ready", 7


class DatabaseBusy(DatabaseNotReady):
    """
    Another transaction was in the way, or the connection was lost before anything was stored. It
    is safe to try again.

    A host must first roll its own transaction back, and begin it again.
    """

    def __init__(self, message: str, *, has_waited: bool = False) -> None:
        self.has_waited = has_waited  # the database's own busy timeout has passed
        super().__init__(message)


class OutcomeUnknown(DatabaseNotReady):
    """The connection was lost during the commit: nobody can say whether anything was stored."""

    code = "outcome_unknown"


class KeyMissing(DatabaseNotReady):
    """The key that opens the sealed parts is not available."""

    code = "key_missing"


class CalendarUnknown(PathwayError):
    """No table of bank holidays reaches that day, so working days cannot be counted there."""

    code, exit_code = "calendar_unknown", 7
