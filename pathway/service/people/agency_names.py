"""What agencies are called."""

from __future__ import annotations

from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.cases.agencies import defined_agencies


def agency_name(unit: UnitOfWork, code: str) -> str:
    """
    Return the name of an agency: from the directory, else from today's definition, else its code in
    words.
    """
    from pathway.service.definition_choice import definition_today

    return unit.directory.agency_name(code, defined_agencies(definition_today(unit)))
