"""Facts, outcomes, numbers and lists as data: a partnership's own, and what follows from them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pathway.errors import ImportRefused
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.loading.definition_files import load, packaged
from tests.desk import Desk
from tests.partnerships import partnership
from tests.routes import BU, CHAIR, REFERRER, approved, in_triage, local_plan, only, referred

WITHDRAWN = 'reason = true\noutcome = "withdrawn"'


def changed(forms: str = "", **files: dict[str, str]) -> BoundDefinition:
    """
    Return the shipped definition with words of its files changed, and forms of a partnership's own.
    """
    texts = partnership(forms, files.pop("review", None))
    for name, changes in files.items():
        for old, new in changes.items():
            assert old in texts[f"{name}.toml"], old
            texts[f"{name}.toml"] = texts[f"{name}.toml"].replace(old, new)
    return load(texts)


def faults(forms: str = "", **files: dict[str, str]) -> list[str]:
    """Return every fault of it."""
    with pytest.raises(ImportRefused) as refused:
        changed(forms, **files)
    return [str(reason) for reason in refused.value.reasons]


BRIEFED = """
[[fact]]
name = "staff_briefed"
title = "The staff were briefed"
"""
BRIEF = """
[[deadline]]
key = "staff_briefing"
title = "Brief the staff"
starts = [{ fact = "family_told" }]
due = { working_days = 5 }
met_by = [{ fact = "staff_briefed" }]
owner = "bu"
status = "local"
grade = "D"
source = "Ours."

