"""
Two serious incidents in one case: the second comes to light while the first is reviewed.

Each has its own notification and its own five working days; the rapid review runs from the first
one.
"""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import BU, NOTIFIER, REPS, WARD_MANAGER
from pathway.demo.script import Script, act, day

AGENCIES = ("northern_care_alliance", "childrens_services", "police")

SCRIPT = Script(
    shows="two incidents in one case",
    form="siblings",
    by=WARD_MANAGER,
    days=(
        day("Mon 5 Oct 2026", act("submit", WARD_MANAGER)),
        day("Tue 6 Oct 2026", act("endorse", REPS["northern_care_alliance"])),
        day(
            "Wed 7 Oct 2026",
            acts.notified(
                "SIN-2026-1007",
                *AGENCIES,
                "nhs_gm_icb",
                reasons="An unexplained fracture of a child of three.",
            ),
        ),
        day("Fri 9 Oct 2026", acts.involved(*AGENCIES), acts.not_involved("nhs_gm_icb")),
        # Known on Monday; its own notification is due on Monday the 19th.
        day(
            "Tue 13 Oct 2026",
            act(
                "report_incident",
                BU,
                children=[
                    {
                        "child": "Child S",
                        "harm": "seriously_harmed",
                        "abuse_or_neglect": "suspected",
                    }
                ],
                what_happened="A burn of the sister, some weeks old, was seen at the foster carers'.",
                local_authority_aware_on="2026-10-12",
            ),
        ),
        day(
            "Thu 15 Oct 2026",
            acts.views("notify", reasons="A serious burn, and neglect is suspected."),
            act(
                "notify_panel_again",
                NOTIFIER,
                national_reference="SIN-2026-1015",
                children=["Child S"],
            ),
        ),
        day("Fri 16 Oct 2026", acts.submitted(*AGENCIES)),
        day(
            "Mon 19 Oct 2026",
            acts.accepted(*AGENCIES),
            act("convene", BU, parallel_processes=["police"]),
        ),
        *acts.rapid_review_agreed(
            "no_further_review",
            concluded="Thu 22 Oct 2026",
            signed_on="Mon 26 Oct 2026",
            sent="Tue 27 Oct 2026",
            agreed="Mon 9 Nov 2026",
        ),
        day("Thu 12 Nov 2026", acts.votes("conclude_without_review")),
        day("Mon 16 Nov 2026", acts.fact("learning_briefing_issued"), acts.fact("family_told")),
        day(
            "Tue 17 Nov 2026",
            acts.no_actions_needed("What was to change was changed at once."),
        ),
        day("Thu 19 Nov 2026", acts.fact("referrer_told")),
    ),
)
