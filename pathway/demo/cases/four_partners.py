"""
A case under the second definition: education votes as a fourth partner, and all agree before the
notification is sent.

Agreed on Wednesday 9 September, the day of the notification; what follows is due on the days of
that definition.
"""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import BU, HEAD_TEACHER, PARTNERS, REPS
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
            acts.views("notify", *FOUR, reasons=NOTIFY),
            acts.notified(
                "SIN-2026-0909",
                *AGENCIES,
                "nhs_gm_icb",
                reasons="A serious head injury of a child of five.",
            ),
        ),
        day("Thu 10 Sep 2026", acts.fact("review_letters_sent")),
        day(
            "Fri 11 Sep 2026",
            acts.involved(*AGENCIES),
            acts.not_involved("nhs_gm_icb"),
            acts.fact("executives_told"),
        ),
        day("Mon 21 Sep 2026", acts.submitted(*AGENCIES)),
        day("Tue 22 Sep 2026", acts.accepted(*AGENCIES), act("convene", BU, parallel_processes=[])),
        *acts.rapid_review_agreed(
            "no_further_review",
            concluded="Wed 23 Sep 2026",
            signed_on="Tue 29 Sep 2026",
            sent="Wed 30 Sep 2026",
            agreed="Mon 12 Oct 2026",
            partners=FOUR,
        ),
        day("Thu 15 Oct 2026", acts.votes("conclude_without_review", partners=FOUR)),
        day("Mon 19 Oct 2026", acts.fact("learning_briefing_issued"), acts.fact("family_told")),
        day(
            "Tue 20 Oct 2026",
            acts.no_actions_needed("The agencies changed what they do at once."),
        ),
        day("Thu 22 Oct 2026", acts.fact("referrer_told")),
    ),
)
