"""Who took part in a meeting, from lists of people to an answer for each member."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pathway.errors import Reason, Refused
from pathway.service.unit_of_work import UnitOfWork
from pathway.workflows.cases import meetings
from pathway.workflows.history.case import Case


@dataclass(frozen=True, slots=True)
class TookPart:
    """
    Who took part, by their emails.

    Args:
        represented: Who came in place of a member.
    """

    present: Collection[str]
    apologies: Collection[str]
    represented: Mapping[str, str]

    def answers(self, members: Sequence[str]) -> dict[str, Any]:
        """
        Return what the step asks for: how each member took part.

        Raises:
            Refused: Somebody is not a member, or is named in two ways; all are listed.
        """
        named = [_key(email) for email in (*self.present, *self.apologies, *self.represented)]
        known = {_key(email) for email in members}
        twice = sorted({email for email in named if named.count(email) > 1})
        reasons = [
            Reason("input", f"{email} is not a member of the meeting")
            for email in sorted(set(named) - known)
        ]
        reasons += [Reason("input", f"{email} is named in two ways") for email in twice]
        if reasons:
            why = "; ".join(reason.message for reason in reasons)
            raise Refused(f"Attendance was not recorded: {why}.", reasons)
        return {"members": [self._answer(email) for email in members]}

    def _answer(self, email: str) -> dict[str, str]:
        substitutes = {_key(member): by for member, by in self.represented.items()}
        if _key(email) in substitutes:
            by = substitutes[_key(email)]
            return {"member": email, "took_part": "represented", "by": by}
        for name, people in (("present", self.present), ("apologies", self.apologies)):
            if _key(email) in {_key(other) for other in people}:
                return {"member": email, "took_part": name}
        return {"member": email, "took_part": "absent"}


def member_emails(unit: UnitOfWork, meeting: Case) -> list[str]:
    """Return the emails of the members who are in the directory."""
    people = meetings.people_of(meetings.members(meeting))
    posts = [unit.directory.of(person)[:1] for person in people]
    return [own[0].email for own in posts if own]


def _key(email: str) -> str:
    return email.strip().casefold()
