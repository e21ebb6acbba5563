"""The codes of reasons: each is declared with what it means, and none is declared for nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from pathway import errors
from pathway.errors import PathwayError
from pathway.notifications import errors as mail_errors
from pathway.reason_codes import REASON_CODES
from pathway.workflows.loading.vocabulary import STANDARD

ROOT = Path(__file__).parents[2]
ROOMS = ("pathway", "workflows", "storage", "notifications")


def test_every_code_in_the_source_is_declared() -> None:
    """What no page tells of, nobody can rely on; and what is never given, nobody meets."""
    assert set(REASON_CODES) == {code for code in codes_in_source() if code}


def test_other_codes_are_made_only_of_names() -> None:
    """Of guards, and of what `verify` and `doctor` examined."""
    computed = {ast.unparse(code) for code in arguments() if not isinstance(code, ast.Constant)}

    assert {"f'guard.{name}'", "fault.what"} == computed


def test_a_guard_is_not_declared_twice() -> None:
    """The guards that a definition names are known by the vocabulary."""
    assert not {f"guard.{name}" for name in STANDARD.guards} & set(REASON_CODES)


def test_every_error_is_on_the_page() -> None:
    """Those of Pathway and those of its mail, each under the name it has in Python."""
    page = (ROOT / "docs/reference/codes.md").read_text("utf-8")
    unlisted = [
        name
        for module in (errors, mail_errors)
        for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, PathwayError) and f"`{name}`" not in page
    ]

    assert [] == unlisted


def codes_in_source() -> Iterator[str]:
    """Yield every code that is written out where a reason is made."""
    for code in arguments():
        if isinstance(code, ast.Constant):
            yield str(code.value)


def arguments() -> Iterator[ast.expr]:
    """Yield the code that each reason in the source is made with."""
    for room in ROOMS:
        for place in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(place.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "Reason":
                    yield node.args[0]
