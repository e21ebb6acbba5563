"""
A case's file that extends another: its tables replace those of their name, others are added, some
are left out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import pytest

from pathway.errors import ImportRefused
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.definitions.extending import whole
from pathway.workflows.definitions.gathering import gathered
from pathway.workflows.loading.definition_files import load, packaged, packaged_definition
from tests.partnerships import NORTH, northern

BARE = (
    'format = 1\nname = "{name}"\ntitle = "T"\nowns = "case"\nversion = "1"\nextends = "{base}"\n'
)


@pytest.fixture(scope="module")
def north() -> BoundDefinition:
    """Return the definition whose file says only what differs."""
    return load(northern())


def faults(texts: dict[str, str]) -> list[str]:
    """Return every fault of some files."""
    with pytest.raises(ImportRefused) as refused:
        load(texts)
    return [str(reason) for reason in refused.value.reasons]


def test_what_is_not_overridden_comes_from_the_base(north: BoundDefinition) -> None:
    """
    Its items and forms, its edition, its states, and the parts and numbers that the file does not
    name.
    """
    shipped = packaged_definition()

    assert shipped.case.state == north.case.state
    assert (shipped.case.items, shipped.edition) == (north.case.items, north.edition)
    assert ("police", shipped.number("child_under")) == (
        north.agencies.parts["police"][0],
        north.number("child_under"),
    )


def test_an_entry_replaces_the_base_entry_of_its_name(north: BoundDefinition) -> None:
    """A part, a number, a deadline, a fact of the forms' file, a form."""
    keys = [
        rule.key for rule in packaged_definition().case.deadline if rule.key != "learning_briefing"
    ]
    fact = north.facts["family_told"]

    assert ("north", "2026.1-north") == (north.case.name, north.case.version)
    assert ("county_council", "city_council") == north.agencies.local_authority
    assert 10 == north.number("amber_days")
    assert 3 == north.deadlines["triage"].due.working_days
    assert keys == [rule.key for rule in north.case.deadline]
    assert "The family was visited" == fact.title
    assert "school" in [field.name for field in north.forms.form_of("practice_review").field]


def test_what_is_of_another_name_is_added(north: BoundDefinition) -> None:
    """A step with a form of its own, an agency's name."""
    assert ["visit"] == [step.input for _, step in north.steps_named("record_visit")]
    assert "County Council" == north.agency_names["county_council"]
    assert "Greater Manchester Police" == north.agency_names["police"]


def test_what_is_left_out_is_gone(north: BoundDefinition) -> None:
    """Also what another file than the case's has."""
    assert [] == north.steps_named("prioritise")
    assert "learning_briefing" not in north.deadlines
    assert "learning_briefing_issued" not in north.facts


def test_all_tables_of_a_name_are_replaced() -> None:
    """However many there are on either side; they take the place of the first."""
    steps = [("a", 1), ("b", 2), ("a", 3), ("c", 4)]
    base = {
        "owns": "case",
        "name": "base",
        "step": [{"name": name, "from": [number]} for name, number in steps],
    }
    own = [{"name": name, "from": [number]} for name, number in (("d", 5), ("a", 6), ("a", 7))]
    joined = whole(
        {"own": {"owns": "case", "name": "own", "extends": "base", "step": own}, "base": base}
    )
    names = [(step["name"], step["from"][0]) for step in joined.contents["own"]["step"]]

    assert [("a", 6), ("a", 7), ("b", 2), ("c", 4), ("d", 5)] == names
    assert ("own", "base") == (
        joined.written["own"]["[[step]] a"],
        joined.written["own"]["[[step]] b"],
    )


INVOLVEMENT = """
[[deadline]]
key = "involvement"
title = "Confirm whether the agency was involved"
starts = [{ opens = "agency_return" }]
due = { working_days = 2 }
met_by = ["agency_return.confirm_involvement", "agency_return.nil", "agency_return.waive"]
owner = "rep"
status = "local"
grade = "C"
source = "The partnership's own procedure"
"""


def test_a_duty_is_replaced_in_its_place() -> None:
    """One of an item's file too: it goes on being a duty of the item, in its place there."""
    loaded = load(northern(NORTH + INVOLVEMENT))
    shipped = packaged_definition()

    assert 2 == loaded.deadlines["involvement"].due.working_days
    assert loaded.deadlines["involvement"] in loaded.files["agency_return"].deadline
    assert [*shipped.files["agency_return"].deadline][1:] == [
        *loaded.files["agency_return"].deadline
    ][1:]
    assert loaded.hash == load(northern(NORTH + INVOLVEMENT), checked=True).hash


def test_a_duty_of_an_item_is_left_out() -> None:
    """And the last file of several counts where each has it anew."""
    text = NORTH.replace('deadline = ["', 'deadline = ["agency_return_hard_stop", "')
    own = INVOLVEMENT.replace("working_days = 2", "working_days = 1")
    far = BARE.format(name="far_north", base="north") + own
    loaded = load({"far_north.toml": far} | northern(text + INVOLVEMENT))

    assert "agency_return_hard_stop" not in loaded.deadlines
    assert 1 == loaded.deadlines["involvement"].due.working_days


