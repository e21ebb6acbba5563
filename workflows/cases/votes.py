"""
The votes of the safeguarding partners, by seat: the part that an agency has, whatever its code is.

The first vote of a round carries the step's input; later ones name that event's digest. In the
definition as shipped, three votes for it carry a step, or two once the lead partners have decided;
two against it end the round. A round belongs to one visit to a state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.definition import Definition
from pathway.workflows.history.case import Case
from pathway.workflows.history.item import Item
from pathway.workflows.history.ledger import Subject
from pathway.workflows.history.records import RoundRecord, VoteRecord

if TYPE_CHECKING:
    from pathway.workflows.history.changes import Changes


@dataclass(frozen=True, slots=True)
class Round:
    """
    An open round of votes.

    Args:
        name: The step, with the item it is about if any.
        digest: The digest of the event that carries the input.
        event: That event's number.
        votes: By seat: for or against, and the day.
        lead_decided_on: The day on which the lead partners decided to take the step in spite of a
            dissent.
    """

    name: str
    digest: str
    event: int
    votes: Mapping[str, VoteRecord]
    lead_decided_on: date | None

    def days(self, vote: str) -> list[date]:
        """Return the days of the votes for, or of those against, the earliest first."""
        return _days(self.votes, vote)

    def decided_on(self, wanted: int) -> date | None:
        """Return the day on which votes and the lead partners together carry the step, or None."""
        votes_for = self.days("for")
        if self.lead_decided_on is None or len(votes_for) < wanted:
            return None
        return max(votes_for[wanted - 1], self.lead_decided_on)


def round_name(step: str, item: Item | None) -> str:
    """Return the name under which a step's round is remembered."""
    return f"{step}@{item.id}" if item else step


def open_round(case: Case, name: str) -> Round | None:
    """Return the open round of that name, or None."""
    entry = case.memory.get("rounds", {}).get(name)
    if not entry:
        return None
    lead = entry.get("lead_decided_on")
    return Round(
        name,
        entry["digest"],
        entry["event"],
        votes=entry["votes"],
        lead_decided_on=date.fromisoformat(lead) if lead else None,
    )


def open_rounds(case: Case) -> list[Round]:
    """Return every open round."""
    rounds = [open_round(case, name) for name in case.memory.get("rounds", {})]
    return [opened for opened in rounds if opened is not None]


def rounds_of(case: Case, item: Item | None) -> list[str]:
    """Return the names of the open rounds of the case itself, or of one of its items."""
    names = case.memory.get("rounds", {})
    if item is None:
        return [name for name in names if "@" not in name]
    return [name for name in names if name.endswith(f"@{item.id}")]


def round_carried(definition: Definition, case: Case) -> tuple[str, date] | None:
    """
    Return the name of a round that some partners and the lead partners have carried, with the day
    of the step, or None.
    """
    wanted = definition.votes.carry_with_lead_partners
    for opened in open_rounds(case):
        day = opened.decided_on(wanted)
        if day is not None:
            return opened.name, day
    return None


def count_vote(attempt: Attempt, changes: Changes, digest: str) -> date | None:
    """
    Add the vote to its round, or begin a round with it.

    Return the day of the step if this vote carries it, else None.
    """
    name, needed = round_name(attempt.step.name, attempt.item), attempt.definition.votes
    seat = attempt.seat or ""
    item = attempt.item.id if attempt.item is not None else None
    changes.subject = Subject(item=item, about=name, seat=seat)
    changes.rounds.add("vote")
    vote: VoteRecord = {"vote": attempt.command.input["vote"], "on": attempt.on.isoformat()}
    if attempt.actor is not None:
        vote["person"] = attempt.actor
    followed = attempt.command.input.get("proposal")
    before = open_round(attempt.case, name)
    # A vote that does not follow a round begins one; a seat that votes again replaces its vote.
    votes = {**(before.votes if before and followed else {}), seat: vote}
    votes_for = _days(votes, "for")
    if len(votes_for) >= needed.carry:
        return votes_for[-1]
    if len(_days(votes, "against")) >= needed.fail:
        changes.forget("rounds", name)
        changes.remember(failed_rounds={name: _failed(attempt.case, name) + 1})
    elif followed:
        changes.remember(rounds={name: {"votes": {seat: vote}}})
    else:
        changes.rounds.add("begins")
        begun = RoundRecord(digest=digest, event=changes.seq, votes={seat: vote})
        changes.replace_table("rounds", name, by=begun)
    return None


def _days(votes: Mapping[str, VoteRecord], vote: str) -> list[date]:
    """Return the days of the votes for, or of those against, the earliest first."""
    return sorted(
        date.fromisoformat(entry["on"]) for entry in votes.values() if entry["vote"] == vote
    )


def _failed(case: Case, name: str) -> int:
    return case.memory.get("failed_rounds", {}).get(name, 0)


def dissenting(case: Case, name: str) -> list[str]:
    """Return the seats that voted against in the open round of that name."""
    opened = open_round(case, name)
    if opened is None:
        return []
    return sorted(seat for seat, vote in opened.votes.items() if vote["vote"] == "against")
