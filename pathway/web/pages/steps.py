"""Taking a step: the form, a look at what would follow, and the yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from pathway.errors import CalendarUnknown, Conflict, NotFound, Reason, Refused, StepRefused
from pathway.web import reads, words
from pathway.web.forms.form_parts import id_of
from pathway.web.forms.values import ROW
from pathway.web.pages.step_pages import changed, closed, form, look, tellers
from pathway.web.pages.step_work import ON, StepWork, begun, is_mendable
from pathway.web.visit import Visit

TAKE, DISCARD, SAVE, LOOK, BEHALF = "take", "discard", "save", "look", "behalf"
ADD, REMOVE = "add:", "remove:"


def step(visit: Visit) -> Response:
    """Show a step and take what is sent for it."""
    work = begun(visit)
    if visit.form is not None:
        return _sent(work, visit.sent.text("do"))
    if work.view is None or not work.view.allowed:
        return closed(work)
    if visit.query(LOOK) and work.draft is not None and not work.written.is_day_wrong:
        return _looked(work)
    return form(work)


def _sent(work: StepWork, button: str) -> Response:
    if button == DISCARD:
        work.discard()
        return work.visit.go(f"/cases/{work.subject.reference}", discarded="yes")
    if button == TAKE:
        return _taken(work)
    if button == BEHALF:
        return _told(work, work.visit.sent.text("told_by"))
    is_ready = button in ("", LOOK)
    before = work.written.input
    work.read(keeps_empty=not is_ready)
    if button.startswith(ADD):
        work.add_row(button.removeprefix(ADD))
    elif button.startswith(REMOVE):
        work.remove_row(button.removeprefix(REMOVE))
    elif button == SAVE:
        return work.visit.go("/", kept="yes")
    elif is_ready:
        return _ready(work, before)
    return work.visit.go(work.path, item=work.subject.item, to=_place(button))


def _told(work: StepWork, email: str) -> Response:
    """Record the step for somebody who told it, if they are among those who could have."""
    reasons = work.view.reasons if work.view is not None else ()
    known = {teller["value"] for teller in tellers(work, reasons)}
    if email not in known and email != work.subject.on_behalf_of:
        return closed(work)
    work.record_for(email)
    return work.visit.go(work.path, item=work.subject.item)


def _ready(work: StepWork, before: Mapping[str, Any]) -> Response:
    """Lead to what would follow; where the case wants other answers, show the form again."""
    if work.asks_more(before):
        return form(work)
    if work.written.is_day_wrong:
        work.faults.append(Reason("input", work.visit.text("step.on.wrong"), ON))
    try:
        work.preview(expect_version=work.written.version)
    except Conflict as conflict:
        return changed(work, conflict)
    except (StepRefused, CalendarUnknown) as refused:
        return _refused(work, refused)
    if work.faults:
        return form(work)
    return work.visit.go(work.path, item=work.subject.item, look="yes")


def _looked(work: StepWork) -> Response:
    try:
        return look(work, work.preview())
    except (StepRefused, CalendarUnknown) as refused:
        return _refused(work, refused)


def _taken(work: StepWork) -> Response:
    """Take the step, if what is sent is what was looked at."""
    subject, visit = work.subject, work.visit
    if work.draft is None:
        return _without_draft(work)
    if visit.sent.text("digest") != work.draft.digest:
        return visit.go(work.path, item=subject.item, look="again")
    try:
        work.take()
    except Conflict as conflict:
        return changed(work, conflict)
    except (StepRefused, CalendarUnknown) as refused:
        return _refused(work, refused)
    return _done(work)


def _without_draft(work: StepWork) -> Response:
    """
    Answer a yes to something that is no longer kept: it was taken by the same button a moment ago,
    or it was thrown away, or somebody else took the step.
    """
    visit = work.visit
    if _was_taken(work, words.number_in(visit.sent.text("version")) or 0):
        return _done(work)
    if work.view is None or not work.view.allowed:
        return closed(work)
    work.faults.append(Reason("input", visit.text("step.not_kept")))
    return form(work)


def _was_taken(work: StepWork, version: int) -> bool:
    """Return whether whoever asks entered the step after that version, for themselves or others."""
    subject, visit = work.subject, work.visit
    try:
        events = reads.history(visit, subject.reference, after=version)
    except (NotFound, Refused):  # no such version; or they may take the step, and read nothing
        return False
    return any(
        (event.step, event.item) == (subject.step, subject.item)
        and (event.typed_by or event.by) == visit.person.email
        for event in events
    )


def _done(work: StepWork) -> Response:
    return work.visit.go(f"/cases/{work.subject.reference}", done=work.subject.step)


def _refused(work: StepWork, refused: StepRefused | CalendarUnknown) -> Response:
    """Show the form with what is wrong; where no other answer would help, that the step is closed."""
    if isinstance(refused, CalendarUnknown):  # such as a typing mistake in a year
        work.faults.append(Reason("input", refused.message))
        return form(work)
    if not all(is_mendable(reason) for reason in refused.reasons):
        return closed(work, refused.reasons)
    work.faults += refused.reasons
    return form(work)


def _place(button: str) -> str:
    """Return the id of the place in the form where a button was pressed."""
    if button.startswith(ADD):
        return id_of(button.removeprefix(ADD))
    named = ROW.fullmatch(button.removeprefix(REMOVE))
    return id_of(named[1]) if named else ""
