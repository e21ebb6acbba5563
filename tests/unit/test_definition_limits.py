"""Definitions that claim more than any practice has are refused in bounded time, with the place."""

from __future__ import annotations

import pytest

from pathway.errors import ImportRefused
from pathway.workflows.loading.definition_files import load
from tests.partnerships import partnership


def faults(addition: str) -> list[str]:
    """Return every fault of the shipped definition with some tables more in the case's file."""
    texts = partnership()
    texts["review.toml"] += addition
    try:
        load(texts)
    except ImportRefused as refused:
        return [str(reason) for reason in refused.reasons]
    return []


def form(name: str, *held: str, extends: str = "") -> str:
    """Return a form with a table for each form that it holds, or with a line of text."""
    head = f'\n[[form]]\nname = "{name}"\ntitle = "T"\nbeside = true\n'
    if extends:
        head += f'extends = "{extends}"\n'
    fields = ""
    for number, inner in enumerate(held):
        fields += (
            f'[[form.field]]\nname = "f{number}"\nlabel = "F"\ntype = "table"\nform = "{inner}"\n'
        )
    return head + (fields or '[[form.field]]\nname = "line"\nlabel = "L"\n')


def test_forms_that_hold_each_other_twice_at_every_level_are_too_large() -> None:
    """Thirty levels are a thousand million fields; each form is looked at once."""
    levels = "".join(form(f"level_{number}", *[f"level_{number + 1}"] * 2) for number in range(30))
    told = faults(levels + form("level_30"))

    assert any(
        "[[form]] level_0: field f0: the form level_1 has more than" in line for line in told
    )


def test_a_form_may_hold_forms_that_hold_forms() -> None:
    """Within bounds."""
    assert [] == faults(form("outer", "middle", "inner") + form("middle", "inner") + form("inner"))


@pytest.mark.parametrize(
    "forms",
    [
        form("a", "a"),
        form("a", "b") + form("b", "a"),
        form("a", "b") + form("b", "c", "c") + form("c", "b"),
    ],
)
def test_a_form_that_holds_itself_is_named(forms: str) -> None:
    """Also through another, and where it is inside one that does not."""
    assert any("holds itself" in line for line in faults(forms))


@pytest.mark.parametrize("kind", ["holds", "extends"])
def test_a_long_chain_of_forms_is_a_fault_of_the_file(kind: str) -> None:
    """Five hundred, each with the next."""
    chain = form("link_0")
    for number in range(1, 500):
        name, before = f"link_{number}", f"link_{number - 1}"
        chain += form(name, before) if kind == "holds" else form(name, extends=before)
    *told, more = faults(chain)

    assert {"review.toml"} == {line.split(" ")[0] for line in told}
    assert "there are" in more


def test_a_list_without_end_is_refused_with_its_place() -> None:
    """A member of a list is counted too."""
    agencies = "".join(f'\n[[agency]]\ncode = "a{number}"\nname = "A"' for number in range(5_001))
    rungs = ", ".join(['"0"'] * 5_001)

    assert ["review.toml: agency has "] == [line[:24] for line in faults(agencies)]
    assert any(
        "ladder[" in line and ".owner has 5001 entries, and at most 5000 are read" in line
        for line in faults(f'\n[[ladder]]\nname = "long"\nowner = [{rungs}]\n')
    )