def test_a_fault_in_a_duty_that_is_replaced_names_the_file_that_replaces_it() -> None:
    """Twice is once too often there as elsewhere."""
    wrong = INVOLVEMENT.replace('owner = "rep"', 'owner = "nobody"')

    assert [
        "north.toml [[deadline]] involvement: unknown role nobody",
        "north.toml [[deadline]] involvement: there are two deadlines of this key",
    ] == sorted(
        (fault.partition(";")[0] for fault in faults(northern(NORTH + wrong + INVOLVEMENT))),
        reverse=True,
    )


def test_it_is_read_again_as_it_was_checked(north: BoundDefinition) -> None:
    """The hash is that of the whole: the base's words count, and its comments do not."""
    again = load(northern(), checked=True)
    commented = northern() | {"review.toml": f"# A comment\n{packaged()['review.toml']}"}
    changed = northern() | {
        "review.toml": packaged()["review.toml"].replace("child_under = 18", "child_under = 19")
    }

    assert north.hash == again.hash == load(commented).hash
    assert again.files == north.files
    assert north.hash != load(changed).hash
    assert north.hash != packaged_definition().hash


def test_a_fault_names_the_file_in_which_the_table_is_written() -> None:
    """What the file leaves out is missed in the base; what it adds is its own."""
    text = NORTH.replace('step = ["prioritise"]', 'step = ["submit"]').replace(
        'from = ["*"]', 'from = ["nowhere"]'
    )

    assert [
        "north.toml [[step]] record_visit: unknown state nowhere",
        "review.toml [[deadline]] draft: unknown step submit",
    ] == [fault.partition(";")[0] for fault in faults(northern(text))][:2]


def test_what_is_left_out_must_be_there() -> None:
    """Of each kind that can be left out; others cannot."""
    text = NORTH.replace(
        'step = ["prioritise"]', 'step = ["prioritize"]\nform = ["brief"]\nrole = ["bu"]'
    )

    assert [
        "north.toml without.step: there is no step prioritize to leave out",
        "north.toml without.form: there is no form brief to leave out",
        "north.toml without.role: there is no such field here",
    ] == faults(northern(text))


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        (
            {"a.toml": BARE.format(name="a", base="b")},
            "a.toml extends: there is no file of the case b",
        ),
        (
            {"a.toml": BARE.format(name="review", base="review")},
            "a.toml extends: it extends review, which is its own",
        ),
        (
            {"a.toml": BARE.format(name="a", base="action")},
            "a.toml extends: there is no file of the case action",
        ),
        (
            {"a.toml": BARE.format(name="a", base="b"), "b.toml": BARE.format(name="b", base="a")},
            "a.toml extends: a.toml and b.toml extend each other",
        ),
    ],
)
def test_what_cannot_be_extended_is_reported_alone(texts: dict[str, str], fault: str) -> None:
    """With no further word on all that is missing without it."""
    others = {name: text for name, text in packaged().items() if name != "review.toml"}
    messages = faults(texts | others)

    assert messages[0].startswith(fault), messages
    assert all(" extends: " in message for message in messages), messages


def test_only_case_files_can_extend_others() -> None:
    """Forms extend forms one by one."""
    texts = packaged()
    text = texts["forms.toml"].replace('owns = "forms"', 'owns = "forms"\nextends = "review"')

    assert ["forms.toml extends: only the case's file extends another"] == faults(
        texts | {"forms.toml": text}
    )


def test_nothing_is_left_out_of_nothing() -> None:
    """A file that extends none has what it has."""
    texts = packaged()
    text = texts["review.toml"].replace("\n[edition]", '\n[without]\nstep = ["note"]\n\n[edition]')

    assert [
        "review.toml without: it extends no other file, so there is nothing to leave out"
    ] == faults(texts | {"review.toml": text})


def test_a_base_may_extend_another() -> None:
    """Each file wins over what it extends."""
    text = BARE.format(name="far_north", base="north") + "[numbers]\nchild_under = 19\n"
    loaded = load({"far_north.toml": text} | northern())

    assert (19, 10) == (loaded.number("child_under"), loaded.number("amber_days"))
    assert ["visit"] == [step.input for _, step in loaded.steps_named("record_visit")]


def test_the_files_that_are_named_are_gathered() -> None:
    """The base, and what the base names; nothing by a path."""
    asked: list[str] = []
    shipped = packaged()

    def find(name: str) -> str | None:
        asked.append(name)
        return shipped.get(name)

    files = gathered({"north.toml": NORTH}, find)
    secret = NORTH.replace(
        'extends = "review"', 'extends = "../review"\nforms = ["/etc/passwd", "a/b", "..", 3]'
    )

    elsewhere = gathered({"north.toml": NORTH, "deeds.toml": shipped["action.toml"]}, find)

    assert set(northern()) == set(files)
    assert "action.toml" not in elsewhere
    assert {"s.toml": secret} == gathered({"s.toml": secret}, find)
    assert {
        *("review.toml", "forms.toml", "meeting.toml", "meeting_forms.toml"),
        *(f"{name}.toml" for file in ("review", "meeting") for name in items_of(shipped, file)),
    } == set(asked)


def items_of(shipped: Mapping[str, str], name: str) -> list[str]:
    """Return the kinds of item that a shipped file names."""
    items: list[str] = tomllib.loads(shipped[f"{name}.toml"])["items"]
    return items
