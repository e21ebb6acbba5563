"""What in settings does not fit together, so that a program of many databases can say it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from pathway.errors import DatabaseNotReady, WrongUsage
from pathway.notifications.hours import check_hours
from pathway.settings import Settings
from pathway.storage.database.engine import open_engine


def faults_of(settings: Settings) -> Iterator[str]:
    """
    Yield a sentence for each fault with which a connection would be refused, whatever is there to be
    connected to.
    """
    for check in (_check_address, _check_hours):
        if fault := _fault(check, settings):
            yield fault


def _fault(check: Callable[[Settings], None], settings: Settings) -> str:
    try:
        check(settings)
    except WrongUsage as error:
        return error.message
    return ""


def _check_address(settings: Settings) -> None:
    with suppress(DatabaseNotReady):
        open_engine(settings.database).dispose()


def _check_hours(settings: Settings) -> None:
    check_hours(
        settings.digest_hour, settings.digest_days, settings.opening_hour, settings.closing_hour
    )
