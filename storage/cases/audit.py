"""
Checks whether the history holds together: each chain of events, and the rows that replaying it
gives.

Cases are checked a share at a time and events one by one, so that memory does not grow with the
number of cases. Most are as they were written, which is quickly told; only the others are examined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from pathway.errors import NotFound
from pathway.progress import Progress, no_progress
from pathway.storage.cases import macs
from pathway.storage.cases.chains import Scope
from pathway.storage.cases.examining import examined
from pathway.storage.cases.intact import intact
from pathway.storage.cases.macs import MacKey
from pathway.storage.cases.reference_gaps import orphans, out_of_sequence
from pathway.storage.cases.sealing import Keyring
from pathway.storage.database.dialects import tolerant_text
from pathway.storage.database.raw import PAGE
from pathway.storage.database.rows import is_plain
from pathway.storage.database.tables import case

REFERENCES_COMPARED = 200
UNCHECKED = ("macs_unchecked", "sealed_unchecked", "files_unchecked")
# Checks shares of cases one after the other, or at the same time; what it returns is in their order.
Check = Callable[[Iterable[Scope]], Iterable["Checked"]]


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that does not hold together, or was not checked.

    Args:
        reference: The case; empty where the finding is not about one case.
        what: A code: event, chain, mac, sealed, key, case, item, deadline, party, replay, sequence,
            orphan, file, directory, calendar, setting, definition, change, link, anchor,
            macs_unchecked, sealed_unchecked or files_unchecked.
        detail: A sentence with numbers, ids and names of columns, never their content.
    """

    reference: str
    what: str
    detail: str

    @property
    def is_fault(self) -> bool:
        """Return whether something is wrong; what was left unchecked is not a fault."""
        return self.what not in UNCHECKED


@dataclass(frozen=True, slots=True)
class Checked:
    """
    What was found out about a share of the cases.

    Args:
        cases: How many cases were checked.
        sealed: How many sealed parts they have.
    """

    findings: tuple[Finding, ...]
    cases: int
    sealed: int


def verify(
    connection: Connection,
    reference: str | None = None,
    keyring: Keyring | None = None,
    progress: Progress = no_progress,
    *,
    check: Check | None = None,
) -> list[Finding]:
    """
    Return all that does not hold together, in one case or in all; an empty list if all is well.

    Args:
        keyring: The master key; without it MACs are not checked and sealed parts stay closed, and a
            finding for each says so.
        progress: Called with how many cases have been checked, and how many there are.
        check: Checks the shares of cases; by this connection, one after the other, if left out.

    Raises:
        NotFound: There is no such case; the nearest references are named.
    """
    shares = _shares(connection, reference)
    total = 1 if reference else connection.execute(select(func.count(case.c.id))).scalar_one()
    findings = [Finding("", "key", detail) for detail in _keys(connection, keyring)[1]]
    cases = sealed = 0
    for share in (check or checking(connection, keyring))(shares):
        findings += share.findings
        cases, sealed = cases + share.cases, sealed + share.sealed
        progress(cases, total)
    if reference is None:
        findings += _missing(connection)
    if keyring is None:
        findings += _unchecked(reference or "", sealed)
    return findings


def checking(connection: Connection, keyring: Keyring | None) -> Check:
    """Return what checks shares of cases one after the other."""
    keys = _keys(connection, keyring)[0]
    return lambda shares: (_checked(connection, share, keyring, keys) for share in shares)


def _keys(
    connection: Connection, keyring: Keyring | None
) -> tuple[Mapping[str, MacKey] | None, list[str]]:
    """Return the MAC keys, None without the master key, and a sentence for each that is damaged."""
    if keyring is None:
        return None, []
    with tolerant_text(connection):
        return macs.readable(connection, keyring)


def _checked(
    connection: Connection,
    share: Scope,
    keyring: Keyring | None,
    keys: Mapping[str, MacKey] | None,
) -> Checked:
    """Return what does not hold in a share: of the cases that are not intact, everything."""
    whole = intact(connection, share, keyring, keys)
    findings: list[Finding] = []
    sealed = sum(whole.values())
    ids = select(case.c.id).order_by(case.c.id)
    numbers = list(connection.scalars(ids.where(case.c.id.between(*share))))
    for number in numbers:
        if number not in whole:
            with tolerant_text(connection):
                other = examined(connection, number, keyring, keys)
            sealed += other.sealed
            findings += [Finding(other.reference, *fault) for fault in other.faults]
    return Checked(tuple(findings), len(numbers), sealed)


def _missing(connection: Connection) -> Iterator[Finding]:
    with tolerant_text(connection):
        yield from (Finding("", "sequence", gap) for gap in out_of_sequence(connection))
        yield from (Finding("", "orphan", orphan) for orphan in orphans(connection))


def _unchecked(reference: str, sealed: int) -> Iterator[Finding]:
    yield Finding(reference, "macs_unchecked", "MACs not checked: the key was not given.")
    if sealed:
        detail = f"{sealed} sealed parts were not checked: the key was not given."
        yield Finding(reference, "sealed_unchecked", detail)


def _shares(connection: Connection, reference: str | None) -> list[Scope]:
    """Return the first and the last id of each share of the cases to check."""
    if reference is not None:
        number = _number_of(connection, reference)
        return [(number, number)]
    shares: list[Scope] = []
    ids = select(case.c.id).order_by(case.c.id).limit(PAGE)
    after = ids
    while page := list(connection.scalars(after)):
        shares.append((page[0], page[-1]))
        after = ids.where(case.c.id > page[-1])
    return shares


def _number_of(connection: Connection, reference: str) -> int:
    query = select(case.c.id).where(case.c.reference == reference)
    number = connection.execute(query).scalar() if is_plain(reference) else None
    if number is None:
        latest = select(case.c.reference).order_by(case.c.id.desc()).limit(REFERENCES_COMPARED)
        with tolerant_text(connection):
            raise NotFound("case", reference, connection.execute(latest).scalars())
    return int(number)
