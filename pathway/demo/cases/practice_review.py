"""
A child safeguarding practice review from the referral to a report that was public for a year.

The shared form. Returns of every kind, an interest upheld, a dissent, a report sent back, a
publication six days late, actions verified, moved and given up, the difference for children looked
at three times.
"""

from __future__ import annotations

from pathway.demo import acts
from pathway.demo.people import (
    BU,
    CHAIR,
    DEPUTY_REP_POLICE,
    NOTIFIER,
    PARTNER_ICB,
    PARTNER_LA,
    PARTNER_POLICE,
    REPS,
    REVIEWER,
    WARD_MANAGER,
)
from pathway.demo.script import Script, act, day

POLICE, HOUSING, ICB = (
    acts.returned("police"),
    acts.returned("housing"),
    acts.returned("nhs_gm_icb"),
)

REFERRAL = (
    day("Mon 16 Mar 2026", act("submit", WARD_MANAGER)),
    day(
        "Tue 17 Mar 2026",
        act("endorse", REPS["northern_care_alliance"]),
        act(
            "propose_notification",
            BU,
            children=[
                {
                    "child": "Child A",
                    "criteria": ["seriously_harmed", "abuse_or_neglect_suspected"],
                },
                {"child": "Child B", "criteria": ["none"]},
            ],
            source="Record of the duty team.",
        ),
        act("declare_interest", REPS["police"], nature="A relative lives next door to the family."),
        act(
            "decide_interest",
            CHAIR,
            outcome="withdraws_case",
            reasons="Too close; the review team takes the case.",
        ),
    ),
    # The duplicate of the day before brought an earlier day of awareness: the clock ends today.
    day(
        "Wed 18 Mar 2026",
        *acts.views("notify", reasons="Unexplained injuries of a baby; abuse is suspected."),
        act("notify_panel", NOTIFIER, national_reference="SIN-2026-0318", children=["Child A"]),
    ),
)

RAPID_REVIEW = (
    day(
        "Thu 19 Mar 2026",
        act(
            "add_parallel_process",
            BU,
            process="police",
            contact="Officer in charge",
            hold="Nobody speaks to the parents.",
        ),
        acts.family_contacted(
            BU, who="Both parents", how="Letter", reply="not_yet", clearance="police"
        ),
    ),
    day(
        "Fri 20 Mar 2026",
        acts.involved("childrens_services", "northern_care_alliance", "nhs_gm_icb"),
        acts.not_involved("public_health"),
    ),
    day("Mon 23 Mar 2026", act("confirm_involvement", DEPUTY_REP_POLICE, POLICE)),
    day(
        "Wed 25 Mar 2026",
        acts.involved("housing"),
        acts.submitted("childrens_services", "northern_care_alliance"),
    ),
    day(
        "Fri 27 Mar 2026",
        acts.accepted("childrens_services", "northern_care_alliance"),
        acts.submitted("police", "nhs_gm_icb"),
    ),
    day(
        "Mon 30 Mar 2026",
        act("accept_return", DEPUTY_REP_POLICE, POLICE),
        act("reject_return", REPS["nhs_gm_icb"], ICB, reason="The chronology stops in January."),
    ),
    day("Wed 1 Apr 2026", acts.submitted("nhs_gm_icb"), acts.accepted("nhs_gm_icb")),
    day(
        "Thu 2 Apr 2026",
        act(
            "waive",
            CHAIR,
            HOUSING,
            reason="Nothing came by the last day; the tenancy file is asked for in the review.",
        ),
        act("convene", BU, meeting_on="2026-04-07", parallel_processes=["police", "family_court"]),
    ),
    day("Tue 7 Apr 2026", act("conclude_rapid_review", CHAIR, recommended_outcome="cspr")),
    day("Wed 8 Apr 2026", acts.signed(PARTNER_LA, PARTNER_ICB)),
    day(
        "Thu 9 Apr 2026",
        act("dissent", PARTNER_POLICE, reason="A thematic audit would teach the same sooner."),
    ),
    day("Fri 10 Apr 2026", act("send_rapid_review", BU)),
)

