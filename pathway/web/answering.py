"""From a request to the answer of a page: who asks, what they sent, and what may go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from pathway import logs
from pathway.documents.files import MEGABYTE
from pathway.errors import PathwayError
from pathway.service import Pathway
from pathway.web.desk import Desk
from pathway.web.forms.sent import NotRead, is_multipart, sent_form
from pathway.web.pages import errors
from pathway.web.security.cookies import BROWSER_COOKIE, new_secret
from pathway.web.security.origins import (
    SAFE_METHODS,
    is_from_our_pages,
    is_host_allowed,
    source_of,
)
from pathway.web.visit import NotSignedIn, Visit

Page = Callable[[Visit], Response]
# How many files of the greatest size one form may bring.
FILES_AT_ONCE = 5
# How long a form may take to come in, over a slow line and behind others.
READ_SECONDS = 300


@dataclass(frozen=True)
class Answering:
    """
    Answers the requests for one page.

    Args:
        is_open: Whether it is also for people who are not signed in.
    """

    desk: Desk
    page: Page
    is_open: bool = False

    async def answered(self, request: Request) -> Response:
        """Return the answer to a request, whatever happens."""
        browser = BROWSER_COOKIE.value(request)
        visit = Visit(self.desk, request, browser or new_secret())
        response = await _guarded(visit, self.page.__name__, self._answer)
        if browser is None:
            BROWSER_COOKIE.put(request, response, visit.browser)
        return response

    async def _answer(self, visit: Visit) -> Response:
        if visit.request.method in SAFE_METHODS:
            return await self.desk.in_thread(lambda: self._looked_at(visit))
        if not is_from_our_pages(visit.request):
            raise NotRead(403, "refused.origin")
        visit = await self._with_form(await self.desk.in_thread(lambda: self._identified(visit)))
        if visit.visitor is None and not self.is_open:
            return errors.sign_in_first(visit)
        if not visit.sent.is_trusted:
            return errors.stale(visit)
        return await self.desk.in_thread(lambda: self._sent(visit))

    def _looked_at(self, visit: Visit) -> Response:
        """Show a page. Who asks for it is read in one transaction with what it shows."""
        with self.desk.pathway.at_once() as cases:
            visit = self._by_whom(visit, cases)
            if visit.visitor is None and not self.is_open:
                return errors.sign_in_first(visit)
            if not self.is_open:
                return self._shown(replace(visit, at_once=cases))
        return self._shown(visit)

    def _sent(self, visit: Visit) -> Response:
        if self.is_open:  # whoever comes in or leaves is no matter of the cases
            return self._shown(visit)
        with self.desk.pathway.at_once() as cases:
            return self._shown(replace(visit, at_once=cases))

    def _identified(self, visit: Visit) -> Visit:
        with self.desk.pathway.at_once() as cases:
            return self._by_whom(visit, cases)

    def _by_whom(self, visit: Visit, cases: Pathway) -> Visit:
        """Return the visit with who asks."""
        visitor = self.desk.visitors.visitor(cases, visit.request, visit.browser)
        return replace(visit, visitor=visitor)

    async def _with_form(self, visit: Visit) -> Visit:
        _limit_attempts(visit)
        limit = self.desk.pathway.settings.document_size_limit * MEGABYTE * FILES_AT_ONCE
        # Whoever is not signed in sends no file that is kept, and makes nobody wait.
        brings_files = visit.visitor is not None and is_multipart(visit.request)
        turn = self.desk.uploads if brings_files else nullcontext()
        try:
            async with asyncio.timeout(READ_SECONDS), turn:
                form = await sent_form(visit.request, self._token(visit), limit)
        except TimeoutError as error:
            raise NotRead(408, "refused.cut_off") from error
        return replace(visit, form=form)

    def _token(self, visit: Visit) -> str:
        """Return the token that a form must have; none is right for whoever is not signed in."""
        return visit.token if visit.visitor is not None or self.is_open else ""

    def _shown(self, visit: Visit) -> Response:
        try:
            return self.page(visit)
        except NotSignedIn:
            return errors.sign_in_first(visit)
        except PathwayError as error:
            return errors.of(visit, error)


@dataclass(frozen=True)
class Guarding:
    """
    Answers requests that are not for a page, such as those on the way to a provider and back: not
    too many from one place.
    """

    desk: Desk
    name: str
    answer: Callable[[Request], Awaitable[Response]]

    async def answered(self, request: Request) -> Response:
        """Return the answer to a request, whatever happens."""
        visit = Visit(self.desk, request, BROWSER_COOKIE.value(request) or new_secret())
        return await _guarded(visit, self.name, self._answer)

    async def _answer(self, visit: Visit) -> Response:
        _limit_attempts(visit)
        return await self.answer(visit.request)


async def _guarded(
    visit: Visit, page: str, answer: Callable[[Visit], Awaitable[Response]]
) -> Response:
    """
    Return the answer to a request for a host of ours, whatever happens.

    Args:
        page: What the log calls the page.
    """
    try:
        if not is_host_allowed(visit.request, visit.desk.hosts):
            raise NotRead(400, "refused.host")
        return await answer(visit)
    except NotRead as refused:
        return errors.not_read(visit, refused)
    except ClientDisconnect:  # nobody is there to be answered
        return Response(status_code=400)
    except PathwayError as error:
        return errors.of(visit, error)
    except Exception as error:  # noqa: BLE001 - whoever waits is told; the log has what kind
        logs.error("desk.failed", error=type(error).__name__, page=page)
        return errors.failed(visit)


def _limit_attempts(visit: Visit) -> None:
    """
    Count what somebody sends: a person, or else an address.

    Raises:
        NotRead: They send too much.
    """
    visitor = visit.visitor
    source = visitor.user if visitor is not None else source_of(visit.request)
    wait = visit.desk.attempts.wait(source)
    if wait:
        raise errors.TooOften(wait)
