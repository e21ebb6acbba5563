"""The directory as lists show it: a row that was damaged is a line of the list, not the end of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import NamedTuple

from sqlalchemy import Connection, select

from pathway.storage.database.salvage import salvaged
from pathway.storage.database.tables import agency
from pathway.storage.directory import ABSENCES, MEMBERS, Absence, appointment_of
from pathway.workflows.attempts.directory import Appointment


class ListedAppointment(NamedTuple):
    """A person's part in an agency, and what of its row cannot be read; None where all can."""

    appointment: Appointment
    damaged: str | None


class ListedAbsence(NamedTuple):
    """A person's absence, and what of its row cannot be read; None where all can."""

    period: Absence
    damaged: str | None


@dataclass(frozen=True, slots=True)
class ListedDirectory:
    """
    What can be read of the directory.

    Args:
        agency_names: By code, of agencies that were given a name.
        damaged_agencies: What of an agency's row cannot be read, by code.
    """

    appointments: Sequence[ListedAppointment]
    absences: Sequence[ListedAbsence]
    agency_names: dict[str, str]
    damaged_agencies: dict[str, str]


def load(connection: Connection) -> ListedDirectory:
    """Return what can be read of the directory, in the order in which it is relied on elsewhere."""
    appointments = [
        ListedAppointment(appointment_of(SimpleNamespace(**values)), damaged)
        for values, damaged in salvaged(connection, MEMBERS)
    ]
    absences = [
        ListedAbsence(
            Absence(values["person_id"], values["first_day"], values["last_day"]), damaged
        )
        for values, damaged in salvaged(connection, ABSENCES)
    ]
    agency_names: dict[str, str] = {}
    damaged_agencies: dict[str, str] = {}
    for values, damaged in salvaged(connection, select(agency)):
        if damaged:
            damaged_agencies[values["code"]] = damaged
        else:
            agency_names[values["code"]] = values["name"]
    return ListedDirectory(appointments, absences, agency_names, damaged_agencies)
