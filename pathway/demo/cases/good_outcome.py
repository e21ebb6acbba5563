"""
A seriously good outcome: what made it possible is written up, carried over and published locally.

The shared form. The last check on the difference for children is waived with its reason; the report
stays published.
"""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import BU, CHAIR, HEAD_TEACHER, REPS
from pathway.demo.script import Script, act, day

AGENCIES = ("education_inclusion", "early_help", "housing")

SCRIPT = Script(
    shows="good outcome review",
    form="good_outcome",
    by=HEAD_TEACHER,
    days=(
        day("Wed 6 May 2026", act("submit", HEAD_TEACHER)),
        day("Mon 11 May 2026", act("endorse", REPS["education_inclusion"])),
        day("Tue 12 May 2026", act("put_to_subgroup", BU, parallel_processes=[])),
        day(
            "Tue 2 Jun 2026",
            act(
                "decide_good_outcome_review",
                CHAIR,
                at_meeting=True,
                reasons="One plan, one lead worker.",
                agencies=list(AGENCIES),
            ),
        ),
        day("Fri 5 Jun 2026", acts.involved(*AGENCIES), acts.fact("referrer_told")),
        day("Fri 19 Jun 2026", acts.submitted(*AGENCIES)),
        day("Tue 23 Jun 2026", acts.accepted(*AGENCIES)),
        day(
            "Thu 9 Jul 2026",
            act(
                "conclude_good_outcome",
                BU,
                what_went_well="Attendance rose from 41% to 93%.",
                child_and_family_view="We chose who came to us.",
                consent_to_share="given",
            ),
        ),
        day(
            "Tue 21 Jul 2026",
            act(
                "accept_report",
                CHAIR,
                recommendations=[
                    {"text": "The family chooses its lead worker.", "source": "Good outcome review"}
                ],
            ),
        ),
        day(
            "Tue 28 Jul 2026",
            acts.answered(1, "accepted", "It costs nothing."),
            acts.planned(
                "Let families choose the lead worker.",
                REPS["early_help"],
                "2026-10-30",
                1,
                sought="One trusted person.",
            ),
        ),
        day(
            "Mon 3 Aug 2026",
            act("agree_plan", CHAIR),
            act("open_publication", BU, reasons="The family would like others to read it."),
        ),
        day(
            "Mon 10 Aug 2026",
            acts.fact("learning_briefing_issued"),
            acts.fact("learning_disseminated"),
        ),
        day("Tue 11 Aug 2026", acts.started("early_help", 1)),
        day(
            "Mon 7 Sep 2026",
            act("publish", BU, "publication", where="https://www.example.org/good-outcomes/1"),
        ),
        day("Mon 14 Sep 2026", acts.plan_reviewed("Two teams have begun.")),
        day(
            "Mon 5 Oct 2026",
            act("update", REPS["early_help"], "action:1", progress="Five teams of seven."),
        ),
        day("Mon 12 Oct 2026", acts.evidenced("early_help", 1)),
        day(
            "Thu 15 Oct 2026",
            acts.verified(1, "Forty plans, each with the family's choice."),
        ),
        day("Tue 20 Oct 2026", act("complete_actions", CHAIR)),
        day(
            "Tue 19 Jan 2027",
            acts.impact(3, "Families who chose", "Four in five, and none has dropped out."),
        ),
        day("Mon 19 Apr 2027", acts.impact(6, "Families who chose", "Nine in ten.")),
        day(
            "Tue 27 Apr 2027",
            act(
                "waive_deadline",
                CHAIR,
                reason="The yearly audit asks the same.",
                deadline="impact_check.3",
            ),
            act(
                "accept_impact", CHAIR, impact_checked="The last check is part of the yearly audit."
            ),
        ),
        day("Thu 29 Apr 2027", acts.fact("referrer_told")),
    ),
)
