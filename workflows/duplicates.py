"""Duplicates: which case may survive, and the days that its clocks take over."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.case import Case

# The facts that start a clock, and the duties that run on each.
DUTIES_OF_FACTS: Mapping[str, tuple[str, ...]] = {
    "care_death_aware_on": ("looked_after_death_notification", "care_leaver_death_notification"),
    "charged_on": ("youth_justice_notification",),
    "youth_justice_aware_on": ("youth_justice_notification",),
}
DUTIES_OF_AWARENESS = ("panel_notification", "partners_told")


def notifies(case: Case) -> bool:
    """Say whether a case's own notification to the Panel is open or was made."""
    return any(one.key == "panel_notification" and (one.is_open or one.met_on) for one in case.deadlines.values())


def takes_day(case: Case, duties: tuple[str, ...], own: str | None, day: str) -> bool:
    """Say whether a clock takes another case's day: an earlier one while it runs, any where it never ran."""
    if case.open_deadlines(*duties):
        return own is None or day < own
    return not any(one.key in duties for one in case.deadlines.values())
