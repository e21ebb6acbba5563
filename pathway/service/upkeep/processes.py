"""Checks shares of the cases in several processes at the same time, each with a connection of its own."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache, partial
from multiprocessing import get_context

from sqlalchemy import Engine

from pathway.errors import DatabaseNotReady, WrongUsage
from pathway.service.transactions import Installation
from pathway.storage.cases import audit
from pathway.storage.cases.audit import Check, Checked
from pathway.storage.cases.chains import Scope
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database.engine import IN_MEMORY, open_engine, reading

STOPPED = "A process that verified was stopped before its end; try again, with fewer --jobs if memory was short."
NOT_ALONE = (
    "Several jobs need a database that other processes can open by its address: not one in memory, nor a "
    "host's own engine or transaction; leave out `jobs`."
)


@contextmanager
def in_processes(installation: Installation, jobs: int) -> Generator[Check]:
    """
    Open so many processes, and return what checks shares in them.

    Raises:
        WrongUsage: Other processes cannot open this database.
        DatabaseNotReady: A process was stopped.
    """
    url = installation.engine.url
    if installation.host or not installation.owns_engine or url.database in IN_MEMORY:
        raise WrongUsage(NOT_ALONE)
    master = installation.keyring.master if installation.keyring else None
    # Neither key nor password is seen by others: what is handed to a process goes through a pipe.
    checked = partial(_checked, url.render_as_string(hide_password=False), master)

    def check(shares: Iterable[Scope]) -> Iterator[Checked]:
        try:
            yield from pool.map(checked, shares)
        except BrokenProcessPool as error:
            raise DatabaseNotReady(STOPPED) from error

    # Processes that are begun anew: one that is copied would share connections and locks.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield check


def _checked(address: str, master: bytes | None, share: Scope) -> Checked:
    """Return what was found out about a share of the cases, in a transaction of its own."""
    keyring = Keyring(master) if master is not None else None
    with reading(_engine(address)) as connection:
        (checked,) = audit.checking(connection, keyring)([share])
    return checked


@cache
def _engine(address: str) -> Engine:
    """Return the engine of this process."""
    return open_engine(address)
