"""Planning a meeting: its form, and the meeting that comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from pathway.documents.case_pack.answers import Names
from pathway.errors import Reason, Refused
from pathway.web import reads
from pathway.web.forms.fields import Fields
from pathway.web.forms.labels import Labels
from pathway.web.forms.reading import Reading
from pathway.web.security.cookies import new_secret
from pathway.web.visit import OK, UNPROCESSABLE, Visit
from pathway.workflows.known_names import PLAN


def plan(visit: Visit) -> Response:
    """Ask for the plan of a meeting, and open it."""
    schema = visit.pathway.meetings.plan_schema(by=visit.person.user)
    if visit.form is None:
        return _form(visit, schema, {"chair": visit.person.email})
    answers = Reading(visit.sent).table(schema)
    try:
        meeting = visit.pathway.meetings.new(
            answers, by=visit.person.user, key=visit.sent.text("key") or None
        )
    except Refused as refused:
        reasons = refused.reasons or [Reason("input", refused.message)]
        return _form(visit, schema, answers, faults=reasons)
    return visit.go(f"/meetings/{meeting.reference}", done=PLAN)


def _form(
    visit: Visit,
    schema: Mapping[str, Any],
    answers: Mapping[str, Any],
    *,
    faults: Sequence[Reason] = (),
) -> Response:
    people = {post.email: f"{post.name}, {post.agency_name}" for post in reads.people(visit)}
    fields = Fields(visit.desk.texts, Labels(visit.desk.texts, Names(people=people)), faults)
    made = fields.of(schema, answers)
    return visit.page(
        "office/plan.html",
        visit.text("meetings.plan"),
        status=UNPROCESSABLE if faults else OK,
        fields=made,
        errors=fields.errors(),
        key=visit.sent.text("key") or new_secret(),
    )