PRACTICE_REVIEW = (
    day(
        "Mon 13 Apr 2026",
        acts.vote(
            "commission_cspr",
            PARTNER_LA,
            reasons="Six agencies held parts of the picture and none the whole.",
        ),
        acts.vote("commission_cspr", PARTNER_ICB),
    ),
    day("Tue 14 Apr 2026", acts.vote("commission_cspr", PARTNER_POLICE)),
    day(
        "Thu 16 Apr 2026",
        acts.fact(
            "cspr_decision_told",
            late="The third vote came in the evening; the letters went out two days later.",
        ),
        acts.fact("referrer_told"),
    ),
    day("Tue 21 Apr 2026", act("record_panel_response", BU, response="agrees")),
    day(
        "Thu 7 May 2026",
        act(
            "appoint_reviewer",
            PARTNER_LA,
            reviewers=[REVIEWER],
            agencies=["childrens_services", "police", "northern_care_alliance"],
        ),
    ),
    day(
        "Mon 11 May 2026",
        acts.involved("childrens_services", "northern_care_alliance", turn=2),
        act("confirm_involvement", DEPUTY_REP_POLICE, acts.returned("police", 2)),
    ),
    day(
        "Tue 26 May 2026",
        acts.submitted("childrens_services", "northern_care_alliance", "police", turn=2),
    ),
    day(
        "Mon 1 Jun 2026",
        acts.accepted("childrens_services", "northern_care_alliance", turn=2),
        act("accept_return", DEPUTY_REP_POLICE, acts.returned("police", 2)),
    ),
    day(
        "Thu 4 Jun 2026",
        acts.checkpoint("On time.", "Good; all three returns are in."),
    ),
    day(
        "Fri 12 Jun 2026",
        acts.family_contacted(
            REVIEWER,
            who="Mother",
            how="Visit with an advocate",
            reply="took_part",
            clearance="police",
        ),
    ),
    day("Fri 26 Jun 2026", act("complete_fieldwork", REVIEWER, family_contact="took_part")),
    day(
        "Mon 6 Jul 2026",
        act(
            "record_checkpoint",
            BU,
            timeliness="Fieldwork done.",
            quality="Good.",
            written_request="Say more on the new adult.",
        ),
    ),
    day("Thu 23 Jul 2026", act("submit_report", REVIEWER)),
    day(
        "Fri 31 Jul 2026",
        act(
            "return_report", PARTNER_ICB, reason="The learning on bruising in babies is not clear."
        ),
    ),
    day(
        "Mon 3 Aug 2026",
        acts.checkpoint("Report sent back once.", "Nearly there."),
    ),
    day("Mon 17 Aug 2026", act("submit_report", REVIEWER)),
    day(
        "Fri 28 Aug 2026",
        acts.checkpoint("With the partners.", "Good."),
    ),
    day(
        "Tue 1 Sep 2026",
        acts.vote("approve_report", PARTNER_LA),
        acts.vote("approve_report", PARTNER_ICB),
    ),
    day("Wed 2 Sep 2026", acts.vote("approve_report", PARTNER_POLICE)),
)

