"""What operators bring in files: inputs, settings, and single values of an input."""

from __future__ import annotations

from pathlib import Path

import pytest

from pathway.settings import FILE
from tests.operators import Operator, Result
from tests.rehearsals import BU, Rehearsal

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
NOTE = ("take", CASE, "note", "--by", BU)


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody who works in the folder of a rehearsal with one case in draft."""
    desk.refer()
    return Operator(desk.folder, desk.variables)


def noted(operator: Operator, *values: str, stdin: str | bytes = "") -> str:
    """Take a note, and return its text as the history has it."""
    sets = [part for value in values for part in ("--set", value)]
    done = operator.run(*NOTE, *sets, stdin=stdin)
    assert 0 == done.code, done.err
    text: str = operator.run("history", CASE, "--json").json[-1]["input"]["text"]
    return text


def refused(operator: Operator, *values: str, stdin: str = "") -> Result:
    """Return the answer to a note that is not taken."""
    sets = [part for value in values for part in ("--set", value)]
    done = operator.run(*NOTE, *sets, stdin=stdin)
    assert 2 == done.code
    return done


def test_a_value_may_come_from_a_file(operator: Operator) -> None:
    """What is in a file is not seen by others on the machine; it is text, whatever it looks like."""
    (operator.folder / "note.txt").write_bytes('["Seen.\r\nTwice."]\r\n'.encode("utf-16"))

    assert '["Seen.\r\nTwice."]' == noted(operator, "text=@note.txt")


def test_a_value_may_come_from_standard_input(operator: Operator) -> None:
    """One of them, as it is read once."""
    assert "Seen." == noted(operator, "text=@-", stdin="Seen.\n")
    assert "Standard input is read once" in refused(operator, "text=@-", "other=@-").err


def test_a_json_file_gives_a_list_or_a_table(operator: Operator) -> None:
    """Which here is refused, as a note is a text."""
    (operator.folder / "note.json").write_text('["Seen."]', "utf-8")
    result = operator.run(*NOTE, "--set", "text=@note.json")

    assert "text: give text" in result.err


def test_a_text_that_begins_with_the_sign_is_written_in_quotes(operator: Operator) -> None:
    """As JSON."""
    assert "@home" == noted(operator, 'text="@home"')
    assert "There is no file home." in refused(operator, "text=@home").err
    assert "name a file after the @" in refused(operator, "text=@").err


@pytest.mark.parametrize("number", ["0010027", "10027", "1.10", "1e5", "true"])
def test_a_number_is_text_where_the_schema_wants_text(operator: Operator, number: str) -> None:
    """No zero is lost, also where what was said is kept."""
    assert number == noted(operator, f"text={number}")
    operator.run(*NOTE, "--set", f"text={number}", "--save", "said.json")

    assert f'"text": "{number}"' in (operator.folder / "said.json").read_text("utf-8")


def test_a_key_that_is_there_twice_is_refused_in_a_value_too(operator: Operator) -> None:
    """It is not taken for text."""
    result = refused(operator, 'text={"a": 1, "a": 2}')

    assert "--set text is not JSON that can be read: a table has a twice." in result.err


def test_an_input_of_another_encoding_is_read(operator: Operator) -> None:
    """As a spreadsheet or an old editor saves it."""
    (operator.folder / "note.json").write_bytes('{"text": "Zoë"}'.encode("utf-16"))
    result = operator.run(*NOTE, "--input", "note.json")

    assert 0 == result.code, result.err


def test_an_endless_file_is_refused(operator: Operator) -> None:
    """Without reading all of it."""
    result = operator.run(*NOTE, "--input", "/dev/zero")

    assert 2 == result.code
    assert "/dev/zero is larger than 16 MB" in result.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_settings_are_read_with_a_byte_order_mark(desk: Rehearsal, encoding: str) -> None:
    """As Notepad saves them."""
    with_mark = Operator(desk.folder, desk.variables)
    Path(desk.folder / FILE).write_bytes("json = true\n".encode(encoding))

    assert with_mark.run("cases").out.startswith("[")
