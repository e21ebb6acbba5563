"""Referring a case: the kind first, then its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from pathway.documents.case_pack.answers import Names
from pathway.errors import AGAIN, UNLISTED, Reason, Refused
from pathway.web import reads, words
from pathway.web.forms.fields import Fields
from pathway.web.forms.labels import Labels
from pathway.web.forms.reading import Reading
from pathway.web.forms.values import with_row, without_row
from pathway.web.security.cookies import new_secret
from pathway.web.visit import OK, UNPROCESSABLE, Visit
from pathway.workflows.known_names import REFER

ADD, REMOVE, SEND = "add:", "remove:", "send"


def refer(visit: Visit) -> Response:
    """
    Ask for the kind of a referral, then for its form, and open the case. What was typed is kept in the
    page until then, as there is no case yet under whose key it could be sealed.
    """
    kind = visit.query("kind")
    if kind not in visit.pathway.definitions.kinds():
        return _asked_for_kind(visit)
    schema = visit.pathway.form_schema(kind)
    labels = Labels(visit.desk.texts, _names(visit))
    if visit.form is None:
        return _form(visit, labels, schema, _begun(visit))
    button = visit.sent.text("do")
    reading = Reading(visit.sent, keeps_empty=button != SEND, agencies=labels.names.agencies)
    answers = reading.table(schema)
    if button.startswith(ADD):
        return _form(visit, labels, schema, with_row(answers, button.removeprefix(ADD)))
    if button.startswith(REMOVE):
        return _form(visit, labels, schema, without_row(answers, button.removeprefix(REMOVE)))
    return _sent(visit, labels, schema, answers)


def _sent(
    visit: Visit, labels: Labels, schema: Mapping[str, Any], answers: Mapping[str, Any]
) -> Response:
    confirmed = visit.sent.texts("confirmed")
    try:
        case = visit.pathway.refer(
            answers,
            by=visit.person.user,
            key=visit.sent.text("key") or None,
            unlisted=UNLISTED in confirmed,
            again=AGAIN in confirmed,
        )
    except Refused as refused:
        reasons = refused.reasons or [Reason("input", refused.message)]
        return _form(visit, labels, schema, answers, faults=reasons)
    return visit.go(f"/cases/{case.reference}", done=REFER)


def _form(
    visit: Visit,
    labels: Labels,
    schema: Mapping[str, Any],
    answers: Mapping[str, Any],
    *,
    faults: Sequence[Reason] = (),
) -> Response:
    fields = Fields(visit.desk.texts, labels, faults)
    made = fields.of(schema, answers)
    confirms = {reason.confirm: words.confirmable(reason) for reason in faults if reason.confirm}
    return visit.page(
        "refer.html",
        visit.text("refer.title"),
        status=UNPROCESSABLE if faults else OK,
        kind=visit.query("kind"),
        kind_title=visit.pathway.definitions.kinds()[visit.query("kind")],
        fields=made,
        errors=fields.errors(),
        confirms=[(name, why, False) for name, why in confirms.items()],
        tips=schema.get("tips", ()),
        key=visit.sent.text("key") or new_secret(),
        risk_contact=visit.pathway.settings.risk_contact,
    )


def _asked_for_kind(visit: Visit) -> Response:
    kinds = visit.pathway.definitions.kinds()
    items = [{"value": name, "text": title} for name, title in kinds.items()]
    return visit.page("refer_kind.html", visit.text("refer.title"), kinds=items)


def _begun(visit: Visit) -> dict[str, Any]:
    """Return what is known of a referral before anything was typed."""
    agencies = [post.agency for post in visit.person.posts]
    return {"agency": agencies[0], "referred_on": reads.today(visit).isoformat()}


def _names(visit: Visit) -> Names:
    """Return what agencies are called: those of the definition, and those of the directory."""
    agencies = dict(visit.pathway.definitions.current().agency_names)
    agencies |= {person.agency: person.agency_name for person in reads.people(visit)}
    return Names(agencies=dict(sorted(agencies.items(), key=lambda named: named[1])))
