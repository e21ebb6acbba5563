"""What is refused of a partnership's own forms, and how each fault is told."""

from __future__ import annotations

import pytest

from tests.own_forms import faults


@pytest.mark.parametrize(
    ("name", "changes", "fault"),
    [
        (
            "proposal",
            'without = ["local_authority_aware_on"]',
            "there is no field local_authority_aware_on; effect propose_notification reads it (step propose_",
        ),
        (
            "proposal",
            'without = ["children.child"]',
            "there is no field children.child; effect propose_notification reads it",
        ),
        (
            "proposal",
            '[[form.field]]\nname = "local_authority_aware_on"\nrequired = false',
            "the field local_authority_aware_on must be required; effect propose_notification",
        ),
        (
            "proposal",
            '[[form.field]]\nname = "local_authority_aware_on"\ntype = "text"',
            "the field local_authority_aware_on must be a day; effect propose_notification",
        ),
        (
            "view",
            '[[form.field]]\nname = "view"\nchoices = ["notify", "do_not_notify", "undecided"]',
            "nothing knows what undecided among the choices of the field view means; effect record_view",
        ),
        (
            "panel_response",
            '[[form.field]]\nname = "response"\nchoices = ["agrees"]',
            "the choices of the field response lack recommends_cspr, no_cspr_needed, asks_for_information, "
            "national_review; effect record_panel_response",
        ),
        (
            "referral",
            '[[form.field]]\nname = "children"\n[[form.field.field]]\nname = "harm"\nchoices = ["died", "none"]',
            "the choices of the field children.harm lack seriously_harmed; effect record_form",
        ),
        (
            "report",
            '[[form.field]]\nname = "report"\ntype = "text"',
            "the field report must be a document; effect record_report",
        ),
        (
            "notification",
            '[[form.field]]\nname = "children"\nmany = false\nmin_entries = 1',
            "the field children must be a list; effect notify_panel",
        ),
        (
            "note",
            'without = ["meets"]',
            "there is no field meets; guard note_meets_national_review_check",
        ),
    ],
)
def test_what_python_reads_must_be_there(name: str, changes: str, fault: str) -> None:
    """
    A field that an effect, a check or a guard reads is missed at loading, and it is said what needs
    it.
    """
    messages = faults(f'[[form]]\nname = "{name}"\nextends = "{name}"\n{changes}\n')

    assert any(message.startswith(f"ours.toml [[form]] {name}: {fault}") for message in messages), (
        messages
    )


FIELD = (
    '[[form]]\nname = "visit"\ntitle = "Visit"\n[[form.field]]\nname = "what"\nlabel = "What?"\n'
)


@pytest.mark.parametrize(
    ("forms", "fault"),
    [
        (FIELD.replace('title = "Visit"\n', ""), "it has no title"),
        (FIELD.replace('label = "What?"\n', ""), "field what: it has no label"),
        (FIELD.replace('"what"', '"reason"'), "field reason: this name is taken; choose another"),
        (FIELD.replace('"what"', '"copy"'), "field copy: this name is taken; choose another"),
        (FIELD + 'type = "texts"', "visit, field what, type: choose one of"),
        (FIELD + 'type = "choice"', "field what: a choice has exactly one of choices, list and of"),
        (
            FIELD + 'type = "choice"\nlist = "signpost"',
            "field what: unknown list signpost; did you mean signposts?",
        ),
        (
            FIELD + 'type = "choice"\nof = "label"',
            "field what: unknown choice label; did you mean labels?",
        ),
        (FIELD + 'choices = ["a"]', "field what: choices and list are for the type choice"),
        (FIELD + 'suggest = "in_a_year"', "field what: unknown choice in_a_year"),
        (
            FIELD + 'asked = "panel_disagree"',
            "field what: unknown condition panel_disagree; did you mean panel_dis",
        ),
        (
            FIELD + 'wanted = "action_want"',
            "field what: unknown condition action_want; did you mean action_wanted?",
        ),
        (
            FIELD + 'asked = { field = "why", is = ["yes"] }',
            "field what: it is asked by the field why, which does not come before it",
        ),
        (
            FIELD + 'required = true\nasked = "chair_notes"',
            "field what: it is required anyway; leave asked out",
        ),
        (
            FIELD + 'type = "table"',
            "field what: a table has its fields in field, or in the form that it names",
        ),
        (
            FIELD + 'type = "table"\nform = "visits"',
            "field what: unknown form visits; did you mean visit?",
        ),
        (FIELD + 'type = "table"\nform = "visit"', "field what: the form visit holds itself"),
        (FIELD + 'form = "note"', "field what: field and form are for a table"),
        (FIELD + "min_entries = 2", "field what: min_entries is for a list: give many = true"),
        (FIELD + "minimum = 2", "field what: minimum and maximum are for numbers"),
        (
            FIELD + 'type = "number"\nminimum = 2\nmaximum = 1',
            "field what: its minimum is more than its maximum",
        ),
        (FIELD + 'type = "number"\nmax_length = 2', "field what: max_length is for texts"),
        (FIELD + 'type = "number"\nexample = "two"', "field what: its example would be refused"),
        (
            FIELD + 'type = "choice"\nof = "labels"\nexample = "A"',
            "field what: its example comes from the case",
        ),
        (
            FIELD + "at_submission = true",
            "field what: at_submission and fact are for the forms of kinds of referral",
        ),
        (FIELD + 'after = "then"', "field what: after names the field then, which is not there"),
        (
            FIELD + '[[form.field]]\nname = "what"\nlabel = "What?"',
            "field what: this field is defined twice",
        ),
        (FIELD + FIELD, "this form is defined twice"),
        (
            FIELD
            + 'headings = ["Lead"]\n[[form.field]]\nname = "who"\nlabel = "Who?"\nheadings = ["lead"]',
            "field who: the heading lead is that of what too",
        ),
        (
            FIELD + 'type = "choice"\nmany = true\nchoices = ["a"]\nalone = "b"',
            "field what: unknown code b",
        ),
        (
            FIELD.replace("title", 'extends = "visit"\ntitle'),
            "no earlier file has a form of this name to extend",
        ),
        (FIELD.replace("title", 'extends = "visits"\ntitle'), "unknown form visits"),
        (
            FIELD.replace("title", 'extends = "note"\nwithout = ["when"]\ntitle'),
            "there is no field when to leave out",
        ),
        (FIELD.replace("title", 'checks = ["same_kinds"]\ntitle'), "unknown check same_kinds"),
        (FIELD + "[[form.field.field]]\nname = 1", "visit, field what, field 1, name: give text"),
    ],
)
def test_each_kind_of_fault_is_reported(forms: str, fault: str) -> None:
    """With the file, the form, the field, and the nearest name that exists."""
    messages = faults(forms + "\n")

    assert any(
        message.startswith("ours.toml [[form]] visit") and fault in message for message in messages
    ), messages


def test_forms_that_extend_each_other_are_refused() -> None:
    """There is no first one of them."""
    messages = faults("""
[[form]]
name = "one"
title = "One"
extends = "other"

[[form]]
name = "other"
title = "Other"
extends = "one"
""")

    assert any("it extends other, which extends it" in message for message in messages), messages
