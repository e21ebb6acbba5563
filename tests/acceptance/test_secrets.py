"""
What people write stands nowhere in clear: not in the database, the mail, the log nor in any
refusal.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pathway.errors import PathwayError
from tests.library_desk import LibraryDesk
from tests.rehearsals import NURSE, Reasons, Rehearsal
from tests.stranger import ONWARD, Json, Stranger

pytestmark = pytest.mark.either
MARK = "Zqxj"  # no word of any language, and none of the product's
NUMBERS = itertools.count(1)
# Steps that stay and would keep the case from going on, or people from acting in it.
HINDERING = (
    "declare_interest",
    "waive_deadline",
    "dissent",
    "notify_panel_again",
    "amend",
    "change_kind",
)
ELSEWHERE = (MARK, [MARK])


def is_free_text(schema: Mapping[str, Any]) -> bool:
    """Say whether anything may be written there."""
    bound = {"const", "enum", "format"} & set(schema)
    return schema.get("type") == "string" and not bound and schema.get("pattern", r"\S") == r"\S"


def marked(schema: Mapping[str, Any]) -> Any:
    """Fill in everything, with a mark of its own wherever anything may be written."""
    if is_free_text(schema):
        return f"{MARK}{next(NUMBERS)} {MARK.lower()} {MARK.upper()}"
    if schema.get("type") == "object":
        return {
            name: marked(field)
            for name, field in schema["properties"].items()
            if not _names_a_day(name, schema)
        }
    if schema.get("type") == "array" and is_free_text(schema["items"]):
        return [marked(schema["items"])]
    if schema.get("type") == "array" and schema["items"].get("type") == "object":
        return [_marked_entry(schema["items"], example) for example in schema["examples"][0]]
    return (
        schema["examples"][0]
        if "examples" in schema
        else schema.get("const", schema.get("enum", [None])[0])
    )


def _marked_entry(schema: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    """
    Fill in an entry of a list that names something of the case: that stays as the example has it.
    """
    free = {
        name: marked(field) for name, field in schema["properties"].items() if is_free_text(field)
    }
    return {**known, **free}


def _names_a_day(name: str, schema: Mapping[str, Any]) -> bool:
    """Leave out the days of a form that would make other duties than those that the walk does."""
    return name not in schema.get("required", []) and name in (
        "care_death_aware_on",
        "local_authority_aware_on",
    )


def wrong(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Return inputs with one member wrong, the mark in it or in all the others."""
    good: dict[str, Any] = marked(schema)
    for name in good:
        for value in ELSEWHERE:
            yield {**good, name: value}
        if isinstance(good[name], list) and good[name] and isinstance(good[name][0], dict):
            entry: dict[str, Any] = good[name][0]
            for member in entry:
                yield {**good, name: [{**entry, member: [MARK]}]}
                yield {**good, name: [{**entry, member: MARK}]}


@dataclass
class Marking(LibraryDesk):
    """A desk at which all that is written is marked, and whatever may be said wrongly is."""

    reasons: ClassVar[Reasons] = {"reason": f"{MARK} reason", "late_reason": f"{MARK} late"}
    refusals: list[str] = field(default_factory=list[str])
    taken: set[str] = field(default_factory=set[str])
    tried: set[str] = field(default_factory=set[str])

    def steps(self, reference: str, by: str) -> list[Json]:
        """
        Return the steps, after those that stay were taken once and all of them were said wrongly
        once.
        """
        steps = super().steps(reference, by)
        allowed = [step for step in steps if step["allowed"]]
        for step in allowed:
            self.say_wrongly(reference, step, by)
        new = [
            step
            for step in allowed
            if step["step"] not in (*ONWARD, *HINDERING, *self.taken) and step["item"] is None
        ]
        for step in new:
            if step["to"] == self.case(reference)["state"]:
                self.take(reference, step, by, marked(step["input_schema"]))
        return super().steps(reference, by) if new else steps

    def take(self, reference: str, step: Json, by: str, answers: Json) -> Json:
        """Take a step, its reasons marked too."""
        self.taken.add(step["step"])
        return super().take(reference, step, by, answers)

    def say_wrongly(self, reference: str, step: Json, by: str) -> None:
        """Preview the step with every wrong input, once, and keep what the refusals say."""
        if step["step"] in self.tried:
            return
        self.tried.add(step["step"])
        if self.desk.url:
            return  # what a refusal says does not hang on the database
        for answers in wrong(step["input_schema"]):
            try:
                self.desk.pathway.preview(
                    reference, step["step"], by=by, item=step["item"], input=answers
                )
            except PathwayError as error:
                self.refusals += [str(error), *(reason.message for reason in error.reasons)]

    def wait(self) -> bool:
        """Let a month pass, the sweep and the mail running."""
        self.desk.pathway.clock.advance(timedelta(days=30))
        self.desk.pathway.sweep()
        self.desk.pathway.dispatch()
        return True


