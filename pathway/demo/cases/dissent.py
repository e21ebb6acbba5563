"""
A partner votes against a practice review: two for, and the lead partners decide that it is made.

A checkpoint is late, and a duty done in time is written down after the weekend. What was improved
is published instead of the report, for the family's sake.
"""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import (
    BU,
    CHAIR,
    PARTNER_ICB,
    PARTNER_LA,
    PARTNER_POLICE,
    REPS,
    REVIEWER,
    SOCIAL_WORKER,
)
from pathway.demo.script import Script, act, day

AGENCIES = ("childrens_services", "police", "camhs", "education_inclusion")
SECOND_ROUND = ("camhs", "education_inclusion")

RAPID_REVIEW = (
    day("Mon 7 Sep 2026", act("submit", SOCIAL_WORKER)),
    day("Tue 8 Sep 2026", act("endorse", REPS["childrens_services"])),
    day(
        "Thu 10 Sep 2026",
        acts.notified("SIN-2026-0910", *AGENCIES, reasons="A death, and neglect is known."),
    ),
    day("Mon 14 Sep 2026", acts.involved("childrens_services", "police", "education_inclusion")),
    day("Tue 15 Sep 2026", acts.involved("camhs")),
    day("Fri 18 Sep 2026", acts.submitted(*AGENCIES)),
    day("Mon 21 Sep 2026", acts.accepted(*AGENCIES)),
    day(
        "Tue 22 Sep 2026",
        act("convene", BU, meeting_on="2026-09-28", parallel_processes=["coroner"]),
    ),
    day("Mon 28 Sep 2026", act("conclude_rapid_review", CHAIR, recommended_outcome="cspr")),
    day("Tue 29 Sep 2026", acts.signed(PARTNER_LA, PARTNER_ICB)),
    day("Wed 30 Sep 2026", acts.signed(PARTNER_POLICE)),
    day("Thu 1 Oct 2026", act("send_rapid_review", BU)),
    day("Wed 7 Oct 2026", act("record_panel_response", BU, response="agrees")),
)

PRACTICE_REVIEW = (
    day(
        "Mon 12 Oct 2026",
        acts.vote("commission_cspr", PARTNER_LA, reasons="Nobody took the lead for six years."),
        acts.vote("commission_cspr", PARTNER_ICB),
        acts.against("commission_cspr", PARTNER_POLICE, reason="The inquest will answer the same."),
    ),
    day(
        "Thu 15 Oct 2026",
        acts.fact(
            "lead_partners_decided",
            step="commission_cspr",
            details="Two for; the dissent goes with the report.",
        ),
    ),
    # Done on the day and written down on the Monday: the breach recorded that morning is marked as
    # corrected.
    day(
        "Mon 19 Oct 2026",
        acts.fact("cspr_decision_told", on="Fri 16 Oct 2026"),
        acts.fact("referrer_told"),
    ),
    day(
        "Mon 9 Nov 2026",
        act(
            "appoint_reviewer",
            PARTNER_ICB,
            reviewers=[REVIEWER],
            method="Learning together",
            agencies=list(SECOND_ROUND),
        ),
    ),
    day("Thu 12 Nov 2026", acts.involved(*SECOND_ROUND, turn=2)),
    day("Mon 30 Nov 2026", acts.submitted(*SECOND_ROUND, turn=2)),
    day("Thu 3 Dec 2026", acts.accepted(*SECOND_ROUND, turn=2)),
    day("Fri 4 Dec 2026", acts.checkpoint("On time.", "Good.")),
    day(
        "Tue 8 Dec 2026",
        acts.family_contacted(
            REVIEWER,
            who="Grandmother and a sister",
            how="Visit",
            reply="took_part",
            clearance="not_needed",
        ),
    ),
    day("Mon 11 Jan 2027", acts.checkpoint("On time.", "Good.")),
    day("Wed 13 Jan 2027", act("complete_fieldwork", REVIEWER, family_contact="took_part")),
    day(
        "Mon 8 Feb 2027",
        acts.checkpoint("The report is written.", "Good."),
    ),
    day("Mon 15 Feb 2027", act("submit_report", REVIEWER)),
    day(
        "Mon 1 Mar 2027",
        acts.votes(
            "approve_report", comment="The family asks that the report is not published whole."
        ),
    ),
    day(
        "Tue 2 Mar 2027",
        acts.publication_planned("2027-03-31"),
    ),
    day("Tue 16 Mar 2027", act("send_copies", BU, "publication", what="improvements")),
)

PLAN = (
    day(
        "Thu 4 Mar 2027",
        acts.recommended("One service takes the lead, by name.", source="Review report, finding 1"),
    ),
    day(
        "Tue 9 Mar 2027",
        acts.answered(1, "accepted", "The heart of the matter."),
        acts.planned(
            "Name the lead in every plan.",
            REPS["camhs"],
            "2027-06-30",
            1,
            sought="Somebody feels responsible.",
        ),
    ),
    day("Tue 23 Mar 2027", act("agree_plan", CHAIR)),
    day("Tue 30 Mar 2027", acts.fact("learning_briefing_issued")),
    day(
        "Wed 31 Mar 2027",
        act(
            "publish_improvements",
            BU,
            "publication",
            where="https://www.example.org/reviews/2027-1",
        ),
        acts.fact("family_told"),
    ),
    day("Mon 12 Apr 2027", acts.started("camhs", 1)),
    day("Fri 7 May 2027", acts.plan_reviewed("Named in half of the plans.")),
    day("Mon 21 Jun 2027", acts.plan_reviewed("Named in nearly all.")),
    day("Thu 24 Jun 2027", acts.evidenced("camhs", 1)),
    day("Mon 28 Jun 2027", acts.verified(1, "Fifty plans; one without a name.")),
    day("Thu 1 Jul 2027", act("complete_actions", CHAIR)),
    day(
        "Fri 1 Oct 2027", acts.impact(3, "Young people who can say who leads", "Eight in ten can.")
    ),
    day(
        "Fri 31 Dec 2027", acts.impact(6, "Young people who can say who leads", "Nine in ten can.")
    ),
    day(
        "Mon 17 Jan 2028",
        act(
            "waive_deadline",
            CHAIR,
            reason="The yearly survey asks it from now on.",
            deadline="impact_check.3",
        ),
        act(
            "accept_impact",
            PARTNER_ICB,
            impact_checked="Twice; from now on the yearly survey asks it.",
        ),
    ),
    day("Wed 19 Jan 2028", acts.fact("referrer_told")),
)

SCRIPT = Script(
    shows="a partner votes against",
    form="teenager",
    by=SOCIAL_WORKER,
    days=(*RAPID_REVIEW, *PRACTICE_REVIEW, *PLAN),
)
