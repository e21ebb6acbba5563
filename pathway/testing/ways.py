"""
The ways that lead a case to any state, taken by whoever may take them, with inputs made from their
schemas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pathway.errors import Refused, StepRefused, WrongUsage
from pathway.service import Pathway
from pathway.service.views.cases import CaseView
from pathway.workflows.deciding.schema import filled

REFERRERS = {
    "practice_review": "referrer.childrens@example.org",
    "serious_offence": "referrer.yjs@example.org",
    "good_outcome": "referrer.childrens@example.org",
}
UNSETTLED = (
    "requested",
    "involved",
    "submitted",
    "open",
    "in_progress",
    "evidence_submitted",
    "preparing",
)
Said = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """
    How a state is reached: from which other state, by which steps, each with what its input has
    besides the examples of its schema.
    """

    after: str = ""
    steps: Mapping[str, Said] = field(default_factory=dict[str, Said])
    kind: str = "practice_review"
    form: Said = field(default_factory=dict[str, Any])


NOT_SERIOUS: Said = {"possible_serious_incident": False, "local_authority_aware_on": None}
NOBODY_HARMED: Said = {
    "children": [
        {
            "label": "Child A",
            "age": "16 years",
            "age_years": 16,
            "sex": "male",
            "ethnicity": "White British",
        }
        | {
            "disability": "none known",
            "harm": "none",
            "abuse_or_neglect": "no",
            "care_status": ["none"],
        }
    ]
}
MEETING: Mapping[str, Said] = {"waive": {}, "convene": {}}
WAYS: Mapping[str, Way] = {
    "draft": Way(),
    "quality_assurance": Way("draft", {"submit": {}}),
    "subgroup_decision.triage": Way("quality_assurance", {"endorse": {}}),
    "subgroup_decision.notification": Way("subgroup_decision.triage", {"propose_notification": {}}),
    "subgroup_decision.deliberation": Way(
        "subgroup_decision.triage", {"put_to_subgroup": {}}, form=NOT_SERIOUS
    ),
    "rapid_review.gathering": Way("subgroup_decision.triage", {"notify_panel": {}}),
    "rapid_review.meeting": Way("rapid_review.gathering", MEETING),
    "rapid_review.sign_off": Way(
        "rapid_review.meeting", {"conclude_rapid_review": {"recommended_outcome": "cspr"}}
    ),
    "rapid_review.panel_response": Way(
        "rapid_review.sign_off", {"sign_off": {}, "send_rapid_review": {}}
    ),
    "cspr.commissioning": Way("rapid_review.panel_response", {"commission_cspr": {}}),
    "cspr.fieldwork": Way("cspr.commissioning", {"appoint_reviewer": {}}),
    "cspr.report": Way("cspr.fieldwork", {"waive": {}, "complete_fieldwork": {}}),
    "cspr.approval": Way("cspr.report", {"submit_report": {}}),
    "national_review": Way("rapid_review.panel_response", {"panel_takes_review": {}}),
    "serious_offence_review.gathering": Way(
        "subgroup_decision.deliberation",
        {"decide_serious_offence_review": {}},
        "serious_offence",
        NOBODY_HARMED,
    ),
    "serious_offence_review.meeting": Way("serious_offence_review.gathering", MEETING),
    "serious_offence_review.report": Way(
        "serious_offence_review.meeting", {"conclude_meeting": {}}
    ),
    "good_outcome_review.gathering": Way(
        "subgroup_decision.deliberation", {"decide_good_outcome_review": {}}, "good_outcome"
    ),
    "good_outcome_review.report": Way(
        "good_outcome_review.gathering", {"conclude_good_outcome": {}}
    ),
    "local_review.gathering": Way("subgroup_decision.deliberation", {"decide_local_review": {}}),
    "local_review.meeting": Way("local_review.gathering", MEETING),
    "local_review.report": Way("local_review.meeting", {"conclude_meeting": {}}),
    "action_plan.drafting": Way("local_review.report", {"accept_report": {}}),
    "action_plan.monitoring": Way("action_plan.drafting", {"add_action": {}, "agree_plan": {}}),
    "action_plan.impact": Way(
        "action_plan.monitoring", {"do_not_pursue": {}, "complete_actions": {}}
    ),
    "closed": Way("quality_assurance", {"withdraw": {}}, form=NOT_SERIOUS),
}


def states() -> tuple[str, ...]:
    """Return every state that `case_in` leads to: all those of a case."""
    return tuple(WAYS)


def case_in(pathway: Pathway, state: str, **form: Any) -> CaseView:
    """
    Return a new case in this state. The people of `PEOPLE` take it there on the day that the clock
    shows, whether or not the host's authoriser knows them.

    Args:
        form: Members of the referral form that differ from the examples in its schema; None leaves
            a member out.

    Raises:
        WrongUsage: There is no such state.
    """
    if state not in WAYS:
        raise WrongUsage(f"There is no state {state}; there are {', '.join(WAYS)}.")
    legs = [state]
    while WAYS[legs[0]].after:
        legs.insert(0, WAYS[legs[0]].after)
    ways = [WAYS[leg] for leg in legs]
    # One leg that only another kind of referral can go decides the kind of the whole way.
    kinds = [way.kind for way in ways if way.kind != "practice_review"]
    kind = kinds[0] if kinds else "practice_review"
    changes: dict[str, Any] = {}
    for way in ways:
        if way.kind == kind:
            changes |= way.form
    referral = form_of(pathway, kind, **(changes | form))
    referred = pathway.by_email().refer(referral, by=REFERRERS[kind], again=True)
    reference = referred.reference
    for way in ways:
        for step, members in way.steps.items():
            take(pathway, reference, step, **members)
    return pathway.by_email().case(reference)


def form_of(pathway: Pathway, kind: str, **changes: Any) -> dict[str, Any]:
    """
    Return a complete form for this kind of referral, made from the examples in its schema.

    Args:
        changes: Members that differ from the examples; None leaves a member out.
    """
    properties = pathway.form_schema(kind)["properties"]
    examples = {name: member["examples"][0] for name, member in properties.items()}
    return {name: value for name, value in (examples | changes).items() if value is not None}


def filled_in(schema: Mapping[str, Any], **answers: Any) -> dict[str, Any]:
    """
    Return an input made from the first examples in a schema.

    Args:
        answers: Members that differ from the examples; None leaves a member out.
    """
    return {name: value for name, value in (filled(schema) | answers).items() if value is not None}


def take(pathway: Pathway, reference: str, step: str, **answers: Any) -> CaseView:
    """
    Have somebody who may take a step take it, and return the case. A step of items is taken on
    every unsettled item; a step in which each partner has a say is taken by each of them. The
    host's authoriser is not asked.

    Args:
        answers: Members of the input that differ from the examples in its schema; None leaves a
            member out.

    Raises:
        NotFound: There is no such case or step.
        StepRefused: Nobody may take it now; every reason is listed.
    """
    pathway = pathway.by_email()
    case = pathway.case(reference)
    of_item = any(
        file.owns == "item" for file, _ in pathway.definitions.current().steps_named(step)
    )
    if not of_item:
        return _taken(pathway, case, step, item=None, members=answers)
    unsettled = [item.id for item in case.items if item.state in UNSETTLED]
    for item in unsettled:
        case = _taken(pathway, case, step, item=item, members=answers)
    return case


def _taken(
    pathway: Pathway, case: CaseView, step: str, *, item: str | None, members: Said
) -> CaseView:
    """Return the case after a step of the first who may take it, or of all who have a say."""
    reference, after, refused = case.reference, None, None
    for email in _likely(pathway, step):
        try:
            schema = pathway.schema(reference, step, by=email, item=item)
            filled_form = filled_in(schema, **_asked(schema, members))
            taken = pathway.take(reference, step, by=email, item=item, input=filled_form)
        except StepRefused as error:
            refused = _nearer(refused, error)
            continue
        except Refused:
            continue  # who may read nothing of the case is not told what the step asks for
        after = replace(pathway.case(reference), events=taken.events)
        if after.state != case.state or not _each_has_a_say(step, schema):
            break
    if after is None and refused is not None:
        raise refused
    return after or case


def _likely(pathway: Pathway, step: str) -> list[str]:
    """
    Return everybody's email, first of those whose role the step is for, so that few need be tried.
    """
    roles: set[str] = set()
    for _, table in pathway.definitions.current().steps_named(step):
        roles |= {role.partition("_")[0] for role in table.who}
    people = sorted(pathway.people.list(), key=lambda person: roles.isdisjoint(person.roles))
    return list(dict.fromkeys(person.email for person in people))


def _asked(schema: Mapping[str, Any], members: Said) -> Said:
    """
    Return the members that the schema asks for: a vote in an open round gives the round's digest
    instead.
    """
    return {name: value for name, value in members.items() if name in schema["properties"]}


def _each_has_a_say(step: str, schema: Mapping[str, Any]) -> bool:
    return step == "sign_off" or "vote" in schema["properties"]


def _nearer(earlier: StepRefused | None, later: StepRefused) -> StepRefused:
    """Return the refusal with fewer reasons: that of whoever was nearest to taking the step."""
    if earlier is None or len(later.reasons) < len(earlier.reasons):
        return later
    return earlier
