"""Who is signed in at the desk, and who was not let in, on the command line."""

from __future__ import annotations

import pytest

from pathway import Pathway, Settings
from pathway.errors import SignInRefused
from pathway.testing import FakeMailer
from tests.operators import Operator
from tests.rehearsals import BU, NURSE, Rehearsal

pytestmark = pytest.mark.either


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return an operator at a rehearsal, at whose desk somebody has a session, and others failed."""
    at_desk = Pathway.connect(
        desk.address,
        key_file=desk.key,
        settings=Settings(base_url="https://pathway.example.org"),
        mailer=FakeMailer(),
    )
    desk.opened.append(at_desk)
    at_desk.sessions.open(NURSE)
    at_desk.sign_ins.ask("stranger@example.org", "browser", "203.0.113.7")
    at_desk.sign_ins.wait()
    with pytest.raises(SignInRefused):
        at_desk.sign_ins.with_code(NURSE, "BBBB-BBBB", "203.0.113.7\x1b[2J")
    return Operator(desk.folder, desk.variables)


def test_sessions_are_listed_and_ended(operator: Operator) -> None:
    """Whose, since when and until when."""
    shown = operator.run("people", "sessions")
    sheet = operator.run("people", "sessions", "--csv")
    ended = operator.run("people", "sign-out", NURSE)
    nobody = operator.run("people", "sessions")

    assert "Mon 16 Mar 2026 21:00" in shown.out
    assert f",{NURSE}," in sheet.out
    assert f"1 session of {NURSE} ended.\n" == ended.out
    assert "Nobody is signed in at the desk.\n" == nobody.out


def test_failures_are_listed(operator: Operator) -> None:
    """An unknown address is not shown, and nothing moves the cursor."""
    shown = operator.run("people", "failures")
    listed = operator.run("people", "failures", "--json", "--by", BU).json
    refused = operator.run("people", "failures", "--by", NURSE)

    assert ["wrong_code", "unknown_address"] == [failed["what"] for failed in listed]
    assert [NURSE, None] == [failed["email"] for failed in listed]
    assert "stranger" not in shown.out
    assert "\x1b" not in shown.out
    assert 3 == refused.code
