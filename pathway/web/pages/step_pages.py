"""The pages on which a step is taken, each made of what was written so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from pathway.errors import PERSONAL_DATA, Conflict, Reason
from pathway.service.views.steps import PreviewView, ProposalView
from pathway.web import reads, words
from pathway.web.forms import schemas
from pathway.web.forms.fields import Fields
from pathway.web.forms.form_parts import Control
from pathway.web.forms.schemas import Schema
from pathway.web.pages.step_work import ON, StepWork
from pathway.web.visit import OK, UNPROCESSABLE

CONFLICT = 409
NOT_PERMITTED, BUSINESS_UNIT = "not_permitted", "bu"
PROPOSAL, VOTE = "proposal", "vote"
HIDDEN = (PROPOSAL,)


def form(work: StepWork) -> Response:
    """Show what a step asks, with the answers so far and what is wrong with them."""
    view, visit = work.view, work.visit
    if view is None:
        return closed(work)
    schema = work.schema(work.written.input)
    has_files = schemas.has_files(schema)
    documents = work.documents if has_files else ()
    fields = Fields(visit.desk.texts, work.labels, work.faults, documents)
    shown = {
        name: node for name, node in schema.get("properties", {}).items() if name not in HIDDEN
    }
    made = fields.of({**schema, "properties": shown}, work.written.input)
    return visit.page(
        "step.html",
        visit.text("step.title", reference=work.subject.reference),
        status=UNPROCESSABLE if work.faults else OK,
        work=work,
        step_title=view.title,
        fields=made,
        on=_on(work, fields),
        errors=fields.errors(),
        confirms=_confirms(work),
        tips=schema.get("tips", ()),
        proposal=_proposal(work, view.proposal, schema) if view.proposal else None,
        finds=_finds(work),
        version=work.case.version,
        has_files=has_files,
    )


def look(work: StepWork, preview: PreviewView) -> Response:
    """Show what was answered and what would follow, before the yes."""
    visit = work.visit
    return visit.page(
        "look.html",
        visit.text("look.title", reference=work.subject.reference),
        work=work,
        step_title=work.view.title if work.view else "",
        preview=preview,
        answers=_answers(work),
        names=work.labels.names,
        told=[words.role(role) for role in preview.told],
        digest=work.draft.digest if work.draft else "",
        version=work.case.version,
        is_again=visit.query("look") == "again",
        today=reads.today(visit),
    )


def changed(work: StepWork, conflict: Conflict) -> Response:
    """Tell that somebody else changed the case, how, and that the answers are kept."""
    visit = work.visit
    return visit.page(
        "changed.html",
        visit.text("conflict.title"),
        status=CONFLICT,
        work=work,
        reasons=conflict.reasons,
        is_open=work.view is not None and work.view.allowed,
        answers=_answers(work),
    )


def closed(work: StepWork, reasons: Sequence[Reason] = ()) -> Response:
    """Tell why a step cannot be taken now, whatever is answered; what was written is kept."""
    visit = work.visit
    if not reasons and work.view is not None:
        reasons = work.view.reasons
    return visit.page(
        "closed.html",
        visit.text("closed.title"),
        status=CONFLICT,
        work=work,
        reasons=[reason for reason in reasons if reason.path is None or reason.code != "input"],
        answers=_answers(work) if work.draft is not None else [],
        tellers=tellers(work, reasons),
    )


def tellers(work: StepWork, reasons: Sequence[Reason]) -> list[dict[str, str]]:
    """Return on whose behalf somebody in the business unit may record a step that is not theirs."""
    person = work.visit.person
    is_only_not_theirs = {reason.code for reason in reasons} == {NOT_PERMITTED}
    if BUSINESS_UNIT not in person.roles or not is_only_not_theirs or work.written.on_behalf_of:
        return []
    return [
        {"value": each.email, "text": f"{each.name}, {each.agency_name}"}
        for each in reads.people(work.visit)
        if each.email != person.email and not each.damaged
    ]


def _on(work: StepWork, fields: Fields) -> Control:
    """Return the field for the day on which the step happened."""
    node = {"format": "date", "label": work.visit.text("step.on")}
    node["description"] = f"{node['label']} {work.visit.text('step.on.help')}"
    [made] = fields.of({"properties": {ON: node}, "required": [ON]}, {ON: work.written.on})
    assert isinstance(made, Control)  # noqa: S101 - a day has a control of its own
    return made


def _confirms(work: StepWork) -> list[tuple[str, str, bool]]:
    """Return what may be accepted all the same: its name, why it is asked, and whether it is."""
    # Finds of personal data are confirmed one by one.
    confirms = {
        reason.confirm: words.confirmable(reason)
        for reason in work.faults
        if reason.confirm and reason.confirm != PERSONAL_DATA
    }
    for name in work.written.confirmed:
        confirms.setdefault(name, work.visit.text("step.confirmed"))
    return [(name, why, name in work.written.confirmed) for name, why in confirms.items()]


def _finds(work: StepWork) -> list[dict[str, Any]]:
    """Return what may be personal data, where the step asks whether the review needs it."""
    if work.view is None or not work.view.personal_data:
        return []
    personal = reads.personal_data(work.visit, work.subject.reference)
    return [
        {
            "id": find.id,
            "text": find.text,
            "kind": words.code(find.kind),
            "places": find.places,
            "checked": find.id in work.written.personal_data,
        }
        for find in personal.finds
    ]


def _proposal(work: StepWork, proposal: ProposalView, schema: Schema) -> Mapping[str, Any]:
    """Return what is voted on, question by question."""
    questions: Mapping[str, Schema] = (
        schema.get("$defs", {}).get("new_round", {}).get("properties", {})
    )
    rows = [
        (
            work.labels.question(questions.get(name, {}), name),
            work.labels.answer(questions.get(name, {}), answer),
        )
        for name, answer in proposal.input.items()
        if name not in (VOTE, PROPOSAL)
    ]
    by = work.labels.names.people.get(proposal.by or "", proposal.by)
    return {"rows": rows, "by": by or work.visit.text("history.removed"), "on": proposal.on}


def _answers(work: StepWork) -> list[tuple[str, str]]:
    """Return what was answered, question by question, in words."""
    if not work.written.input and not work.written.on:
        return []
    properties: Mapping[str, Schema] = work.schema(work.written.input).get("properties", {})
    rows = [
        (
            work.labels.question(properties.get(name, {}), name),
            work.labels.answer(properties.get(name, {}), answer),
        )
        for name, answer in work.written.input.items()
        if name not in HIDDEN
    ]
    if work.written.day is not None:
        rows.insert(0, (work.visit.text("step.on"), words.day(work.written.day)))
    return rows
