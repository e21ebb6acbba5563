"""What a shell proposes where a case can no longer be read in full."""

from __future__ import annotations

import pytest

from pathway.errors import NotFound
from pathway.service import completion
from pathway.settings import Settings
from tests.rehearsals import Rehearsal


def test_items_need_no_definition(desk: Rehearsal) -> None:
    """Only those that a step may be about do: without a step all are proposed."""
    reference = desk.refer()
    desk.sql("UPDATE pathway_case SET definition = ? WHERE reference = ?", ["0" * 64, reference])

    with completion.looking(Settings(database=desk.address)) as unit:
        assert ["incident:1"] == [item.name for item in completion.items(unit, reference, None)]
        with pytest.raises(NotFound):
            completion.items(unit, reference, "record_view")
