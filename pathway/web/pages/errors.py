"""What is shown when a page cannot be: never a traceback, and nothing about other cases."""

from __future__ import annotations

from starlette.responses import Response

from pathway import logs
from pathway.errors import (
    Conflict,
    DatabaseBusy,
    DatabaseNotReady,
    NotFound,
    PathwayError,
    Refused,
    TooManyAttempts,
    WrongUsage,
)
from pathway.web.forms.sent import NotRead
from pathway.web.security.form_tokens import FIELD
from pathway.web.security.origins import SAFE_METHODS
from pathway.web.visit import Visit

TEMPLATE = "error.html"


class TooOften(NotRead):
    """
    Somebody sends more than a person does.

    Args:
        wait: After how many seconds they may go on.
    """

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(429, "refused.too_often")


def not_read(visit: Visit, refused: NotRead) -> Response:
    """Answer a request that was not even read."""
    if isinstance(refused, TooOften):
        return _too_often(visit, refused.wait)
    return _page(visit, refused.status, "refused", visit.text(refused.key))


def sign_in_first(visit: Visit) -> Response:
    """Send somebody who is not signed in to the page where they do, and from there back."""
    if not visit.desk.visitors.signs_in:
        return _page(visit, 403, "refused", visit.text("refused.unknown_user"))
    if visit.request.method not in SAFE_METHODS:
        lead = visit.text("signed_out.kept")
        return _again(visit, 401, "signed_out", lead, sign_in=True)
    return visit.go("/sign-in", next=next_of(visit))


def stale(visit: Visit) -> Response:
    """
    Answer a form that was shown to somebody else, or before a session ended: nothing is done with it,
    but whoever sees what it says may send it.
    """
    lead = visit.text("refused.token")
    if visit.request.headers.get("origin") is None:  # nobody knows from which page it came
        return _page(visit, 403, "refused", lead)
    return _again(visit, 403, "stale", visit.text("stale.lead"))


def _again(visit: Visit, status: int, key: str, lead: str, *, sign_in: bool = False) -> Response:
    """Answer with what was sent, to be sent again; files have to be chosen anew."""
    fields = [
        (name, value)
        for name, values in visit.sent.values.items()
        if name != FIELD
        for value in values
    ]
    return visit.page(
        "again.html",
        visit.text(f"{key}.title"),
        status=status,
        lead=lead,
        sign_in=sign_in,
        fields=fields,
        action=_own_address(visit),
    )


def _own_address(visit: Visit) -> str:
    url = visit.request.url
    return f"{url.path}?{url.query}" if url.query else url.path


def next_of(visit: Visit) -> str:
    """Return where somebody wanted to go, as a path of ours."""
    root = visit.request.scope.get("root_path", "") + visit.desk.prefix
    path = visit.request.url.path.removeprefix(root) or "/"
    query = visit.request.url.query
    return f"{path}?{query}" if query else path


def of(visit: Visit, error: PathwayError) -> Response:
    """Answer with what an error of the library means for whoever asks."""
    if isinstance(error, TooManyAttempts):
        return _too_often(visit, error.retry_after)
    is_sent = visit.request.method not in SAFE_METHODS
    if isinstance(error, Conflict):
        return _page(visit, 409, "conflict", visit.text("conflict.lead"), error)
    if isinstance(error, Refused) and is_sent:
        return _page(visit, 403, "refused", visit.text("refused.lead"), error)
    # Whether something exists is nobody's business who may not read it.
    if isinstance(error, NotFound | Refused):
        return not_found(visit)
    return _unavailable(visit, error)


def not_found(visit: Visit) -> Response:
    """Answer that there is nothing, or nothing for whoever asks."""
    return _page(visit, 404, "not_found", visit.text("not_found.lead"))


def failed(visit: Visit) -> Response:
    """Answer that something went wrong that nobody foresaw."""
    return _page(visit, 500, "failed", visit.text("failed.lead"))


def _too_often(visit: Visit, wait: int) -> Response:
    response = _page(visit, 429, "too_often", visit.text("refused.too_often"))
    response.headers["Retry-After"] = str(wait)
    return response


def _unavailable(visit: Visit, error: PathwayError) -> Response:
    if isinstance(error, DatabaseBusy):
        response = _page(visit, 503, "busy", visit.text("busy.lead"))
        response.headers["Retry-After"] = "5"
        return response
    if isinstance(error, WrongUsage):
        return _page(visit, 400, "refused", visit.text("refused.usage"))
    logs.error("desk.failed", error=error.code)
    if isinstance(error, DatabaseNotReady):
        return _page(visit, 503, "busy", visit.text("busy.not_ready"))
    return failed(visit)


def _page(
    visit: Visit, status: int, key: str, lead: str, error: PathwayError | None = None
) -> Response:
    return visit.page(
        TEMPLATE,
        visit.text(f"{key}.title"),
        status=status,
        lead=lead,
        reasons=error.reasons if error is not None else (),
    )
