"""Who reads, and what they may read: by the tables of each case's definition."""

from __future__ import annotations

from collections.abc import Collection

from pathway.errors import Reason, Refused
from pathway.service.access.sitting import sitting_on
from pathway.service.unit_of_work import KEEPERS, UnitOfWork
from pathway.storage.read_log import Read
from pathway.workflows.access.readers import could_read_of, reading_of
from pathway.workflows.access.reading import EVERYTHING, Reading
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.people.in_charge import is_shut_out
from pathway.workflows.people.restrictions import is_left_out

# Who reads what is not about one case: the keepers, and whoever only reads.
READ_ALL = (*KEEPERS, "scrutineer")
RESTRICTED = (
    "{0} is restricted to people who need to know. In an emergency the step `break_glass` opens it "
    "to you; it needs a reason, and the chair is told at once."
)
NOBODY_NAMED = (
    "Who is reading? Name them with `by`; on the command line with a token, `--token-file FILE`, or "
    "with `--by` where operators are trusted. Only a rehearsal, a desk that trusts its "
    "operators, or a service connected with `answers_for_itself=True` reads without a name."
)


def read_as(unit: UnitOfWork, by: str | None) -> int | None:
    """
    Read for somebody from now on, and return their number; None for whoever keeps the installation,
    who reads everything.

    Args:
        by: Who reads, as the authoriser knows them; None where nobody is named.

    Raises:
        Refused: Nobody is named, and this installation does not read for nobody; or the authoriser
            does not know them.
        NotFound: Nobody in the directory has the email.
    """
    if by is None:
        if not _answers_for_nobody(unit):
            raise _not_permitted(NOBODY_NAMED)
        unit.reader = None
    else:
        unit.reader = unit.actor(by)
    return unit.reader


def reading(unit: UnitOfWork, case: Case) -> Reading:
    """Return what the reader may read of a case now."""
    reader = unit.reader
    if reader is None:
        return EVERYTHING
    if unit.writes:  # what somebody may read changes with what is written
        return _reading_now(unit, case, reader)
    name = f"reading of {reader}"
    if name not in case.read_once:
        case.read_once[name] = _reading_now(unit, case, reader)
    known: Reading = case.read_once[name]
    return known


def required_reading(unit: UnitOfWork, case: Case, *parts: str) -> Reading:
    """
    Return what the reader may read of a case.

    Args:
        parts: The parts that they must be able to read whole; if left out, anything will do.

    Raises:
        Refused: They may read nothing of the case, or not all of these parts.
    """
    own = reading(unit, case)
    if not own.parts:
        refuse_barred(unit, case)
        raise _not_permitted(_nothing_to_read(unit, case))
    lacking = [part for part in parts if not own.sees(part)]
    if lacking:
        raise _not_permitted(_not_yours(case, lacking))
    return own


def note_read(unit: UnitOfWork, reference: str, *parts: str) -> None:
    """
    Record that somebody reads.

    Args:
        reference: The case or the meeting; empty for a list.
        parts: What of it.
    """
    own = unit.installation
    own.read_buffer.add(Read(unit.now, unit.reader, reference, parts, own.door))


def refuse_barred(unit: UnitOfWork, case: Case, item: Item | None = None) -> None:
    """
    Refuse what is on record of a case to a reader whom an upheld interest keeps from it.

    Args:
        item: What of the case it is about, if not all of it.

    Raises:
        Refused: It does.
    """
    if unit.reader is not None and is_shut_out(case, unit.reader, item):
        sentence = f"An upheld interest keeps you from {case.reference}."
        raise Refused(sentence, [Reason("interest", sentence)])


def part_refused(case: Case, part: str) -> Refused:
    """Return the error that a part, or something in it, may not be read."""
    return _not_permitted(_not_yours(case, [part]))


def for_keepers(unit: UnitOfWork, by: str | None, what: str) -> None:
    """
    Read for somebody who keeps the installation in order.

    Args:
        what: What is read, as a sentence begins.

    Raises:
        Refused: They are not in the business unit, the chair or the scrutineer; and what `read_as`
            raises.
    """
    read_as(unit, by)
    if not keeps_cases(unit):
        raise _not_permitted(f"{what} is for: {', '.join(READ_ALL)}.")


def keeps_cases(unit: UnitOfWork) -> bool:
    """Return whether the reader looks after all cases, or keeps the installation."""
    if unit.reader is None:
        return True
    return unit.directory_for(unit.reader).holds(unit.reader, *READ_ALL)


def _reading_now(unit: UnitOfWork, case: Case, person: int) -> Reading:
    own = _reading(unit, case, person, ())
    # Meetings are looked up only for whom they may make a difference.
    sitting = () if own.is_whole else sitting_on(unit, unit.definition_of(case), case)
    return _reading(unit, case, person, sitting) if person in sitting else own


def _reading(unit: UnitOfWork, case: Case, person: int, sitting: Collection[int]) -> Reading:
    return reading_of(
        unit.definition_of(case),
        case,
        unit.directory_for(person),
        person,
        today=unit.today,
        sitting=sitting,
    )


def _answers_for_nobody(unit: UnitOfWork) -> bool:
    """Return whether a read that names nobody is that of whoever keeps the installation."""
    own = unit.installation
    if own.answers_for_itself is not None:
        return own.answers_for_itself
    trusts = unit.is_rehearsal or unit.settings.get("trust_operators") == "yes"
    return trusts and own.answers


def _nothing_to_read(unit: UnitOfWork, case: Case) -> str:
    """Return why somebody may read nothing of a case, and what they may do in an emergency."""
    reader = unit.reader
    directory = unit.directory_for(reader)
    definition, sentence = unit.definition_of(case), f"{case.reference} is not yours to read."
    if reader is None or not is_left_out(case, reader, directory):
        return sentence
    is_theirs = could_read_of(definition, case, directory, reader)
    return RESTRICTED.format(case.reference) if is_theirs else sentence


def _not_yours(case: Case, parts: list[str]) -> str:
    return f"You may not read this of {case.reference}: {', '.join(parts)}."


def _not_permitted(sentence: str) -> Refused:
    return Refused(sentence, [Reason("not_permitted", sentence)])
