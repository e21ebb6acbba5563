"""A mail server that is left alone: the terminal says so, until when, and the way out."""

from __future__ import annotations

import socket

import pytest

from tests.operators import Operator
from tests.rehearsals import NURSE, Rehearsal

pytestmark = pytest.mark.sqlite


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody whose messages wait, and whose mail server is down."""
    desk.do(desk.refer(), "submit", NURSE)
    desk.pathway.sweep()
    desk.pathway.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    variables = {
        "PATHWAY_SMTP_HOST": "127.0.0.1",
        "PATHWAY_SMTP_PORT": port,
        "PATHWAY_SMTP_SECURITY": "none",
    }
    return Operator(desk.folder, desk.variables | variables)


@pytest.mark.parametrize("command", [("dispatch",), ("worker", "--once")])
def test_a_pause_is_told_on_the_terminal(operator: Operator, command: tuple[str, ...]) -> None:
    """By the dispatch that finds the server down, and by the next, which does not try it."""
    first, second = operator.run(*command), operator.run(*command)

    for result in (first, second):
        told = " ".join(result.out.split())
        assert 0 == result.code
        assert "Nothing is sent until Mon 16 Mar 2026 09:01, because: The mail server" in told
        assert "`pathway mail test EMAIL` tries at once" in told


def test_json_stays_figures(operator: Operator) -> None:
    """The log has the pause there."""
    result = operator.run("dispatch", "--json")

    assert {"written", "sent", "failed", "dead", "unknown"} == set(result.json)
    assert "server.paused" in result.err


def test_without_a_pause_nothing_is_told_of_one(operator: Operator) -> None:
    """Mail is written to the folder once no server is set."""
    result = operator.run("dispatch", PATHWAY_SMTP_HOST="")

    assert "until" not in result.out
