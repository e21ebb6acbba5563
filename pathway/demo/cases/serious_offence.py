"""
A young person charged with a serious offence: screened, found not notifiable, and reviewed.

The shared form. One partner would have notified and says so; an answer and a meeting come late, a
report goes back to the meeting, and the deputy accepts what the chair had concluded.
"""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import (
    BU,
    CHAIR,
    COORDINATOR,
    DEPUTY_CHAIR,
    PARTNER_ICB,
    PARTNER_LA,
    PARTNER_POLICE,
    REPS,
    YOUTH_JUSTICE_OFFICER,
)
from pathway.demo.script import Script, act, day

DECISION = (
    day("Tue 16 Jun 2026", act("submit", YOUTH_JUSTICE_OFFICER)),
    day("Thu 18 Jun 2026", act("endorse", REPS["youth_justice"])),
    day(
        "Fri 19 Jun 2026",
        act(
            "propose_notification",
            BU,
            children=[
                {"child": "Young Person C", "criteria": ["none"]},
                {"child": "Young Person E", "criteria": ["seriously_harmed"]},
            ],
            local_authority_aware_on="2026-06-15",
            source="The referral itself.",
        ),
    ),
    day(
        "Mon 22 Jun 2026",
        acts.views(
            "do_not_notify",
            PARTNER_LA,
            PARTNER_ICB,
            reasons="Serious harm, but no abuse or neglect by a carer.",
        ),
        acts.views("notify", PARTNER_POLICE, reasons="Exploitation is not ruled out."),
        act(
            "decide_not_notifiable",
            PARTNER_LA,
            reasons="No abuse or neglect is known or suspected.",
        ),
    ),
    day(
        "Tue 23 Jun 2026",
        act("put_to_subgroup", BU, parallel_processes=["police", "yjb"]),
        act(
            "request_information",
            BU,
            asked_of="education_inclusion",
            what="Both moves of school.",
            due="2026-06-30",
        ),
    ),
    day(
        "Fri 3 Jul 2026",
        act("answer_information", COORDINATOR, answer="Both moves were asked for by the family."),
    ),
    day(
        "Tue 14 Jul 2026",
        act(
            "decide_serious_offence_review",
            CHAIR,
            reasons="Five services knew him; much can be learned.",
            agencies=["youth_justice", "childrens_services", "police", "gmmh"],
        ),
    ),
)

REVIEW = (
    day(
        "Fri 17 Jul 2026",
        acts.involved("youth_justice", "childrens_services", "police"),
        acts.fact("referrer_told"),
    ),
    day(
        "Mon 20 Jul 2026",
        acts.not_involved("gmmh"),
        act("request_return", BU, agency="education_inclusion", why="Both moves of school matter."),
    ),
    day("Fri 24 Jul 2026", acts.involved("education_inclusion")),
    day("Mon 3 Aug 2026", acts.submitted("youth_justice", "childrens_services", "police")),
    day("Fri 7 Aug 2026", acts.accepted("youth_justice", "childrens_services", "police")),
    day("Thu 13 Aug 2026", acts.submitted("education_inclusion")),
    day("Tue 18 Aug 2026", acts.accepted("education_inclusion")),
    day(
        "Mon 24 Aug 2026",
        act("convene", BU, meeting_on="2026-09-15", parallel_processes=["police", "yjb"]),
    ),
    day("Tue 15 Sep 2026", act("conclude_meeting", CHAIR)),
    day(
        "Tue 22 Sep 2026",
        act("return_local_report", CHAIR, reason="What the young people say is missing."),
    ),
    day(
        "Tue 6 Oct 2026",
        act(
            "conclude_meeting",
            CHAIR,
            lived_experience="Both told the advocate of fear on the way to school.",
        ),
    ),
    day(
        "Tue 20 Oct 2026",
        act(
            "accept_report",
            DEPUTY_CHAIR,
            recommendations=[
                {
                    "text": "A move of school is a reason to meet.",
                    "source": "Finding 1",
                    "themes": ["transitions"],
                },
                {
                    "text": "Speech and language needs are known to youth justice.",
                    "source": "Finding 2",
                },
            ],
        ),
    ),
)

PLAN = (
    day(
        "Mon 2 Nov 2026",
        acts.answered(1, "accepted", "It was missed twice."),
        acts.answered(2, "accepted", "Nobody had asked."),
        acts.planned(
            "Meet within a week of a move of school.",
            REPS["education_inclusion"],
            "2027-03-31",
            1,
            sought="No child lost.",
        ),
        acts.planned(
            "Screen for speech and language.",
            REPS["youth_justice"],
            "2027-01-29",
            2,
            sought="Every child understood.",
        ),
    ),
    day("Mon 9 Nov 2026", act("agree_plan", CHAIR)),
    day(
        "Mon 16 Nov 2026",
        acts.started("youth_justice", 2),
        acts.fact("learning_briefing_issued"),
    ),
    day("Mon 23 Nov 2026", acts.started("education_inclusion", 1)),
    day("Mon 21 Dec 2026", acts.plan_reviewed("Both actions are under way.")),
    day("Mon 25 Jan 2027", acts.evidenced("youth_justice", 2)),
    day(
        "Wed 27 Jan 2027",
        acts.verified(2, "Every assessment since December has it."),
    ),
    day("Thu 4 Feb 2027", acts.plan_reviewed("Action 1 has a draft protocol.")),
    day("Wed 17 Mar 2027", acts.plan_reviewed("Action 1 is nearly done.")),
    day("Tue 23 Mar 2027", acts.evidenced("education_inclusion", 1)),
    day(
        "Thu 25 Mar 2027",
        acts.verified(1, "The protocol, and eleven meetings held by it."),
    ),
    day("Tue 30 Mar 2027", act("complete_actions", CHAIR)),
    day(
        "Mon 28 Jun 2027",
        acts.impact(
            3, "Meetings after a move of school", "Twenty children had a plan within a week."
        ),
    ),
    day(
        "Wed 29 Sep 2027",
        acts.impact(
            6, "Screening for speech and language", "Nine children got help they had not had."
        ),
    ),
    day(
        "Mon 27 Mar 2028",
        acts.impact(12, "First-time entrants with unmet needs", "Down by a third."),
    ),
    day("Tue 28 Mar 2028", act("accept_impact", CHAIR)),
    day("Thu 30 Mar 2028", acts.fact("referrer_told")),
)

SCRIPT = Script(
    shows="serious offence review",
    form="serious_offence",
    by=YOUTH_JUSTICE_OFFICER,
    days=(*DECISION, *REVIEW, *PLAN),
)
