"""
The meeting of the demo: the subgroup decides on two cases in one sitting.

Its members are invited, answer about their interests and get the papers; the police's partner is
represented. What is decided stands in the scripts of the cases (`at_meeting`).
"""

from __future__ import annotations

from pathway.demo.people import BU, CHAIR, PARTNER_ICB, PARTNER_LA, PARTNER_POLICE, PARTNERS, REPS
from pathway.demo.script import Day, act, day

# The cases on its agenda, by their forms.
CASES = ("school_worries", "good_outcome")
PLANNED_ON = "Wed 13 May 2026"

PLAN = {
    "kind": "subgroup",
    "day": "2026-06-02",
    "starts": "10:00",
    "ends": "12:00",
    "place": "Civic centre, room 2",
    "chair": CHAIR,
    "members": list(PARTNERS),
}

DAYS: tuple[Day, ...] = (
    day(PLANNED_ON, act("invite", BU)),
    day(
        "Wed 20 May 2026",
        *(
            act("declare", person, f"member:{number}", interests=[])
            for number, person in enumerate((CHAIR, *PARTNERS), start=1)
        ),
    ),
    day("Thu 21 May 2026", act("send_papers", BU)),
    day(
        "Tue 2 Jun 2026",
        act(
            "hold",
            BU,
            members=[
                *(
                    {"member": email, "took_part": "present"}
                    for email in (CHAIR, PARTNER_LA, PARTNER_ICB)
                ),
                {"member": PARTNER_POLICE, "took_part": "represented", "by": REPS["police"]},
            ],
        ),
        act(
            "add_meeting_action",
            BU,
            what="Thank the school for its referral.",
            owner=BU,
            due="2026-06-12",
        ),
    ),
    day("Fri 5 Jun 2026", act("record_minutes", BU)),
    day("Tue 9 Jun 2026", act("agree_minutes", CHAIR)),
    day("Thu 11 Jun 2026", act("do_meeting_action", BU, "meeting_action:1")),
)
