"""
Names of a definition that Python reads. Whatever reads one declares it (`needs`), and loading
compares.
"""

from __future__ import annotations

# Kinds of item, and states of theirs.
INCIDENT, RETURN, ACTION, PUBLICATION = "incident", "agency_return", "action", "publication"
MEMBER, MEETING_ACTION = "member", "meeting_action"
WAIVED, WITHHELD = "waived", "withheld"

# States of the case. What this case was about is being acted on: a new incident is a new case.
PLANNING_STATES = ("action_plan.*", "national_review")
RAPID_REVIEW = "rapid_review.*"
# Until it is sent a further incident is reviewed with the others.
REVIEW_RUNS = ("rapid_review.gathering", "rapid_review.meeting", "rapid_review.sign_off")
# The stages of the subgroup before a notification is proposed: there is nothing to decide on yet.
BEFORE_PROPOSAL = ("subgroup_decision.triage", "subgroup_decision.deliberation")
# Signatures are those since the last meeting.
SIGNED_IN = ("rapid_review.meeting", "rapid_review.sign_off")

# Steps that the service takes or looks for by their name.
REFER, AMEND, BREACH, CORRECT = "refer", "amend", "breach", "correct"
CLOSE_AS_DUPLICATE, REOPEN = "close_as_duplicate", "reopen"
TAKE_OVER, HAND_BACK = "take_over_incidents", "hand_back_incidents"
RECORD_VIEW = "record_view"
ADD_DOCUMENT = "add_document"
# Those of meetings.
PLAN, DECLARE, HOLD = "plan", "declare", "hold"
DECLARE_INTEREST, DECIDE_INTEREST = "declare_interest", "decide_interest"
LINK_CASE, PUT_TO_SUBGROUP = "link_case", "put_to_subgroup"
FOLLOW_FAMILY = "follow_family"

# Facts.
AWARE, CARE_DEATH_AWARE = "local_authority_aware_on", "care_death_aware_on"
CHARGED, YOUTH_JUSTICE_AWARE, YOUTH_JUSTICE_NOTIFIED = (
    "charged_on",
    "youth_justice_aware_on",
    "youth_justice_notified",
)
LEAD = "lead_partners_decided"
CARE_DEATH_NOTIFIED, HARM_CHANGED = "care_death_notified", "harm_changed"
IMPACT_CHECKED, NATIONAL_REPOSITORY_SENT = "impact_checked", "national_repository_sent"

# Duties.
PANEL_NOTIFICATION, PARTNERS_TOLD = "panel_notification", "partners_told"
LOOKED_AFTER_DEATH, CARE_LEAVER_DEATH = (
    "looked_after_death_notification",
    "care_leaver_death_notification",
)
YOUTH_JUSTICE_NOTIFICATION = "youth_justice_notification"
COPIES, KEPT = "publication_copies", "publication_kept"
IMPACT_CHECK, PLAN_REVIEW, NATIONAL_REVIEW_CHECK = (
    "impact_check",
    "plan_review",
    "national_review_check",
)

# Seats, and kinds of referral.
LOCAL_AUTHORITY = "local_authority"
SERIOUS_OFFENCE, GOOD_OUTCOME = "serious_offence", "good_outcome"
