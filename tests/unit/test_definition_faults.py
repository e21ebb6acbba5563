"""
What loading finds: duties that nothing starts or ends, states without a way out, lengths that make
no sense.
"""

from __future__ import annotations

import pytest

from pathway.errors import ImportRefused
from pathway.workflows.loading.definition_files import load
from tests.partnerships import partnership

LIMBO = """
[[state]]
name = "limbo.a"
title = "A"
line = "A"

[[state]]
name = "limbo.b"
title = "B"
line = "B"

[[step]]
name = "lose"
title = "Lose"
from = ["draft"]
to = "limbo.a"
who = ["bu"]

[[step]]
name = "swing"
title = "Swing"
from = ["limbo.a"]
to = "limbo.b"
who = ["bu"]

[[step]]
name = "swing"
title = "Swing"
from = ["limbo.b"]
to = "limbo.a"
who = ["bu"]

"""
REOPEN = '[[step]]\nname = "reopen"\ntitle = "Reopen the case"\nfrom = ["closed"]\nto = "draft"\n'
OUTCOME = '[[outcome]]\nname = "signposted"\n'
SOONER = 'sooner = { when = "serious_incident_possible", working_days = '
LADDER = (
    'statuses = ["local"]\nowner = ["start", "-2wd", "0", "+3wd", "+5wd"]\n'
    'escalate = [{ rung = "escalate+5wd", to = '
)
IN_FORCE = "in_force_from = 2023-12-15"
MEETING = '[[state]]\nname = "rapid_review.meeting"'
GIVES_NO_WHEN = (
    'who = ["chair"]\nreason = true\neffects = ["reopen", "bring_back"]\ndecision = true'
)
BRIEFING = (
    '"accept_report"]\ndue = { working_days = 20 }\n'
    'met_by = [{ fact = "learning_briefing_issued" }]\nowner = "bu"'
)
FORM = '[[form]]\nname = "visit"\ntitle = "Visit"\n[[form.field]]\nname = "what"\nlabel = "What?"\n'


