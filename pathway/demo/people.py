"""The invented people of the demo, by what they do; all of them stand in `forms/people.csv`."""

from __future__ import annotations

BU = "business.unit@example.org"
COORDINATOR = "coordinator@example.org"
CHAIR = "chair@example.org"
DEPUTY_CHAIR = "deputy.chair@example.org"
REVIEWER = "reviewer@example.net"

PARTNER_LA = "partner.la@example.org"
PARTNER_ICB = "partner.icb@example.org"
PARTNER_POLICE = "partner.police@example.org"
PARTNERS = (PARTNER_LA, PARTNER_ICB, PARTNER_POLICE)

NOTIFIER = "notifier@example.org"
SECOND_NOTIFIER = "notifier.two@example.org"

WARD_MANAGER = "referrer.nca@example.org"
SOCIAL_WORKER = "referrer.childrens@example.org"
YOUTH_JUSTICE_OFFICER = "referrer.yjs@example.org"
HEAD_TEACHER = "referrer.education@example.org"

DEPUTY_REP_NCA = "deputy.nca@example.org"
DEPUTY_REP_POLICE = "reviews.police@example.org"

REPS = {
    "childrens_services": "rep.childrens@example.org",
    "police": "rep.police@example.org",
    "nhs_gm_icb": "rep.icb@example.org",
    "camhs": "rep.camhs@example.org",
    "gmmh": "rep.gmmh@example.org",
    "northern_care_alliance": "rep.nca@example.org",
    "early_help": "rep.earlyhelp@example.org",
    "education_inclusion": "rep.education@example.org",
    "housing": "rep.housing@example.org",
    "public_health": "rep.publichealth@example.org",
    "youth_justice": "rep.yjs@example.org",
}
AUTHORS = {
    "childrens_services": "author.childrensservices@example.org",
    "police": "author.police@example.org",
    "nhs_gm_icb": "author.nhsgmicb@example.org",
    "camhs": "author.camhs@example.org",
    "gmmh": "author.gmmh@example.org",
    "northern_care_alliance": "author.northerncarealliance@example.org",
    "early_help": "author.earlyhelp@example.org",
    "education_inclusion": "author.educationinclusion@example.org",
    "housing": "author.housing@example.org",
    "public_health": "author.publichealth@example.org",
    "youth_justice": "author.youthjustice@example.org",
}
