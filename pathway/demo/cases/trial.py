"""
A trial holds the publication back for eight months; the action plan runs meanwhile.

The due day stays where the guidance puts it, the delay is recorded beside it and looked at every
month, and the breach is written when it comes.
"""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import (
    BU,
    CHAIR,
    PARTNER_LA,
    PARTNER_POLICE,
    REPS,
    REVIEWER,
    SOCIAL_WORKER,
)
from pathway.demo.script import Act, Script, act, day

AGENCIES = ("childrens_services", "police", "northern_care_alliance", "nhs_gm_icb")
SECOND_ROUND = ("northern_care_alliance", "police")


def delayed(revised: str, why: str) -> Act:
    """Record that the trial delays the publication, or look at that delay again."""
    return act(
        "record_delay",
        PARTNER_LA,
        reason=why,
        duty="cspr_publication",
        revised_on=revised,
        process="cps",
    )


RAPID_REVIEW = (
    day("Mon 23 Mar 2026", act("submit", SOCIAL_WORKER)),
    day("Tue 24 Mar 2026", act("endorse", REPS["childrens_services"])),
    day(
        "Wed 25 Mar 2026",
        acts.notified("SIN-2026-0325", *AGENCIES, reasons="A death by abuse."),
        act(
            "add_parallel_process",
            BU,
            process="police",
            contact="Senior investigating officer",
            hold="No family before the trial.",
        ),
    ),
    day("Fri 27 Mar 2026", acts.involved(*AGENCIES)),
    day("Tue 7 Apr 2026", acts.submitted(*AGENCIES)),
    day("Wed 8 Apr 2026", acts.accepted(*AGENCIES)),
    day(
        "Thu 9 Apr 2026",
        act(
            "convene", BU, meeting_on="2026-04-14", parallel_processes=["police", "cps", "coroner"]
        ),
    ),
    *acts.rapid_review_agreed(
        "cspr",
        concluded="Tue 14 Apr 2026",
        signed_on="Thu 16 Apr 2026",
        sent="Fri 17 Apr 2026",
        agreed="Wed 29 Apr 2026",
    ),
)

PRACTICE_REVIEW = (
    day("Thu 30 Apr 2026", acts.votes("commission_cspr", reasons="Four agencies had visited.")),
    day("Fri 1 May 2026", acts.fact("cspr_decision_told"), acts.fact("referrer_told")),
    day(
        "Wed 20 May 2026",
        act("appoint_reviewer", PARTNER_POLICE, reviewers=[REVIEWER], agencies=list(SECOND_ROUND)),
    ),
    day("Tue 26 May 2026", acts.involved(*SECOND_ROUND, turn=2)),
    day("Mon 8 Jun 2026", acts.submitted(*SECOND_ROUND, turn=2)),
    day("Mon 15 Jun 2026", acts.accepted(*SECOND_ROUND, turn=2)),
    day("Thu 18 Jun 2026", acts.checkpoint("On time.", "Good.")),
    day(
        "Tue 14 Jul 2026",
        acts.family_contacted(
            REVIEWER,
            who="Father",
            how="Letter through his solicitor",
            reply="no_reply",
            clearance="refused",
        ),
        act("complete_fieldwork", REVIEWER, family_contact="could_not_be_reached"),
    ),
    day("Thu 16 Jul 2026", acts.checkpoint("On time.", "Good.")),
    day("Thu 13 Aug 2026", acts.checkpoint("On time.", "Good.")),
    day("Thu 27 Aug 2026", act("submit_report", REVIEWER)),
    day("Thu 10 Sep 2026", acts.votes("approve_report")),
)