@pytest.mark.rest
def test_what_people_write_is_stored_nowhere_in_clear(
    desk: Rehearsal, caplog: pytest.LogCaptureFixture
) -> None:
    """
    A whole practice review, every free word of it marked: no file, no mail, no log and no refusal
    has the mark.
    """
    caplog.set_level(logging.DEBUG, logger="pathway")
    marking = Marking(desk)
    people = list(dict.fromkeys(person.email for person in desk.pathway.people.list()))
    answers = marked(desk.pathway.form_schema("practice_review"))
    answers |= {
        "possible_serious_incident": True,
        "agencies_known": ["housing"],
        "kind": "practice_review",
    }
    reference = desk.pathway.refer(answers, by=NURSE).reference
    for fault in wrong(desk.pathway.form_schema("practice_review")):
        with pytest.raises(PathwayError) as refused:
            desk.pathway.refer({**fault, "agency": "Not A Code"}, by=NURSE)
        marking.refusals += [
            str(refused.value),
            *(reason.message for reason in refused.value.reasons),
        ]
    case = Stranger(marking, people, marked).walk(reference)
    marking.wait()
    mail, parts = mailed(desk.mail)
    stored = {path.name: path.read_bytes() for path in desk.folder.glob("pathway.db*")}
    stored["rows"] = str(desk.contents()).encode()
    listed = str([desk.pathway.case(reference), desk.pathway.deadlines(), desk.pathway.mail.list()])

    assert "closed" == case["state"]
    assert len(marking.taken) > 35
    assert len(marking.refusals) > (100 if desk.url else 300)
    assert set(stored) >= (
        {"rows"} if desk.url else {"pathway.db", "pathway.db-wal", "pathway.db-shm"}
    )
    assert MARK.lower() in str(desk.pathway.history(reference)).lower()
    assert [] == [
        name for name, content in stored.items() if MARK.lower().encode() in content.lower()
    ]
    assert [] == [line for line in marking.refusals if MARK.lower() in line.lower()]
    assert {"text/plain", "text/html", "text/calendar"} <= parts
    assert reference in mail
    assert not _stands_in(mail), "mail"
    assert [] == [
        name
        # Each mail ends with whom to contact: somebody of the business unit.
        for name in {who.name for who in desk.pathway.people.list() if "bu" not in who.roles}
        if name.casefold() in mail.casefold()
    ]
    assert not _stands_in(caplog.text), "log"
    assert not _stands_in(listed), "lists"


def mailed(folder: Path) -> tuple[str, set[str]]:
    """
    Return every byte of every email as it was sent, and its parts decoded; and what kinds of parts
    there are.
    """
    sent = [path.read_bytes() for path in folder.glob("*.eml")]
    parts = [
        part
        for message in sent
        for part in message_from_bytes(message, policy=policy.default).walk()
    ]
    decoded = [str(part.get_content()) for part in parts if not part.is_multipart()]
    headers = [f"{name}: {value}" for part in parts for name, value in part.items()]
    return "\n".join([*(message.decode() for message in sent), *decoded, *headers]), {
        part.get_content_type() for part in parts
    }


def _stands_in(text: str) -> bool:
    return MARK.lower() in text.lower()
