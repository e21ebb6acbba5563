"""What the cells of a tracker name: people of the directory, recommendations of the case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pathway.documents.plans.cell_values import Lookup
from pathway.service.documents.plans.on_record import PlanOnRecord
from pathway.service.people.agency_names import agency_name
from pathway.service.unit_of_work import UnitOfWork

IN_ANGLES = re.compile(r".*<([^<>\s]+@[^<>\s]+)>\s*", re.DOTALL)
NUMBERED = re.compile(r"(?:recommendation|rec|r)?\s*[.:#]?\s*(\d{1,4})\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Names:
    """
    The people of the directory and the recommendations of a case, by what a tracker calls them.

    Args:
        owners: The email of some owners by what the tracker calls them, as somebody says.
        unknown_owners: Filled while cells are read: what names nobody, or several people.
    """

    emails: Mapping[str, str]
    people: Mapping[str, set[str]]
    agencies: Mapping[str, str]
    recommendations: Mapping[str, str]
    owners: Mapping[str, str]
    unknown_owners: list[str] = field(default_factory=list[str])

    def person(self, text: str) -> str:
        """
        Return the email of somebody by it, or by their exact name.

        Raises:
            ValueError: Nobody in the directory is called so, or several people are.
        """
        written = self.owners.get(_plain(text), text)
        in_angles = IN_ANGLES.fullmatch(written)
        if in_angles is not None:
            written = in_angles[1]
        email = self.emails.get(_plain(written))
        if email is not None:
            return email
        called = self.people.get(_plain(written), set())
        if len(called) == 1:
            return next(iter(called))
        if text not in self.unknown_owners:
            self.unknown_owners.append(text)
        who = "several people in the directory are" if called else "nobody in the directory is"
        raise ValueError(f'{who} called so; say who it is with --owner "NAME=EMAIL"')

    def agency(self, text: str) -> str:
        """Return the code of an agency by it or by its name; other text as it is."""
        return self.agencies.get(_plain(text), text)

    def recommendation(self, text: str) -> str:
        """
        Return a recommendation by its number or its exact words.

        Raises:
            ValueError: The case has no such recommendation.
        """
        number = NUMBERED.fullmatch(text.strip())
        name = f"recommendation:{number[1]}" if number else self.recommendations.get(_plain(text))
        if name is None or name not in self.recommendations.values():
            numbers = [known.rpartition(":")[2] for known in self.recommendations.values()]
            known = ", ".join(dict.fromkeys(numbers)) or "none"
            raise ValueError(
                f"the case has no such recommendation; write its number ({known}), or add it first"
            )
        return name


def names_for(unit: UnitOfWork, plan: PlanOnRecord, owners: Mapping[str, str]) -> Names:
    """Return what a tracker may name in a case."""
    people: dict[str, set[str]] = {}
    emails: dict[str, str] = {}
    for post in unit.directory.appointments:
        emails[_plain(post.email)] = post.email
        people.setdefault(_plain(post.name), set()).add(post.email)
    agencies = {_plain(agency_name(unit, code)): code for code in unit.directory.agencies()}
    named = {_plain(text): email for text, email in owners.items()}
    recommendations = {_plain(text): name for text, name in plan.recommendations()}
    return Names(emails, people, agencies, recommendations, named)


def lookup_for(plan: PlanOnRecord, names: Names, *, since_1904: bool) -> Lookup:
    """
    Return what the cells of a tracker may name, for reading them.

    Args:
        since_1904: Days that are numbers are counted from 1904.
    """
    forms = plan.entries.definition.forms
    named = {
        "person": names.person,
        "agency": names.agency,
        "recommendations": names.recommendation,
    }
    return Lookup(forms.codes, forms.fields_of, named, since_1904)


def _plain(text: str) -> str:
    """Return what tells names from others: no case, single spaces."""
    return " ".join(text.split()).casefold()