PUBLICATION = (
    day(
        "Fri 11 Sep 2026",
        delayed(
            "2027-04-30", "The trial is listed for April; the report names what witnesses will say."
        ),
    ),
    day(
        "Mon 14 Sep 2026",
        acts.votes("withhold", "publication", reasons="It could prejudice the trial."),
    ),
    day("Fri 9 Oct 2026", delayed("2027-04-30", "No change.")),
    day("Mon 9 Nov 2026", delayed("2027-04-30", "No change; the Panel was told again.")),
    day("Wed 9 Dec 2026", delayed("2027-04-30", "No change.")),
    day("Fri 8 Jan 2027", delayed("2027-04-30", "The date of the trial is confirmed.")),
    day("Mon 8 Feb 2027", delayed("2027-04-30", "No change.")),
    day("Wed 10 Mar 2027", delayed("2027-05-31", "The trial begins two weeks later.")),
    day("Fri 9 Apr 2027", delayed("2027-05-31", "The trial has begun.")),
    day("Mon 26 Apr 2027", act("resume_publication", BU, "publication")),
    day(
        "Tue 27 Apr 2027",
        acts.publication_planned("2027-05-21"),
    ),
    day(
        "Fri 7 May 2027", delayed("2027-05-21", "The verdict is in; the day of publication is set.")
    ),
    day("Mon 10 May 2027", act("send_copies", BU, "publication", what="report")),
    day(
        "Fri 21 May 2027",
        act(
            "publish",
            BU,
            "publication",
            late="It was held back until the verdict, as recorded since September.",
        ),
        acts.fact("family_told"),
    ),
    day("Tue 1 Jun 2027", acts.fact("national_repository_sent")),
)

PLAN = (
    day(
        "Tue 15 Sep 2026",
        acts.recommended(
            "Visits of four agencies are planned as one.",
            "A child on a plan is seen alone at every visit.",
            source="Review report",
        ),
    ),
    day(
        "Mon 21 Sep 2026",
        acts.answered(1, "accepted", "It is wanted by all four."),
        acts.answered(2, "accepted", "It was not done."),
        acts.planned(
            "Plan visits together.",
            REPS["northern_care_alliance"],
            "2026-12-18",
            1,
            sought="A child seen by somebody each week.",
        ),
        acts.planned(
            "See the child alone.", REPS["police"], "2027-02-26", 2, sought="The child can speak."
        ),
    ),
    day("Thu 1 Oct 2026", act("agree_plan", CHAIR)),
    day(
        "Mon 5 Oct 2026",
        acts.started("northern_care_alliance", 1),
        acts.started("police", 2),
    ),
    day(
        "Wed 7 Oct 2026",
        acts.fact("learning_briefing_issued", details="Without what the trial may not hear."),
    ),
    day("Thu 12 Nov 2026", acts.plan_reviewed("Both are on their way.")),
    day("Mon 14 Dec 2026", acts.evidenced("northern_care_alliance", 1)),
    day("Wed 16 Dec 2026", acts.verified(1, "One diary for all visits.")),
    day("Wed 23 Dec 2026", acts.plan_reviewed("Action 1 is done.")),
    day("Mon 8 Feb 2027", acts.plan_reviewed("Action 2 is nearly done.")),
    day("Mon 22 Feb 2027", acts.evidenced("police", 2)),
    day("Thu 25 Feb 2027", acts.verified(2, "A sample of sixty visits.")),
    day("Tue 9 Mar 2027", act("complete_actions", CHAIR)),
    day("Tue 8 Jun 2027", acts.impact(3, "Children on a plan seen each week", "All but two.")),
    day("Thu 9 Sep 2027", acts.impact(6, "Children on a plan seen each week", "All.")),
    day("Thu 9 Mar 2028", acts.impact(12, "Children who were heard alone", "Nine in ten.")),
    day("Tue 14 Mar 2028", act("accept_impact", PARTNER_POLICE)),
    day("Thu 16 Mar 2028", acts.fact("referrer_told")),
)

SCRIPT = Script(
    shows="publication waits for a trial",
    form="trial",
    by=SOCIAL_WORKER,
    days=(*RAPID_REVIEW, *PRACTICE_REVIEW, *PUBLICATION, *PLAN),
)
