"""
A case under the second definition: education votes as a fourth partner, and all agree before the
notification is sent.

Agreed on Wednesday 9 September, the day of the notification; what follows is due on the days of
that definition.
"""

from __future__ import annotations

from pathway.demo.acts import (
    accepted,
    fact,
    involved,
    not_involved,
    signed,
    submitted,
    views,
    votes,
)
from pathway.demo.people import BU, CHAIR, HEAD_TEACHER, NOTIFIER, PARTNERS, REPS
from pathway.demo.script import Script, act, day

FOUR = (*PARTNERS, "partner.education@example.org")
AGENCIES = ("education_inclusion", "childrens_services", "police")
NOTIFY = "A child was seriously harmed, and neglect is suspected."

SCRIPT = Script(
    shows="four partners agree first",
    form="bruising",
    by=HEAD_TEACHER,
    definition="four_partners",
    days=(
        day("Mon 7 Sep 2026", act("submit", HEAD_TEACHER)),
        day(
            "Tue 8 Sep 2026",
            act("endorse", REPS["education_inclusion"]),
            act("propose_notification", BU),
        ),
        day(
            "Wed 9 Sep 2026",
            views("notify", *FOUR, reasons=NOTIFY),
            act(
                "notify_panel",
                NOTIFIER,
                national_reference="SIN-2026-0909",
                reasons="A serious head injury of a child of five.",
                agencies=[*AGENCIES, "nhs_gm_icb"],
            ),
        ),
        day("Thu 10 Sep 2026", fact("review_letters_sent")),
        day(
            "Fri 11 Sep 2026",
            involved(*AGENCIES),
            not_involved("nhs_gm_icb"),
            fact("executives_told"),
        ),
        day("Mon 21 Sep 2026", submitted(*AGENCIES)),
        day("Tue 22 Sep 2026", accepted(*AGENCIES), act("convene", BU, parallel_processes=[])),
        day(
            "Wed 23 Sep 2026",
            act("conclude_rapid_review", CHAIR, recommended_outcome="no_further_review"),
        ),
        day("Tue 29 Sep 2026", signed(*FOUR)),
        day("Wed 30 Sep 2026", act("send_rapid_review", BU)),
        day("Mon 12 Oct 2026", act("record_panel_response", BU, response="agrees")),
        day("Thu 15 Oct 2026", votes("conclude_without_review", partners=FOUR)),
        day("Mon 19 Oct 2026", fact("learning_briefing_issued"), fact("family_told")),
        day(
            "Tue 20 Oct 2026",
            act("no_actions_needed", CHAIR, reason="The agencies changed what they do at once."),
        ),
        day("Thu 22 Oct 2026", fact("referrer_told")),
    ),
)
