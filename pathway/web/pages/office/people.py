"""The directory: whom to ask at each agency, who is away, and changes of contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from pathway.errors import ImportRefused, NotFound, Reason, WrongUsage
from pathway.notifications.errors import MailNotSent
from pathway.service.views.people import PersonView
from pathway.web import reads, words
from pathway.web.pages.office.days import day_field, typed_day
from pathway.web.visit import OK, UNPROCESSABLE, Visit
from pathway.workflows.attempts.directory import ROLES

AWAY, BACK, ASKED, ENTERED = "away", "back", "asked", "entered"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency with its people, whoever is asked first at their head."""

    code: str
    name: str
    people: Sequence[PersonView]


def directory(visit: Visit) -> Response:
    """Show everybody by agency; record when whoever asks is away, and take it back."""
    if visit.form is None:
        return _shown(visit)
    email, user = visit.person.email, visit.person.user
    if visit.sent.text("do") == BACK:
        visit.pathway.people.back(email, by=user)
        return visit.go("/people", done=BACK)
    try:
        first, last = typed_day(visit, "first"), typed_day(visit, "last")
        if first is None or last is None:
            raise WrongUsage(visit.text("people.away.no_day"))
        visit.pathway.people.absent(email, first, last, by=user)
    except ValueError:
        return _shown(visit, wrong=visit.text("day.wrong"))
    except WrongUsage as error:
        return _shown(visit, wrong=error.message)
    return visit.go("/people", done=AWAY)


def _shown(visit: Visit, *, wrong: str = "") -> Response:
    people, done = reads.people(visit), visit.query("done")
    own = [post for post in people if post.email == visit.person.email]
    return visit.page(
        "office/people.html",
        visit.text("people.title"),
        status=UNPROCESSABLE if wrong else OK,
        agencies=_by_agency(people),
        own_absences=own[0].absences if own else (),
        may_change=visit.person.is_keeper,
        first=day_field(visit, "first", visit.text("people.away.first"), error=wrong),
        last=day_field(visit, "last", visit.text("people.away.last")),
        errors=[{"text": wrong, "href": "#first"}] if wrong else [],
        done=visit.text(f"people.done.{done}") if done in (AWAY, BACK, ASKED, ENTERED) else "",
        today=reads.today(visit),
    )


def _by_agency(people: Sequence[PersonView]) -> list[Agency]:
    posts: dict[str, list[PersonView]] = {}
    for post in people:
        posts.setdefault(post.agency, []).append(post)
    agencies = [Agency(code, words.capital(own[0].agency_name), own) for code, own in posts.items()]
    return sorted(agencies, key=lambda agency: agency.name.casefold())


def ask(visit: Visit) -> Response:
    """Ask the business unit for a change of contact, by mail."""
    if visit.form is None:
        return _asking(visit)
    sent = visit.sent
    try:
        visit.pathway.mail.ask_for_contact(
            agency=sent.text("agency"),
            name=sent.text("name"),
            email=sent.text("email"),
            instead_of=sent.text("instead_of"),
            by=visit.person.user,
        )
    except (WrongUsage, NotFound) as error:
        return _asking(visit, [Reason("input", error.message, "name")])
    except MailNotSent:
        return _asking(visit, [Reason("input", visit.text("contact.not_sent"), "name")])
    return visit.go("/people", done=ASKED)


def _asking(visit: Visit, faults: Sequence[Reason] = ()) -> Response:
    return visit.page(
        "office/contact.html",
        visit.text("contact.title"),
        status=UNPROCESSABLE if faults else OK,
        **_fields(visit, visit.person.posts[0].agency),
        errors=[_error(fault) for fault in faults],
    )


def change(visit: Visit) -> Response:
    """Enter a person's place in an agency, after a look at what would change."""
    if not visit.person.is_keeper:
        raise NotFound("page", "change")
    if visit.form is None:
        return _changing(visit)
    is_preview = visit.sent.text("sure") != "yes"
    sent = visit.sent
    try:
        entered = visit.pathway.people.enter(
            name=sent.text("name"),
            email=sent.text("email"),
            agency=sent.text("agency"),
            roles=sent.texts("roles"),
            order=sent.text("order"),
            instead_of=sent.text("instead_of") or None,
            preview=is_preview,
            by=visit.person.user,
        )
    except ImportRefused as refused:
        return _changing(visit, refused.reasons)
    except (WrongUsage, NotFound) as error:
        return _changing(visit, [Reason("input", error.message, "name")])
    if not is_preview:
        return visit.go("/people", done=ENTERED)
    shown = [("roles", role) for role in sent.texts("roles")]
    shown += [(name, sent.text(name)) for name in ("name", "email", "agency", "order")]
    shown.append(("instead_of", sent.text("instead_of")))
    return visit.page(
        "office/contact_change.html",
        visit.text("contact.look"),
        entered=entered,
        sent=shown,
        facts=_facts(visit),
    )


def _facts(visit: Visit) -> list[tuple[str, str]]:
    """Return what was entered, in words."""
    sent, people = visit.sent, reads.people(visit)
    agencies = {post.agency: post.agency_name for post in people}
    names = {post.email: post.name for post in people}
    roles = ", ".join(words.role(role) for role in sent.texts("roles"))
    facts = [
        (visit.text("contact.agency"), agencies.get(sent.text("agency"), sent.text("agency"))),
        (visit.text("contact.name"), sent.text("name")),
        (visit.text("contact.email"), sent.text("email")),
        (visit.text("contact.roles"), roles),
        (visit.text("contact.order"), sent.text("order")),
    ]
    leaving = sent.text("instead_of")
    return (
        [*facts, (visit.text("contact.instead_of"), names[leaving])] if leaving in names else facts
    )


def _changing(visit: Visit, faults: Sequence[Reason] = ()) -> Response:
    chosen = visit.sent.texts("roles") or ["rep"]
    roles = [{"value": name, "text": words.role(name), "checked": name in chosen} for name in ROLES]
    return visit.page(
        "office/contact_entry.html",
        visit.text("contact.enter"),
        status=UNPROCESSABLE if faults else OK,
        roles=roles,
        order=visit.sent.text("order") or "1",
        **_fields(visit, visit.query("agency")),
        errors=[_error(fault) for fault in faults],
    )


def _fields(visit: Visit, agency: str) -> dict[str, Any]:
    """Return what both forms ask: the agency, who is asked from now on, and who no longer is."""
    people = reads.people(visit)
    agency = visit.sent.text("agency") or agency
    leaving = visit.sent.text("instead_of")
    nobody = {"value": "", "text": visit.text("contact.nobody_leaves")}
    contacts = {post.email: f"{post.name}, {post.agency_name}" for post in people}
    return {
        "agencies": [
            {"value": each.code, "text": each.name, "selected": each.code == agency}
            for each in _by_agency(people)
        ],
        "contacts": [
            nobody,
            *(
                {"value": email, "text": name, "selected": email == leaving}
                for email, name in contacts.items()
            ),
        ],
        "sent": visit.sent,
    }


def _error(fault: Reason) -> Mapping[str, str]:
    place = (fault.path or "").rpartition(" ")[2]
    known = place if place in ("email", "agency", "roles", "order") else "name"
    return {"text": words.sentence(fault.message), "href": f"#{known}"}
