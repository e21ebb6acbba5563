"""
The Panel takes the review: the partnership waits, asks after it every three months, and has nothing
more to do.

The Panel first asks for more, and one of the looks at the national review comes late.
"""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import BU, CHAIR, REPS, WARD_MANAGER
from pathway.demo.script import Act, Script, act, day

AGENCIES = ("northern_care_alliance", "childrens_services", "police", "public_health")


def asked_after(text: str) -> Act:
    """Write the note that meets the check on the national review."""
    return act("note", BU, text=text, meets="national_review_check")


SCRIPT = Script(
    shows="the Panel's national review",
    form="infant_death",
    by=WARD_MANAGER,
    days=(
        day("Mon 18 May 2026", act("submit", WARD_MANAGER)),
        day(
            "Tue 19 May 2026",
            act("endorse", REPS["northern_care_alliance"]),
            act("propose_notification", BU, source="Record of the duty team."),
        ),
        day(
            "Wed 20 May 2026",
            acts.views("notify", reasons="A baby died, and neglect is suspected."),
        ),
        day(
            "Thu 21 May 2026",
            acts.notified("SIN-2026-0521", *AGENCIES),
        ),
        day(
            "Tue 26 May 2026",
            acts.involved(*AGENCIES),
            act("add_parallel_process", BU, process="coroner", contact="Coroner's officer"),
            acts.family_contacted(
                BU,
                who="Mother",
                how="Through the hostel's worker",
                reply="declined",
                clearance="not_needed",
            ),
        ),
        day("Mon 1 Jun 2026", acts.submitted(*AGENCIES)),
        day("Tue 2 Jun 2026", acts.accepted(*AGENCIES)),
        day(
            "Wed 3 Jun 2026",
            act(
                "convene",
                BU,
                meeting_on="2026-06-09",
                parallel_processes=["coroner", "child_death_review"],
            ),
        ),
        day(
            "Tue 9 Jun 2026",
            act("conclude_rapid_review", CHAIR, recommended_outcome="national_review"),
        ),
        day("Thu 11 Jun 2026", acts.signed()),
        day("Fri 12 Jun 2026", act("send_rapid_review", BU)),
        day("Tue 23 Jun 2026", act("record_panel_response", BU, response="asks_for_information")),
        day("Thu 2 Jul 2026", act("record_panel_response", BU, response="national_review")),
        day("Mon 6 Jul 2026", act("panel_takes_review", BU)),
        day("Mon 5 Oct 2026", asked_after("The Panel has named its reviewers.")),
        day("Thu 7 Jan 2027", asked_after("Fieldwork in nine areas is done.")),
        day("Tue 6 Apr 2027", asked_after("A draft is promised for May.")),
        day(
            "Tue 22 Jun 2027",
            act("national_review_published", BU, where="https://www.example.org/national/sleep"),
        ),
        day(
            "Thu 24 Jun 2027",
            acts.recommended(
                "Every hostel gives out a cot.", source="National review, recommendation 4"
            ),
        ),
        day(
            "Tue 6 Jul 2027",
            acts.answered(1, "rejected", "Ours have done so since the autumn of 2026."),
        ),
        day(
            "Tue 13 Jul 2027",
            acts.no_actions_needed("All six recommendations are in place here."),
        ),
        day("Thu 15 Jul 2027", acts.fact("referrer_told")),
    ),
)
