"""
The cases of the demo as days and steps; of two that act on one day, the earlier in this list goes
first.
"""

from __future__ import annotations

from pathway.demo.cases import (
    dissent,
    four_partners,
    good_outcome,
    local_review,
    national_review,
    panel_disagrees,
    practice_review,
    serious_offence,
    trial,
    two_incidents,
    without_review,
)

SCRIPTS = (
    practice_review.SCRIPT,
    without_review.DUPLICATE,
    trial.SCRIPT,
    local_review.SCRIPT,
    without_review.NO_FURTHER_ACTION,
    panel_disagrees.SCRIPT,
    good_outcome.SCRIPT,
    national_review.SCRIPT,
    without_review.SIGNPOSTED,
    without_review.NOT_MET,
    serious_offence.SCRIPT,
    without_review.WITHDRAWN,
    without_review.CARE_LEAVER,
    dissent.SCRIPT,
    four_partners.SCRIPT,
    two_incidents.SCRIPT,
)
