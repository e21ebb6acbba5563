"""The library's face: everything that the command line does, under the same names."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import structlog
from pydantic import BaseModel
from sqlalchemy import Engine

from pathway.errors import NotRehearsal, WrongUsage
from pathway.notifications.mailers import EmlFolder, Mailer
from pathway.service import mailing, people, reading, sweeping, taking, versions, workers
from pathway.service.asking import Asked, asked_form, in_a_zone
from pathway.service.examining import Diagnosis, examine
from pathway.service.installing import default_key_file
from pathway.service.office import Clock, Office, Unit, real_clock
from pathway.service.previewing import preview_of
from pathway.service.repeating import KeyTaken, check_key, first_result, keep
from pathway.service.views import CaseView, DeadlineView, EventView, MessageView, PreviewView, StepView
from pathway.settings import Settings
from pathway.storage import audit, configuration, definitions, outbox
from pathway.storage.audit import Finding
from pathway.storage.definitions import StoredDefinition
from pathway.storage.engine import open_engine
from pathway.workflows.calendar import london_date
from pathway.workflows.definition import Definition
from pathway.workflows.people import Appointment

log = structlog.wrap_logger(logging.getLogger("pathway"))


class Pathway:
    """
    One database of cases.

    Thread-safe: each call is a transaction of its own. Nothing is read from the environment unless `Settings.from_env`
    is asked to.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    @classmethod
    def connect(
        cls,
        database: str | Engine,
        *,
        key_file: Path | str | None = None,
        settings: Settings | None = None,
        clock: Clock = real_clock,
    ) -> Self:
        """
        Return the cases of a database that exists; nothing is made and nothing is migrated.

        Args:
            database: An address such as `sqlite:///pathway.db`, or a SQLAlchemy engine of the host's.
            key_file: The master key; left out, it is looked for beside a database that is a file.
            clock: Tells the time, unless the database is a rehearsal and keeps its own.

        Raises:
            WrongUsage: The address cannot be read.
            DatabaseNotReady: There is no such database.
        """
        found = settings or Settings()
        engine = open_engine(database) if isinstance(database, str) else database
        address = database if isinstance(database, str) else str(database.url)
        chosen = Path(key_file or found.key_file) if key_file or found.key_file else default_key_file(address)
        return cls(Office(engine, replace(found, database=address), chosen, clock))

    def at(self, instant: datetime | None) -> Pathway:
        """Return the same cases seen as if it were that instant; of a rehearsal only."""
        return Pathway(self._office.at(in_a_zone(instant) if instant else None))

    def close(self) -> None:
        """Give back the database's connections."""
        self._office.engine.dispose()

    # ---- cases ------------------------------------------------------------------------------------------------------

    def refer(self, form: BaseModel | Mapping[str, Any], *, by: str, key: str | None = None) -> CaseView:
        """
        Open a case in draft from a referral form, and return it.

        Args:
            key: Makes a repeat harmless: the same form under the same key returns the first result.

        Raises:
            NotFound: Nobody has that email.
            Refused: The form has faults, the person may not refer, or the key was used; every reason is listed.
        """
        said = asked_form(form)
        return self._done(Asked("refer", by, input=said), key, lambda unit: [taking.refer(unit, said, by)])

    def amend(self, reference: str, form: BaseModel | Mapping[str, Any], *, by: str, **said: Any) -> CaseView:
        """Change the form of a draft, and return the case; raises what `take` raises."""
        return self.take(reference, "amend", by=by, input=form, **said)

    def take(
        self,
        reference: str,
        step: str,
        *,
        by: str,
        item: str | None = None,
        on: date | None = None,
        input: BaseModel | Mapping[str, Any] | None = None,  # noqa: A002 - the contract names it so
        reason: str | None = None,
        late_reason: str | None = None,
        expect_version: int | None = None,
        key: str | None = None,
    ) -> CaseView:
        """
        Take a step, and return the case as it then is.

        Args:
            by: The email of who takes it.
            item: The item it is about: `agency_return:police`, `action:3`, `publication`.
            on: The day it happened, in Europe/London; today if left out.
            input: What the step's schema asks for.
            expect_version: Refuse unless the case is at this version.
            key: Makes a repeat harmless: the same command under the same key returns the first result.

        Raises:
            NotFound: There is no such case, person, step or item.
            StepRefused: It cannot be taken now; every reason is listed.
            Refused: The key was used for another command.
            Conflict: Somebody else changed the case first.
        """
        asked = Asked(step, by, reference, item, on, input, reason, late_reason)
        return self._done(asked, key, lambda unit: taking.asked(unit, asked, expect_version))

    def preview(
        self,
        reference: str,
        step: str,
        *,
        by: str,
        item: str | None = None,
        on: date | None = None,
        input: BaseModel | Mapping[str, Any] | None = None,  # noqa: A002 - the contract names it so
        reason: str | None = None,
        late_reason: str | None = None,
        expect_version: int | None = None,
    ) -> PreviewView:
        """Return what would follow from a step; nothing is changed. Raises what `take` raises."""
        asked = Asked(step, by, reference, item, on, input, reason, late_reason)
        with self._office.reading() as unit:
            return preview_of(unit, taking.asked(unit, asked, expect_version))

    def case(self, reference: str) -> CaseView:
        """Return one case; NotFound names the nearest where there is none."""
        with self._office.reading() as unit:
            return reading.case_view(unit, unit.cases.get(reference))

    def cases(
        self,
        *,
        state: str | None = None,
        kind: str | None = None,
        overdue: bool = False,
        due_within: int | None = None,
        mine: str | None = None,
    ) -> list[CaseView]:
        """
        Return cases in the order in which they were opened.

        Args:
            state: A state, or `cspr.*` for every state of it.
            overdue: Only those with a duty past its due day.
            due_within: Only those with a duty due within so many working days.
            mine: Only those with an open duty of the person with that email.
        """
        with self._office.reading() as unit:
            rows = unit.cases.find(state=state, kind=kind)
            found = [reading.case_view(unit, unit.cases.get(row.reference)) for row in rows]
            last = unit.calendar.add(unit.today, due_within) if due_within is not None else None
            person = unit.directory.of(unit.person(mine))[0].email if mine else None
        return [one for one in found if _fits(one, overdue=overdue, last=last, person=person)]

    def steps(self, reference: str, *, by: str, on: date | None = None) -> list[StepView]:
        """Return every step from where the case stands: may this person take it, what is missing, what it wants."""
        with self._office.reading() as unit:
            person = unit.person(by)
            unit.need_key()
            return reading.steps_of(unit, unit.cases.get(reference), person, on)

    def schema(
        self, reference: str, step: str, *, by: str | None = None, item: str | None = None, on: date | None = None
    ) -> dict[str, Any]:
        """Return the JSON Schema of a step's input, made for this case and day."""
        with self._office.reading() as unit:
            unit.need_key()
            person = unit.person(by) if by else None
            return reading.schema_of(unit, unit.cases.get(reference), step, item, person, on)

    def form_schema(self, kind: str) -> dict[str, Any]:
        """Return the JSON Schema of a referral form: practice_review, serious_offence or good_outcome."""
        with self._office.reading() as unit:
            return reading.form_schema(unit, kind)

    def history(self, reference: str) -> list[EventView]:
        """Return what was done to a case, by whom, when it happened and when it was recorded."""
        with self._office.reading() as unit:
            unit.need_key()
            return [reading.event_view(unit, event) for event in unit.cases.events(reference)]

    # ---- deadlines --------------------------------------------------------------------------------------------------

    def deadlines(
        self,
        reference: str | None = None,
        *,
        overdue: bool = False,
        within: int | None = None,
        owner: str | None = None,
        status: str | None = None,
    ) -> list[DeadlineView]:
        """
        Return dated duties, the soonest first: all of one case, or the open ones of every case.

        Args:
            within: Only open ones due within so many working days.
            owner: Only those of which the person with that email is in charge.
            status: law, guidance, expected or local.
        """
        with self._office.reading() as unit:
            found = self._deadlines(unit, reference, within=within, status=status)
            person = unit.directory.of(unit.person(owner))[0].email if owner else None
        found = [one for one in found if one.overdue] if overdue else found
        return [one for one in found if person is None or person in one.owner.emails]

    def explain(self, reference: str, deadline: str) -> DeadlineView:
        """Return one deadline by its id, or by its key where that means one: rule, source, clock, days, moves."""
        with self._office.reading() as unit:
            case = unit.cases.get(reference)
            return reading.deadline_view(unit, unit.definition_of(case), case, reading.find_deadline(case, deadline))

    # ---- people -----------------------------------------------------------------------------------------------------

    def import_people(self, text: str) -> people.ImportedPeople:
        """Add or change the people of a CSV file, all or nothing; ImportRefused lists every fault with its row."""
        with self._office.writing() as unit:
            return people.import_csv(unit, text)

    def people(self) -> Sequence[Appointment]:
        """Return everybody in the directory, by agency and order."""
        with self._office.reading() as unit:
            found = unit.directory.appointments
        return sorted(found, key=lambda one: (one.agency, one.order, one.email))

    # ---- scheduler and mail -----------------------------------------------------------------------------------------

    def sweep(self) -> sweeping.Swept:
        """Record breaches, write the reminders and escalations that are due, and make their messages."""
        done = sweeping.sweep(self._office)
        return replace(done, messages=mailing.address(self._office))

    def dispatch(self, mailer: Mailer | None = None) -> mailing.Dispatched:
        """Send every message that is due: by the mailer given, else into the configured folder."""
        return mailing.dispatch(self._office, mailer or EmlFolder(Path(self._office.settings.mail_folder)))

    def messages(self, *, state: str | None = None) -> list[MessageView]:
        """Return the outbox in the order in which its messages were made."""
        with self._office.reading() as unit:
            return [mailing.message_view(unit, one) for one in outbox.messages(unit.connection, state=state)]

    def message(self, number: int) -> tuple[MessageView, str]:
        """Return one message and the text that its reader sees."""
        with self._office.reading() as unit:
            found = outbox.message_of(unit.connection, number)
            body = mailing.letter_of(unit, found).get_body(("plain",))
            return mailing.message_view(unit, found), body.get_content() if body else ""

    # ---- proof and upkeep -------------------------------------------------------------------------------------------

    def verify(self, reference: str | None = None) -> list[Finding]:
        """Return all that does not hold together in one case or in all: the chain, and replay against the rows."""
        with self._office.reading() as unit:
            return audit.verify(unit.connection, reference, self._office.keyring)

    def doctor(self) -> list[Diagnosis]:
        """Return what stands in the way of working, each with its way out."""
        return examine(self._office)

    def now(self) -> datetime:
        """Return the instant it is for this database."""
        with self._office.reading() as unit:
            return unit.now

    def is_rehearsal(self) -> bool:
        """Say whether the database keeps its own clock."""
        with self._office.reading() as unit:
            return unit.is_rehearsal

    def trusts_operators(self) -> bool:
        """Say whether an email alone is enough to say who is asking."""
        with self._office.reading() as unit:
            return unit.is_rehearsal or unit.settings.get("trust_operators") == "yes"

    def set_clock(self, instant: datetime) -> datetime:
        """
        Move a rehearsal's clock forward to an instant, and return it.

        Raises:
            NotRehearsal: The database is no rehearsal.
            WrongUsage: The instant is before the clock's own; a rehearsal never goes back.
            CalendarUnknown: No bank holidays are known there; nothing could be counted, and there is no way back.
        """
        with self._office.writing() as unit:
            if not unit.is_rehearsal:
                raise NotRehearsal
            stands = datetime.fromisoformat(unit.settings["clock"])
            instant = in_a_zone(instant)
            if instant < stands:
                raise WrongUsage(f"The clock stands at {stands.isoformat()} and never goes back.")
            unit.calendar.is_working(london_date(instant))
            configuration.put(unit.connection, "clock", instant.isoformat())
        return instant

    def advance_clock(self, by: timedelta) -> datetime:
        """Move a rehearsal's clock forward; raises what `set_clock` raises."""
        try:
            return self.set_clock(self.now() + by)
        except OverflowError as error:
            raise WrongUsage("That is after the end of time; move the clock by less.") from error

    # ---- definitions and workers -------------------------------------------------------------------------------------

    def definitions(self) -> list[StoredDefinition]:
        """Return every definition that was loaded, the latest first."""
        with self._office.reading() as unit:
            return definitions.listed(unit.connection)

    def load_definition(self, texts: Mapping[str, str]) -> Definition:
        """
        Store a definition beside those that are there, and return it; new cases follow it if its edition is in force.

        Args:
            texts: The text of each of its files, by file name.

        Raises:
            ImportRefused: The files have faults; every one is listed with its file and table.
            Refused: Its version is stored with another content, and cases follow it.
        """
        with self._office.writing() as unit:
            return versions.load_definition(unit, texts)

    def migrate(self, reference: str, *, to: str | None, by: str | None = None, reason: str | None = None) -> CaseView:
        """
        Move a running case to another version of its definition, and return it.

        Args:
            to: The version; None takes the last move back, which can be done until the next step.
            by: The email of who decided it, of the business unit or the chair; left out, the system moves it.

        Raises:
            NotFound: There is no such case, person or version.
            Refused: The other version has no place for something in the case; every reason is listed.
        """
        with self._office.writing() as unit:
            taken = versions.migrate(unit, reference, versions.Migration(to, by, reason))
            taking.save(unit, [taken])
            view = reading.case_view(unit, taken.after)
        _logged([taken])
        return view

    def preview_migration(
        self, reference: str, *, to: str | None, by: str | None = None, reason: str | None = None
    ) -> PreviewView:
        """Return what a move to another version would change, every due date among it. Raises what `migrate` raises."""
        with self._office.reading() as unit:
            return preview_of(unit, [versions.migrate(unit, reference, versions.Migration(to, by, reason))])

    def definition(self) -> Definition:
        """Return the definition under which a case begins that is referred today."""
        with self._office.reading() as unit:
            return unit.current_definition()

    def beat(self, worker: str, started_at: datetime) -> None:
        """Write down that a worker is alive."""
        workers.beat(self._office, worker, started_at)

    def forget(self, worker: str) -> None:
        """Take away a worker that stopped as it should."""
        workers.forget(self._office, worker)

    # ---- insides ----------------------------------------------------------------------------------------------------

    def _done(self, asked: Asked, key: str | None, work: Callable[[Unit], list[taking.Taken]]) -> CaseView:
        """Carry a command out, or return its first result where the key was used for it before."""
        check_key(key)
        try:
            return self._done_once(asked, key, work)
        except KeyTaken:
            return self._done_once(asked, key, work)

    def _done_once(self, asked: Asked, key: str | None, work: Callable[[Unit], list[taking.Taken]]) -> CaseView:
        every: list[taking.Taken] = []
        with self._office.writing() as unit:
            known = first_result(unit, key, asked)
            if known is None:
                every = work(unit)
                taking.save(unit, every)
                keep(unit, key, asked, every[0])
                known = every[0].after
            view = reading.case_view(unit, known)
        _logged(every)
        return view

    def _deadlines(
        self, unit: Unit, reference: str | None, *, within: int | None, status: str | None
    ) -> list[DeadlineView]:
        last = unit.calendar.add(unit.today, within) if within is not None else None
        if reference is not None:
            unit.cases.get(reference)
        state = None if reference is not None and within is None else "open"
        only = None if reference is None else [reference]
        rows = unit.cases.deadlines(references=only, state=state, status=status, due_to=last)
        cases = {name: unit.cases.get(name) for name in {name for name, _ in rows}}
        return [reading.deadline_view(unit, unit.definition_of(cases[name]), cases[name], one) for name, one in rows]


def _fits(case: CaseView, *, overdue: bool, last: date | None, person: str | None) -> bool:
    open_ones = [one for one in case.deadlines if one.state in ("running", "breached")]
    if overdue and not any(one.overdue for one in open_ones):
        return False
    if last is not None and not any(one.due <= last for one in open_ones):
        return False
    return person is None or any(person in one.owner.emails for one in open_ones)


def _logged(every: list[taking.Taken]) -> None:
    """Log what was committed, by reference and step: no word of what was said."""
    for taken in every:
        for event in taken.events:
            log.info("step.taken", case=taken.after.reference, step=event.step, seq=event.seq, state=event.to_state)
