"""Several partnerships in one database of PostgreSQL, each in a schema that its address names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL, make_url

from pathway import Pathway
from pathway.errors import DatabaseNotReady
from pathway.testing import case_in
from pathway.testing.people import PEOPLE
from tests.databases import driver_address, server
from tests.poolers import pooled
from tests.rehearsals import BU

NAMES = ("north", "south")


@pytest.fixture
def address() -> Iterator[URL]:
    """Return the address of a database with two empty schemas."""
    url = server().create()
    with psycopg.connect(driver_address(make_url(url)), autocommit=True) as connection:
        for name in NAMES:
            connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(name)))
    yield make_url(url)
    server().drop(url)


def of(address: URL, schema: str) -> str:
    """Return the address of a schema."""
    options = {"options": f"-csearch_path={schema}"}
    return address.update_query_dict(options).render_as_string(hide_password=False)


def made(address: URL, folder: Path, schema: str) -> Pathway:
    """Return a rehearsal in a schema."""
    pathway = Pathway.create(of(address, schema), key_file=folder / schema, rehearsal=True)
    pathway.people.import_file(PEOPLE)
    return pathway


def test_each_has_its_own_cases_key_and_references(address: URL, tmp_path: Path) -> None:
    """Neither sees anything of the other; both prove what they hold."""
    north, south = (made(address, tmp_path, name) for name in NAMES)
    for pathway, state in ((north, "draft"), (north, "draft"), (south, "quality_assurance")):
        case_in(pathway, state)
    cases = [[case.reference for case in pathway.cases(by=BU)] for pathway in (north, south)]
    findings = [*north.verify(), *south.verify()]
    swept = [pathway.sweep().failed for pathway in (north, south)]
    for pathway in (north, south):
        pathway.close()

    assert [["PR-2026-0001", "PR-2026-0002"], ["PR-2026-0001"]] == [sorted(own) for own in cases]
    assert ([], [0, 0]) == (findings, swept)


def test_nobody_reads_anothers_schema_behind_a_pooler(address: URL, tmp_path: Path) -> None:
    """One that leaves the option out, as pgbouncer can be told to, would show whatever is the default."""
    made(address, tmp_path, "north").close()
    database = Identifier(str(address.database))
    with psycopg.connect(driver_address(address), autocommit=True) as connection:
        connection.execute(SQL("ALTER DATABASE {} SET search_path TO north").format(database))
    with pooled(address, leaves_out=[b"options"]) as pooler:
        south = Pathway.connect(of(pooler.address, "south"), key_file=tmp_path / "north")
        with pytest.raises(DatabaseNotReady, match="search_path"):
            south.cases(by=BU)
        with pytest.raises(DatabaseNotReady, match="search_path"):
            made(pooler.address, tmp_path, "south")
        plain = pooler.address.render_as_string(hide_password=False)
        north = Pathway.connect(plain, key_file=tmp_path / "north")
        cases = north.cases(by=BU)
        for pathway in (north, south):
            pathway.close()

    assert [] == cases
