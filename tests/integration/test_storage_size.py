"""What a case takes on the disk."""

from __future__ import annotations

import pytest

from pathway.testing import case_in
from tests.benchmarks.proof import SIZE, SIZED, kilobytes
from tests.rehearsals import Rehearsal

COUNTED = "SELECT (SELECT count(*) FROM pathway_deadline), (SELECT count(*) FROM pathway_event)"


@pytest.mark.sqlite
def test_a_case_takes_little_room(desk: Rehearsal) -> None:
    """One of 18 deadlines and 9 events, with all its rows and indexes."""
    case_in(desk.pathway, SIZED)
    desk.pathway.close()

    assert [(18, 9)] == desk.sql(COUNTED)
    assert SIZE > kilobytes(desk.path, copies=100)
