"""What mail servers, mailboxes and services answer, in the shape of each, and the mail that comes back."""

# pyright: basic
# Of what a strategy is built from by a lambda, hypothesis tells the checker no types.

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.bounces import Bounce
from tests.fuzzing.mutation import TEXTS, documents_like, values

END = b"\n%%\n"  # between one answer and the next
IDENTITIES = (
    "<0123456789abcdef0123456789abcdef@pathway.example.org>",
    "<@>",
    "x",
    "",
    "<a@b>" * 50,
)
KINDS = ("text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers", "")
ACTIONS = ("failed", "delayed", "delivered", "FAILED", "expanded", "", "?", "\u0130")
ADDRESSES = (
    "somebody@example.org", '"a b"@example.org', "ß@exämple.org", "@", "a@" + "b." * 200, r"\x{41}@example.org",
    r"\x{FFFFFF}@example.org", "xn--@example.org", "a@xn--" + "a" * 80, "Ada <ada@example.org>", '"x\n" <a@b.org>',
    *TEXTS,
)  # fmt: skip


def reports() -> st.SearchStrategy[bytes]:
    """Return reports of deliveries, most of them in order."""
    bounces = st.builds(
        Bounce,
        message_id=st.sampled_from(IDENTITIES),
        returned=st.sampled_from(KINDS),
        envelope_id=st.sampled_from(IDENTITIES),
        outcomes=st.lists(
            st.tuples(
                st.sampled_from(ACTIONS), st.sampled_from(["5.1.1", "4.0.0", "9", "5.7.1 (x)"])
            ),
            max_size=3,
        ),
        to=st.sampled_from(ADDRESSES).map(_plain),
        final=st.sampled_from(ADDRESSES).map(_plain),
    )
    changes = st.sampled_from(
        [
            (b"", b""),
            (b"report-type=delivery-status", b"report-type=global-delivery-status"),
            (b"report-type=delivery-status", b"report-type*=utf-8''delivery%2Dstatus"),
            (
                b"message/delivery-status",
                b"message/global-delivery-status\r\nContent-Transfer-Encoding: base64",
            ),
            (b"text/plain", b'text/plain; charset="\0"'),
            (b'boundary="=_b"', b"boundary*=utf-7''=_b"),
            (
                b"text/rfc822-headers",
                b"text/rfc822-headers\r\nContent-Transfer-Encoding: x-uuencode",
            ),
        ]
    )
    return st.builds(lambda bounce, change: bounce.content.replace(*change), bounces, changes)


def _plain(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def addresses() -> st.SearchStrategy[bytes]:
    """Return addresses, and what is none."""
    return (st.sampled_from(ADDRESSES) | st.text(max_size=30)).map(
        lambda text: text.encode("utf-8", "surrogatepass")
    )


def smtp_answers() -> st.SearchStrategy[bytes]:
    """Return conversations of a mail server, an answer after each command."""
    lines = st.builds(
        lambda code, words: f"{code} {words}".encode("utf-8", "replace"),
        st.sampled_from(
            [220, 221, 250, 251, 354, 421, 450, 451, 535, 550, 552, 554, 999, "2x0", ""]
        ),
        st.sampled_from(
            [
                "ok",
                "2.0.0 OK",
                "5.1.1 no such user",
                "5.7.1 relaying denied",
                "SIZE 99999999999999999999",
            ]
        )
        | st.sampled_from(TEXTS),
    )
    several = st.lists(lines, min_size=1, max_size=3).map(
        lambda answers: (
            b"\r\n".join([line.replace(b" ", b"-", 1) for line in answers[:-1]] + answers[-1:])
            + b"\r\n"
        )
    )
    right = st.sampled_from(
        [
            b"220 localhost\r\n",
            b"250-localhost\r\n250 DSN\r\n",
            b"250 OK\r\n",
            b"354 Go on\r\n",
            b"",
            b"250 " + b"x" * 70_000 + b"\r\n",
        ]
    )
    return st.lists(right | several, min_size=1, max_size=7).map(END.join)


def imap_answers() -> st.SearchStrategy[bytes]:
    """Return conversations of a mailbox; TAG stands for the tag of the command."""
    bodies = [
        b"* 1 FETCH (UID 1 BODY[]<0> {5}\r\nhello)\r\n", b"* 1 FETCH (UID 1 BODY[]<0> NIL)\r\n",
        b"* 1 FETCH {99999999999999}\r\n",
        b"* 1 FETCH (BODY[] \"x\")\r\n", b"* 1 FETCH {0}\r\n)\r\n", b"* BYE\r\n", b"* 1 EXISTS\r\n", b"* SEARCH\r\n",
        b"* SEARCH 1 2 x 99999999999999999999\r\n", b"* SEARCH \xb2\r\n", b"+ go on\r\n",
        b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n",
        b"* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2\r\n", b"*\r\n", b"* OK [UIDVALIDITY \xff] \xe4\r\n",
    ]  # fmt: skip
    ends = [
        b"TAG OK done\r\n",
        b"TAG NO x\r\n",
        b"TAG BAD x\r\n",
        b"tag2 OK\r\n",
        b"TAG OK [READ-ONLY]\r\n",
        b"TAG",
    ]
    answers = st.builds(
        lambda inside, end: b"".join(inside) + end,
        st.lists(st.sampled_from(bodies), max_size=3),
        st.sampled_from([ends[0]] * 4 + ends),
    )
    greeting = st.sampled_from(
        [b"* OK [CAPABILITY IMAP4rev1] ready\r\n", b"* OK\r\n", b"* PREAUTH\r\n", b"* BYE\r\n", b""]
    )
    return st.builds(
        lambda first, rest: END.join([first, *rest]), greeting, st.lists(answers, max_size=7)
    )


NOTIFY = {
    "notifications": [{"id": "1", "reference": "x", "status": "permanent-failure"}],
    "errors": [{"error": "BadRequestError", "message": "email_address Not a valid email address"}],
    "status_code": 400,
    "type": "email",
    "personalisation": {"subject": {}, "text": {}},
    "access_token": "abc",
    "expires_in": 300,
}


def http_answers() -> st.SearchStrategy[bytes]:
    """Return answers of a service, one after each request."""
    bodies = (documents_like(NOTIFY) | values()).map(_json)
    answers = st.builds(
        lambda status, body, length: (
            f"HTTP/1.1 {status} x\r\n{length}Content-Type: application/json\r\n\r\n".replace(
                "LENGTH", str(len(body))
            ).encode()
            + body
        ),
        st.sampled_from(
            [200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 429, 500, 503, 999, "x"]
        ),
        bodies
        | st.sampled_from(
            [b"", b"null", b"[]", b"[" * 100_000, b"{", b"\xff", b"<html>", b"1" * 5_000]
        ),
        st.sampled_from(
            ["Content-Length: LENGTH\r\n"] * 4
            + ["", "Content-Length: 999999\r\n", "Transfer-Encoding: chunked\r\n"]
        ),
    )
    return st.lists(answers, min_size=1, max_size=3).map(END.join)


def _json(document: Any) -> bytes:
    return json.dumps(document, default=str, skipkeys=True).encode("utf-8", "replace")
