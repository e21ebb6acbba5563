"""The serious incidents of a case, and the facts that are told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tests.oracle.entries import Entry, day_in
from tests.oracle.items import Items
from tests.oracle.record import Deed, Fact, Incident, Subject, days_in

OF_INCIDENTS = ("local_authority_aware_on", "partners_told")
OF_CHILDREN = ("care_death_aware_on", "care_death_notified", "harm_changed")
DECIDED_ON_LATER = ("subgroup_decision.triage", "subgroup_decision.deliberation")


class Incidents(Items):
    """What steps do to incidents; each method is that of the step of its name."""

    def _open(self, children: Iterable[int], *, reported: bool = False) -> Incident:
        incident = Incident(f"incident:{len(self.incidents) + 1}", set(children), reported)
        self.incidents[incident.id] = incident
        return incident

    def _leave(self, incident: Incident, state: str, entry: Entry) -> None:
        incident.state = state
        incident.left[incident.round] = entry.seq, entry.on

    def _ordinal(self, label: str) -> int:
        return self.labels.index(label) + 1

    def _meant(self, answers: dict[str, Any], fitting: Sequence[Incident]) -> Incident | None:
        if answers.get("incident"):
            return self.incidents[answers["incident"]]
        possible = [incident for incident in fitting if incident.state == "possible"]
        left = possible or fitting
        return left[0] if len(left) == 1 else None

    def to_decide(self) -> list[Incident]:
        """Return the incidents that are decided on where the case is."""
        possible = self.in_states("possible")
        if self.state in DECIDED_ON_LATER:
            return [incident for incident in possible if incident.reported]
        return possible if self.state not in ("draft", "quality_assurance", "closed", "") else []

    def _tell_harm(self, entry: Entry, children: Iterable[dict[str, Any]]) -> None:
        for child in children:
            if child.get("harm"):
                self.children[self._ordinal(child["child"])].harms.append(
                    (entry.on, entry.seq, child["harm"])
                )

    def _on_report_incident(self, deed: Deed) -> None:
        incident = self._open(
            (self._ordinal(child["child"]) for child in deed.answers["children"]), reported=True
        )
        incident.reports.append((deed.entry, "local_authority_aware_on", 1))
        self._tell_harm(deed.entry, deed.answers["children"])
        deed.subject = Subject(item=incident.id)

    def _on_propose_notification(self, deed: Deed) -> None:
        self._waive_returns()
        named = {
            self._ordinal(child["child"])
            for child in deed.answers["children"]
            if child["criteria"] != ["none"]
        }
        incident = self._meant(
            deed.answers, self.in_states("possible", "not_notifiable", "not_met")
        )
        if incident is None:
            incident = self._open(named)
            self._take_form_days(incident)
        else:
            self._possible_again(incident, deed.entry)
            incident.state = "possible"
            incident.children |= named
        incident.reports.append((deed.entry, "local_authority_aware_on", incident.round))
        for child in deed.answers["children"]:
            harms = [harm for harm in ("died", "seriously_harmed") if harm in child["criteria"]]
            self._tell_harm(
                deed.entry, [{"child": child["child"], "harm": harms[0]}] if harms else []
            )
        deed.subject = Subject(item=incident.id)

    def _take_form_days(self, incident: Incident) -> None:
        """A day that was told before there was an incident was told of the same thing."""
        before = [
            fact
            for fact in self.facts
            if fact.name == "local_authority_aware_on" and fact.item is None
        ]
        incident.reports += [(fact.entry, fact.day, incident.round) for fact in before]

    def _possible_again(self, incident: Incident, entry: Entry) -> None:
        """
        A day that was told already takes the stopped duty up again; another one begins a new round.
        """
        if incident.state == "possible":
            return
        known = [
            day
            for source, name, number in incident.reports
            if number == incident.round
            for day in days_in(source, name, entry.seq)
        ]
        day = day_in(entry.first_answers, "local_authority_aware_on")
        if day is not None and known and day not in known:
            incident.round += 1
        incident.visit += 1

    def _on_record_view(self, deed: Deed) -> None:
        incident = self._meant(deed.answers, self.to_decide())
        seat = self.seat_of_actor(deed.entry)
        if incident is not None and seat is not None:
            incident.views.append(
                (deed.entry.on, deed.entry.seq, seat, deed.answers["view"], incident.visit)
            )
            deed.subject = Subject(item=incident.id, seat=seat)

    def _on_decide_not_notifiable(self, deed: Deed) -> None:
        incident = self._meant(deed.answers, self.to_decide())
        if incident is not None:
            self._leave(incident, "not_notifiable", deed.entry)
            deed.subject = Subject(item=incident.id)

    def _on_notify_panel(self, deed: Deed) -> None:
        self._waive_returns()
        covered = {self._ordinal(label) for label in deed.answers["children"]}
        incident = self._meant(
            deed.answers, self.in_states("possible", "not_notifiable", "not_met")
        )
        is_new = incident is None
        if incident is None:
            incident = self._open(covered)
        self._possible_again(incident, deed.entry)
        if deed.answers.get("local_authority_aware_on"):
            incident.reports.append((deed.entry, "local_authority_aware_on", incident.round))
        if is_new or not incident.days():
            self._take_form_days(incident)
        self.rapid_reviews.append(deed.entry.seq)
        self.replies, self.answers, self.outcome = [], [], ""
        self._notify(deed, incident, covered)
        self._open_returns(deed, deed.answers)

    def _on_notify_panel_again(self, deed: Deed) -> None:
        incident = self._meant(deed.answers, self.in_states("possible"))
        if incident is not None:
            self._notify(
                deed, incident, {self._ordinal(label) for label in deed.answers["children"]}
            )

    def _notify(self, deed: Deed, incident: Incident, covered: set[int]) -> None:
        entry, answers = deed.entry, deed.answers
        self._tell_harm(entry, answers.get("now_known") or [])
        incident.views.append((entry.on, entry.seq, "local_authority", "notify", incident.visit))
        separate: list[str] = answers.get("separate") or []
        apart = {self._ordinal(label) for label in separate}
        if apart:
            other = self._open(apart, reported=True)
            other.reports += [
                (day, name, 1) for day, name, number in incident.reports if number == incident.round
            ]
        incident.children = (incident.children | covered) - apart
        incident.state, incident.sent = "notified", (entry.on, entry.seq)
        deed.subject = Subject(item=incident.id)

    def _on_notification_not_met(self, deed: Deed) -> None:
        incident = self._meant(deed.answers, self.in_states("notified"))
        if incident is not None:
            self._leave(incident, "not_met", deed.entry)
            incident.sent = None
            deed.subject = Subject(item=incident.id)
        if deed.entry.to_state != deed.entry.from_state:
            self.replies, self.answers = [], []
            self._waive_returns()

    def _on_record_fact(self, deed: Deed) -> None:
        fact = Fact(deed.answers["fact"], deed.entry, "on", months=deed.answers.get("months"))
        if fact.name in OF_INCIDENTS:
            incidents = self.in_states("possible", "not_notifiable", "not_met", "notified")
            incident = self._meant(deed.answers, incidents)
            fact.item = incident.id if incident is not None else None
            deed.subject = Subject(item=fact.item)
            if incident is not None and fact.name == "local_authority_aware_on":
                incident.reports.append((deed.entry, "on", incident.round))
        elif fact.name in OF_CHILDREN:
            fact.child = self._child_meant(deed.answers)
            deed.subject = Subject(child=fact.child)
            if fact.name == "harm_changed" and fact.child:
                child = self.children[fact.child]
                child.harms.append((deed.entry.on, deed.entry.seq, deed.answers["harm"]))
                child.changes.append((deed.entry.on, deed.answers["harm"]))
        elif fact.name == "lead_partners_decided" and deed.answers.get("step") in self.rounds:
            self.rounds[deed.answers["step"]].lead = deed.entry
        deed.facts.append(fact)
        self.facts.append(fact)

    def _child_meant(self, answers: dict[str, Any]) -> int | None:
        if answers.get("child"):
            return self._ordinal(answers["child"])
        if answers["fact"] == "harm_changed":
            fitting = [number for number, child in self.children.items() if not child.died]
        else:
            in_care = {"looked_after", "care_leaver"}
            fitting = [
                n for n, child in self.children.items() if child.died and in_care & set(child.care)
            ]
        return fitting[0] if len(fitting) == 1 else None
