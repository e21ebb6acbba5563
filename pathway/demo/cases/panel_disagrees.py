"""
The Panel disagrees: the partners decide afresh, with votes after its reply and an answer to it.

The notification comes four days late and the rapid review one, each with its reason. Votes cast
before the reply count no more; a round fails; the third carries. The first look at the difference
for children sends the plan back to work.
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
    SOCIAL_WORKER,
)
from pathway.demo.script import Script, act, day

AGENCIES = ("childrens_services", "police", "education_inclusion", "youth_justice")
NO_REVIEW = "conclude_without_review"

NOTIFICATION = (
    day("Tue 28 Apr 2026", act("submit", SOCIAL_WORKER)),
    day("Wed 29 Apr 2026", act("endorse", REPS["childrens_services"])),
    day(
        "Fri 1 May 2026",
        acts.notified(
            "SIN-2026-0501",
            *AGENCIES,
            reasons="Serious harm by exploitation.",
            late="The duty team took it for a missing episode; the harm was understood only on 27 April.",
        ),
    ),
)

RAPID_REVIEW = (
    day("Wed 6 May 2026", acts.involved(*AGENCIES)),
    day("Tue 12 May 2026", acts.submitted(*AGENCIES)),
    day("Wed 13 May 2026", acts.accepted("childrens_services", "police", "youth_justice")),
    day("Fri 15 May 2026", acts.accepted("education_inclusion")),
    day(
        "Mon 18 May 2026",
        act("convene", BU, meeting_on="2026-05-20", parallel_processes=["police"]),
    ),
    day(
        "Wed 20 May 2026",
        act("conclude_rapid_review", CHAIR, recommended_outcome="no_further_review"),
    ),
    day("Fri 22 May 2026", acts.signed()),
    day(
        "Wed 27 May 2026",
        act(
            "send_rapid_review",
            BU,
            late="The report's last page was missing and was found the next morning.",
        ),
    ),
)

DECISION = (
    day(
        "Mon 1 Jun 2026",
        acts.vote(
            NO_REVIEW,
            PARTNER_LA,
            reasons="The audit of last winter taught the same.",
            learning="Look at missing episodes together.",
        ),
        acts.vote(NO_REVIEW, PARTNER_ICB),
    ),
    day(
        "Thu 4 Jun 2026",
        act(
            "record_panel_response",
            BU,
            response="recommends_cspr",
            summary="The Panel would review it.",
        ),
    ),
    day(
        "Tue 9 Jun 2026",
        acts.vote(
            NO_REVIEW,
            PARTNER_LA,
            reasons="The audit of last winter taught the same.",
            learning="Look at missing episodes together.",
            answer_to_panel="We have read the letter and stay with the audit.",
        ),
        acts.against(
            NO_REVIEW, PARTNER_ICB, reason="The answer does not meet the Panel's second point."
        ),
        acts.against(NO_REVIEW, PARTNER_POLICE, reason="I agree with the health partner."),
    ),
    day(
        "Tue 16 Jun 2026",
        acts.votes(
            NO_REVIEW,
            reasons="The audit taught the same, and its six actions are running.",
            learning="Look at missing episodes together.",
            answer_to_panel="The audit looked at exclusions too; it comes with this letter.",
        ),
    ),
)

PLAN = (
    day(
        "Thu 18 Jun 2026",
        acts.recommended("Missing episodes are looked at together.", source="Rapid review"),
    ),
    day("Tue 23 Jun 2026", acts.answered(1, "accepted", "Agreed at the meeting.")),
    day(
        "Wed 24 Jun 2026",
        acts.planned(
            "Map every missing episode weekly.",
            REPS["education_inclusion"],
            "2026-09-11",
            1,
            sought="Patterns seen early.",
        ),
    ),
    day("Fri 10 Jul 2026", acts.fact("learning_briefing_issued")),
    day("Thu 23 Jul 2026", act("agree_plan", CHAIR)),
    day("Mon 27 Jul 2026", acts.started("education_inclusion", 1)),
    day("Thu 3 Sep 2026", acts.plan_reviewed("The map is used in one district.")),
    day("Mon 7 Sep 2026", acts.evidenced("education_inclusion", 1)),
    day("Wed 9 Sep 2026", acts.verified(1, "Eight weekly maps.")),
    day("Tue 6 Oct 2026", act("complete_actions", CHAIR)),
    day(
        "Tue 5 Jan 2027",
        acts.impact(3, "Episodes followed up within a day", "No better than before."),
    ),
    day(
        "Tue 12 Jan 2027",
        act(
            "more_work",
            CHAIR,
            reasons="The map is made, and nobody acts on it.",
            actions=[
                {
                    "what": "The police read the map at the morning meeting.",
                    "outcome_sought": "Somebody acts the same day.",
                    "owner": REPS["police"],
                    "due": "2027-03-26",
                    "evidence_needed": "Minutes of ten meetings.",
                    "impact_measure": "Episodes followed up within a day.",
                }
            ],
        ),
    ),
    day("Mon 18 Jan 2027", acts.started("police", 2)),
    day("Mon 22 Feb 2027", acts.plan_reviewed("Read at every meeting since February.")),
    day("Mon 15 Mar 2027", acts.evidenced("police", 2)),
    day("Wed 17 Mar 2027", acts.verified(2, "Minutes of twelve meetings.")),
    day("Tue 23 Mar 2027", act("complete_actions", CHAIR)),
    day(
        "Tue 22 Jun 2027",
        acts.impact(3, "Episodes followed up within a day", "Seven in ten, from three."),
    ),
    day("Thu 23 Sep 2027", acts.impact(6, "Episodes followed up within a day", "Eight in ten.")),
    day("Tue 21 Mar 2028", acts.impact(12, "Episodes followed up within a day", "Nine in ten.")),
    day("Thu 23 Mar 2028", act("accept_impact", CHAIR)),
    day("Mon 27 Mar 2028", acts.fact("referrer_told")),
)

SCRIPT = Script(
    shows="the Panel disagrees",
    form="exploitation",
    by=SOCIAL_WORKER,
    days=(*NOTIFICATION, *RAPID_REVIEW, *DECISION, *PLAN),
)
