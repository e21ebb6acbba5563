"""In a rehearsal: coming in by the link of the terminal, and choosing who to be."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import Response

from pathway.service.views.people import PersonView
from pathway.web.pages import errors
from pathway.web.pages.sign_in import signed_in
from pathway.web.visit import OK, UNPROCESSABLE, Visit


def admit(visit: Visit) -> Response:
    """Let the browser in that follows the link of the terminal."""
    stand_ins = visit.desk.stand_ins
    if stand_ins is None:
        return errors.not_found(visit)
    if not stand_ins.admit(visit.argument("token"), visit.browser):
        title, lead = visit.text("refused.title"), visit.text("open.wrong")
        return visit.page("words.html", title, status=403, lead=lead)
    return visit.go("/who")


def who(visit: Visit) -> Response:
    """Ask as whom somebody wants to practise, and let them be that person."""
    stand_ins = visit.desk.stand_ins
    if stand_ins is None:
        return errors.not_found(visit)
    if not stand_ins.is_admitted(visit.browser):
        title, lead = visit.text("who.title"), visit.text("who.link")
        return visit.page("words.html", title, status=403, lead=lead)
    people = {person.email: person for person in visit.pathway.people.list()}
    email = visit.sent.text("person")
    if email not in people:
        return _asked(visit, people.values(), is_wrong=visit.form is not None)
    return signed_in(visit, stand_ins.open(email), visit.sent.text("next"))


def _asked(visit: Visit, people: Iterable[PersonView], *, is_wrong: bool) -> Response:
    choices = [
        {"value": person.email, "text": f"{person.name}, {person.agency_name}"} for person in people
    ]
    errors_shown = [{"text": visit.text("who.choose"), "href": "#person"}] if is_wrong else []
    return visit.page(
        "who.html",
        visit.text("who.title"),
        status=UNPROCESSABLE if is_wrong else OK,
        people=choices,
        next=visit.query("next"),
        errors=errors_shown,
    )
