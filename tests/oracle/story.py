"""The story of a case, entry by entry: each changes what is on record, and does a deed."""

from __future__ import annotations

from tests.oracle.counting import Standstill
from tests.oracle.entries import Entry, day_in
from tests.oracle.record import Deed, Subject
from tests.oracle.reviews import Reviews
from tests.oracle.rules import Rules

BY_THEMSELVES = ("breach", "migrate_definition", "take_back_migration", "recount")


class Story(Reviews):
    """Everything that is on record of a case."""

    def tell(self, entry: Entry, rules: Rules) -> Deed:
        """Take in an entry, and return what it did."""
        self.rules = rules
        thing = self.things.get(entry.item or "")
        moved = entry.to_state != entry.from_state
        if thing is not None and entry.item_to not in (None, thing.state):
            moved = True
        kind = thing.kind + "." if thing is not None else ""
        deed = Deed(entry, kind + entry.step, Subject(item=entry.item), moved)
        deed.answers = entry.answers
        if entry.step in BY_THEMSELVES:
            deed.step = ""
            return deed
        if "vote" in deed.answers:
            deed.answers = self._vote(entry, deed)
        elif entry.actor is None and rules.votes(entry.step):
            deed.answers = self._carried(entry)
        if deed.step:
            self._take(deed)
        if deed.asked_due is not None:
            self.asked_days[entry.seq] = deed.asked_due
        if thing is not None and entry.item_to is not None:
            thing.state = entry.item_to
        self._move(entry, moved_item=thing is not None and deed.moved)
        return deed

    def _take(self, deed: Deed) -> None:
        method = getattr(self, f"_on_{deed.entry.step}", None)
        if method is not None:
            method(deed)

    def _move(self, entry: Entry, *, moved_item: bool) -> None:
        self.state = entry.to_state
        if entry.to_state != entry.from_state:
            self.go_on(entry)
            for name in [name for name in self.rounds if "@" not in name]:
                self.end_round(name, entry)
            if "rapid_review.sign_off" in (entry.from_state, entry.to_state):
                self.sign_offs = {}
        if moved_item:
            for name in [name for name in self.rounds if name.endswith(f"@{entry.item}")]:
                self.end_round(name, entry)

    def _on_request_information(self, deed: Deed) -> None:
        deed.asked_due, deed.asked_of = day_in(deed.answers, "due"), deed.answers["asked_of"]

    def _on_answer_information(self, deed: Deed) -> None:
        deed.subject = Subject(duty=deed.answers.get("request"))

    def _on_waive_deadline(self, deed: Deed) -> None:
        deed.subject = Subject(duty=deed.answers["deadline"])

    def _on_record_delay(self, deed: Deed) -> None:
        deed.subject = Subject(about=deed.answers["duty"])

    _on_end_delay = _on_record_delay

    def _on_suspend(self, deed: Deed) -> None:
        deed.asked_due = day_in(deed.answers, "review_on")
        if not any(pause.last is None for pause in self.standstills):
            self.standstills.append(Standstill(deed.entry.on, None))

    def _on_resume(self, deed: Deed) -> None:
        self.go_on(deed.entry)

    def _on_declare_interest(self, deed: Deed) -> None:
        self.interests[f"interest:{len(self.interests) + 1}"] = {
            "person": deed.entry.actor,
            "outcome": "declared",
        }

    def _on_decide_interest(self, deed: Deed) -> None:
        self.interests[deed.answers["interest"]] |= {
            "outcome": deed.answers["outcome"],
            "item": deed.answers.get("item"),
        }

    def _on_restrict(self, deed: Deed) -> None:
        self.need_to_know = [self.people.number(email) for email in deed.answers["people"]]

    def _on_lift_restriction(self, _: Deed) -> None:
        self.need_to_know = None

    def _on_reopen(self, _: Deed) -> None:
        self.replies, self.answers = [], []
