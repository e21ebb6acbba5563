"""The items of a case: returns, actions and publications."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.entries import day_in
from tests.oracle.record import Deed, Record, Thing


class Items(Record):
    """What steps do to items; each method is that of the step of its name."""

    def _open_returns(self, deed: Deed, answers: dict[str, Any]) -> None:
        partners = [code for seat in self.rules.seats for code in self.rules.agencies[seat]]
        for agency in dict.fromkeys(answers.get("agencies") or [*self.agencies_known, *partners]):
            self._open_return(deed, agency)

    def _on_request_return(self, deed: Deed) -> None:
        self._open_return(deed, deed.answers["agency"])

    def _open_return(self, deed: Deed, agency: str) -> None:
        own = [
            thing
            for thing in self.things.values()
            if thing.kind == "agency_return" and thing.agency == agency
        ]
        if any(thing.state in ("requested", "involved", "submitted") for thing in own):
            return
        name = f"agency_return:{agency}" + (f":{len(own) + 1}" if own else "")
        self.things[name] = Thing(name, "agency_return", "requested", agency)
        deed.opened.append(name)

    def _waive_returns(self) -> None:
        for thing in self.things.values():
            if thing.kind == "agency_return" and thing.state in (
                "requested",
                "involved",
                "submitted",
            ):
                thing.state = "waived"

    def _on_submit_return(self, deed: Deed) -> None:
        self.things[deed.entry.item or ""].submitted_by = deed.entry.actor

    _on_submit_evidence = _on_submit_return

    def _on_add_action(self, deed: Deed) -> None:
        self._action(deed, deed.answers)

    def _action(self, deed: Deed, answers: dict[str, Any]) -> None:
        number = 1 + sum(thing.kind == "action" for thing in self.things.values())
        thing = Thing(f"action:{number}", "action", "open")
        thing.dates.append((deed.entry.on, deed.entry.seq, _must(day_in(answers, "due"))))
        self.things[thing.id] = thing
        self._own(thing, answers["owner"])
        deed.opened.append(thing.id)

    def _on_more_work(self, deed: Deed) -> None:
        for action in deed.answers["actions"]:
            self._action(deed, action)

    def _own(self, thing: Thing, email: str) -> None:
        thing.owner = self.people.number(email)
        thing.agency = self.people.first_agency(thing.owner)

    def _on_rebase(self, deed: Deed) -> None:
        self.things[deed.entry.item or ""].dates.append(
            (deed.entry.on, deed.entry.seq, _must(day_in(deed.answers, "due")))
        )

    def _on_reassign(self, deed: Deed) -> None:
        self._own(self.things[deed.entry.item or ""], deed.answers["owner"])

    def _on_approve_report(self, deed: Deed) -> None:
        self._publication_opens(deed, panel=True)

    def _publication_opens(self, deed: Deed, *, panel: bool) -> None:
        number = 1 + sum(thing.kind == "publication" for thing in self.things.values())
        name = "publication" if number == 1 else f"publication:{number}"
        self.things[name] = Thing(name, "publication", "preparing", panel=panel)
        deed.opened.append(name)

    def _on_open_publication(self, deed: Deed) -> None:
        self._publication_opens(deed, panel=False)

    def _on_plan_publication(self, deed: Deed) -> None:
        day = _must(day_in(deed.answers, "planned_publication_on"))
        self.things[deed.entry.item or ""].dates.append((deed.entry.on, deed.entry.seq, day))

    def _on_revise(self, deed: Deed) -> None:
        self.things[deed.entry.item or ""].dates = []

    _on_take_down = _on_resume_publication = _on_revise


def _must(day: date | None) -> date:
    assert day is not None
    return day