[[ladder]]
name = "statutory"
"""


def test_a_fact_of_its_own_meets_a_duty_of_its_own() -> None:
    """It is offered first while the duty waits, and recorded as any other."""
    desk = in_triage()
    desk.definition = changed(BRIEFED, review={'[[ladder]]\nname = "statutory"\n': BRIEF})
    desk.do("record_fact", BU, input={"fact": "family_told"})
    waiting = only(desk, "staff_briefing")
    offered = desk.schema("record_fact", BU)["properties"]["fact"]["enum"]
    desk.do("record_fact", BU, input={"fact": "staff_briefed"})

    assert ("running", desk.today) == (waiting.state, waiting.clock_on)
    assert "staff_briefed" in offered
    assert "met" == only(desk, "staff_briefing").state


def test_a_duty_may_run_from_a_facts_own_day() -> None:
    """A clock that is a fact: whenever its day is on record, and re-dated with it."""
    clock = BRIEF.replace('starts = [{ fact = "family_told" }]', 'clock = { fact = "family_told" }')
    desk = in_triage()
    desk.definition = changed(BRIEFED, review={'[[ladder]]\nname = "statutory"\n': clock})
    day = desk.today - timedelta(days=3)
    desk.do("record_fact", BU, input={"fact": "family_told"}, on=day)

    assert day == only(desk, "staff_briefing").clock_on


def test_a_clock_of_an_unknown_fact_is_reported() -> None:
    """With the nearest name."""
    clock = BRIEF.replace('starts = [{ fact = "family_told" }]', 'clock = { fact = "family_tolt" }')
    messages = faults(BRIEFED, review={'[[ladder]]\nname = "statutory"\n': clock})

    assert (
        "review.toml [[deadline]] staff_briefing: unknown fact family_tolt; did you mean family_told?"
        in messages
    )


def test_an_outcome_of_its_own_closes_a_case() -> None:
    """A step names it, and the case has it."""
    own = (
        '[[outcome]]\nname = "taken_back"\ntitle = "Taken back"\n\n[[outcome]]\nname = "withdrawn"'
    )
    desk = referred(possible_serious_incident=False, local_authority_aware_on=None)
    desk.definition = changed(
        review={
            WITHDRAWN: WITHDRAWN.replace("withdrawn", "taken_back"),
            '[[outcome]]\nname = "withdrawn"': own,
        }
    )
    desk.do("withdraw", REFERRER)

    assert ("closed", "taken_back") == (desk.case.state, desk.case.outcome)


def test_the_copies_need_the_time_that_their_duty_has() -> None:
    """
    Ten working days in the file are ten in the guard, the check and the suggestion: it is said
    once.
    """
    desk = approved()
    desk.definition = changed(
        publication={"due = { working_days = -7 }": "due = { working_days = -10 }"}
    )
    desk.do("plan_publication", BU, "publication")
    desk.do("send_copies", BU, "publication")
    sent = desk.today
    desk.today = desk.calendar.add(sent, 9)
    early = desk.attempt("publish", BU, "publication")
    too_soon = {"planned_publication_on": desk.calendar.add(sent, 9)}
    planned = desk.attempt("plan_publication", BU, "publication", input=too_soon)
    desk.today = desk.calendar.add(sent, 10)

    assert "fewer than 10 working days have passed" in str(getattr(early, "reasons", ()))
    assert "fewer than 10 working days after the copies went out" in str(
        getattr(planned, "reasons", ())
    )
    assert [] == desk.codes(
        "publish", BU, "publication", input=desk.filled("publish", BU, "publication")
    )


def test_a_report_is_kept_for_as_long_as_its_duty_requires() -> None:
    """Two years in the file are two years in the guard."""
    desk = approved()
    desk.definition = changed(publication={"due = { months = 12 }": "due = { months = 24 }"})
    desk.do("plan_publication", BU, "publication")
    desk.do("send_copies", BU, "publication")
    desk.today = desk.calendar.add(desk.today, 7)
    desk.do("publish", BU, "publication")
    published = desk.today
    desk.today = date(published.year + 1, published.month, published.day)
    early = desk.attempt("withdraw_report", BU, "publication")
    desk.today = date(published.year + 2, published.month, published.day)

    assert "it has not been published for 24 calendar months" in str(getattr(early, "reasons", ()))
    assert [] == desk.codes("withdraw_report", BU, "publication", late_reason="None.")


def test_impact_is_checked_in_the_months_of_the_file() -> None:
    """Two checks instead of three, each met by its own."""
    desk = local_plan()
    desk.definition = changed(review={"due = { months = [3, 6, 12] }": "due = { months = [2, 4] }"})
    desk.do("add_action", BU)
    desk.do("agree_plan", CHAIR)
    desk.do("do_not_pursue", CHAIR, "action:1")
    desk.do("complete_actions", CHAIR)
    desk.today = date(2026, 7, 16)
    offered = desk.schema("record_fact", BU)["properties"]["months"]["enum"]
    desk.do("record_fact", BU, input={"fact": "impact_checked", "months": 4})
    states = {
        deadline.months: deadline.state
        for deadline in desk.case.deadlines.values()
        if deadline.key == "impact_check"
    }

    assert [2, 4] == offered
    assert {2: "running", 4: "met"} == states


def test_ages_are_numbers_of_the_file() -> None:
    """A care leaver of 24 is notified up to 24, and not where the file says 21."""
    child = {
        "label": "Young Adult Q",
        "age": "24 years",
        "age_years": 24,
        "sex": "male",
        "ethnicity": "White British",
    }
    child |= {
        "disability": "none known",
        "harm": "died",
        "abuse_or_neglect": "no",
        "care_status": ["care_leaver"],
    }
    answers: dict[str, Any] = {
        "children": [child],
        "care_death_aware_on": date(2026, 3, 12),
        "possible_serious_incident": False,
    }
    shipped = referred(**answers, local_authority_aware_on=None)
    younger = Desk(
        shipped.today,
        definition=changed(review={"care_leaver_up_to = 24": "care_leaver_up_to = 21"}),
    )
    younger.refer(shipped.last_form(), REFERRER)

    assert shipped.case.open_deadlines("care_leaver_death_notification")
    assert not younger.case.open_deadlines("care_leaver_death_notification")


def test_a_list_has_the_partnerships_codes() -> None:
    """One more form of review, with its title in the schema."""
    desk = in_triage(possible_serious_incident=False, local_authority_aware_on=None)
    codes = (
        'local_learning = "Local learning review"\nappreciative_inquiry = "Appreciative inquiry"\n'
    )
    desk.definition = changed(f"[lists.review_forms]\n{codes}")
    desk.do("put_to_subgroup", BU)
    asked = desk.schema("decide_local_review", CHAIR)["properties"]["form"]
    desk.do(
        "decide_local_review", CHAIR, input={"form": "appreciative_inquiry", "reasons": "To learn."}
    )

    assert ["local_learning", "appreciative_inquiry"] == asked["enum"]
    assert "Appreciative inquiry" == asked["titles"]["appreciative_inquiry"]
    assert "local_review.gathering" == desk.case.state


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"child_under = 18\n": ""},
            "effect record_submitter reads the number child_under, which the",
        ),
        (
            {"child_under = 18": "child_younger = 18"},
            "unknown number child_younger; did you mean child_under?",
        ),
        ({"amber_days = 14\n": ""}, "[numbers]: the rating of actions reads the number amber_days"),
        ({"amber_days = 14": "amber_days = -1"}, "[numbers]: amber_days is not between 0 and 3660"),
        (
            {'"subgroup_decision.triage"': '"subgroup_decision.first_look"'},
            "guard incident_to_decide reads the state subgroup_decision.triage, which the definition",
        ),
        (
            {'key = "impact_check"': 'key = "difference_check"'},
            "guard impact_checked reads the deadline impact_check",
        ),
        (
            {'key = "youth_justice_notification"': 'key = "yjb"'},
            "reads the deadline youth_justice_notification",
        ),
        (
            {'name = "breach"': 'name = "overdue"'},
            "review.toml [[step]]: the sweep reads the step breach",
        ),
        ({'name = "dissent"': 'name = "object"'}, "guard not_signed_yet reads the step dissent"),
        (
            {'"rapid_review.gathering"': '"rapid_review.returns"'},
            "condition reviewed_elsewhere reads the state rapid_review.gathering",
        ),
    ],
)
def test_what_python_reads_by_name_must_be_there(changes: dict[str, str], fault: str) -> None:
    """
    A state, a key, a number or a step that the file calls otherwise, or lacks, is told with what
    needs it.
    """
    messages = faults(review=changes)

    assert any(fault in message for message in messages), messages


def test_a_case_may_end_in_a_state_of_another_name() -> None:
    """
    What is read from the file needs no name: the state without a way out is the end, whatever it is
    called.
    """
    texts = {name: text.replace('"closed"', '"archived"') for name, text in packaged().items()}
    desk = referred(possible_serious_incident=False, local_authority_aware_on=None)
    desk.definition = load(texts)
    desk.do("withdraw", REFERRER)

    assert ("archived", "withdrawn") == (desk.case.state, desk.case.outcome)
    assert [] == desk.codes("record_fact", BU, input={"fact": "family_told"})


def test_the_national_body_and_the_agencies_have_names() -> None:
    """For mails, documents and forms."""
    loaded = load(packaged())

    assert "Children's Services" == loaded.agency_names["childrens_services"]
    assert loaded.case.national_body is not None
    assert "Child Safeguarding Practice Review Panel" == loaded.case.national_body.name
