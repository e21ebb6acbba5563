"""Long work says how far it is: to whoever sits at a terminal, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

from pathway.cli.screens.gauge import Gauge
from pathway.testing import FakeClock, FakeMailer, case_in, memory
from tests.operators import Operator
from tests.rehearsals import Rehearsal


class Terminal(StringIO):
    """A screen that keeps what it is shown."""

    def isatty(self) -> bool:
        """Return that somebody looks."""
        return True


def test_the_service_reports_its_progress() -> None:
    """Cases verified of how many, a share of them at a time, cases swept likewise, messages handed to the mailer."""
    clock, mail = FakeClock(), FakeMailer()
    pathway = memory(clock=clock, mailer=mail)
    for _ in range(3):
        case_in(pathway, "quality_assurance")
    verified: list[tuple[int, int | None]] = []
    swept: list[tuple[int, int | None]] = []
    sent: list[tuple[int, int | None]] = []
    pathway.verify(progress=lambda done, total: verified.append((done, total)))
    clock.advance(timedelta(days=30))
    pathway.sweep(progress=lambda done, total: swept.append((done, total)))
    pathway.dispatch(progress=lambda done, total: sent.append((done, total)))

    assert [(3, 3)] == verified
    assert [(3, None)] == swept
    assert [(number, None) for number in range(1, len(mail.sent) + 1)] == sent
    assert sent


def test_a_terminal_shows_it_while_it_lasts() -> None:
    """A bar with the count and the time; where the work is done it is gone."""
    screen = Terminal()
    gauge = Gauge("Verifying", "cases", screen, patience=0)
    gauge(7, 20)
    shown = screen.getvalue()
    gauge.close()

    assert "Verifying" in shown
    assert "7 cases" in shown
    assert screen.getvalue().endswith("\x1b[2K")  # the line is cleared


def test_nothing_is_shown_of_short_work_nor_in_a_pipe(desk: Rehearsal) -> None:
    """A second is not worth a word, and a file is no screen."""
    screen, pipe = Terminal(), StringIO()
    Gauge("Verifying", "cases", screen)(7, 20)
    Gauge("Verifying", "cases", pipe, patience=0)(7, 20)

    assert ["", ""] == [screen.getvalue(), pipe.getvalue()]
    assert "" == Operator(desk.folder, desk.variables).run("verify").err
