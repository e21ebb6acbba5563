"""
What databases of many machines do more often than PostgreSQL: a transaction is refused at its commit,
because others changed what it read.
"""

from __future__ import annotations

import pytest

from pathway.errors import DatabaseBusy, OutcomeUnknown
from tests.rehearsals import BU, Rehearsal

pytestmark = pytest.mark.postgresql
# A sequence goes on counting where its transaction is undone.
REFUSING = """
    CREATE SEQUENCE commits;
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('commits') <= {times} THEN
            RAISE EXCEPTION 'refused' USING ERRCODE = '{code}';
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON pathway_event
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse();
"""


def note(desk: Rehearsal, reference: str) -> int:
    """Take a note, and return the version of the case."""
    return desk.pathway.take(reference, "note", by=BU, input={"text": "Seen."}).version


def refused(desk: Rehearsal, code: str, times: int) -> str:
    """Return a case, the next commits of which are refused."""
    reference = desk.refer()
    desk.sql(REFUSING.format(code=code, times=times))
    return reference


def test_a_commit_that_is_refused_is_tried_again(desk: Rehearsal) -> None:
    """From its beginning, so that it is stored once, of what is there by then."""
    reference = refused(desk, "40001", times=2)
    version = note(desk, reference)

    assert 2 == version == len(desk.pathway.history(reference, by=BU))
    assert 3 == desk.sql("SELECT last_value FROM commits")[0][0]
    assert set() == desk.faults()


def test_it_is_not_tried_for_ever(desk: Rehearsal) -> None:
    reference = refused(desk, "40001", times=100)
    with pytest.raises(DatabaseBusy):
        note(desk, reference)

    assert 1 == len(desk.pathway.history(reference, by=BU))


@pytest.mark.parametrize("code", ["40003", "08007"])
def test_a_commit_of_which_the_database_knows_nothing_is_not_repeated(
    desk: Rehearsal, code: str
) -> None:
    """It may have been stored, and would be twice."""
    reference = refused(desk, code, times=1)
    with pytest.raises(OutcomeUnknown):
        note(desk, reference)

    assert 1 == desk.sql("SELECT last_value FROM commits")[0][0]
