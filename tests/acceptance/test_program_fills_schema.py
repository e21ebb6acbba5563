"""
A program that knows nothing but JSON Schemas takes every kind of referral from draft to closed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.library_desk import LibraryDesk
from tests.rehearsals import OPENERS, REASONS, Rehearsal
from tests.stranger import STYLES, Json, Stranger

pytestmark = pytest.mark.either
WITHOUT_PUBLICATION = (
    "commission_cspr",
)  # a report waits seven working days, and here time stands still
WITHOUT_PANEL = ("notify_panel", "propose_notification")


@dataclass
class Library(LibraryDesk):
    """The library as a stranger's desk, at which a month passes where time does not stand still."""

    still: bool
    waited: int = 0

    def wait(self) -> bool:
        """Let a month pass, unless time stands still."""
        self.waited += 1
        if self.still or self.waited > 24:
            return False
        self.desk.pathway.clock.advance(timedelta(days=30))
        return True


@dataclass
class Trying(Library):
    """
    Besides, tries in every state every step that is allowed, in every style of filling in, by
    previews.
    """

    states: set[str] = field(default_factory=set[str])
    tried: set[str] = field(default_factory=set[str])

    def case_tried(self, case: Json) -> None:
        """Preview what anybody may do now."""
        if case["state"] in self.states:
            return
        self.states.add(case["state"])
        seen: set[tuple[str, str | None]] = set()
        for person in dict.fromkeys(person.email for person in self.desk.pathway.people.list()):
            for step in self.steps(case["reference"], person):
                if step["allowed"] and (step["step"], step["item"]) not in seen:
                    seen.add((step["step"], step["item"]))
                    self.try_out(case["reference"], step, person)

    def try_out(self, reference: str, step: Json, by: str) -> None:
        """Preview a step with its input filled in in every style."""
        self.tried.add(step["step"])
        for style in ("required only", "by type"):  # the walk itself fills in everything
            answers: dict[str, Any] = STYLES[style](step["input_schema"])
            self.desk.pathway.preview(
                reference, step["step"], by=by, item=step["item"], input=answers, **REASONS
            )

    def take(self, reference: str, step: Json, by: str, answers: Json) -> Json:
        """Take a step, and try out what is then allowed."""
        after = super().take(reference, step, by, answers)
        self.case_tried(after)
        return after


def people(desk: Rehearsal) -> list[str]:
    """Return everybody's email."""
    return list(dict.fromkeys(person.email for person in desk.pathway.people.list()))


@pytest.mark.parametrize(
    ("kind", "style", "shuns"),
    [
        ("practice_review", "everything", WITHOUT_PUBLICATION),
        ("serious_offence", "by type", WITHOUT_PUBLICATION),
        ("good_outcome", "required only", WITHOUT_PANEL),
    ],
)
def test_a_program_closes_a_case_while_time_stands_still(
    desk_now: Rehearsal, kind: str, style: str, shuns: tuple[str, ...]
) -> None:
    """
    With the clock at the real time of init, every due day long past, the schema alone leads to the
    end.
    """
    reference = desk_now.refer(kind)
    case = Stranger(Library(desk_now, still=True), people(desk_now), STYLES[style], shuns).walk(
        reference
    )

    assert "closed" == case["state"]
    assert [] == desk_now.pathway.verify()


@pytest.mark.parametrize(
    ("kind", "style", "shuns"),
    [
        ("serious_offence", "required only", WITHOUT_PUBLICATION),
        ("good_outcome", "by type", WITHOUT_PANEL),
    ],
)
def test_a_program_closes_a_case_while_time_passes(
    desk: Rehearsal, kind: str, style: str, shuns: tuple[str, ...]
) -> None:
    """Whatever day it is, the schema alone leads to the end."""
    desk.clock("2026-06-22")  # Mon, after the last form was written
    reference = desk.refer(kind)
    case = Stranger(Library(desk, still=False), people(desk), STYLES[style], shuns).walk(reference)

    assert "closed" == case["state"]
    assert [] == desk.pathway.verify()


@pytest.mark.rest
@pytest.mark.sqlite
def test_every_style_of_filling_in_is_accepted_everywhere(desk: Rehearsal) -> None:
    """
    On a practice review's way to its publication whatever is allowed is accepted, filled in from
    its schema.
    """
    library = Trying(desk, still=False)
    reference = desk.refer()
    library.case_tried(library.case(reference))
    case = Stranger(library, people(desk), STYLES["everything"]).walk(reference)

    assert "closed" == case["state"]
    assert len(library.tried) > 45


@pytest.mark.parametrize("kind", list(OPENERS))
@pytest.mark.parametrize("style", list(STYLES))
def test_a_form_filled_in_from_its_schema_is_accepted(
    desk: Rehearsal, kind: str, style: str
) -> None:
    """The schema of a form is enough to refer a case."""
    schema = desk.pathway.form_schema(kind)
    answers = STYLES[style](schema)
    validator: Any = Draft202012Validator(schema)
    validator.validate(answers)
    case = desk.pathway.refer(answers, by=OPENERS[kind])

    assert (kind, "draft") == (case.kind, case.state)
