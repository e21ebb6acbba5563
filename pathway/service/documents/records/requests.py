"""What an agency is asked for, in words."""

from __future__ import annotations

from pathway.documents.letters.return_request import ReturnRequest
from pathway.errors import NotFound, Reason, Refused
from pathway.notifications.writing.phrases import case_link
from pathway.service.cases.reading.item_words import round_of
from pathway.service.documents.records.naming import state_words
from pathway.service.people.agency_names import agency_name
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.calendar.in_words import full_day_words
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.known_names import RETURN
from pathway.workflows.people.in_charge import UNIT

REPRESENTATIVE = "rep"


def asked(unit: UnitOfWork, case: Case, agency: str) -> Item:
    """
    Return the request that is meant, which is still to be answered.

    Args:
        agency: The agency's code, for the latest request to it; or the id of the return.

    Raises:
        NotFound: The agency was not asked.
        Refused: The return is in or settled.
    """
    returns = [item for item in case.items.values() if item.kind == RETURN]
    of_agency = [item for item in returns if agency in (item.id, item.data["agency"])]
    if not of_agency:
        known = [item.data["agency"] for item in returns]
        raise NotFound("return of", agency, known, f"See `pathway case {case.reference}`.")
    item = max(of_agency, key=round_of)
    definition = unit.definition_of(case)
    if definition.is_final(item):
        words = state_words(definition, item).lower()
        sentence = f"{item.id} of {case.reference} is settled already: {words}."
        raise Refused(sentence, [Reason("wrong_state", sentence)])
    return item


def request_in_words(unit: UnitOfWork, case: Case, item: Item) -> ReturnRequest:
    """Return what an agency is asked for in words."""
    agency = item.data["agency"]
    duties = sorted(
        (own for own in case.open_deadlines() if own.item == item.id), key=lambda own: own.due
    )
    rules = unit.definition_of(case).deadlines
    titles = [rules[own.key].title if own.key in rules else own.key for own in duties]
    days = [full_day_words(own.due) for own in duties]
    unit_people = unit.directory.holders(UNIT)
    contact = f"{unit_people[0].name}, {unit_people[0].email}" if unit_people else ""
    return ReturnRequest(
        reference=case.reference,
        item=item.id,
        agency=agency_name(unit, agency),
        people=[post.name for post in unit.directory.holders(REPRESENTATIVE, agency)],
        round=round_of(item),
        duties=list(zip(titles, days, strict=True)),
        address=case_link(case.reference, unit.installation.settings.base_url or None),
        contact=contact or "The business unit of the partnership.",
        partnership=agency_name(unit, unit_people[0].agency) if unit_people else "The partnership",
        made_on=full_day_words(unit.today),
    )
