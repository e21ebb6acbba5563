"""The reviews: votes and signatures, the Panel's replies, reviewers."""

from __future__ import annotations

from typing import Any

from tests.oracle.entries import Entry
from tests.oracle.record import Deed, Round, Subject
from tests.oracle.referral import Referral


class Reviews(Referral):
    """What steps do in a review; each method is that of the step of its name."""

    def _vote(self, entry: Entry, deed: Deed) -> dict[str, Any]:
        """Count a vote; the step is taken where it is the last that is needed."""
        name = f"{entry.step}@{entry.item}" if entry.item else entry.step
        seat, answers = self.seat_of_actor(entry) or "", entry.first_answers
        own = self.rounds.get(name)
        proposal = (
            own.first.first_answers if own is not None and answers.get("proposal") else answers
        )
        deed.about_round = Subject(about=name, seat=seat)
        deed.round = {"vote"}
        if own is None or not answers.get("proposal"):
            if own is not None:
                self.end_round(name, entry)
            own = self.rounds[name] = Round(entry, {})
            deed.round.add("begins")
        own.votes[seat] = (answers["vote"], entry.on)
        votes = [vote for vote, _ in own.votes.values()]
        if votes.count("for") >= self.rules.carry:
            deed.round.discard("begins")
            self.end_round(name, entry)
            return entry.with_corrections(proposal)
        deed.step, deed.moved = "", False
        if votes.count("against") >= self.rules.fail:
            deed.round.discard("begins")
            self.end_round(name, entry)
        return {}

    def _carried(self, entry: Entry) -> dict[str, Any]:
        """Return what was voted on, where two and the lead partners carried it."""
        name = f"{entry.step}@{entry.item}" if entry.item else entry.step
        own = self.rounds[name]
        self.end_round(name, entry)
        return entry.with_corrections(own.first.first_answers)

    def _on_sign_off(self, deed: Deed) -> None:
        self.sign_offs[self.seat_of_actor(deed.entry) or ""] = deed.entry.on
        deed.completed_on = max(self.sign_offs.values())

    _on_dissent = _on_sign_off

    def _on_conclude_rapid_review(self, deed: Deed) -> None:
        self.outcome, self.concluder = deed.answers["recommended_outcome"], deed.entry.actor

    def _on_send_rapid_review(self, _: Deed) -> None:
        self.signed_outcome = self.outcome

    def _on_record_panel_response(self, deed: Deed) -> None:
        response, cspr = deed.answers["response"], self.signed_outcome == "cspr"
        disagrees = (response == "recommends_cspr" and not cspr) or (
            response == "no_cspr_needed" and cspr
        )
        self.replies.append((deed.entry.on, deed.entry.seq, response, disagrees))
        last = self.disagreement()
        if last is not None and last[1] == deed.entry.seq:
            for name in list(self.rounds):
                self.end_round(name, deed.entry)

    def _answer(self, entry: Entry) -> None:
        if self.disagreement() is not None:
            self.answers.append((entry.on, entry.seq))

    def _on_answer_panel(self, deed: Deed) -> None:
        self._answer(deed.entry)

    def _on_commission_cspr(self, deed: Deed) -> None:
        self._answer(deed.entry)

    _on_conclude_without_review = _on_commission_cspr

    def _on_discontinue_cspr(self, deed: Deed) -> None:
        self._answer(deed.entry)
        self._waive_returns()

    def _on_panel_takes_review(self, _: Deed) -> None:
        self._waive_returns()

    def _on_decide_local_review(self, deed: Deed) -> None:
        if deed.entry.from_state == "rapid_review.panel_response":
            self._answer(deed.entry)
        self._open_returns(deed, deed.answers)

    def _on_decide_serious_offence_review(self, deed: Deed) -> None:
        self._open_returns(deed, deed.answers)

    _on_decide_good_outcome_review = _on_decide_serious_offence_review

    def _on_appoint_reviewer(self, deed: Deed) -> None:
        self._on_replace_reviewer(deed)
        self._open_returns(deed, deed.answers)

    def _on_replace_reviewer(self, deed: Deed) -> None:
        self.reviewers = [self.people.number(email) for email in deed.answers["reviewers"]]

    def _on_conclude_meeting(self, deed: Deed) -> None:
        self.concluder = deed.entry.actor

    _on_conclude_good_outcome = _on_conclude_meeting