def faults(
    review: dict[str, str] | None = None, forms: str = "", **files: dict[str, str]
) -> list[str]:
    """Return every fault of the shipped definition with words of it changed."""
    texts = partnership(forms, review)
    for name, changes in files.items():
        for old, new in changes.items():
            assert old in texts[f"{name}.toml"], old
            texts[f"{name}.toml"] = texts[f"{name}.toml"].replace(old, new)
    try:
        load(texts)
    except ImportRefused as refused:
        return [str(reason) for reason in refused.reasons]
    return []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'met_by = ["appoint_reviewer"]',
            'met_by = ["refer"]',
            "[[deadline]] reviewer_named: nothing meets it while it runs: the step refer",
        ),
        (
            'met_by = ["appoint_reviewer"]',
            'met_by = ["appoint_reviewer", "endorse"]',
            "",
        ),
        (
            'stopped_by = ["propose_notification"]\nowner = "chair"',
            'stopped_by = ["refer"]\nowner = "chair"',
            "[[deadline]] deliberation: the step refer never happens while it runs, so it stops nothing",
        ),
        (
            'starts = [{ step = "put_to_subgroup", from = "subgroup_decision.triage" }, {',
            'starts = [{ step = "put_to_subgroup", from = "closed" }, {',
            "[[deadline]] deliberation: the step put_to_subgroup from closed never happens",
        ),
        (
            'starts = [{ enters = "action_plan.drafting" }]',
            'starts = [{ leaves = "closed", to = "action_plan.drafting" }]',
            "[[deadline]] action_plan: nothing starts it: none of its starts ever happens",
        ),
        (
            'starts = ["commission_cspr"]\ndue = { working_days = 1 }',
            'starts = [{ step = "publication.publish", from = "draft" }]\ndue = { working_days = 1 }',
            "",
        ),
        (
            BRIEFING,
            BRIEFING.replace("bu", "owners_partner"),
            "[[deadline]] learning_briefing: nobody can hold the role owners_partner for it",
        ),
        ("due = { working_days = 12 }", "due = { working_days = 0 }", "due: 0 working days give no time"),
        ("due = { working_days = 12 }", "due = { working_days = 1000000000 }", "are more than 1000"),
        ("due = { working_days = 1 }\nmet_by = [{", "due = { working_days = -1 }\nmet_by = [{", "needs a clock"),
        ("due = { months = 6 }", "due = { months = 0 }", "due: 0 months are not between 1 and 120"),
        ("due = { months = 6 }", "due = { months = 1000000000 }", "months are not between 1 and 120"),
        ("due = { months = 6 }", "due = { months = [3, 6] }", "several months are for a duty that a step starts"),
        ("due = { months = [3, 6, 12] }", "due = { months = [6, 3] }", "give the months in their order, each once"),
        ("due = { months = [3, 6, 12] }", "due = { months = [] }", "give at least one number of months"),
        ("due = { working_days = 30 }", "due = { days = 0 }", "0 days mean a date that somebody set"),
        ("due = { working_days = 30 }", "due = { days = -1 }", "-1 days are not between 0 and 3660"),
        (f"{SOONER}1", f"{SOONER}0", "sooner: 0 working days"),
        ("due = { working_days = 30 }", "due = { hours = 0 }", "due.hours: "),
        ("due = { working_days = 30 }", "due = { hours = 24 }", ""),
        ('owner = ["start", "-3wd"', 'owner = ["start", "-99999999999wd"', "is more than 1000 days away"),
        ('owner = ["start", "-3wd"', f'owner = ["start", "-{"9" * 5000}wd"', "owner[1]: "),
        ('owner = ["start", "-3wd"', 'owner = ["start", "-\u0663wd"', "owner[1]: "),
        ('title = "Triage"\n', 'title = "Tri\u200bage"\n', "title: this is empty or has characters"),
        ('title = "Triage"\n', 'title = "\u202eTriage"\n', "title: this is empty or has characters"),
        ('title = "Triage"\n', 'title = "Tri\u061cage"\n', "title: this is empty or has characters"),
        ('owner = ["start", "-3wd"', 'owner = ["start", "-0wd"', "the rung -0wd is not a number of days"),
        ('owner = ["start", "-3wd"', 'owner = ["start", "start"', "the rung start is listed twice"),
        ("due = { working_days = 12 }", "due = { working_days = -1 }", "needs a clock of one: action_due or planned"),
        ("due = { working_days = 12 }", "due = { working_days = true }", "due.working_days: give a whole number"),
        ("due = { working_days = 12 }", 'due = { working_days = "12" }', "due.working_days: give a whole number"),
        (f"{SOONER}1", f"{SOONER}5", "sooner: 5 working days are not fewer than 5"),
        (
            f'{LADDER}["chair"]',
            f'{LADDER}["owners_rep"]',
            "its ladder local escalates to owners_rep: that is for items, and this is a duty of the case",
        ),
        (IN_FORCE, f"{IN_FORCE}\nin_force_until = 1990-01-01", "is before in_force_from"),
        (IN_FORCE, "in_force_from = 9999-12-31", "[edition]: in_force_from is not in the years 2000 to 2099"),
        (IN_FORCE, f"{IN_FORCE}\nin_force_until = 9999-12-31", "in_force_until is not in the years 2000 to 2099"),
        (MEETING, LIMBO + MEETING, "[[state]] limbo.a: no way leads from it to a final state"),
        (
            f'{REOPEN}{GIVES_NO_WHEN}\nwhen = "not_endorsed"',
            f"{REOPEN}{GIVES_NO_WHEN}",
            "[[step]] reopen: from closed the one with when endorsed is never reached: one without `when`",
        ),
        ('outcome = "withdrawn"', 'outcome = "withdrew"', "unknown outcome withdrew; did you mean withdrawn?"),
        (OUTCOME, f'{OUTCOME}title = "S"\n\n{OUTCOME}', "[[outcome]] signposted: this outcome is listed twice"),
    ],
)  # fmt: skip
def test_each_kind_of_fault_is_reported(old: str, new: str, fault: str) -> None:
    """With the file and the table; what makes sense is no fault."""
    messages = faults({old: new})

    assert any(fault in message for message in messages) if fault else messages == [], messages


def test_a_duty_of_an_item_is_met_where_the_item_can_come_to() -> None:
    """
    An action that is verified is open no more, so that nothing meets a duty that begins there.
    """
    begins = 'starts = [{ opens = "action" }]\nclock = "action_due"\ndue = { days = 0 }'
    ends = {
        begins: 'starts = ["action.verify"]\ndue = { days = 5 }',
        '["action.verify", "action.do': '["action.do',
    }
    messages = faults(action=ends)

    assert [
        "action.toml [[deadline]] action: nothing meets it while it runs: the step action.do_not_pursue",
    ] == messages


def test_forms_and_lists_that_nothing_uses_are_reported() -> None:
    """Of a partnership's own; those that are shipped may be more than it uses."""
    own = faults(forms=FORM + '[lists.settings]\nhome = "At home"\n')
    fewer = faults(
        {'[[step]]\nname = "legal_hold"\ntitle = "Place or lift a legal hold"\n': LEGAL_HOLD}
    )

    assert [
        "ours.toml [[form]] visit: nothing asks for it: no step, kind or field names it",
        "ours.toml [lists.settings]: no field that is asked for names it",
    ] == own
    assert [] == fewer


