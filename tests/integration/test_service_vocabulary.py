"""A host's own definition, with guards, inputs, effects and checks of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pathway import Pathway
from pathway.errors import DatabaseNotReady, ImportRefused, Reason, StepRefused, WrongUsage
from pathway.workflows.attempts.attempt import Attempt, Guard, Vocabulary
from pathway.workflows.forms.fields import Fields
from pathway.workflows.forms.inputs import Input, Words
from pathway.workflows.history.changes import Changes
from pathway.workflows.loading.definition_files import packaged
from tests.rehearsals import BU, NURSE, Rehearsal, form

pytestmark = pytest.mark.either

STEP = """
[[step]]
name = "book_room"
title = "Book a room"
from = ["*"]
who = ["bu"]
input = "room"
guards = ["room_is_free"]
effects = ["book_room"]
"""


class Room(Input):
    """Which room."""

    room: Words


class RoomFields(Fields):
    """What the host's effect and check read of it."""

    room: str


def book(_: Attempt, changes: Changes, fields: RoomFields) -> None:
    """Remember the room."""
    changes.remember(host={"room": fields.room})


def known(_: Attempt, fields: RoomFields) -> list[Reason]:
    """Refuse a room that the host does not have."""
    is_known = fields.room in ("Nightingale", "Seacole")
    return [] if is_known else [Reason("input", "there is no such room", "room")]


OWN = Vocabulary(
    guards={
        "room_is_free": Guard(
            lambda attempt: not attempt.case.memory.get("host", {}).get("room"),
            "a room is booked already",
        )
    },
    inputs={"room": Room},
    effects={"book_room": book},
    checks={"room": known},
)


def texts() -> dict[str, str]:
    """Return the shipped definition with a step of the host's."""
    files = packaged()
    return files | {
        "review.toml": files["review.toml"].replace('version = "2026.1"', 'version = "2026.1-host"')
        + STEP
    }


@pytest.fixture
def host(desk: Rehearsal) -> Iterator[Pathway]:
    """Return the cases as the host connects to them, its definition loaded."""
    pathway = Pathway.connect(desk.address, key_file=desk.key, vocabulary=OWN)
    pathway.definitions.load(texts())
    yield pathway
    pathway.close()


def test_a_hosts_step_is_taken_by_its_own_rules(desk: Rehearsal, host: Pathway) -> None:
    """
    Its input in the schema, its check, its effect, its guard the second time; and the proof holds.
    """
    desk.clock("2026-03-17")  # Tue
    reference = host.refer(form("practice_review"), by=NURSE, again=True).reference
    (step,) = [step for step in host.steps(reference, by=BU) if step.step == "book_room"]
    room: dict[str, Any] = {"room": "Nightingale"}
    with pytest.raises(StepRefused, match="there is no such room"):
        host.take(reference, "book_room", by=BU, input={"room": "Tower"})
    case = host.take(reference, "book_room", by=BU, input=room)
    with pytest.raises(StepRefused, match="a room is booked already"):
        host.take(reference, "book_room", by=BU, input=room)

    assert (True, ["room"]) == (step.allowed, step.input_schema["required"])
    assert "book_room" == case.events[-1].step
    assert [] == host.verify()


def test_without_the_hosts_words_the_definition_is_refused(desk: Rehearsal) -> None:
    """Every unknown word at once."""
    with pytest.raises(ImportRefused) as refused:
        desk.pathway.definitions.load(texts())

    message = " ".join(reason.message for reason in refused.value.reasons)
    assert all(
        f"unknown {kind}" in message
        for kind in ("guard room_is_free", "form room", "effect book_room")
    )


def test_a_case_under_it_is_not_read_without_them(desk: Rehearsal) -> None:
    """A program without the words says so, and reads the other cases."""
    other = desk.refer()
    host = Pathway.connect(desk.address, key_file=desk.key, vocabulary=OWN)
    host.definitions.load(texts())
    desk.clock("2026-03-17")  # Tue
    reference = host.refer(form("practice_review"), by=NURSE, again=True).reference
    plain = desk.connect()
    host.close()

    with pytest.raises(
        DatabaseNotReady, match=r"2026\.1-host uses words that this program does not know"
    ):
        plain.case(reference)
    assert "draft" == plain.case(other).state


def test_a_hosts_words_take_no_meaning_from_ours(desk: Rehearsal) -> None:
    """What a stored definition says must not change under it."""
    ours = Vocabulary(effects={"book_room": book, "prioritise": book})
    with pytest.raises(
        WrongUsage, match="Pathway has these already: effect prioritise; give yours other names"
    ):
        Pathway.connect(desk.address, vocabulary=ours)


def test_a_hosts_input_is_not_a_form_of_the_definition(desk: Rehearsal) -> None:
    """A step that names it would mean one or the other."""
    host = Pathway.connect(
        desk.address, key_file=desk.key, vocabulary=Vocabulary(inputs={"note": Room})
    )
    with pytest.raises(ImportRefused) as refused:
        host.definitions.load(packaged())
    host.close()

    assert ["forms.toml [[form]] note: the program has an input of this name; choose another"] == [
        str(reason) for reason in refused.value.reasons
    ]


def test_a_hosts_input_has_what_the_hosts_effect_reads(desk: Rehearsal) -> None:
    """
    A field that its model lacks is a fault of the definition, and no traceback when the step is
    taken.
    """
    host = Pathway.connect(
        desk.address, key_file=desk.key, vocabulary=replace(OWN, inputs={"room": Input})
    )
    with pytest.raises(ImportRefused) as refused:
        host.definitions.load(texts())
    host.close()

    assert str(refused.value.reasons[0]).startswith(
        "review.toml [[step]] book_room: the input room has no field room; effect book_room reads it"
    )
