"""Idempotency keys: a repeat is harmless, and a key stands for one command."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest

from pathway.errors import Refused, StepRefused, WrongUsage
from pathway.service.views.cases import CaseView
from tests.rehearsals import BU, NURSE, NURSES_REP, Rehearsal, form


def refer(desk: Rehearsal, key: str, **changes: Any) -> CaseView:
    """Refer the nurse's case under a key."""
    return desk.pathway.refer(form("practice_review", **changes), by=NURSE, key=key)


def test_the_same_form_under_the_same_key_opens_one_case(desk: Rehearsal) -> None:
    """The second call returns the first result, whoever's letters are large or small."""
    first = refer(desk, "visit-17")
    again = desk.pathway.refer(form("practice_review"), by=NURSE.upper(), key="visit-17")

    assert first.as_json() == again.as_json()
    assert [first.reference] == [case.reference for case in desk.pathway.cases()]


def test_the_first_result_is_returned_also_when_the_case_has_gone_on(desk: Rehearsal) -> None:
    """It is the case as the command left it."""
    first = refer(desk, "visit-17")
    desk.pathway.take(first.reference, "submit", by=NURSE, key="visit-17-submit")
    desk.do(first.reference, "endorse", NURSES_REP)

    again = desk.pathway.take(first.reference, "submit", by=NURSE, key="visit-17-submit")

    assert ("quality_assurance", 2) == (again.state, again.version)
    assert 3 == desk.pathway.case(first.reference).version


def test_a_day_is_the_same_however_it_is_written(desk: Rehearsal) -> None:
    """A host's date and the text of the same day are one command."""
    first = refer(desk, "k", referred_on=date(2026, 3, 16))
    again = refer(desk, "k", referred_on="2026-03-16")

    assert first.reference == again.reference


@pytest.mark.parametrize("changes", [{"what_happened": "Something else."}, {"agency": "police"}])
def test_another_command_under_the_key_is_refused(desk: Rehearsal, changes: dict[str, Any]) -> None:
    """Whatever differs: nothing is stored, and nothing of either command is repeated."""
    refer(desk, "k")
    with pytest.raises(Refused) as refused:
        refer(desk, "k", **changes)

    assert ["key_reused"] == [reason.code for reason in refused.value.reasons]
    assert 1 == len(desk.pathway.cases())


def test_a_key_is_unique_in_the_database(desk: Rehearsal) -> None:
    """Used for a referral, it is used for every step of every case."""
    reference = refer(desk, "k").reference
    with pytest.raises(Refused, match="another command"):
        desk.pathway.take(reference, "submit", by=NURSE, key="k")

    assert "draft" == desk.pathway.case(reference).state


def test_a_refusal_keeps_no_key(desk: Rehearsal) -> None:
    """What was refused may be put right and sent under the same key."""
    reference = refer(desk, "k").reference
    with pytest.raises(StepRefused):
        desk.pathway.take(reference, "submit", by=BU, input={"nonsense": 1}, key="s")

    assert "quality_assurance" == desk.pathway.take(reference, "submit", by=BU, key="s").state


@pytest.mark.parametrize("key", ["", "x" * 201, "line\nbreak"])
def test_a_key_that_cannot_be_kept_is_reported(desk: Rehearsal, key: str) -> None:
    """Before anything is done."""
    with pytest.raises(WrongUsage, match="printable characters"):
        refer(desk, key)

    assert [] == desk.pathway.cases()


def test_what_is_kept_of_a_key_tells_nothing_of_what_was_said(desk: Rehearsal) -> None:
    """The digest is salted with what only the key opens: two same commands have different ones."""
    refer(desk, "a")
    desk.pathway.refer(form("practice_review"), by=NURSE, key="b", again=True)

    digests = [row[0] for row in desk.sql("SELECT digest FROM pathway_idempotency_key")]
    assert 2 == len(set(digests))


def test_many_at_once_under_one_key_open_one_case(desk: Rehearsal) -> None:
    """Threads that send the same referral all get the one result."""
    opened: list[str] = []
    threads = [
        threading.Thread(target=lambda: opened.append(refer(desk, "k").reference)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert 8 == len(opened)
    assert 1 == len(set(opened))
    assert 1 == len(desk.pathway.cases())


def test_a_key_is_stored_as_its_digest(desk: Rehearsal) -> None:
    """A host may have made it from what is not for everybody's eyes."""
    desk.pathway.refer(form("practice_review"), by=NURSE, key="Child A, ward 7")
    stored = [row[0] for row in desk.sql("SELECT key FROM pathway_idempotency_key")]

    assert [64] == [len(key) for key in stored]
    assert "ward" not in str(desk.contents())