PLAN = (
    day(
        "Thu 3 Sep 2026",
        acts.publication_planned("2026-10-14"),
    ),
    day(
        "Mon 7 Sep 2026",
        acts.recommended(
            "Every bruise of a baby who cannot move is seen by a paediatrician.",
            "A new adult in a home is told to health visitor and police.",
            "All staff are trained anew.",
            source="Review report",
        ),
    ),
    day(
        "Mon 14 Sep 2026",
        acts.answered(1, "accepted", "The pathway exists but is not known."),
        acts.answered(2, "accepted", "Nobody had the whole picture."),
        acts.answered(3, "rejected", "Training was renewed this spring."),
    ),
    day(
        "Mon 21 Sep 2026",
        acts.planned(
            "Put the bruising pathway into every ward.",
            REPS["northern_care_alliance"],
            "2026-11-30",
            1,
            sought="No bruise unseen.",
        ),
        acts.planned(
            "Share changes of household.",
            REPS["childrens_services"],
            "2027-01-15",
            2,
            sought="One picture of the home.",
        ),
        acts.planned(
            "Housing officers tell of new tenants.",
            REPS["housing"],
            "2026-12-18",
            2,
            sought="One picture of the home.",
        ),
    ),
    day("Mon 28 Sep 2026", act("agree_plan", CHAIR)),
    day("Thu 1 Oct 2026", acts.started("northern_care_alliance", 1)),
    day("Mon 5 Oct 2026", acts.started("childrens_services", 2)),
    day(
        "Tue 6 Oct 2026",
        acts.fact("learning_briefing_issued", documents=["Seven-minute briefing", "Plain text"]),
    ),
    day(
        "Fri 9 Oct 2026",
        act(
            "send_copies",
            BU,
            "publication",
            late="Legal advice on one paragraph came on 8 October.",
            what="report",
            sent_to=["panel", "secretary_of_state", "ofsted"],
        ),
        acts.publication_planned("2026-10-20"),
    ),
    day(
        "Tue 20 Oct 2026",
        act(
            "publish",
            BU,
            "publication",
            late="The copies went out four days late, and the Panel has seven working days with them.",
            where="https://www.example.org/reviews/2026-1",
        ),
        acts.fact("family_told"),
    ),
    day("Mon 26 Oct 2026", acts.fact("national_repository_sent")),
    day(
        "Mon 2 Nov 2026",
        act(
            "block",
            REPS["childrens_services"],
            "action:2",
            reason="The data agreement is not signed.",
        ),
    ),
    day("Mon 9 Nov 2026", acts.plan_reviewed("Action 2 is blocked; action 3 is put in question.")),
    day("Thu 12 Nov 2026", acts.fact("bitesize_session", attendance=64)),
    day("Thu 26 Nov 2026", acts.evidenced("northern_care_alliance", 1)),
    day(
        "Mon 30 Nov 2026",
        acts.verified(1, "The pathway on all nine wards, and an audit of forty records."),
        act("do_not_pursue", CHAIR, "action:3", reason="The tenancy law does not allow it."),
    ),
    day(
        "Mon 7 Dec 2026",
        act("unblock", REPS["childrens_services"], "action:2"),
        act(
            "rebase",
            CHAIR,
            "action:2",
            reason="The agreement was signed two months late.",
            due="2027-02-26",
        ),
    ),
    day("Mon 21 Dec 2026", acts.plan_reviewed("Action 2 goes on, with a new date.")),
    day("Thu 4 Feb 2027", acts.plan_reviewed("Action 2 is tested in two teams.")),
    day("Mon 22 Feb 2027", acts.evidenced("childrens_services", 2)),
    day(
        "Wed 24 Feb 2027",
        act("reject_evidence", BU, "action:2", reason="It shows the form, not its use."),
    ),
    day("Tue 2 Mar 2027", acts.evidenced("childrens_services", 2)),
    day(
        "Wed 3 Mar 2027",
        acts.verified(2, "Thirty notifications in a month, all answered."),
    ),
    day("Mon 8 Mar 2027", act("complete_actions", CHAIR)),
)

IMPACT = (
    day(
        "Mon 7 Jun 2027",
        acts.impact(
            3, "Bruises seen by a paediatrician", "39 of 41 babies were seen the same day."
        ),
    ),
    day(
        "Mon 13 Sep 2027",
        acts.impact(6, "Changes of household shared", "Two babies were found at risk in time."),
    ),
    day("Tue 5 Oct 2027", acts.fact("feedback_received", details="Ward staff: we ask earlier.")),
    day("Wed 27 Oct 2027", act("withdraw_report", BU, "publication")),
    day(
        "Mon 6 Mar 2028",
        acts.impact(12, "Bruises seen by a paediatrician", "The rate held for a year."),
    ),
    day("Mon 13 Mar 2028", act("accept_impact", PARTNER_LA)),
    day("Wed 15 Mar 2028", acts.fact("referrer_told")),
)

SCRIPT = Script(
    shows="practice review, the whole way",
    form="practice_review",
    by=WARD_MANAGER,
    days=(*REFERRAL, *RAPID_REVIEW, *PRACTICE_REVIEW, *PLAN, *IMPACT),
)
