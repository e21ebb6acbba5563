"""The figures of a monitor: what the database says, and what happened in a process."""

from __future__ import annotations

import threading
import time
from dataclasses import fields
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import text

from pathway.measures import (
    CLAIMS_LOST,
    COUNTERS,
    LENGTHS,
    MOST_LABELS,
    REFUSALS,
    STANDING,
    VERIFICATION,
    Tally,
)
from pathway.service.views.figures import Figures
from tests.rehearsals import BU, Rehearsal
from tests.watched import ABSENT, ran

SECONDS = 30
WORK = """
from pathway.testing import case_in, memory
from pathway.web import desk
own = memory()
case_in(own, 'subgroup_decision.triage')
own.sweep()
own.verify()
desk(own)
print(own.figures().messages_waiting > 0)
"""


def test_the_figures_are_those_of_the_database(desk: Rehearsal) -> None:
    """What waits, for how long, what was given up, what is late, and who works."""
    before = desk.pathway.figures()
    desk.refer()
    desk.clock("2026-03-23")
    behind = desk.pathway.figures()
    desk.pathway.sweep()
    swept = desk.pathway.figures()
    desk.pathway.clock.advance(timedelta(hours=2))
    later = desk.pathway.figures()
    desk.sql("UPDATE pathway_message SET state = 'dead'")
    desk.pathway.workers.beat("a-worker", desk.pathway.clock.now())

    assert Figures(**dict.fromkeys(before.as_json(), 0)) == before
    assert swept.messages_due == swept.messages_waiting > 0
    assert 2 * 60 * 60 == later.oldest_due_message_seconds
    assert behind.oldest_look_seconds > 0 == swept.oldest_look_seconds
    assert (0, len(overdue(desk))) == (behind.duties_breached, swept.duties_breached)
    assert len(desk.pathway.mail.list()) == desk.pathway.figures().messages_given_up
    assert 0 == desk.pathway.figures().messages_waiting


def overdue(desk: Rehearsal) -> list[str]:
    """Return the duties that a list shows as overdue."""
    return [duty.id for duty in desk.pathway.deadlines(by=BU) if duty.overdue]


def test_the_figures_have_one_list() -> None:
    """What monitors are shown is what `doctor --json` shows; no name is used twice."""
    names = [measure.name for measure in (*STANDING, *COUNTERS, *LENGTHS)]

    assert [field.name for field in fields(Figures)] == [measure.name for measure in STANDING]
    assert len(names) == len({*names})


def test_a_verification_is_counted_by_what_it_found(desk: Rehearsal) -> None:
    """Once as sound; and with faults once a row was changed by hand."""
    desk.refer()
    desk.pathway.verify()
    desk.sql("UPDATE pathway_case SET state = 'closed'")
    desk.pathway.verify()
    lengths = desk.pathway.tally.lengths(VERIFICATION)

    assert {"sound": 1, "faults": 1} == {name: length.times for name, length in lengths.items()}


@pytest.mark.postgresql
def test_a_case_that_another_worker_holds_is_counted(desk: Rehearsal) -> None:
    """It is swept once the other has let it go."""
    desk.refer()
    desk.clock("2026-03-23")
    sweeping = threading.Thread(target=desk.pathway.sweep)
    with desk.pathway.engine.begin() as other:
        other.execute(text("SELECT id FROM pathway_case FOR UPDATE"))
        sweeping.start()
        wait_for_claims(desk.pathway.tally)
    sweeping.join(SECONDS)

    assert len(overdue(desk)) == desk.pathway.figures().duties_breached > 0


def wait_for_claims(tally: Tally) -> None:
    """Wait until a claim is lost."""
    end = time.monotonic() + SECONDS
    while not tally.counts(CLAIMS_LOST) and time.monotonic() < end:
        time.sleep(0.01)
    assert {"case": 1} == tally.counts(CLAIMS_LOST)


class Slow:
    """A mailer that is so slow over its first message that another worker sends the others."""

    patience = timedelta(seconds=1)

    def __init__(self, desk: Rehearsal) -> None:
        self._desk, self._taken = desk, 0

    def send(self, message: EmailMessage) -> None:
        """Take the first, while the leases of the others run out and another worker claims them."""
        assert message
        self._taken += 1
        if self._taken == 1:
            self._desk.sql("UPDATE pathway_message SET attempts = attempts + 1")


def test_a_message_that_another_worker_has_is_counted(desk: Rehearsal) -> None:
    """It is left to the other worker."""
    desk.endorsed()
    desk.pathway.sweep()
    done = desk.pathway.dispatch(Slow(desk))

    assert 1 == done.sent
    assert desk.pathway.tally.counts(CLAIMS_LOST)["message"] > 0


@pytest.mark.parametrize("label", ["PR-2026-0001", "chair@example.org", "Ann Other", "a" * 81])
def test_no_label_is_what_somebody_wrote(label: str) -> None:
    """Whatever a host's own check calls its reason."""
    tally = Tally()
    tally.count(REFUSALS, label)

    assert {"other": 1} == tally.counts(REFUSALS)


def test_there_are_only_so_many_labels() -> None:
    """Those that come later are counted together, those that are known on their own."""
    tally = Tally()
    for number in range(MOST_LABELS + 10):
        tally.count(REFUSALS, f"reason_{number}")
    tally.count(REFUSALS, "reason_0")
    counts = tally.counts(REFUSALS)

    assert MOST_LABELS + 1 == len(counts)
    assert (2, 10) == (counts["reason_0"], counts["other"])


def test_nothing_is_missed_where_the_packages_are_absent() -> None:
    """Steps, sweep, verification and the desk work as before."""
    assert "True" == ran(ABSENT + WORK)


def test_nothing_is_loaded_that_nobody_asked_for() -> None:
    """Though the packages are there."""
    loaded = "import sys\nprint({'opentelemetry', 'prometheus_client'} & {*sys.modules})"

    assert "set()" == ran(WORK + loaded)
