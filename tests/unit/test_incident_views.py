"""
Which of several incidents a notification or a decision may be about, by the local authority's own
view on each.
"""

from __future__ import annotations

from tests.desk import Desk, form
from tests.routes import LA, NOTIFIER, in_rapid_review, referred, report

FORBIDDEN = "guard.local_authority_says_notify"
NO = {"view": "do_not_notify", "reasons": "No neglect."}


def with_one_taken_back() -> Desk:
    """
    Return a rapid review whose first notification was taken back; two incidents are notified or
    possible beside.
    """
    desk = in_rapid_review()
    for _ in range(3):
        report(desk)
    desk.do("notify_panel_again", NOTIFIER, input=desk.filled("notify_panel_again", NOTIFIER))
    desk.do("notification_not_met", NOTIFIER, input={"incident": "incident:1"})
    return desk


def suggested(desk: Desk) -> str:
    """Return the incident that a further notification suggests."""
    incident: str = desk.filled("notify_panel_again", NOTIFIER)["incident"]
    return incident


def test_an_incident_that_may_be_notified_is_suggested_first() -> None:
    """The view on the first of two forbids it; on the second nobody has given one."""
    desk = with_one_taken_back()
    desk.do("record_view", LA, input=NO | {"incident": "incident:3"})

    assert "incident:4" == suggested(desk)


def test_an_incident_that_may_be_decided_on_is_suggested_first() -> None:
    """The local authority has said of the second of two alone that it does not notify."""
    desk = with_one_taken_back()
    desk.do("record_view", LA, input=NO | {"incident": "incident:4"})

    assert "incident:4" == desk.filled("decide_not_notifiable", LA)["incident"]


def test_an_incident_decided_on_opens_no_way_for_those_still_possible() -> None:
    """
    A further notification is of a possible incident; the local authority's view forbids each of
    them.
    """
    desk = with_one_taken_back()
    for incident in ("incident:3", "incident:4"):
        desk.do("record_view", LA, input=NO | {"incident": incident})

    assert FORBIDDEN in desk.codes("notify_panel_again", NOTIFIER)


def test_what_is_newly_known_is_suggested_of_whom_the_notification_names() -> None:
    """Told of a child whom it does not name, it would be refused for passing that one over."""
    own = form("practice_review")["children"][0]
    unharmed = own | {"label": "Child A", "harm": "none"}
    desk = referred(children=[unharmed, own | {"label": "Child B", "harm": "died"}])

    suggested = desk.schema("notify_panel", NOTIFIER)["properties"]
    assert ["Child B"] == suggested["children"]["examples"][0]
    assert ["Child B"] == [known["child"] for known in suggested["now_known"]["examples"][0]]
