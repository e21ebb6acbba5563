"""The referral: its form as it was last told, and its submission."""

from __future__ import annotations

from typing import Any

from tests.oracle.entries import Entry, day_in
from tests.oracle.incidents import Incidents
from tests.oracle.record import Child, Deed, Fact


class Referral(Incidents):
    """What the form does; each method is that of the step of its name."""

    def _on_refer(self, deed: Deed) -> None:
        self.opener = deed.entry.actor
        self._form(deed)

    def _on_amend(self, deed: Deed) -> None:
        self._form(deed)

    def _form(self, deed: Deed) -> None:
        self.agency = deed.answers["agency"]
        self.agencies_known = list(deed.answers.get("agencies_known") or [])
        self.labels = [child["label"] for child in deed.answers["children"]]
        forms = {form.seq for form in self.forms}
        for number, child in enumerate(deed.answers["children"], start=1):
            known = self.children.get(number, Child(0, ()))
            harms = [harm for harm in known.harms if harm[1] not in forms]
            on = day_in(deed.answers, "referred_on") or deed.entry.on
            self.children[number] = Child(
                child["age_years"],
                child.get("care_status") or (),
                [*harms, (on, deed.entry.seq, child["harm"])],
                known.changes,
            )
        for gone in [number for number in self.children if number > len(deed.answers["children"])]:
            del self.children[gone]
        own = self._incident_of_form(deed.entry, deed.answers)
        self._facts_of_form(deed, own)
        self.forms.append(deed.entry)

    def _incident_of_form(self, entry: Entry, answers: dict[str, Any]) -> str | None:
        own = self.incidents.get(self.form_incident or "")
        harmed = {
            n for n, child in enumerate(answers["children"], start=1) if child["harm"] != "none"
        }
        children = harmed or set(range(1, len(answers["children"]) + 1))
        if not answers.get("possible_serious_incident"):
            if own is not None and not self.submitters and own.state == "possible":
                self._leave(own, "struck", entry)
            return None
        if own is None:
            own = self._open(children)
            self.form_incident = own.id
        elif own.state in ("possible", "struck"):
            own.state = "possible"
            own.children = own.children | children if self.submitters else children
        if answers.get("local_authority_aware_on"):
            own.reports.append((entry, "local_authority_aware_on", own.round))
        return own.id

    def _facts_of_form(self, deed: Deed, own: str | None) -> None:
        entry, answers = deed.entry, deed.answers
        earlier = {form.seq for form in self.forms}
        for name, fact in self.rules.facts_of_form(answers["kind"]).items():
            if self.rules.meets_something(fact):
                self.facts = [
                    known
                    for known in self.facts
                    if known.name != fact or known.entry.seq not in earlier
                ]
            if answers.get(name):
                item = own if fact == "local_authority_aware_on" else None
                deed.facts.append(Fact(fact, entry, name, item))
        self.facts += deed.facts

    def _on_submit(self, deed: Deed) -> None:
        if deed.entry.actor is not None:
            self.submitters.append(deed.entry.actor)
        leavers = {
            number
            for number, child in self.children.items()
            if child.died
            and "care_leaver" in child.care
            and child.age < self.rules.numbers["child_under"]
        }
        possible = [
            incident for incident in self.incidents.values() if incident.state == "possible"
        ]
        covered = {number for incident in possible for number in incident.children}
        if leavers and not leavers & covered and self.form_incident is None:
            self.form_incident = self._open(leavers).id
        for incident in self.incidents.values():
            if incident.state == "possible" and not incident.days():
                incident.reports.append((deed.entry, "on", incident.round))
