"""Numbers of the practice that have no rule of their own; a definition gives each of them once."""

from __future__ import annotations

from collections.abc import Mapping

CHILD_UNDER, CARE_LEAVER_UP_TO, AMBER_DAYS = "child_under", "care_leaver_up_to", "amber_days"
IMPACT_CHECK_EARLY = "impact_check_early_working_days"
CHRONOLOGY_GAP = "chronology_gap_days"

NUMBERS: Mapping[str, str] = {
    CHILD_UNDER: "a child is under this age",
    CARE_LEAVER_UP_TO: "the death of a care leaver is notified up to and including this age",
    AMBER_DAYS: "an action without evidence is amber from so many days before its due day",
    IMPACT_CHECK_EARLY: "an impact check is taken so many working days before its day at the earliest",
    CHRONOLOGY_GAP: "a chronology without an entry for more than so many days has a gap; 28 if left out",
}
