"""
The directory as a list of people. Whoever acts needs all of it; a list shows what can be read, and a
row that was damaged says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pathway.errors import NotFound
from pathway.service.definition_choice import definition_today
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.people import AbsenceView, PersonView
from pathway.storage import directory_lists
from pathway.storage.directory_lists import ListedAbsence, ListedAppointment, ListedDirectory
from pathway.workflows.attempts.directory import Directory
from pathway.workflows.cases.agencies import defined_agencies


def listed(unit: UnitOfWork, agency: str | None = None) -> list[PersonView]:
    """
    Return everybody in the directory, or in one agency, by agency and order; the agency is named by
    its code or its display name. What cannot be read is there whatever is asked for.

    Raises:
        NotFound: No agency of that code or name is known; the nearest are named.
    """
    stored = directory_lists.load(unit.connection)
    names = _AgencyNames(
        Directory(
            tuple(row.appointment for row in stored.appointments),
            agency_names=stored.agency_names,
        ),
        defined_agencies(definition_today(unit)),
    )
    code = names.code_of(agency) if agency is not None else None
    lines = _Listing(stored, names, unit.today, _by_person(stored.absences)).lines()
    wanted = [line for line in lines if line.damaged or code in (None, line.agency)]
    return sorted(wanted, key=lambda line: (line.agency, line.order, line.email))


@dataclass(frozen=True, slots=True)
class _AgencyNames:
    """What agencies are called, in the directory or else in today's definition."""

    directory: Directory
    defined: Mapping[str, str]

    def of(self, code: str) -> str:
        """Return the name of an agency; failing all else, its code in words."""
        return self.directory.agency_name(code, self.defined)

    def code_of(self, agency: str) -> str:
        """Return the code of a known agency, from its code or its display name."""
        wanted = agency.strip().casefold()
        codes = {*self.directory.agencies(), *self.directory.agency_names, *self.defined}
        by_name = {self.of(code).casefold(): code for code in codes}
        if wanted in codes:
            return wanted
        if wanted not in by_name:
            raise NotFound("agency", wanted, [*codes, *by_name], "See `pathway people list`.")
        return by_name[wanted]


@dataclass(frozen=True, slots=True)
class _Listing:
    """The directory on a day, as a list; absences are by the number of the person."""

    stored: ListedDirectory
    names: _AgencyNames
    today: date
    absences: Mapping[int, Sequence[ListedAbsence]]

    def lines(self) -> Iterator[PersonView]:
        """Yield a line for each part in an agency, and for each damaged absence of nobody there."""
        people = {row.appointment.person for row in self.stored.appointments}
        for row in self.stored.appointments:
            yield self._person(row, self.absences.get(row.appointment.person, []))
        for absence in self.stored.absences:
            if absence.damaged and absence.period.person not in people:
                yield _stray(absence)

    def _person(self, row: ListedAppointment, absences: Sequence[ListedAbsence]) -> PersonView:
        post = row.appointment
        periods = [absence.period for absence in absences if not absence.damaged]
        lasting = [period for period in periods if period.last_day >= self.today]
        return PersonView(
            name=post.name,
            email=post.email,
            agency=post.agency,
            agency_name=self.names.of(post.agency),
            roles=post.roles,
            order=post.order,
            absent=any(period.first_day <= self.today for period in lasting),
            absences=tuple(AbsenceView(period.first_day, period.last_day) for period in lasting),
            damaged=self._why_damaged(row, absences),
        )

    def _why_damaged(self, row: ListedAppointment, absences: Sequence[ListedAbsence]) -> str | None:
        """Return what cannot be read of a person, the name of their agency, and their absences."""
        reasons = [row.damaged] if row.damaged else []
        agency = self.stored.damaged_agencies.get(row.appointment.agency)
        if agency:
            reasons.append(f"the name of the agency {agency}")
        reasons += [f"an absence {absence.damaged}" for absence in absences if absence.damaged]
        return ". ".join(reasons) or None


def _by_person(absences: Sequence[ListedAbsence]) -> dict[int, list[ListedAbsence]]:
    groups: dict[int, list[ListedAbsence]] = {}
    for absence in absences:
        groups.setdefault(absence.period.person, []).append(absence)
    return groups


def _stray(absence: ListedAbsence) -> PersonView:
    """Return the line of a damaged absence of nobody who is in the directory."""
    return PersonView(
        name="",
        email="",
        agency="",
        agency_name="",
        roles=(),
        order=0,
        absent=False,
        absences=(),
        damaged=f"an absence {absence.damaged}",
    )
