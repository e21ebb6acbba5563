"""
An accident that looked like more: not notifiable, but something to learn, so a local review.

The chair knows the family and stands aside: the deputy takes the chair, and where the deputy may
not accept what the deputy concluded, a partner does. The local report is held back.
"""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import BU, CHAIR, DEPUTY_CHAIR, PARTNER_ICB, PARTNER_LA, REPS, WARD_MANAGER
from pathway.demo.script import Script, act, day

DECISION = (
    day("Tue 14 Apr 2026", act("submit", WARD_MANAGER)),
    day(
        "Wed 15 Apr 2026",
        act("endorse", REPS["northern_care_alliance"]),
        act("propose_notification", BU, source="The hospital's call to the duty team."),
    ),
    day(
        "Mon 20 Apr 2026",
        acts.views(
            "do_not_notify",
            PARTNER_LA,
            PARTNER_ICB,
            reasons="An accident; the fire service has found the fault.",
        ),
        act(
            "decide_not_notifiable",
            PARTNER_LA,
            reasons="Neither abuse nor neglect.",
            views_missing="The police partner is away and was told.",
        ),
    ),
    day(
        "Tue 21 Apr 2026",
        act("put_to_subgroup", BU, parallel_processes=[]),
        act("declare_interest", CHAIR, nature="I sit on the board of the landlord."),
    ),
    day(
        "Thu 23 Apr 2026",
        act(
            "decide_interest",
            PARTNER_LA,
            outcome="withdraws_case",
            reasons="The landlord is part of it.",
        ),
    ),
    day(
        "Tue 19 May 2026",
        act(
            "decide_local_review",
            DEPUTY_CHAIR,
            form="local_learning",
            reasons="Three services knew of the boiler.",
            agencies=["northern_care_alliance", "childrens_services", "police"],
        ),
        acts.fact("referrer_told"),
    ),
)

REVIEW = (
    day("Fri 22 May 2026", acts.involved("northern_care_alliance", "childrens_services")),
    day("Fri 29 May 2026", acts.not_involved("police")),
    day("Mon 8 Jun 2026", acts.submitted("northern_care_alliance", "childrens_services")),
    day("Thu 11 Jun 2026", acts.accepted("northern_care_alliance", "childrens_services")),
    day("Mon 15 Jun 2026", act("convene", BU, meeting_on="2026-07-06", parallel_processes=[])),
    day("Tue 21 Jul 2026", act("conclude_meeting", DEPUTY_CHAIR)),
    day(
        "Tue 11 Aug 2026",
        act(
            "accept_report",
            PARTNER_LA,
            reason="The chair stands aside, and the deputy concluded the meeting.",
            recommendations=[
                {
                    "text": "A fault that can hurt a child is told to the landlord the same day.",
                    "source": "Finding 1",
                }
            ],
        ),
    ),
)

PLAN = (
    day(
        "Tue 18 Aug 2026",
        acts.answered(1, "accepted", "Each had thought another would.", by=DEPUTY_CHAIR),
        acts.planned(
            "One line to call for a dangerous fault.",
            REPS["public_health"],
            "2026-11-27",
            1,
            sought="No second scald.",
        ),
    ),
    day(
        "Mon 24 Aug 2026",
        act("agree_plan", DEPUTY_CHAIR),
        act("open_publication", BU, reasons="Other landlords may learn from it."),
    ),
    day("Tue 1 Sep 2026", acts.started("public_health", 1)),
    day("Wed 2 Sep 2026", acts.fact("learning_briefing_issued")),
    day(
        "Mon 7 Sep 2026",
        act(
            "withhold",
            DEPUTY_CHAIR,
            "publication",
            reasons="In so small a place everybody would know who it is.",
        ),
    ),
    day("Tue 6 Oct 2026", acts.plan_reviewed("The line is set up.", by=DEPUTY_CHAIR)),
    day("Mon 16 Nov 2026", acts.plan_reviewed("The line is used.", by=DEPUTY_CHAIR)),
    day("Fri 20 Nov 2026", acts.evidenced("public_health", 1)),
    day(
        "Wed 25 Nov 2026",
        acts.verified(1, "Sixteen calls, all answered the same day."),
    ),
    day("Tue 1 Dec 2026", act("complete_actions", DEPUTY_CHAIR)),
    day("Mon 1 Mar 2027", acts.impact(3, "Faults mended within a day", "All but one.")),
    day("Wed 9 Jun 2027", acts.impact(6, "Faults mended within a day", "All.")),
    day(
        "Mon 29 Nov 2027",
        acts.impact(12, "Scalds seen on the ward", "None from a fault that was known."),
    ),
    day("Thu 2 Dec 2027", act("accept_impact", DEPUTY_CHAIR)),
    day("Mon 6 Dec 2027", acts.fact("referrer_told")),
)

SCRIPT = Script(
    shows="not notifiable, local review",
    form="scald",
    by=WARD_MANAGER,
    days=(*DECISION, *REVIEW, *PLAN),
)
