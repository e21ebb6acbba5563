"""Further versions of the shipped definition, for tests of definitions over time."""

from __future__ import annotations

import re

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.deciding.migration import Move, against_migration, migrated, taken_back
from pathway.workflows.history.case import Case
from pathway.workflows.loading.definition_files import load, packaged
from tests.desk import Desk
from tests.routes import BU

SHIPPED = "2026.1"
RULE = 'key = "quality_assurance"\ntitle = "Quality assure the referral"\nstarts = ["submit"]\ndue = { working_days = '


def texts(version: str, **changes: str) -> dict[str, str]:
    """
    Return the shipped definition under another version, with parts of the case's file changed.
    """
    files = packaged()
    text = files["review.toml"].replace(f'version = "{SHIPPED}"', f'version = "{version}"')
    for before, after in changes.items():
        text = text.replace(before, after)
    return files | {"review.toml": text}


def sooner(version: str) -> dict[str, str]:
    """Return a version in which quality assurance takes three working days instead of five."""
    files = texts(version)
    assert f"{RULE}5" in files["review.toml"]
    return files | {"review.toml": files["review.toml"].replace(f"{RULE}5", f"{RULE}3")}


def other_lengths(version: str) -> dict[str, str]:
    """Return a version in which several duties of every file take another time."""
    files = texts(version)
    changes = {
        "review.toml": {
            "quality_assurance": 3,
            "deliberation": 20,
            "rapid_review_meeting": 10,
            "local_meeting": 30,
        },
        "incident.toml": {"panel_notification": 4, "partner_view": 3},
        "agency_return.toml": {"agency_return": 15, "involvement": 6},
        "publication.toml": {"national_repository": 8},
    }
    for file, lengths in changes.items():
        for key, days in lengths.items():
            before, rule, after = files[file].partition(f'key = "{key}"')
            assert rule, key
            changed = re.sub(r"working_days = \d+", f"working_days = {days}", after, count=1)
            files = files | {file: before + rule + changed}
    return files


def other_version(version: str = "2026.2", **changes: str) -> BoundDefinition:
    """
    Return the shipped definition under another version, with parts of the case's file changed.
    """
    return load(texts(version, **changes))


def migrate(desk: Desk, to: BoundDefinition) -> None:
    """Move the desk's case to another version of its definition."""
    assert [] == against_migration(desk.case, desk.events, to)
    move = Move(
        desk.number(BU), desk.now, desk.calendar, desk.directory, "The new edition.", b"salt"
    )
    desk.record(migrated(desk.case, desk.definition, to, move))
    desk.definition = to


def take_migration_back(desk: Desk, before: Case, to: BoundDefinition) -> None:
    """Take the last migration of the desk's case back, which nothing has followed."""
    move = Move(desk.number(BU), desk.now, desk.calendar, desk.directory, "A mistake.", b"salt")
    since = desk.events[before.version + 1 :]
    desk.record(taken_back(desk.case, before, to, since, move))
    desk.definition = to
