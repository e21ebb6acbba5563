"""Do agencies, seats, votes, numbers and the columns of a chronology make sense?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pathway.workflows.attempts.numbers import NUMBERS
from pathway.workflows.definitions.chronology_format import plain_heading
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.definitions.names import repeated, unknown
from pathway.workflows.definitions.partnership import VOTES, Votes
from pathway.workflows.loading.checks.read import Files

# Parts that Python reads, besides those that have a seat.
READ = {"local_authority": "the role notifier", "youth_justice": "the role youth_justice_rep"}
LARGEST = 3660
COUNTS = ("carry", "carry_with_lead_partners", "fail", "signatures")


def faults(files: Files) -> Iterator[Fault]:
    """
    Return what is wrong with the agencies' parts, with their seats and votes, with the numbers and
    with the columns of a chronology.
    """
    for name, file in files.owning("case"):
        if "agencies" not in files.unread:
            yield from (Fault(name, "[agencies]", message) for message in _agencies(file))
            yield from (Fault(name, "[votes]", message) for message in _seats(file))
        yield from (Fault(name, "[votes]", message) for message in _votes(file.votes or VOTES))
        seats = file.agencies
        for other, meeting in files.owning("meeting"):
            faults = _quorum(meeting, seats) if "agencies" not in files.unread else ()
            yield from (Fault(other, "[quorum]", message) for message in faults)
        yield from (Fault(name, "[chronology]", message) for message in _headings(file))
    for name, file in files.by_name.items():
        yield from (Fault(name, "[numbers]", message) for message in _numbers(file))


def _agencies(file: DefinitionFile) -> Iterator[str]:
    for part, reader in READ.items():
        if part not in file.agencies:
            yield f"there is no part {part}; {reader} reads it"
    codes: list[str] = []
    for agencies in file.agencies.values():
        codes += agencies
    for code in repeated(codes):
        yield f"the agency {code} has two parts"


def _seats(file: DefinitionFile) -> Iterator[str]:
    for seat in (file.votes or VOTES).seats:
        yield from unknown("part", seat, file.agencies)


def _votes(votes: Votes) -> Iterator[str]:
    seats = len(votes.seats)
    if len(set(votes.seats)) != seats:
        yield "a seat is listed twice"
    for name in COUNTS:
        if getattr(votes, name) > seats:
            yield f"{name} is more than the {seats} seats"
    if votes.carry_with_lead_partners > votes.carry:
        yield "carry_with_lead_partners is more than carry"
    if votes.carry + votes.fail <= seats:
        yield "one round could both carry and fail: carry and fail together must be more than the seats"


def _quorum(meeting: DefinitionFile, parts: Iterable[str]) -> Iterator[str]:
    seats = meeting.quorum.seats if meeting.quorum is not None else None
    for seat in seats or ():
        yield from unknown("part", seat, parts)


def _numbers(file: DefinitionFile) -> Iterator[str]:
    for name, number in file.numbers.items():
        yield from unknown("number", name, NUMBERS)
        if not 0 <= number <= LARGEST:
            yield f"{name} is not between 0 and {LARGEST}"


def _headings(file: DefinitionFile) -> Iterator[str]:
    columns: dict[str, str] = {}
    for column, headings in file.chronology.items():
        for heading in headings:
            other = columns.setdefault(plain_heading(heading), column)
            if other != column:
                yield f"the heading {heading} is both {other} and {column}"
