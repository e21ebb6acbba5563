"""Verifying in several processes finds what one finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import create_engine

from pathway import Pathway
from pathway.errors import WrongUsage
from pathway.storage.database.raw import PAGE
from pathway.testing import memory
from tests.integration.stored import KEYRING, Database
from tests.rehearsals import Rehearsal

CASES = PAGE + 2


@pytest.fixture
def crowd(db: Database) -> Iterator[Pathway]:
    """More than a share of cases, of which some in each share were changed by hand."""
    for number in range(CASES):
        db.open_case(answers={"reason": "so"} if number % 2 else None)
    db.sql(f"UPDATE pathway_case SET state = 'closed' WHERE id IN (3, 7, {PAGE}, {CASES})")
    with closing(Pathway.connect(db.url, key=KEYRING.master)) as pathway:
        yield pathway


def test_several_jobs_find_the_same_in_the_same_order(crowd: Pathway) -> None:
    """Each process checks shares of its own, and the answers are put together again."""
    alone = crowd.verify()
    seen: list[tuple[int, int | None]] = []
    together = crowd.verify(progress=lambda done, total: seen.append((done, total)), jobs=2)

    damaged = [f"PR-2026-{number:04d}" for number in (3, 7, PAGE, CASES)]
    assert damaged == [finding.reference for finding in alone if finding.what == "case"]
    assert alone == together
    assert [(PAGE, CASES), (CASES, CASES)] == seen


@pytest.mark.sqlite
def test_one_case_and_no_key_are_the_same_too(crowd: Pathway, db: Database) -> None:
    """What was not checked is counted over all shares."""
    assert crowd.verify("PR-2026-0003") == crowd.verify("PR-2026-0003", jobs=2)
    with closing(Pathway.connect(db.url)) as blind:
        alone = blind.verify()

        assert alone == blind.verify(jobs=2)
    assert any(f"{CASES // 2} sealed parts" in finding.detail for finding in alone)


@pytest.mark.parametrize("jobs", [0, -1])
def test_fewer_than_one_job_is_wrong_usage(desk: Rehearsal, jobs: int) -> None:
    """Somebody has to do it."""
    with pytest.raises(WrongUsage):
        desk.pathway.verify(jobs=jobs)


def test_a_database_that_only_this_process_has_takes_one_job() -> None:
    """One in memory, and a host's own transaction."""
    pathway = memory()

    assert [] == pathway.verify(jobs=1)
    with pytest.raises(WrongUsage, match="other processes"):
        pathway.verify(jobs=2)


def test_a_hosts_own_transaction_takes_one_job(desk: Rehearsal) -> None:
    """What it has not committed yet is seen by nobody else."""
    engine = create_engine(desk.address.replace("postgresql:", "postgresql+psycopg:"))
    pathway = Pathway.connect(engine, key_file=desk.key)
    try:
        with pytest.raises(WrongUsage, match="other processes"):
            pathway.verify(jobs=2)
    finally:
        pathway.close()
        engine.dispose()
