"""Uploads as they come over a real connection: in pieces, without a token, too large, or cut off."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import httpx2
import pytest

from pathway.service.views.cases import CaseView
from pathway.testing import case_in
from tests.desks import Page
from tests.served_desks import ServedDesk

BU = "business.unit@example.org"
SESSION = "pathway-session"
BOUNDARY = "a-boundary"
SECRET = b"Seen at home on Monday."


class Written:
    """Where in the temporary folder this process opens files to write into them."""

    def __init__(self) -> None:
        self.places: list[str] = []
        self._is_watched = False
        sys.addaudithook(self._heard)

    @contextmanager
    def watched(self) -> Generator[None]:
        """Take down what is opened in the block."""
        self.places, self._is_watched = [], True
        try:
            yield
        finally:
            self._is_watched = False

    def _heard(self, event: str, values: tuple[object, ...]) -> None:
        if not self._is_watched or event != "open":
            return
        path, _, flags = values
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if writes and isinstance(path, str) and path.startswith(tempfile.gettempdir()):
            self.places.append(path)


# An audit hook stays for as long as the process.
WRITTEN = Written()


@pytest.fixture(scope="module")
def served() -> Iterator[ServedDesk]:
    with ServedDesk() as made:
        yield made


@pytest.fixture(scope="module")
def case(served: ServedDesk) -> CaseView:
    return case_in(served.pathway, "rapid_review.gathering")


@pytest.fixture
def client(served: ServedDesk, case: CaseView) -> Iterator[httpx2.Client]:
    """A client with the session of somebody in the business unit, who has no draft."""
    served.pathway.drafts.discard(case.reference, "add_document", None, by=BU)
    secret = served.pathway.sessions.open(BU).secret
    with httpx2.Client(base_url=served.address, cookies={SESSION: secret}) as made:
        yield made


def form_of(client: httpx2.Client, case: CaseView) -> tuple[str, str]:
    """Return where the form of a document goes, and its token."""
    page = Page(client.get(f"/cases/{case.reference}/steps/add_document"))
    return page.form.action, page.form.values["form_token"][0]


def body_of(token: str, content: bytes, *, token_first: bool = True) -> bytes:
    """Return a form with a file, as a browser sends it."""
    field = _part('name="form_token"', token.encode())
    file = _part('name="document"; filename="note.txt"', content)
    rest = [_part('name="title"', b"A note"), _part('name="do"', b"save")]
    parts = [field, file, *rest] if token_first else [file, field, *rest]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _part(named: str, content: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {named}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def send(client: httpx2.Client, action: str, body: Iterator[bytes] | bytes) -> httpx2.Response:
    """Send a form from a page of ours."""
    headers = {
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
        "origin": str(client.base_url).rstrip("/"),
    }
    return client.post(action, content=body, headers=headers)


def in_pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body in pieces that part every boundary and every header somewhere."""
    for start in range(0, len(body), 7):
        yield body[start : start + 7]


def kept(served: ServedDesk, case: CaseView) -> bytes | None:
    """Return the content of the file that is kept with the draft."""
    place = (case.reference, "add_document", None)
    if served.pathway.drafts.get(*place, by=BU) is None:
        return None
    files = served.pathway.drafts.files(*place, by=BU)
    file = files.get("input.document")
    return file.content if file is not None and isinstance(file.content, bytes) else None


def test_a_file_arrives_whole_in_whatever_pieces(
    served: ServedDesk, client: httpx2.Client, case: CaseView
) -> None:
    """Byte for byte."""
    action, token = form_of(client, case)
    content = SECRET * 5_000
    answer = send(client, action, in_pieces(body_of(token, content)))

    assert 303 == answer.status_code
    assert content == kept(served, case)


def test_a_file_is_not_written_into_the_temporary_folder(
    served: ServedDesk, client: httpx2.Client, case: CaseView
) -> None:
    """However large it is; not even into a file without a name, which would be seen."""
    action, token = form_of(client, case)
    content = SECRET * 500_000
    with WRITTEN.watched():
        answer = send(client, action, body_of(token, content))
    places = WRITTEN.places
    with WRITTEN.watched(), tempfile.TemporaryFile() as file:
        file.write(SECRET)

    assert 303 == answer.status_code
    assert content == kept(served, case)
    assert [] == places
    assert {tempfile.gettempdir()} == set(WRITTEN.places)


def test_a_file_before_its_token_is_not_kept(
    served: ServedDesk, client: httpx2.Client, case: CaseView
) -> None:
    """Nobody knows yet whether the form is from a page of ours."""
    action, token = form_of(client, case)
    send(client, action, body_of(token, SECRET, token_first=False))

    assert kept(served, case) is None


def test_a_form_with_a_wrong_token_keeps_nothing(
    served: ServedDesk, client: httpx2.Client, case: CaseView
) -> None:
    """And its file is not read."""
    action, _ = form_of(client, case)
    answer = send(client, action, body_of("0" * 64, SECRET))

    assert 403 == answer.status_code
    assert kept(served, case) is None


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_a_form_that_ends_too_early_keeps_nothing(
    served: ServedDesk, client: httpx2.Client, case: CaseView, share: float
) -> None:
    """Though what came in is in order as far as it goes."""
    action, token = form_of(client, case)
    body = body_of(token, SECRET * 1_000)
    answer = send(client, action, body[: int(len(body) * share)])

    assert 400 == answer.status_code
    assert kept(served, case) is None


def test_a_connection_that_breaks_keeps_nothing(
    served: ServedDesk, client: httpx2.Client, case: CaseView
) -> None:
    """The desk goes on answering others."""
    action, token = form_of(client, case)
    body = body_of(token, SECRET * 1_000)
    head = (
        f"POST {action} HTTP/1.1\r\nHost: {client.base_url.netloc.decode()}\r\n"
        f"Cookie: {SESSION}={client.cookies[SESSION]}\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n\r\n"
    )
    address = (client.base_url.host, client.base_url.port or 80)
    with socket.create_connection(address) as connection:
        connection.sendall(head.encode() + body[: len(body) // 2])
    answer = client.get("/")

    assert 200 == answer.status_code
    assert kept(served, case) is None


def test_a_form_that_is_too_large_is_refused(
    served: ServedDesk, client: httpx2.Client, case: CaseView
) -> None:
    """Its files, and its text too, which no person types."""
    action, token = form_of(client, case)
    large = send(client, action, body_of(token, b"x" * 101_000_000))
    long = send(client, action, _part('name="title"', b"x" * 5_000_000))

    assert [413, 413] == [large.status_code, long.status_code]
    assert kept(served, case) is None
