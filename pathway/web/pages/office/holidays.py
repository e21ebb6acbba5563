"""The calendar: the days that are not worked, added and removed by the business unit and the chair."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from pathway.errors import CalendarUnknown, NotFound, PathwayError, Refused, WrongUsage
from pathway.service.deadlines.calendar_changes import CalendarChange
from pathway.web import reads, words
from pathway.web.pages.office.days import PARTS, day_field, typed_day
from pathway.web.visit import OK, UNPROCESSABLE, Visit

ADD, REMOVE = "add", "remove"
PROCLAIMED, OTHER_SOURCE = "proclaimed", "other_source"
DAYS = [f"{name}-{part}" for name in ("first", "last") for part in PARTS]
FIELDS = ("source", *DAYS, "name", "reason", "do")
# What somebody can mend by typing something else.
MENDABLE = (WrongUsage, Refused, NotFound, CalendarUnknown)


def holidays(visit: Visit) -> Response:
    """Show the days of a year, look at what a change would move, and make it."""
    if visit.form is None:
        return _listed(visit)
    try:
        return _sent(visit)
    except ValueError:
        return _listed(visit, wrong=visit.text("day.wrong"))
    except MENDABLE as error:
        return _listed(visit, wrong=_wrong(visit, error))


def _wrong(visit: Visit, error: PathwayError) -> str:
    """Return what is wrong with a change, without what is to be typed at a terminal instead."""
    if isinstance(error, NotFound):
        return visit.text("holidays.not_added")
    if any(reason.code == OTHER_SOURCE for reason in error.reasons):
        return visit.text("holidays.other_source")
    return error.message


def _sent(visit: Visit) -> Response:
    """
    Show what a change would move, or make it.

    Raises:
        ValueError: There is no such day; and what the library raises.
    """
    asked = REMOVE if visit.sent.text("do") == REMOVE else ADD
    is_preview = visit.sent.text("sure") != "yes"
    change = _changed(visit, asked, is_preview=is_preview)
    if not is_preview:
        return visit.go("/holidays", year=str(change.days[0].day.year), done=asked)
    return visit.page(
        "office/calendar_change.html",
        visit.text("holidays.look"),
        change=change,
        asked=asked,
        sent=[(name, visit.sent.text(name)) for name in FIELDS],
    )


def _changed(visit: Visit, asked: str, *, is_preview: bool) -> CalendarChange:
    first, last = typed_day(visit, "first"), typed_day(visit, "last")
    if first is None:
        raise WrongUsage(visit.text("holidays.no_day"))
    is_closure = visit.sent.text("source") != PROCLAIMED
    calendar, user = visit.pathway.holidays, visit.person.user
    reason = visit.sent.text("reason") or None
    if asked == REMOVE:
        return calendar.remove(
            first, to=last, closure=is_closure, reason=reason, by=user, preview=is_preview
        )
    return calendar.add(
        first,
        visit.sent.text("name"),
        to=last,
        closure=is_closure,
        reason=reason,
        by=user,
        preview=is_preview,
    )


def _listed(visit: Visit, *, wrong: str = "") -> Response:
    year = _year(visit)
    days = sorted(reads.holidays(visit, year), key=lambda holiday: holiday.day)
    done = visit.query("done")
    return visit.page(
        "office/holidays.html",
        visit.text("holidays.title"),
        status=UNPROCESSABLE if wrong else OK,
        days=days,
        year=year,
        years=(year - 1, year, year + 1),
        may_change=visit.person.is_keeper,
        first=day_field(visit, "first", visit.text("holidays.first"), error=wrong),
        last=day_field(
            visit, "last", visit.text("holidays.last"), hint=visit.text("holidays.last.help")
        ),
        sent=visit.sent,
        errors=[{"text": wrong, "href": "#first"}] if wrong else [],
        done=visit.text(f"holidays.done.{done}") if done in (ADD, REMOVE) else "",
    )


def _year(visit: Visit) -> int:
    year = words.number_in(visit.query("year"))
    if year is None or not date.min.year < year < date.max.year:
        return reads.today(visit).year
    return year
