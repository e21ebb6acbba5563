"""Carrying a command out in a transaction, once under an idempotency key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pathway.errors import Conflict, Refused
from pathway.service.cases.idempotency import KeyTaken, check_key, first_result, keep
from pathway.service.cases.saving import save
from pathway.service.cases.step_request import StepRequest
from pathway.service.cases.taken import Taken
from pathway.service.files.storing import store_all
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.history.case import Case

Shown = TypeVar("Shown")
Work = Callable[[UnitOfWork], list[Taken]]
Show = Callable[[UnitOfWork, Case], Shown]


def carry_out(
    installation: Installation,
    request: StepRequest,
    key: str | None,
    *,
    work: Work,
    show: Show[Shown],
) -> Shown:
    """
    Carry a command out, and return the first case that it changed as `show` makes it; where its key
    was used for it before, the first result.
    """
    check_key(key)
    try:
        return _once(installation, request, key, work=work, show=show)
    except (KeyTaken, Refused, Conflict):
        if key is None:
            raise
        # The same command may have been carried out in between: then its result is returned.
        return _once(installation, request, key, work=work, show=show)


def _once(
    installation: Installation,
    request: StepRequest,
    key: str | None,
    *,
    work: Work,
    show: Show[Shown],
) -> Shown:
    def once(unit: UnitOfWork) -> Shown:
        unit.reader = unit.actor(request.by)
        known = first_result(unit, key, request)
        if known is not None:
            return show(unit, known)
        changed = work(unit)
        save(unit, changed)
        store_all(unit, changed[0].after.reference, request.files)
        keep(unit, key, request, changed[0])
        return show(unit, changed[0].after)

    return installation.in_transaction(once)
