"""Setting up: init, clock, demo, database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pathway.cli import typed
from pathway.cli.options import Command, Commands, read_by
from pathway.cli.screens.words import instant_words
from pathway.cli.session import Session
from pathway.errors import (
    NotRehearsal,
    VerificationFailed,
)

if TYPE_CHECKING:
    pass

TOKENS = (
    "Whoever takes a step here proves who they are: issue them a token with "
    "pathway people token EMAIL -o FILE"
)


@click.command(cls=Command)
@click.option(
    "--rehearsal", is_flag=True, help="A database to practise on, with a clock of its own."
)
@click.option(
    "--trust-operators",
    is_flag=True,
    help="Trust --by to say who is asking, without a token: the computer has signed them in.",
)
@click.pass_obj
def init(session: Session, /, rehearsal: bool, trust_operators: bool) -> None:
    """Make the database and, unless there is one, a key."""
    from pathway.service.installing import install

    if session.now and not rehearsal:
        raise NotRehearsal
    settings, now = session.settings, session.now or datetime.now(UTC)
    key_file = Path(settings.key_file) if settings.key_file else None
    installed = install(
        settings.database, key_file, rehearsal=rehearsal, trust_operators=trust_operators, now=now
    )
    if session.show(installed):
        return
    screen = session.screen
    made = f"Made the database {installed.database}"
    if rehearsal:
        instant = instant_words(now)
        made += f", a rehearsal; its clock is at {instant} until `pathway clock` moves it"
    screen.fold(f"{made}.", 0, 2)
    key = f"Used the existing key {installed.key_file}"
    if installed.key_is_new:
        key = f"Made the key {installed.key_file}; keep it safe"
    screen.fold(f"{key}: without it nobody can read what people wrote.", 0, 2)
    loaded = f"Loaded the definition review {installed.definition}."
    screen.fold(f"{loaded} Next: pathway people import FILE", 0, 2)
    if not (rehearsal or trust_operators):
        screen.fold(TOKENS, 0, 2)


@click.group(cls=Commands)
def clock() -> None:
    """
    The clock of a rehearsal.

    It stays where it is until it is moved, and never goes back.
    """


@clock.command("set")
@click.argument("instant", callback=read_by(typed.instant))
@click.pass_obj
def clock_set(session: Session, /, instant: datetime) -> None:
    """Move it to INSTANT, such as 2026-03-16T09:00 (London time)."""
    with session.pathway(clock=False) as pathway:
        _clock(session, pathway.clock.set(instant), rehearsal=True)


@clock.command("advance")
@click.argument("duration", callback=read_by(typed.duration))
@click.pass_obj
def clock_advance(session: Session, /, duration: timedelta) -> None:
    """Move it on by DURATION: 3d, 2h, 90m, 1w, or P3D."""
    with session.pathway(clock=False) as pathway:
        _clock(session, pathway.clock.advance(duration), rehearsal=True)


@clock.command("show")
@click.pass_obj
def clock_show(session: Session, /) -> None:
    """Show what time it is for this database."""
    with session.pathway() as pathway:
        _clock(session, pathway.clock.now(), rehearsal=pathway.clock.is_rehearsal())


def _clock(session: Session, instant: datetime, *, rehearsal: bool) -> None:
    if not session.show({"now": instant.isoformat(), "rehearsal": rehearsal}):
        real = "" if rehearsal else ", the real time"
        session.screen.line(f"{instant_words(instant)} (London){real}")


@click.command(cls=Command)
@click.argument("folder", default="pathway-demo")
@click.pass_obj
def demo(session: Session, /, folder: str) -> None:
    """
    Play the whole pathway with invented cases.

    FOLDER, pathway-demo if not given, is made. Cases of every kind go from draft to closed in a
    rehearsal database; reminders are written there as .eml files.
    """
    session.log()
    from pathway.demo import run

    wants_json = session.wants_json
    result = run(Path(folder), lambda line: click.echo(line, err=wants_json))
    session.show(result)
    if result.findings:
        raise VerificationFailed("The demo's histories do not hold together; see above.")


@click.group(cls=Commands)
def database() -> None:
    """The tables of the database."""


@database.command("upgrade")
@click.pass_obj
def database_upgrade(session: Session, /) -> None:
    """Bring the tables to this version of Pathway, all or nothing."""
    from pathway.service.upkeep import database_schema

    before, after = database_schema.upgrade(session.settings.database)
    if not session.show({"from": before, "to": after}):
        done = f"is at {after} already" if before == after else f"went from {before} to {after}"
        session.screen.line(f"The schema {done}.")


@database.command("check")
@click.pass_obj
def database_check(session: Session, /) -> None:
    """Check whether the tables are those of this version of Pathway."""
    from pathway.service.upkeep import database_schema

    database_schema.check(session.settings.database)
    if not session.show({"schema": database_schema.HEAD, "ok": True}):
        session.screen.line(f"The schema is at {database_schema.HEAD}, as expected.")


@database.command("sql")
@click.pass_obj
def database_sql(session: Session, /) -> None:
    """
    Print the SQL that an upgrade would run.

    All of the SQL if there is no database yet.
    """
    from pathway.service.upkeep import database_schema

    before, sql = database_schema.upgrade_sql(session.settings.database)
    head = database_schema.HEAD
    if not session.show({"from": before, "to": head, "sql": sql}):
        session.screen.stream.write(
            sql or f"-- Nothing would run: the schema is at {head} already.\n"
        )


COMMANDS = (init, demo, clock, database)
