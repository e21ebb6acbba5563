"""The desk among more cases than a page shows: what was left out is told."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine

from tests.benchmarks.filling import fill, live
from tests.desks import Browser, client_of
from tests.rehearsals import BU, PARTNERS, Rehearsal

pytestmark = pytest.mark.sqlite


def test_what_a_page_leaves_out_is_told(desk: Rehearsal) -> None:
    """Of the board, and of the votes that are asked."""
    live(desk.pathway)
    with client_of(desk.pathway) as client:
        few = [Browser(client, person).page.words for person in (BU, PARTNERS[0])]
    engine = create_engine(desk.address)
    with engine.begin() as connection:
        fill(connection, 400)
    engine.dispose()
    with client_of(desk.pathway) as client:
        many = [Browser(client, person).page.words for person in (BU, PARTNERS[0])]
    told = ("Of the 100 cases", "looked for in the 100 cases")

    assert [False, False] == [part in words for part, words in zip(told, few, strict=True)]
    assert [True, True] == [part in words for part, words in zip(told, many, strict=True)]
