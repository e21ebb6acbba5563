"""What a case pack is made of: a case in words, as plain data. All days are as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pathway.documents.paper import Block, Shade
from pathway.workflows.access.parts import Topic

# The part of a pack in which an entry of the history is told in full.
Chapter = Topic | Literal["history"]
Rows = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """
    An entry of the history.

    Args:
        number: Its number in the history.
        title: What was done.
        about: The item that it is about, such as a return; empty if it is about the case.
        day: The day on which it happened, with the first one if that was corrected.
        by: Who did it, with their role.
        led_to: The state to which it led, if that is another one.
        answers: What was entered, question by question; what was corrected has both values.
        vote: For a vote of the partners: for, against or abstain.
        opens_round: Whether it is the first vote, or no vote at all.
        unreadable: Why what was entered cannot be read, if it cannot.
    """

    number: int
    chapter: Chapter
    title: str
    about: str
    day: str
    by: str
    led_to: str = ""
    answers: Rows = ()
    reason: str = ""
    late_reason: str = ""
    vote: str = ""
    opens_round: bool = True
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """
    What an agency was asked for, and what came.

    Args:
        round: Which request to this agency it is, counted from 1.
        asked_on: The day of the request.
        received_on: The day on which the return last came in; empty if none has.
        state: Where it is now.
        due: By when it is wanted; empty once it is in.
    """

    agency: str
    round: int
    asked_on: str
    received_on: str
    state: str
    due: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation and its answer."""

    number: str
    text: str
    source: str
    answer: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Action:
    """
    An action of the plan.

    Args:
        due: By when, with the first day if that was another.
        rating: Its BRAG rating in words, such as `Red: overdue`.
        answers: All that was entered when it was added.
    """

    number: str
    what: str
    owner: str
    due: str
    state: str
    rating: str
    shade: Shade
    recommendations: str
    answers: Rows
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Duty:
    """
    A dated duty.

    Args:
        owner: Who owes it: their role, agency and name.
        due: By when, with the earlier days if it was moved.
        left: How much time is left, or how it ended.
        is_open: Whether it is still to be done.
        was_late: Whether it was done late or is overdue.
        why: Why it was late, or why it was delayed or waived.
    """

    title: str
    owner: str
    due: str
    left: str
    is_open: bool
    was_late: bool
    is_overdue: bool
    why: str


@dataclass(frozen=True, slots=True)
class Child:
    """A child, by the label that it has in the case."""

    label: str
    answers: Rows


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """
    A case in words.

    Args:
        kind: The kind of referral.
        state: Where it is now.
        line: What happens in this state.
        facts: What else to know first.
        to_do: What somebody has to deal with: answers awaited, findings.
        notices: What a reader has to know about the pack itself, such as what cannot be read.
        referral: The referral in the words of its form, without the children.
        publication: Each publication, with its facts.
        chronology: The integrated chronology; empty if there is none.
        made_on: The day on which it was put together.
    """

    reference: str
    kind: str
    state: str
    line: str
    facts: Rows
    to_do: Sequence[str]
    notices: Sequence[str]
    referral: Rows
    children: Sequence[Child]
    entries: Sequence[Entry]
    returns: Sequence[Return]
    recommendations: Sequence[Recommendation]
    actions: Sequence[Action]
    publication: Sequence[tuple[str, Rows]]
    duties: Sequence[Duty]
    chronology: Sequence[Block] = ()
    made_on: str = ""

    def told_in(self, chapter: Chapter) -> list[Entry]:
        """Return the entries that are told in a part."""
        return [entry for entry in self.entries if entry.chapter == chapter]
