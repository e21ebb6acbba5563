"""A new step by the walks of CONTRIBUTING: it takes the files that they name, and no other."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from docs import generate
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.loading.definition_files import load, packaged
from pathway.workflows.reminders.ladders import notices_on
from tests.desk import Desk
from tests.routes import BU, MONDAY, in_triage

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
STEP = """
[[step]]
name = "ask_for_photographs"
title = "Ask for photographs"
from = ["subgroup_decision.triage"]
who = ["bu"]
input = "photographs"

[[step]]
name = "file_photographs"
title = "File the photographs"
from = ["subgroup_decision.triage"]
who = ["bu"]
"""
FORM = """
[[form]]
name = "photographs"
title = "Photographs of the home"

[[form.field]]
name = "rooms"
label = "Of how many rooms?"
type = "whole_number"
minimum = 1
required = true
"""
DEADLINE = """
[[deadline]]
key = "photographs"
title = "File the photographs"
starts = ["ask_for_photographs"]
due = { working_days = 5 }
met_by = ["file_photographs"]
owner = "bu"
status = "local"
grade = "D"
source = "Our default."
ladder = "photographs"
"""
LADDER = """
[[ladder]]
name = "photographs"
owner = ["-1wd"]
escalate = [{ rung = "escalate+2wd", to = ["chair"] }]
"""
# What the two walks add, by the file.
ADDED = {"review.toml": STEP + DEADLINE + LADDER, "forms.toml": FORM}


def _named(heading: str) -> set[str]:
    """Return the definition files that a walk of CONTRIBUTING names."""
    walk = CONTRIBUTING.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"`workflows/definitions/(\w+\.toml)`", walk))


def _extended() -> BoundDefinition:
    return load({name: text + ADDED.get(name, "") for name, text in packaged().items()})


def _asked() -> Desk:
    desk = in_triage()
    desk.definition = _extended()
    desk.do("ask_for_photographs", BU, input={"rooms": 3})
    return desk


def test_the_walks_name_the_files_that_a_step_with_a_deadline_touches() -> None:
    assert set(ADDED) == _named("Add a step with an input") | _named("Add a deadline")


def test_the_step_asks_for_its_input_and_refuses_another() -> None:
    desk = in_triage()
    desk.definition = _extended()
    assert ["rooms"] == desk.schema("ask_for_photographs", BU)["required"]
    refused = desk.attempt("ask_for_photographs", BU, input={"rooms": 0})
    assert isinstance(refused, Refusal)
    assert ["rooms"] == [reason.path for reason in refused.reasons]


def test_the_deadline_runs_and_is_met() -> None:
    desk = _asked()
    (duty,) = desk.case.open_deadlines("photographs")
    assert (MONDAY, date(2026, 3, 23)) == (duty.clock_on, duty.due)  # Mon, and Mon a week later
    desk.do("file_photographs", BU)
    assert "met" == desk.case.deadlines[duty.id].state


def test_the_ladder_reminds_the_owner() -> None:
    desk = _asked()
    (duty,) = desk.case.open_deadlines("photographs")
    friday = date(2026, 3, 20)
    notices = notices_on(desk.definition, desk.case, duty, desk.calendar, friday)
    assert [("-1wd", "bu")] == [(notice.rung, notice.role) for notice in notices]


def test_the_reference_tells_of_all_of_it() -> None:
    page = generate.machines(_extended())
    missing = [
        words
        for words in ("ask_for_photographs", "File the photographs", "Of how many rooms?")
        if words not in page
    ]
    assert [] == missing
