"""The closer: leads any case to its end, by whoever may take the step that is wanted next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from pathway.workflows.attempts.refusals import Refusal
from pathway.workflows.cases.incidents import DO_NOT_NOTIFY, possible_incidents
from pathway.workflows.deciding.decide import model_of
from pathway.workflows.deciding.schema import filled, input_schema
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.history.events import Event
from pathway.workflows.history.item import Item
from pathway.workflows.people.in_charge import in_charge
from pathway.workflows.people.roles import RoleContext
from tests.explorer import Choice, Explorer
from tests.invariants import is_open, must, tables

PATIENCE = 150
NOTIFIED = {
    "looked_after_death_notification": "care_death_notified",
    "care_leaver_death_notification": "care_death_notified",
    "youth_justice_notification": "youth_justice_notified",
}
FORWARD: Mapping[str, tuple[str, ...]] = {
    "rapid_review.panel_response": ("conclude_without_review", "notification_not_met"),
    "serious_offence_review.gathering": ("convene",),
    "local_review.gathering": ("convene",),
    "serious_offence_review.meeting": ("conclude_meeting",),
    "local_review.meeting": ("conclude_meeting",),
    "good_outcome_review.gathering": ("conclude_good_outcome",),
    "serious_offence_review.report": ("accept_report",),
    "local_review.report": ("accept_report",),
    "good_outcome_review.report": ("accept_report",),
    "national_review": ("national_review_published",),
    "quality_assurance": ("withdraw", "endorse"),
    "subgroup_decision.triage": ("withdraw", "propose_notification"),
    "subgroup_decision.deliberation": ("decide_no_further_action", "propose_notification"),
    "action_plan.monitoring": ("complete_actions",),
    "action_plan.impact": ("accept_impact",),
}


class Closer:
    """Closes the case of an explorer, checking all the way."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer, self.desk = explorer, explorer.desk

    def close(self) -> None:
        """Take step after step until the case is closed."""
        for _ in range(PATIENCE):
            if self.desk.case.state == "closed":
                return
            self.explorer.pass_time(1)
            must(
                any(move() for move in self.moves()),
                f"a dead end in {self.desk.case.state}: {self.against()}",
                self.desk,
            )
        must(False, f"not closed with {PATIENCE} steps", self.desk)

    def moves(self) -> Iterator[Callable[[], bool]]:
        """Return what may bring the case on, what must come first before the rest."""
        case = self.desk.case
        waiting = [
            name
            for name, interest in case.memory.get("interests", {}).items()
            if interest["outcome"] == "declared"
        ]
        # Who is left out of a restricted case cannot bring it on.
        yield lambda: self.does("lift_restriction")
        yield from (
            partial(self.does, "decide_interest", interest=name, outcome="none") for name in waiting
        )
        yield from (
            partial(self.notify, duty) for key in NOTIFIED for duty in case.open_deadlines(key)
        )
        yield self.decide_incident
        yield lambda: self.does("resume")
        yield from self.of_state()
        yield from (partial(self.settle, item) for item in case.items.values())
        yield from (partial(self.does, step) for step in FORWARD.get(case.state, ()))

    def of_state(self) -> Iterator[Callable[[], bool]]:
        """Return what only some states ask for."""
        state = self.desk.case.state
        match state.split("."):
            case ["draft"]:
                yield from (
                    self.complete,
                    lambda: self.does("withdraw"),
                    lambda: self.does("submit"),
                )
            case ["subgroup_decision", "deliberation"] if not self.desk.case.memory.get("papers"):
                yield lambda: self.does("put_to_subgroup")
            case ["rapid_review", step] if step != "panel_response":
                yield lambda: self.does("notification_not_met")
            case ["cspr", _]:
                yield lambda: self.votes("discontinue_cspr")
            case ["action_plan", "drafting"]:
                yield from (self.answer, lambda: self.does("no_actions_needed"), self.agree)
            case ["action_plan", "impact"]:
                yield self.check_impact
            case _:
                return

    def complete(self) -> bool:
        """Complete the form where something is missing."""
        missing = self.desk.case.memory.get("form", {}).get("missing", [])
        if not missing:
            return False
        answers = {
            **self.desk.last_form(),
            "incident_place": "family home",
            "offence": "wounding",
            "incident_on": self.today,
        }
        answers |= {
            "charged_on": self.today,
            "immediate_safety": "Safe.",
            "agencies_known": ["police"],
        }
        answers |= {"what_made_it_possible": "Time.", "transferable_learning": "Time."}
        kind = self.desk.case.kind
        good = (
            "what_made_it_possible",
            "transferable_learning",
            "child_and_family_view",
            "consent_to_share",
        )
        others = {
            "practice_review": ("offence", *good),
            "serious_offence": good,
            "good_outcome": ("offence",),
        }[kind]
        plain = {name: value for name, value in answers.items() if name not in others} | {
            "kind": kind
        }
        return any(
            self.takes("amend", None, person, plain, whole=True)
            for person in self.who("amend", None, None)
        )

    @property
    def today(self) -> str:
        """Return the day."""
        return self.desk.today.isoformat()

    def notify(self, duty: Deadline) -> bool:
        """Record the fact that meets a notification, of the child where it is of one."""
        fact = {"fact": NOTIFIED[duty.key]}
        labels = [child["label"] for child in self.desk.last_form()["children"]]
        child = {"child": labels[duty.child - 1]} if duty.child is not None else {}
        return self.does("record_fact", **fact, **child)

    def decide_incident(self) -> bool:
        """
        Let the local authority say of an incident that is possible that it is not notifiable, where
        it may.
        """
        agencies = self.desk.definition.agencies_of("local_authority")
        for incident in possible_incidents(self.desk.case):
            of = {"incident": incident.id}
            if incident.view("local_authority") != DO_NOT_NOTIFY:
                if self.does("record_view", view="do_not_notify", of=agencies[0], **of):
                    return True
            elif self.does("decide_not_notifiable", **of):
                return True
        return False

    def answer(self) -> bool:
        """Reject what waits for an answer."""
        return self.does("answer_recommendation", answer="rejected")

    def agree(self) -> bool:
        """Agree the plan; an accepted recommendation, or an empty plan, needs an action first."""
        if self.does("agree_plan"):
            return True
        waiting = self.desk.case.memory.get("recommendations", {})
        accepted = [
            name
            for name, recommendation in waiting.items()
            if recommendation["answer"] == "accepted"
        ]
        return self.does("add_action", recommendations=accepted)

    def check_impact(self) -> bool:
        """Waive an impact check that waits; none is taken before its time."""
        waiting = self.desk.case.open_deadlines("impact_check")
        return bool(waiting) and self.does("waive_deadline", deadline=waiting[0].id)

    def settle(self, item: Item) -> bool:
        """Bring an item to its end."""
        match (item.kind, item.state):
            case ("agency_return", "requested" | "involved" | "submitted"):
                return self.does("waive", item.id)
            case ("action", "open" | "in_progress" | "evidence_submitted"):
                return self.does("do_not_pursue", item.id)
            case ("publication", "withheld") if item.data.get("panel"):
                return self.does("resume_publication", item.id)
            case ("publication", "preparing"):
                return self.does("publish", item.id) or self.does("send_copies", item.id)
            case ("publication", "copies_sent"):
                self.explorer.pass_time(10)
                return self.does("publish", item.id) or self.does("publish_improvements", item.id)
            case _:
                return False

    def votes(self, step: str) -> bool:
        """Let the partners vote for a step."""
        votes = [self.does(step, of=seat, vote="for") for seat in self.desk.definition.partners]
        return any(votes)

    def does(
        self, step: str, item: str | None = None, of: str | None = None, **answers: Any
    ) -> bool:
        """
        Let the first who may take the step, with what its schema suggests and what is said besides.
        """
        if step == "conclude_without_review" and of is None:
            return self.votes(step)
        return any(self.takes(step, item, person, answers) for person in self.who(step, item, of))

    def takes(
        self,
        step: str,
        item: str | None,
        person: int,
        answers: Mapping[str, Any],
        *,
        whole: bool = False,
    ) -> bool:
        """
        Let a person take the step, if they may: with that input, or with that and what the schema
        suggests.
        """
        attempt, _ = self.explorer.looked_at(step, item, person)
        choice = Choice(
            step, item, attempt, (attempt.file.name, attempt.file.step.index(attempt.step))
        )
        model = model_of(attempt.definition, attempt.step, {}, self.desk.case)
        event = self.explorer.tried(
            choice, answers if whole else {**filled(input_schema(model, attempt)), **answers}
        )
        if isinstance(event, Event):
            self.explorer.take_one(choice, event)
        return isinstance(event, Event)

    def who(self, step: str, item: str | None, of: str | None) -> list[int]:
        """Return the people who hold one of the step's roles where it is open."""
        case = self.desk.case
        open_here = [
            table
            for file, _, table in tables(self.desk)
            if table.name == step and is_open(file, table, case, item)
        ]
        context = RoleContext(
            self.desk.definition, case, case.items.get(item or ""), self.desk.directory
        )
        roles = [role for table in open_here for role in (*table.who, "bu", "chair", "partner")]
        posts = [post for role in roles for post in in_charge(context, role).people]
        return list(dict.fromkeys(post.person for post in posts if of is None or post.agency == of))

    def against(self) -> str:
        """Return what stands against the next steps, for whoever reads of a dead end."""
        reasons: list[str] = []
        for step in FORWARD.get(self.desk.case.state, ()):
            for person in self.who(step, None, None)[:1]:
                outcome = self.desk.attempt(
                    step, next(appointment.email for appointment in self.desk.directory.of(person))
                )
                reasons += (
                    [f"{step}: {reason}" for reason in outcome.reasons]
                    if isinstance(outcome, Refusal)
                    else []
                )
        return "; ".join(reasons)
