"""What keeps Pathway from working: what `doctor` finds, each with its remedy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pathway.errors import KeyMissing, PathwayError
from pathway.service.definition_choice import definition_today
from pathway.service.places import database_file
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep.clock_faults import SKEW, examine_clock
from pathway.service.upkeep.damage import NAMED, unreadable, unreadable_cases
from pathway.service.upkeep.files import examine_files
from pathway.service.upkeep.post import refused_mail
from pathway.service.upkeep.workers import alive_and_silent
from pathway.service.views.today import Diagnosis
from pathway.storage import closed_days, sweep_failures
from pathway.storage.cases import owners
from pathway.storage.closed_days import CLOSURE, PROCLAIMED
from pathway.storage.database.dialects import server_now
from pathway.storage.database.mail_conditions import GIVEN_UP
from pathway.storage.database.salvage import whole
from pathway.storage.database.schema import HEAD
from pathway.storage.mail import outbox
from pathway.workflows.calendar.in_words import day_words
from pathway.workflows.calendar.working_days import LONDON, after_months
from pathway.workflows.history.case import Case
from pathway.workflows.people.in_charge import in_charge
from pathway.workflows.people.roles import RoleContext

HORIZON_WARNING = 12  # months
ONE_DAY = timedelta(days=1)
STUCK_AFTER = timedelta(hours=1)


def examine(installation: Installation) -> list[Diagnosis]:
    """
    Return what was found, or only the database's fault where it has one: then nothing else can be
    examined.
    """
    try:
        with whole("What is to be examined"), installation.reading() as unit:
            diagnoses = [
                _database(unit),
                _schema(),
                _clock(unit),
                _horizon(unit),
                *_reps(unit),
                *refused_mail(unit),
                *_outbox(unit),
                *_roles(unit),
                *_findings(unit),
                *_workers(unit),
                *_sweeps(unit),
                *_opening(unit),
            ]
    except PathwayError as error:
        return [Diagnosis("database", "fault", error.message)]
    if any(diagnosis.what == "key" for diagnosis in diagnoses):
        return diagnoses
    return [*diagnoses, _key(installation, is_rehearsal=unit.is_rehearsal)]


def examine_stored(installation: Installation) -> list[Diagnosis]:
    """
    Return what is wrong with what is stored, which takes longer to look through; nothing where the
    database cannot be read, which `examine` says.
    """
    try:
        with whole("What is stored"), installation.reading() as unit:
            return [
                *unreadable_cases(unreadable(unit)),
                *examine_clock(unit),
                *examine_files(unit),
            ]
    except PathwayError:
        return []


def _database(unit: UnitOfWork) -> Diagnosis:
    kind = "a rehearsal" if unit.is_rehearsal else "not a rehearsal"
    return Diagnosis("database", "ok", f"The database can be read; it is {kind}.")


def _schema() -> Diagnosis:
    return Diagnosis("schema", "ok", f"The schema is at revision {HEAD}, as expected.")


def _clock(unit: UnitOfWork) -> Diagnosis:
    if unit.is_rehearsal:
        now = unit.now.astimezone(LONDON)
        time = f"{day_words(now)} {now:%H:%M}"
        return Diagnosis("clock", "ok", f"The rehearsal's clock is at {time} (London).")
    away = abs(server_now(unit.connection) - unit.now)
    if away > SKEW:
        apart = f"{away.total_seconds():.0f} seconds"
        sentence = f"This machine's clock and the database's differ by {apart}; set them right."
        return Diagnosis("clock", "warning", sentence)
    return Diagnosis("clock", "ok", "This machine's clock agrees with the database's.")


def _horizon(unit: UnitOfWork) -> Diagnosis:
    last = unit.calendar.published_to
    added = [day.source for day in closed_days.load(unit.connection)]
    kept = f"Added here: {added.count(PROCLAIMED)} proclaimed, {added.count(CLOSURE)} closures."
    sentence = f"Bank holidays are published to the end of {last}; later due dates are provisional"
    if after_months(unit.today, HORIZON_WARNING) >= date(last, 12, 31):
        return Diagnosis(
            "calendar",
            "warning",
            f"{sentence}. Install a newer version and run `pathway holidays renew`. {kept}",
        )
    return Diagnosis("calendar", "ok", f"{sentence}. {kept}")


def _reps(unit: UnitOfWork) -> list[Diagnosis]:
    """Look for agencies with an open duty for which no representative is there."""
    with_rep = {
        post.agency
        for post in unit.directory.holders("rep")
        if post.person not in unit.directory.absent
    }
    without = sorted(owners.agencies_owing(unit.connection, "rep") - with_rep)
    if not without:
        return [Diagnosis("reps", "ok", "Every agency with a duty has a representative.")]
    sentence = f"Agencies with a duty but no available representative: {', '.join(without)};"
    way_out = "the business unit gets their mail. Add them with `pathway people import`."
    return [Diagnosis("reps", "warning", f"{sentence} {way_out}")]


def _roles(unit: UnitOfWork) -> list[Diagnosis]:
    """Look for roles that cases cannot go on without, and that nobody holds."""
    definition = definition_today(unit)
    parts = definition.agencies.parts
    wanted: list[tuple[str, Sequence[str] | None]] = [("bu", None), ("chair", None)]
    wanted += [("notifier", definition.agencies.local_authority)]
    wanted += [("partner", parts[seat]) for seat in definition.seats]
    empty = [_of(role, agencies) for role, agencies in wanted if not _held(unit, role, agencies)]
    if not empty:
        return [Diagnosis("roles", "ok", "Every role that cases wait for is held by somebody.")]
    sentence = f"Nobody is available in these roles: {', '.join(empty)}. Add people with `pathway people import`."
    if in_charge(RoleContext(definition, Case(""), None, unit.directory), "bu").people:
        return [Diagnosis("roles", "warning", sentence)]
    until_then = "Until then nobody is notified, and the notices wait."
    return [Diagnosis("roles", "fault", f"{sentence} {until_then}")]


def _of(role: str, agencies: Sequence[str] | None) -> str:
    return f"{role} of {' or '.join(agencies)}" if agencies else role


def _held(unit: UnitOfWork, role: str, agencies: Sequence[str] | None) -> bool:
    return any(
        post.person not in unit.directory.absent for post in unit.directory.holders(role, agencies)
    )


def _findings(unit: UnitOfWork) -> list[Diagnosis]:
    """Look for what corrections left to be dealt with."""
    waiting = unit.cases.with_findings(NAMED + 1)
    if not waiting:
        return [Diagnosis("findings", "ok", "Corrections have left nothing to deal with.")]
    named = [f"{reference} ({count})" for reference, count in waiting.items()]
    if len(named) > NAMED:
        named[NAMED:] = ["others"]
    sentence = f"Corrections left findings in {', '.join(named)}; see `pathway case REF`, and settle them with a note."
    return [Diagnosis("findings", "warning", sentence)]


def _outbox(unit: UnitOfWork) -> list[Diagnosis]:
    dead = outbox.count(unit.connection, *GIVEN_UP)
    stuck = outbox.overdue(unit.connection, unit.now - STUCK_AFTER)
    warnings: list[Diagnosis] = []
    if dead:
        sentence = f"Messages given up: {dead}; see `pathway mail list --dead`, and `pathway mail retry ID`."
        warnings.append(Diagnosis("mail", "warning", sentence))
    if stuck:
        sentence = f"Messages that should have left over an hour ago: {stuck}; start `pathway worker`, or see its log."
        warnings.append(Diagnosis("mail", "warning", sentence))
    if warnings:
        return warnings
    waiting = outbox.count(unit.connection, "waiting")
    return [Diagnosis("mail", "ok", f"No message was given up; waiting to be sent: {waiting}.")]


def _workers(unit: UnitOfWork) -> list[Diagnosis]:
    alive, silent = alive_and_silent(unit)
    if silent and not alive:
        sentence = (
            f"The worker {silent[0].worker} stopped unexpectedly; start one with `pathway worker`."
        )
        return [Diagnosis("worker", "fault", sentence)]
    if silent:
        names = ", ".join(heartbeat.worker for heartbeat in silent)
        sentence = f"{len(alive)} running; {len(silent)} stopped unexpectedly: {names}."
        return [Diagnosis("worker", "warning", sentence)]
    if alive:
        return [Diagnosis("worker", "ok", f"{len(alive)} running.")]
    sentence = "No worker is running; start `pathway worker`, or let cron run `pathway sweep` and `pathway dispatch`."
    return [Diagnosis("worker", "warning", sentence)]


def _sweeps(unit: UnitOfWork) -> list[Diagnosis]:
    """Look for cases whose sweep fails, and for deadlines that no sweep has looked at."""
    failing = sweep_failures.listed(unit.connection)
    diagnoses: list[Diagnosis] = []
    if failing:
        named = ", ".join(f"{case.reference} ({case.code}, {case.times} times)" for case in failing)
        sentence = f"Cases that cannot be swept, so that nobody is reminded of them: {named}; see `pathway verify`."
        diagnoses.append(Diagnosis("sweep", "fault", sentence))
    if sweep_failures.is_behind(unit.connection, unit.now - ONE_DAY):
        sentence = "Deadlines have not been checked since yesterday; start `pathway worker` or run `pathway sweep`."
        diagnoses.append(Diagnosis("sweep", "warning", sentence))
    return diagnoses or [Diagnosis("sweep", "ok", "Every deadline was checked in time.")]


def _opening(unit: UnitOfWork) -> list[Diagnosis]:
    """Try the key on a sealed entry: a key that opens nothing is worse than none."""
    cases = unit.cases.find(limit=1)
    try:
        if cases and unit.installation.keyring is not None:
            unit.cases.event(cases[0].reference, 1)
    except KeyMissing as error:
        return [Diagnosis("key", "fault", error.message)]
    except (PathwayError, ValueError, KeyError, TypeError):
        return []  # the case is damaged, which `verify` tells
    return []


def _key(installation: Installation, *, is_rehearsal: bool) -> Diagnosis:
    try:
        keyring = installation.required_keyring()
    except KeyMissing as error:
        return Diagnosis("key", "fault", error.message)
    if _lies_beside_database(installation) and not is_rehearsal:
        sentence = "The key is beside the database; move it to a place that copies of the database do not include."
        return Diagnosis("key", "warning", sentence)
    return Diagnosis("key", "ok", f"The key {keyring.key_id} was found.")


def _lies_beside_database(installation: Installation) -> bool:
    path, key_file = database_file(installation.settings.database), installation.key_file
    if path is None or key_file is None:
        return False
    return path.parent.resolve() == key_file.parent.resolve()
