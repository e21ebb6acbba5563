"""Looking for what keeps Pathway from working: doctor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.databases import DATABASES, Opener, openers
from pathway.cli.options import Command
from pathway.cli.screens.words import number
from pathway.cli.session import Session
from pathway.errors import DatabaseNotReady, PathwayError, Reason

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views.today import Diagnosis

LEVELS = {"ok": "good", "warning": "heading", "fault": "bad"}


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in a database, and the figures by which it is watched, if they are wanted."""

    checks: Sequence[Diagnosis]
    figures: dict[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        """Return the shape that scripts rely on."""
        return {"checks": [check.as_json() for check in self.checks], "figures": self.figures}

    @property
    def faults(self) -> list[Diagnosis]:
        """Return what keeps it from working."""
        return [check for check in self.checks if check.level == "fault"]


@click.command(cls=Command)
@DATABASES
@click.pass_obj
def doctor(session: Session, /, databases_file: str | None) -> None:
    """Look for anything that keeps Pathway from working; exit 7 if there is something."""
    if databases_file is not None:
        _examine_many(session, openers(session, databases_file))
        return
    with session.pathway() as pathway:
        examined = _examined(session, pathway)
    if not session.show(examined):
        _print(session, examined)
    _raise_for(session, {"": examined})


def _examine_many(session: Session, databases: Mapping[str, Opener]) -> None:
    session.log()
    results: dict[str, Examined] = {}
    for name, opens in databases.items():
        results[name] = _opened_and_examined(session, opens)
        if not session.wants_json:
            session.screen.heading(name)
            _print(session, results[name])
    session.show({"databases": {name: result.as_json() for name, result in results.items()}})
    _raise_for(session, results)


def _opened_and_examined(session: Session, opens: Opener) -> Examined:
    """Return what was found in a database; where it cannot be opened, that."""
    from pathway.service.views.today import Diagnosis

    try:
        with closing(opens()) as pathway:
            return _examined(session, pathway)
    except PathwayError as error:
        return Examined([Diagnosis("database", "fault", error.message)], None)


def _examined(session: Session, pathway: Pathway) -> Examined:
    return Examined(pathway.doctor(), _figures(pathway) if session.wants_json else None)


def _figures(pathway: Pathway) -> dict[str, Any] | None:
    """Return the figures by which it is watched; None where the database cannot be read."""
    try:
        return pathway.figures().as_json()
    except PathwayError:  # a fault among the checks says why
        return None


def _print(session: Session, examined: Examined) -> None:
    for check in examined.checks:
        line = f"{check.level:<8} {check.what:<9} {check.message}"
        session.screen.fold(line, 0, 19, LEVELS[check.level])


def _raise_for(session: Session, results: Mapping[str, Examined]) -> None:
    """
    Say how many faults there are.

    Raises:
        DatabaseNotReady: There are some.
    """
    faults = [(name, fault) for name, examined in results.items() for fault in examined.faults]
    if not faults:
        return
    reasons: list[Reason] = []
    # The screen lists them already; JSON on standard error has to hold them as well.
    if session.wants_json:
        reasons = [Reason(fault.what, fault.message, name or None) for name, fault in faults]
    raise DatabaseNotReady(
        f"{number(len(faults), 'fault')} found; see above for what to do.", reasons
    )


COMMANDS = (doctor,)
