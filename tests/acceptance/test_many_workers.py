"""Four workers in processes of their own send a morning's mail: nobody is told anything twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pathway.testing import case_in
from pathway.workflows.calendar.working_days import london_time
from tests.mail_servers import mail_server
from tests.rehearsals import Rehearsal

ROOT = Path(__file__).parents[2]
WORKERS, CASES = 4, 6
GATHERING = "rapid_review.gathering"
MORNING = date(2026, 7, 1)  # Wed, when all that a new case waits for is overdue


def worked(desk: Rehearsal, port: int) -> list[dict[str, int]]:
    """Let the workers work at the same time, and return what each tells."""
    command = [sys.executable, "-m", "tests.mailing", desk.address, str(desk.key), str(port)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    workers = [
        subprocess.Popen(command, cwd=ROOT, text=True, stderr=subprocess.PIPE, **pipes)
        for _ in range(WORKERS)
    ]
    for worker in workers:
        print("go", file=worker.stdin, flush=True)
    outputs = [worker.communicate(timeout=300) for worker in workers]
    assert [""] * WORKERS == [err for _, err in outputs]
    return [json.loads(out) for out, _ in outputs]


@pytest.mark.postgresql
@pytest.mark.rest
def test_each_is_told_once_in_one_mail(desk: Rehearsal, tmp_path: Path) -> None:
    """Breaches, which are urgent, and reminders of many cases: a mail to each, with all of it."""
    for _ in range(CASES):
        case_in(desk.pathway, GATHERING)
    known = len(desk.pathway.mail.list())
    # Found at night, so that in the morning nobody waits for a sweep.
    desk.pathway.clock.set(london_time(MORNING, 3))
    desk.pathway.sweep()
    desk.pathway.clock.set(london_time(MORNING, 8))
    with mail_server(tmp_path, "none") as server:
        done = worked(desk, server.port)
    messages = desk.pathway.mail.list()[known:]
    told = Counter((message.to, notice) for message in messages for notice in message.notices)

    assert sum(worker["made"] for worker in done) == len(messages)
    assert {1} == set(told.values())
    assert {1} == set(Counter(message.to for message in messages).values())
    assert sorted(set(server.behaviour.ids)) == sorted(server.behaviour.ids)
    assert {message.message_id for message in messages} <= set(server.behaviour.ids)