LEGAL_HOLD = '[[step]]\nname = "legal_hold"\ntitle = "Keep the case whatever its retention date"\n'


def test_a_fault_of_form_hides_no_other() -> None:
    """
    An unknown key, a value that cannot be, a table without what it must have, unknown names: all is
    told.
    """
    texts = partnership(
        FORM,
        {
            'title = "Refer a case"': 'title = "Refer a case"\ntilte = "Refer"',
            'title = "Change the form"\n': "",
            'key = "triage"\ntitle = "Triage the referral"': 'key = "triage"\ntitle = 5',
            'who = ["chair"]\ninput = "kind"': 'who = ["chare"]\ninput = "kinds"',
        },
    )
    texts["action.toml"] = texts["action.toml"].replace('who = ["owner"]', 'who = ["ownr"]', 1)
    with pytest.raises(ImportRefused) as refused:
        load(texts)
    messages = [str(reason) for reason in refused.value.reasons]

    assert {
        "review.toml [[step]] amend, title: this is missing",
        "review.toml [[step]] refer, tilte: there is no such field here; did you mean title?",
        "review.toml [[deadline]] triage, title: give text",
        "review.toml [[step]] change_kind: unknown role chare; did you mean chair?",
        "review.toml [[step]] change_kind: unknown form kinds; did you mean kind?",
        "action.toml [[step]] start: unknown role ownr; did you mean owner?",
    } == set(messages)


def test_a_duty_that_cannot_be_read_hides_no_state_without_a_way_out() -> None:
    """
    What the states and steps say by themselves is told beside it; so is a duty that nothing meets.
    """
    review = {
        MEETING: LIMBO + MEETING,
        "due = { working_days = 12 }": "due = { workin_days = 12 }",
        'met_by = ["appoint_reviewer"]': 'met_by = ["refer"]',
    }
    messages = faults(review)

    assert any("[[deadline]] rapid_review_meeting, due.workin_days" in fault for fault in messages)
    assert any("[[state]] limbo.a: no way leads from it" in fault for fault in messages)
    assert any("[[deadline]] reviewer_named: nothing meets it" in fault for fault in messages)


def test_a_step_that_cannot_be_read_is_not_reported_as_unknown() -> None:
    """A step that cannot be read is no unknown step of the deadlines that name it."""
    messages = faults(
        {'title = "Appoint the lead reviewer"\nfrom': 'titl = "Appoint the lead reviewer"\nfrom'}
    )

    assert [
        "review.toml [[step]] appoint_reviewer, title: this is missing",
        "review.toml [[step]] appoint_reviewer, titl: there is no such field here; did you mean title?",
    ] == messages


def test_a_file_that_is_not_toml_lets_the_others_be_checked() -> None:
    """Each by itself: what they say of each other cannot be known."""
    texts = partnership(
        review={'who = ["chair"]\ninput = "kind"': 'who = ["chare"]\ninput = "kind"'}
    )
    texts["forms.toml"] = "format ="
    texts["publication.toml"] = "a = " + "[" * 100_000
    texts["action.toml"] = f"[a{'.a' * 5_000}]"
    with pytest.raises(ImportRefused) as refused:
        load(texts)
    messages = [str(reason) for reason in refused.value.reasons]

    assert any(message.startswith("forms.toml: this is not TOML: ") for message in messages), (
        messages
    )
    for name in ("publication", "action"):
        assert (
            f"{name}.toml: this is not TOML that can be read: it is nested too deeply" in messages
        )
    assert "review.toml [[step]] change_kind: unknown role chare; did you mean chair?" in messages
    assert not [
        message for message in messages if "unknown form" in message or "unknown fact" in message
    ]


def test_no_two_files_have_a_name() -> None:
    """Whatever they are called."""
    texts = partnership()
    texts["deed.toml"] = texts["action.toml"]
    with pytest.raises(ImportRefused) as refused:
        load(texts)

    assert "deed.toml name: action.toml has the name action too" in [
        str(reason) for reason in refused.value.reasons
    ]


def test_many_states_are_checked_in_time() -> None:
    """Three thousand of them, each leading to the next."""
    rows = "".join(
        f'\n[[state]]\nname = "s{number}"\ntitle = "S"\nline = "S."\n'
        f'[[step]]\nname = "t{number}"\ntitle = "T"\nfrom = ["{"draft" if not number else f"s{number - 1}"}"]\n'
        f'to = "s{number}"\nwho = ["bu"]\n'
        for number in range(3000)
    )
    texts = partnership()
    texts["review.toml"] += rows
    with pytest.raises(ImportRefused) as refused:
        load(texts)

    assert "review.toml [[state]] s0: no way leads from it to a final state" in {
        str(reason) for reason in refused.value.reasons
    }
