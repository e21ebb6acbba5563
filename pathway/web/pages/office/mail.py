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
        visit.pathway.mail.retry(_number(visit.sent.text("message")), by=visit.person.user)
        return visit.go("/mail", again="yes")
    dead = visit.query("dead") == "yes"
    last = words.number_in(visit.query("after"))
    messages = reads.mail(visit, dead=dead, limit=AT_ONCE + 1, after=last)
    page = messages[:AT_ONCE]
    return visit.page(
        "office/mail.html",
        visit.text("mail.title"),
        messages=page,
        after=page[-1].id if len(messages) > AT_ONCE else None,
        dead=dead,
        given_up=reads.messages_given_up(visit),
        names={post.email: post.name for post in reads.people(visit)},
        pauses=visit.pathway.mail.pauses(),
        may_retry=visit.person.is_keeper,
        again=visit.query("again"),
    )


def message(visit: Visit) -> Response:
    """Show a message as its recipient sees it."""
    number = _number(visit.argument("id"))
    shown, body = visit.pathway.mail.show(number, by=visit.person.user)
    return visit.page(
        "office/message.html",
        visit.text("mail.message"),
        message=shown,
        body=body,
        may_retry=visit.person.is_keeper,
    )


def _number(text: str) -> int:
    """
    Return the number of a message.

    Raises:
        NotFound: It is not a number.
    """
    number = words.number_in(text)
    if number is None:
        raise NotFound("message", text)
    return number
