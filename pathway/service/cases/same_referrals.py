"""
Whether a referral was made before: the same children, as the forms describe them, the same agency,
the same day.

The forms are sealed. Only those are unsealed whose case was referred by that agency on that day,
and whose children are the same as far as can be seen without; so a referral costs the same however
many cases there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pathway.errors import AGAIN, KeyMissing, Reason, Refused, VerificationFailed, confirmation
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.cases.entries import corrected, corrections_of
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import Event, canonical

Children = list[bytes]


def refuse_same_referral(unit: UnitOfWork, event: Event) -> None:
    """
    Make sure that a referral, not saved yet, was not made before.

    It is called once the case has its number, which keeps other referrals waiting: of two made at
    the same moment the second sees the first.

    Raises:
        Refused: It was made before; each earlier case is named.
    """
    earlier = same_referrals(unit, event)
    if earlier:
        sentence = f"This referral was made before, as {', '.join(earlier)}; nothing was stored."
        raise Refused(sentence, [_reason(reference) for reference in earlier])


def same_referrals(unit: UnitOfWork, event: Event) -> list[str]:
    """
    Return the references of the cases that a referral would open again, without those closed as
    duplicates.

    A case whose form cannot be unsealed, because its key is missing, is among them where all that
    is in clear is the same.
    """
    agency: str = event.effects["memory"]["agency"]
    in_clear = _children_in_clear(event.effects["memory"])
    described = _children_of_form(event)
    candidates = unit.cases.referred(event.occurred_on, agency)
    alike = [case for case in candidates if _children_in_clear(case.memory) == in_clear]
    references: list[str] = []
    for case in alike:
        earlier = _children_described(unit, case)
        if earlier is None or earlier == described:
            references.append(case.reference)
    return references


def _children_described(unit: UnitOfWork, case: Case) -> Children | None:
    """
    Return the children as the form of a case now describes them; None where it cannot be unsealed.
    """
    number = case.memory["form"]["event"]
    corrections = case.memory.get("corrections", {}).values()
    is_corrected = any(correction["entry"] == number for correction in corrections)
    try:
        if not is_corrected:
            return _children_of_form(unit.cases.event(case.reference, number))
        history = list(unit.cases.events(case.reference))
        return _children_of_form(history[number - 1], corrections_of(history, number))
    except (KeyMissing, VerificationFailed):
        return None


def _children_of_form(event: Event, corrections: list[Event] | None = None) -> Children:
    form, _ = corrected(event, (event.sealed or {})["input"], corrections or [])
    return sorted(canonical(_plain(child)) for child in form["children"])


def _children_in_clear(memory: Mapping[str, Any]) -> Children:
    """
    Return the part of the form's description of the children that a case holds in clear: ages and
    codes.
    """
    form = str(memory["form"]["event"])
    children = (child for child in memory["children"].values() if child is not None)
    return sorted(
        canonical(_plain(child | {"entries": None, "told": child["entries"][form]}))
        for child in children
    )


def _plain(value: object) -> object:
    """
    Return a value in a shape in which what two people typed can be compared: case, space and order
    do not matter.
    """
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    if isinstance(value, list):
        return sorted((_plain(part) for part in cast(list[object], value)), key=canonical)
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in cast(Mapping[str, object], value).items()}
    return value


def _reason(reference: str) -> Reason:
    sentence = (
        f"{reference} has the same children, referred by the same agency on the same day; "
        f"see `pathway case {reference}` {confirmation(AGAIN)}"
    )
    return Reason("same_referral", sentence, None, AGAIN)
