"""The mail: what was sent, what waits, and what was given up, to be sent again."""

from __future__ import annotations

from starlette.responses import Response

from pathway.errors import NotFound
from pathway.web import reads, words
from pathway.web.visit import Visit

AT_ONCE = 50


def listed(visit: Visit) -> Response:
    """Show the messages, the latest first, or those that were given up; send one of them again."""
    if visit.form is not None:
        number = visit.sent.text("message")
        if not words.is_number(number):
            raise NotFound("message", number)
        visit.pathway.mail.retry(int(number), by=visit.person.user)
        return visit.go("/mail", again="yes")
    dead = visit.query("dead") == "yes"
    after = visit.query("after")
    last = int(after) if words.is_number(after) else None
    messages = reads.mail(visit, dead=dead, limit=AT_ONCE + 1, after=last)
    page = messages[:AT_ONCE]
    given_up = len(reads.mail(visit, dead=True, limit=AT_ONCE + 1))
    return visit.page(
        "office/mail.html",
        visit.text("mail.title"),
        messages=page,
        after=page[-1].id if len(messages) > AT_ONCE else None,
        dead=dead,
        given_up=given_up if given_up <= AT_ONCE else f"{AT_ONCE}+",
        names={post.email: post.name for post in reads.people(visit)},
        pauses=visit.pathway.mail.pauses(),
        may_retry=visit.person.is_keeper,
        again=visit.query("again"),
    )


def message(visit: Visit) -> Response:
    """Show a message as its recipient sees it."""
    number = visit.argument("id")
    if not words.is_number(number):
        raise NotFound("message", number)
    shown, body = visit.pathway.mail.show(int(number), by=visit.person.user)
    return visit.page(
        "office/message.html",
        visit.text("mail.message"),
        message=shown,
        body=body,
        may_retry=visit.person.is_keeper,
    )
