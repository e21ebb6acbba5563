"""
The dates of a notification and of a rapid review, against a count that knows nothing of the
product's calendar.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.rehearsals import BU, NOTIFIER, Rehearsal

pytestmark = pytest.mark.either

# Bank holidays of England and Wales as GOV.UK publishes them, read by hand.
CLOSED = {
    date(2026, 1, 1): "New Year's Day",
    date(2026, 4, 3): "Good Friday",
    date(2026, 4, 6): "Easter Monday",
    date(2026, 5, 4): "Early May bank holiday",
    date(2026, 5, 25): "Spring bank holiday",
    date(2026, 8, 31): "Summer bank holiday",
    date(2026, 12, 25): "Christmas Day",
    date(2026, 12, 28): "Boxing Day (substitute day)",
    date(2027, 1, 1): "New Year's Day",
    date(2027, 3, 26): "Good Friday",
    date(2027, 3, 29): "Easter Monday",
    date(2027, 5, 3): "Early May bank holiday",
    date(2027, 5, 31): "Spring bank holiday",
    date(2027, 8, 30): "Summer bank holiday",
    date(2027, 12, 27): "Christmas Day (substitute day)",
    date(2027, 12, 28): "Boxing Day (substitute day)",
    date(2028, 1, 3): "New Year's Day (substitute day)",
}
SATURDAY = 5
DAYS = [
    date(2026, 3, 24),  # Tue, before Easter
    date(2026, 4, 2),  # Maundy Thursday
    date(2026, 4, 30),  # Thu, two bank holidays in May
    date(2026, 8, 15),  # Sat
    date(2026, 12, 4),  # Fri, over Christmas
    date(2026, 12, 18),  # Fri
    date(2026, 12, 24),  # Thu
    date(2026, 12, 27),  # Sun
    date(2027, 3, 25),  # Maundy Thursday
    date(2027, 12, 23),  # Thu
]


def counted(start: date, working_days: int) -> date:
    """Return the day so many working days on, the start left out, one day after the other."""
    day = start
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < SATURDAY and day not in CLOSED
    return day


def skipped(start: date, due: date) -> set[date]:
    """Return the days between that are not worked."""
    between = [start + timedelta(days=number) for number in range(1, (due - start).days + 1)]
    return {day for day in between if day.weekday() >= SATURDAY or day in CLOSED}


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_five_working_days_from_awareness(desk: Rehearsal, day: date) -> None:
    """
    The notification and the word to the partners, however late the referral; the days skipped are
    told.
    """
    desk.clock("2028-01-10")  # Mon
    reference = desk.refer(local_authority_aware_on=day)
    for key in ("panel_notification", "partners_told"):
        view = desk.pathway.explain(reference, key)

        assert (day, counted(day, 5)) == (view.clock_on, view.due)
        assert {skipped_day.isoformat() for skipped_day in skipped(day, view.due)} == {
            skipped["day"] for skipped in view.skipped
        }


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_rapid_review_counts_from_the_day_the_notification_was_sent(
    desk: Rehearsal, day: date
) -> None:
    """
    Meeting 12, sign-off 14, sent 15; returns 3, 8 and 10 working days from `on`, not from today.
    """
    desk.clock("2028-01-10")  # Mon
    reference = desk.endorsed(
        referred_on=date(2026, 3, 16), local_authority_aware_on=date(2026, 3, 12)
    )
    desk.do(reference, "notify_panel", NOTIFIER, on=day.isoformat())
    due = {view.id: view.due for view in desk.pathway.deadlines(reference)}
    lengths = {
        "rapid_review_meeting": 12,
        "rapid_review_sign_off": 14,
        "rapid_review_sent": 15,
        "involvement/agency_return:police": 3,
        "agency_return/agency_return:police": 8,
        "agency_return_hard_stop/agency_return:police": 10,
    }

    assert {name: counted(day, length) for name, length in lengths.items()} == {
        name: due[name] for name in lengths
    }


def test_an_earlier_notification_re_dates_what_runs(desk: Rehearsal) -> None:
    """
    A further notification that was sent two days before moves the clocks that are open, both dates
    kept.
    """
    desk.clock("2026-04-02")  # Thu
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER, on="2026-04-02")
    child = {"child": "Child B", "harm": "seriously_harmed", "abuse_or_neglect": "suspected"}
    desk.do(
        reference, "report_incident", BU, children=[child], local_authority_aware_on="2026-03-30"
    )
    desk.do(reference, "notify_panel_again", NOTIFIER, on="2026-03-31")  # Tue
    view = desk.pathway.explain(reference, "rapid_review_sent")

    assert counted(date(2026, 3, 31), 15) == view.due
    assert [counted(date(2026, 4, 2), 15).isoformat()] == [move["due"] for move in view.moves]
