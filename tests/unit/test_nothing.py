"""What is said where a list has nothing to show fits what was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from pathway.cli.screens.nothing import no_case, no_closed_day, no_duty, no_message, nobody

NO_CASE: dict[str, dict[str, Any]] = {
    "There is no case yet.": {},
    "No case has an overdue duty.": {"overdue": True},
    "No case has a duty due within 5 working days.": {"due_within": 5},
    "No case has a duty due today.": {"due_within": 0},
    "No case has an open duty of chair@example.org.": {"mine": "chair@example.org"},
    "No case is in draft.": {"state": "draft"},
    "No case in cspr has an overdue duty.": {"state": "cspr.*", "overdue": True},
    "There is no serious offence case.": {"kind": "serious_offence"},
    "No good outcome case is in closed.": {"kind": "good_outcome", "state": "closed"},
    "No case has an overdue duty and has a duty due within 1 working day.": {
        "overdue": True,
        "due_within": 1,
    },
}
NO_DUTY: dict[str, dict[str, Any]] = {
    "No duty is open.": {},
    "No duty is overdue.": {"overdue": True},
    "No duty of law is overdue.": {"overdue": True, "status": "law"},
    "No local duty of chair@example.org is due within 3 working days.": {
        "status": "local", "owner": "chair@example.org", "within": 3,
    },
    "There is no duty that a national body expects in PR-2026-0001.": {
        "status": "expected", "reference": "PR-2026-0001",
    },
    "No duty of statutory guidance in PR-2026-0001 is due today.": {
        "status": "guidance", "reference": "PR-2026-0001", "within": 0,
    },
}  # fmt: skip
ANY_CASE: dict[str, Any] = {
    "state": None,
    "kind": None,
    "overdue": False,
    "due_within": None,
    "mine": None,
}
ANY_DUTY: dict[str, Any] = {
    "reference": None,
    "overdue": False,
    "within": None,
    "owner": None,
    "status": None,
}


@pytest.mark.parametrize("sentence", NO_CASE)
def test_no_case(sentence: str) -> None:
    """Each filter, and several together."""
    assert sentence == no_case(**(ANY_CASE | NO_CASE[sentence]))


@pytest.mark.parametrize("sentence", NO_DUTY)
def test_no_duty(sentence: str) -> None:
    """Of every case or of one."""
    assert sentence == no_duty(**(ANY_DUTY | NO_DUTY[sentence]))


def test_no_message() -> None:
    """In each state, and the dead letters."""
    assert "There is no message yet." == no_message(state=None, dead=False)
    assert "No message came back." == no_message(state="bounced", dead=False)
    assert "There is no dead letter." == no_message(state=None, dead=True)


def test_no_day_and_nobody() -> None:
    """The way out stands there where there is one."""
    assert "No bank holiday is known for 2099." == no_closed_day(2099, with_removed=False)
    assert "No bank holiday or closure was added." == no_closed_day(2026, with_removed=True)
    assert "Nobody works for police; see pathway people import." == nobody("police")
