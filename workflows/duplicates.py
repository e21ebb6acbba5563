"""Duplicates: which case may survive, and the days that its clocks take over."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.case import Case
from pathway.workflows.known_names import (
    CARE_DEATH_AWARE,
    CARE_LEAVER_DEATH,
    CHARGED,
    LOOKED_AFTER_DEATH,
    PANEL_NOTIFICATION,
    PARTNERS_TOLD,
    YOUTH_JUSTICE_AWARE,
    YOUTH_JUSTICE_NOTIFICATION,
)

# The facts that start a clock, and the duties that run on each.
DUTIES_OF_FACTS: Mapping[str, tuple[str, ...]] = {
    CARE_DEATH_AWARE: (LOOKED_AFTER_DEATH, CARE_LEAVER_DEATH),
    CHARGED: (YOUTH_JUSTICE_NOTIFICATION,),
    YOUTH_JUSTICE_AWARE: (YOUTH_JUSTICE_NOTIFICATION,),
}
DUTIES_OF_AWARENESS = (PANEL_NOTIFICATION, PARTNERS_TOLD)
OTHER_DUTIES = (LOOKED_AFTER_DEATH, CARE_LEAVER_DEATH, YOUTH_JUSTICE_NOTIFICATION)


def notifies(case: Case) -> bool:
    """Say whether a case's own notification to the Panel is open or was made."""
    return any(one.key == PANEL_NOTIFICATION and (one.is_open or one.met_on) for one in case.deadlines.values())


def takes_day(case: Case, duties: tuple[str, ...], own: str | None, day: str) -> bool:
    """Say whether a clock takes another case's day: an earlier one while it runs, any where it never ran."""
    if case.open_deadlines(*duties):
        return own is None or day < own
    return not any(one.key in duties for one in case.deadlines.values())
