"""Referrals that end without a review: each in its own way, and each answered."""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import (
    BU,
    CHAIR,
    COORDINATOR,
    DEPUTY_REP_NCA,
    HEAD_TEACHER,
    NOTIFIER,
    REPS,
    SECOND_NOTIFIER,
    SOCIAL_WORKER,
    WARD_MANAGER,
)
from pathway.demo.script import ReferenceOf, Script, act, day

# The other agency had known a day earlier, so the first case's clock takes that day.
DUPLICATE = Script(
    shows="the same children, twice",
    form="second_referral",
    by=SOCIAL_WORKER,
    days=(
        day(
            "Tue 17 Mar 2026",
            act(
                "close_as_duplicate",
                BU,
                surviving=ReferenceOf("practice_review"),
                children=[
                    {"child": "Child One", "same_as": 1},
                    {"child": "Child Two", "same_as": 2},
                ],
            ),
        ),
        day("Thu 19 Mar 2026", acts.fact("referrer_told")),
    ),
)

# Quality assurance and an answer come late; nothing more is to be learned.
NO_FURTHER_ACTION = Script(
    shows="a referral without a review",
    form="school_worries",
    by=HEAD_TEACHER,
    days=(
        day("Tue 21 Apr 2026", act("submit", HEAD_TEACHER)),
        day("Thu 30 Apr 2026", act("endorse", REPS["education_inclusion"])),
        day(
            "Fri 1 May 2026",
            act("put_to_subgroup", BU, parallel_processes=[]),
            act(
                "request_information",
                BU,
                asked_of="camhs",
                what="When the child was first seen.",
                due="2026-05-12",
            ),
        ),
        day("Fri 15 May 2026", act("answer_information", BU, answer="Within nine days.")),
        day(
            "Tue 2 Jun 2026",
            act(
                "decide_no_further_action",
                CHAIR,
                at_meeting=True,
                reason="The services met in time and did what they agreed.",
            ),
        ),
        day("Fri 5 Jun 2026", acts.fact("referrer_told")),
    ),
)

# The deputy endorses it; another process is the right one.
SIGNPOSTED = Script(
    shows="sent to child death overview",
    form="expected_death",
    by=WARD_MANAGER,
    days=(
        day("Tue 2 Jun 2026", act("submit", WARD_MANAGER)),
        day("Fri 5 Jun 2026", act("endorse", DEPUTY_REP_NCA)),
        day(
            "Mon 8 Jun 2026",
            act("put_to_subgroup", COORDINATOR, parallel_processes=["child_death_review"]),
        ),
        day(
            "Tue 16 Jun 2026",
            act(
                "signpost",
                CHAIR,
                process="child_death_overview",
                reasons="An expected death, already with the panel.",
            ),
        ),
        day("Thu 18 Jun 2026", acts.fact("referrer_told")),
    ),
)

# The notification is on time; ten days later the cause is found, and what had begun ends.
NOT_MET = Script(
    shows="criteria found not to be met",
    form="fracture",
    by=WARD_MANAGER,
    days=(
        day("Mon 8 Jun 2026", act("submit", WARD_MANAGER)),
        day("Tue 9 Jun 2026", act("endorse", REPS["northern_care_alliance"])),
        day(
            "Wed 10 Jun 2026",
            acts.notified(
                "SIN-2026-0610",
                "northern_care_alliance",
                "childrens_services",
                "police",
                "nhs_gm_icb",
                by=SECOND_NOTIFIER,
                reasons="Unexplained fractures of a baby.",
            ),
        ),
        day("Fri 12 Jun 2026", acts.involved("northern_care_alliance", "childrens_services")),
        day("Mon 15 Jun 2026", acts.involved("police"), acts.not_involved("nhs_gm_icb")),
        day(
            "Thu 18 Jun 2026",
            act(
                "notification_not_met",
                NOTIFIER,
                reason="The bones break by a rare disease; nobody harmed the child.",
            ),
        ),
        day("Tue 23 Jun 2026", act("put_to_subgroup", BU, parallel_processes=[])),
        day(
            "Tue 7 Jul 2026",
            act(
                "decide_no_further_action",
                CHAIR,
                reason="A medical cause; the family has an apology.",
            ),
        ),
        day("Thu 9 Jul 2026", acts.fact("family_told"), acts.fact("referrer_told")),
    ),
)

# Returned, not revised in time, and then taken back: a court is looking at the same questions.
WITHDRAWN = Script(
    shows="withdrawn by the referrer",
    form="family_dispute",
    by=SOCIAL_WORKER,
    days=(
        day("Wed 15 Jul 2026", act("submit", SOCIAL_WORKER)),
        day(
            "Fri 17 Jul 2026",
            act(
                "return_to_referrer",
                REPS["childrens_services"],
                reason="It does not say what several agencies may learn.",
            ),
        ),
        day(
            "Thu 30 Jul 2026",
            act(
                "withdraw",
                SOCIAL_WORKER,
                reason="The court has ordered its own report on the same.",
            ),
        ),
        day("Wed 5 Aug 2026", acts.fact("referrer_told")),
    ),
)

# A care leaver of 24: no child, so no rapid review, but the death is notified.
CARE_LEAVER = Script(
    shows="a care leaver's death at 24",
    form="care_leaver",
    by=SOCIAL_WORKER,
    days=(
        day("Fri 24 Jul 2026", act("submit", SOCIAL_WORKER)),
        day("Mon 27 Jul 2026", acts.fact("care_death_notified", NOTIFIER)),
        day("Wed 29 Jul 2026", act("endorse", REPS["childrens_services"])),
        day(
            "Thu 30 Jul 2026",
            act("put_to_subgroup", BU, parallel_processes=["coroner", "adult_review"]),
        ),
        day(
            "Tue 11 Aug 2026",
            act(
                "signpost",
                CHAIR,
                process="safeguarding_adult_review",
                reasons="An adult; the adult board has taken it.",
            ),
        ),
        day("Thu 13 Aug 2026", acts.fact("referrer_told")),
    ),
)
