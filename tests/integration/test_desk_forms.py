"""Forms of steps: whatever a step asks, a page can ask it and reads the same answer back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import httpx2
import pytest

from pathway import Pathway
from pathway.documents.case_pack.answers import Names
from pathway.errors import Reason
from pathway.testing import case_in, memory
from pathway.web.forms.fields import Fields
from pathway.web.forms.form_parts import Control
from pathway.web.forms.labels import Labels
from pathway.web.forms.reading import Reading
from pathway.web.forms.sent import SentForm
from pathway.web.rendering import templates
from pathway.web.texts import Texts
from pathway.workflows.deciding.schema import filled
from tests.desks import Page

TEXTS = Texts()
NAMES = Names(agencies={"police": "Police", "housing_association": "Housing"})
ONLY_FIELDS = (
    '{% import "fields.html" as forms %}<form action="/">{{ forms.all(fields, text) }}</form>'
)
# White space around tags, where it means nothing.
BETWEEN = re.compile(r"\s*(<[^>]*>)\s*")
STATES = ("draft", "rapid_review.meeting", "cspr.report", "action_plan.monitoring")


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    """The schema of every step that somebody may take in some states, and of every referral."""
    gathered: dict[str, dict[str, Any]] = {}
    for state in STATES:
        pathway = memory()
        gathered |= _schemas(pathway, case_in(pathway, state).reference)
        pathway.close()
    return gathered


def _schemas(pathway: Pathway, reference: str) -> dict[str, dict[str, Any]]:
    gathered = {f"form {kind}": pathway.form_schema(kind) for kind in pathway.definitions.kinds()}
    for person in pathway.people.list():
        for view in pathway.steps(reference, by=person.email):
            if view.allowed:
                gathered[view.step] = dict(view.input_schema)
    return gathered


def page_of(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> Page:
    """Return the fields of a schema as a page."""
    fields = Fields(TEXTS, Labels(TEXTS, NAMES)).of(schema, answers)
    html = templates().from_string(ONLY_FIELDS).render(fields=fields, text=TEXTS)
    return Page(httpx2.Response(200, text=html))


def read_back(
    schema: Mapping[str, Any], answers: Mapping[str, Any], then: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """
    Return the answers that are read from the page on which these were filled in.

    Args:
        then: The schema by the time that it is sent, if that is another.
    """
    sent = SentForm()
    for name, values in page_of(schema, answers).form.values.items():
        for value in values:
            sent.add(name, value)
    return Reading(sent, answers, agencies=NAMES.agencies).table(then or schema)


def test_what_is_filled_in_is_read_back(schemas: dict[str, dict[str, Any]]) -> None:
    """For every step: a page that is sent as it was shown changes no answer."""
    differing: dict[str, Any] = {}
    for name, schema in schemas.items():
        answers = filled(schema)
        if read_back(schema, answers) != answers:
            differing[name] = (answers, read_back(schema, answers))

    assert len(schemas) > 30
    assert {} == differing


def test_everything_that_may_be_answered_is_asked(schemas: dict[str, dict[str, Any]]) -> None:
    """Also what may be left out: the first example of each field comes back as it was."""
    differing: dict[str, Any] = {}
    for name, schema in schemas.items():
        properties: dict[str, Any] = schema["properties"]
        answers = {field: node["examples"][0] for field, node in properties.items()}
        if read_back(schema, answers) != answers:
            differing[name] = (answers, read_back(schema, answers))

    assert {} == differing


def test_an_empty_page_answers_nothing_but_what_is_known(
    schemas: dict[str, dict[str, Any]],
) -> None:
    """Nothing is made up for whoever sends a form as it came."""
    made_up: dict[str, Any] = {}
    for name, schema in schemas.items():
        read = read_back(schema, {})
        required = {field: schema["properties"][field] for field in schema.get("required", [])}
        # A required list or table is there, if empty, so that what it lacks is told.
        known = {
            field
            for field, node in required.items()
            if "const" in node or node.get("type") in ("array", "object")
        }
        known |= {field for field, node in schema["properties"].items() if node.get("suggested")}
        if set(read) - known:
            made_up[name] = read

    assert {} == made_up


def test_every_field_has_a_label_of_its_own(schemas: dict[str, dict[str, Any]]) -> None:
    """No id is there twice, and no field is called by its code where it has a question."""
    for name, schema in schemas.items():
        page = page_of(schema, {})
        assert len(page.ids) == len(set(page.ids)), name


def attendance(*members: str) -> dict[str, Any]:
    """Return the schema of how each member took part."""
    properties = {
        "member": {"type": "string", "enum": [*members]},
        "took_part": {"type": "string", "enum": ["present", "absent"]},
    }
    node = {
        "type": "array",
        "items": {"type": "object", "properties": properties, "required": [*properties]},
        "minItems": len(members),
        "maxItems": len(members),
        "examples": [[{"member": member, "took_part": "present"} for member in members]],
    }
    return {"properties": {"members": node}, "required": ["members"]}


@pytest.mark.parametrize("now", [("ann", "cy"), ("cy", "ann"), ("cy", "dan", "ann", "eve")])
def test_an_answer_stays_with_whom_it_is_about(now: tuple[str, ...]) -> None:
    """Whoever else is in the list by then, when it is shown again and when it is sent."""
    kept = {
        "members": [
            {"member": "ann", "took_part": "present"},
            {"member": "bo", "took_part": "absent"},
            {"member": "cy", "took_part": "absent"},
        ]
    }
    before = attendance("ann", "bo", "cy")
    known = {row["member"]: row for row in kept["members"]}
    expected = [known.get(member, {"member": member}) for member in now]

    assert expected == read_back(attendance(*now), kept)["members"]
    assert expected == read_back(before, kept, attendance(*now))["members"]


def test_an_agency_is_named_by_name_or_code() -> None:
    """One that nobody here knows gets a code made of its name."""
    schema = {
        "properties": {
            "agency": {"type": "string", "pattern": "^[a-z0-9_]+$"},
            "others": {
                "type": "array",
                "items": {"type": "string", "pattern": "^[a-z0-9_]+$"},
            },
        }
    }
    sent = SentForm()
    sent.add("agency", "")
    sent.add("agency-other", "housing")
    sent.add("others", "police")
    sent.add("others-other", "Housing\nSt. Mary's Hospice\n")
    read = Reading(sent, agencies=NAMES.agencies).table(schema)

    assert "housing_association" == read["agency"]
    assert ["police", "housing_association", "st_mary_s_hospice"] == read["others"]


@pytest.mark.parametrize("typed", [("31", "2", "2026"), ("x", "", ""), ("1", "1", "26-03")])
def test_a_day_that_there_is_not_is_shown_as_typed(typed: tuple[str, str, str]) -> None:
    """It goes to the case, which refuses it, and comes back into the same boxes."""
    schema = {"properties": {"on": {"type": "string", "format": "date"}}}
    sent = SentForm()
    for part, value in zip(("day", "month", "year"), typed, strict=True):
        sent.add(f"on-{part}", value)
    answers = Reading(sent).table(schema)
    values = page_of(schema, answers).form.values

    assert typed[0] == values["on-day"][0]
    assert typed[1] == values["on-month"][0]


@pytest.mark.parametrize("answer", ["", "2026-03-27", '<"&'])
@pytest.mark.parametrize("faults", [(), (Reason("input", "no <day>", "on"),)])
def test_a_day_is_asked_for_as_the_library_writes_it(answer: str, faults: Sequence[Reason]) -> None:
    """Our macro is there for its speed alone."""
    node = {
        "type": "string",
        "format": "date",
        "label": "Met <on>",
        "description": "Met <on> a day",
    }
    fields = Fields(TEXTS, Labels(TEXTS, NAMES), faults)
    [control] = fields.of({"properties": {"on": node}}, {"on": answer})
    assert isinstance(control, Control)
    ours, theirs = (
        templates().from_string(text).render(params=control.params)
        for text in (
            '{% from "fields.html" import day %}{{ day(params) }}',
            '{% from "govuk_frontend_jinja/components/date-input/macro.html" import govukDateInput %}'
            "{{ govukDateInput(params) }}",
        )
    )

    assert BETWEEN.sub(r"\1", theirs) == BETWEEN.sub(r"\1", ours)
