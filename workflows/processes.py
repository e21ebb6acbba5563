"""Processes that may run beside a review: linked, never merged."""

from __future__ import annotations

from typing import Literal

Process = Literal[
    "police",
    "cps",
    "coroner",
    "family_court",
    "employer_or_regulator",
    "psirf",
    "yjb",
    "mappa",
    "adult_review",
    "dardr",
    "child_death_review",
    "other",
]
Signpost = Literal[
    "safeguarding_adult_review",
    "domestic_abuse_related_death_review",
    "child_death_overview",
    "leder",
    "mappa",
    "offensive_weapons_homicide_review",
    "nhs_psirf",
    "welsh_single_unified_safeguarding_review",
    "partnership_where_it_happened",
    "other",
]
