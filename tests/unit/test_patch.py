"""The laws of merge patches, by which an event says what it changed."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pathway.workflows.history.case import Case
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.patch import difference, join_into, merged

NAMES = st.sampled_from("abc")
PLAIN = st.one_of(st.booleans(), st.integers(0, 3), st.lists(st.integers(0, 3), max_size=2))


def _tables(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    inner = st.recursive(
        leaves, lambda values: st.dictionaries(NAMES, values, max_size=3), max_leaves=8
    )
    return st.dictionaries(NAMES, inner, max_size=3)


DOCUMENTS = _tables(PLAIN)
PATCHES = _tables(st.one_of(PLAIN, st.none()))


@given(DOCUMENTS, PATCHES, PATCHES)
def test_a_joined_patch_does_what_both_do_one_after_the_other(
    document: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> None:
    both = merged(merged(document, first), second)
    join_into(document, first, second)
    assert both == merged(document, first)


@given(PATCHES, PATCHES)
def test_a_joined_patch_holds_nothing_of_what_it_was_joined_from(
    second: dict[str, Any], third: dict[str, Any]
) -> None:
    first: dict[str, Any] = {}
    before = deepcopy(second)
    join_into({}, first, second)
    join_into({}, first, third)
    assert before == second


@given(DOCUMENTS, DOCUMENTS)
def test_a_difference_turns_one_document_into_the_other(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert after == merged(before, difference(before, after))


def _changes() -> Changes:
    memory = {"links": {"PR-2026-0002": "linked"}, "sign_offs": {"icb": {"how": "signed"}}}
    return Changes(Case("PR-2026-0001", document={"memory": memory}), 2, date(2026, 3, 16))


def _replayed(changes: Changes) -> dict[str, Any]:
    memory: dict[str, Any] = merged(changes.case.document, changes.patch)["memory"]
    assert memory == dict(changes.after.memory)
    return memory


def test_a_table_that_is_forgotten_and_filled_again_holds_only_what_is_new() -> None:
    changes = _changes()
    changes.forget("links")
    changes.remember(links={"PR-2026-0003": "linked"})
    assert {"PR-2026-0003": "linked"} == _replayed(changes)["links"]


def test_a_table_that_is_replaced_holds_only_what_is_new() -> None:
    changes = _changes()
    changes.replace_table("links", by={"PR-2026-0003": "linked"})
    assert {"PR-2026-0003": "linked"} == _replayed(changes)["links"]


def test_only_what_is_named_is_forgotten() -> None:
    changes = _changes()
    changes.forget("sign_offs", "icb")
    changes.remember(endorsed=True)
    remembered = _replayed(changes)
    assert {"links": {"PR-2026-0002": "linked"}, "sign_offs": {}, "endorsed": True} == remembered
