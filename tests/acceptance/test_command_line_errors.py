"""
What goes wrong at the desk: one sentence with the way out, the exit code of the contract, and
nothing lost.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.operators import PATHWAY, Operator, Result
from tests.rehearsals import CHAIR, NURSE, NURSES_REP, PARTNERS, Rehearsal, shipped

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
SUBMIT = ("take", CASE, "submit", "--by", NURSE)
ENDORSE = ("take", CASE, "endorse", "--by", NURSES_REP)


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody who works in the folder of a rehearsal with one case in draft."""
    desk.refer()
    return Operator(desk.folder, desk.variables)


def is_one_sentence(result: Result) -> bool:
    """Say whether the answer is nothing but a sentence on standard error."""
    return (
        not result.out and 1 == len(result.err.splitlines()) and result.err.endswith((".\n", "?\n"))
    )


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["nonsense"], "No such command 'nonsense'."),
        (["clock"], "Missing command."),
        (["take", CASE, "submit"], "Missing option '--by'."),
        (["cases", "--mine"], "--mine needs --by"),
        (["cases", "--now", "soon"], "write one such as 2026-03-16T09:00"),
        (["schema", CASE], "Name a case and a step, or a form"),
        ([*ENDORSE, "--on", "31/4/2026"], "write one such as 31/3/2027"),
        ([*ENDORSE, "--on", "2026-02-30"], "write one such as 31/3/2027"),
        (["clock", "set", "tomorrow"], "is not a date with a time"),
        (["clock", "set", "9" * 100_000], "...' is not a date with a time"),
        ([*ENDORSE, "--set", "x" * 100_000], "...' is not understood"),
        ([*ENDORSE, "--set", f"a=@{'x' * 100_000}"], "xxx... cannot be read"),
        (["clock", "set", "0001-01-01T00:00+10:00"], "is not a date with a time"),
        (["clock", "advance", "P1M"], "write 3d, 2h, 90m, 1w, or P3D"),
        (["clock", "advance", "-P1D"], "-P"),
        (["clock", "advance", "9000000d"], "further than the clock can go"),
        ([*ENDORSE, "--set", "comment"], "write NAME=VALUE"),
        ([*ENDORSE, "--set", "a..b=1"], "write NAME=VALUE"),
        ([*ENDORSE, "--set", "a[1]=1"], "the list has 0 entries, so the next is [0]"),
        ([*ENDORSE, "--set", "a=x", "--set", "a.b=1"], "there is no table where 'b' is looked for"),
        ([*ENDORSE, "--input", "missing.json"], "There is no file missing.json."),
        ([*ENDORSE, "--input", "."], "Is a directory"),
        (["refer", "missing.toml", "--by", NURSE], "There is no file missing.toml."),
        (["people", "import", "missing.csv"], "There is no file missing.csv."),
        (["cases", "--database", "garbage"], "The database address cannot be read"),
        (["init", "--rehearsal", "--database", "garbage"], "The database address cannot be read"),
        (["init", "--rehearsal", "--database", "sqlite:///pathway.key"], "it was left as it is"),
    ],
)
def test_wrong_usage(operator: Operator, arguments: list[str], part: str) -> None:
    """What was typed wrong is a JSON document with --json, and ends with 2."""
    result = operator.run(*arguments, "--json")

    assert (2, "", "usage") == (result.code, result.out, result.error["error"])
    assert part in result.error["message"]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"\xff\xfe\x00", "is not text in UTF-8"),
        (b"kind = ", "is not TOML"),
        (b'{"kind": ', "is not JSON"),
        (b'{"kind": NaN}', "NaN is not a number in JSON"),
        (b"[1, 2]", "is not a table of fields"),
        (b'{"a":' * 100_000, "nested too deeply"),
    ],
    ids=["bytes", "toml", "json", "nan", "list", "deep"],
)
def test_an_input_that_cannot_be_read(operator: Operator, content: bytes, part: str) -> None:
    """The sentence says what the file is not, and repeats nothing of it."""
    result = operator.run("refer", "-", "--by", NURSE, stdin=content)

    assert 2 == result.code
    assert is_one_sentence(result)
    assert part in result.err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["case", "PR-2026-0010"], "The nearest: PR-2026-0001."),
        (["verify", "PR-2026-0010"], "The nearest: PR-2026-0001."),
        (["take", CASE, "submit", "--by", "referer.nca@example.org"], "referrer.nca@example.org"),
        (["take", CASE, "submitt", "--by", NURSE], "The nearest: submit"),
        (
            ["take", CASE, "nil", "--item", "agency_return:police", "--by", NURSE],
            "There is no item agency_return:police.",
        ),
        (["explain", CASE, "panel_notfication"], "The nearest: panel_notification, "),
        (["cases", "--state", "quality_asurance"], "The nearest: quality_assurance."),
        (["cases", "--kind", "practise_review"], "The nearest: practice_review."),
        (["schema", "--form", "good_outcom"], "The nearest: good_outcome."),
        (["mail", "show", "99"], "There is no message 99."),
        (["definition", "show", "acton"], "The nearest: action, publication."),
    ],
)
def test_what_is_not_there(operator: Operator, arguments: list[str], part: str) -> None:
    """An unknown name ends with 4 and says which names come near."""
    result = operator.run(*arguments, "--json")

    assert (4, "not_found") == (result.code, result.error["error"])
    assert part in result.error["message"]


def test_every_reason_has_a_line_of_its_own(operator: Operator, desk: Rehearsal) -> None:
    """
    A refusal ends with 3 and lists all that is wrong, each with its path; with --json each with its
    code.
    """
    desk.do(CASE, "submit", NURSE)
    arguments = (
        "take",
        CASE,
        "endorse",
        "--by",
        NURSE,
        "--set",
        "facts_are_clear=maybe",
        "--on",
        "2030-01-01",
    )
    lines = operator.run(*arguments).err.splitlines()
    reasons = operator.run(*arguments, "--json").error["reasons"]

    assert f"{CASE} is in quality_assurance and cannot endorse:" == lines[0]
    assert len(lines) == len(reasons) + 1
    assert any(line.startswith("  - facts_are_clear: ") for line in lines)
    assert {"input", "future_date", "not_permitted"} <= {reason["code"] for reason in reasons}
    assert {"code", "message", "path"} == set(reasons[0])


def test_somebody_else_was_first(operator: Operator) -> None:
    """An expected version that has passed ends with 5, and nothing was done."""
    result = operator.run(*SUBMIT, "--expect-version", "7", "--json")

    assert (5, "conflict") == (result.code, result.error["error"])
    assert "draft" == operator.run("case", CASE, "--json").json["state"]


def altered(path: Path, statement: str) -> None:
    """Change a database behind the product's back."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


@pytest.mark.sqlite
def test_a_database_that_cannot_be_opened(operator: Operator) -> None:
    """
    A file that is something else, is empty, cut off, a folder or not there is left alone, in one
    sentence.
    """
    content = (operator.folder / "pathway.db").read_bytes()
    (operator.folder / "letter.db").write_text(
        "Dear colleagues, this is a letter and no database at all. " * 9
    )
    (operator.folder / "empty.db").touch()
    (operator.folder / "cut.db").write_bytes(content[: len(content) // 2])
    (operator.folder / "folder.db").mkdir()
    altered(operator.folder / "other.db", "CREATE TABLE something (id INTEGER)")
    for name in ("letter", "empty", "cut", "folder", "other", "none"):
        for command in (["cases"], ["database", "upgrade"]):
            result = operator.run(*command, "--database", f"sqlite:///{name}.db")
            assert (7, True) == (result.code, is_one_sentence(result)), (name, command, result)

    assert (operator.folder / "letter.db").read_text().startswith("Dear colleagues")
    assert not (operator.folder / "none.db").exists()


@pytest.mark.sqlite
def test_a_newer_schema(operator: Operator) -> None:
    """A database of a later Pathway is not touched by an older one."""
    altered(
        operator.folder / "pathway.db", "UPDATE pathway_alembic_version SET version_num = '0099'"
    )
    for command in (
        ["cases"],
        ["sweep"],
        ["database", "check"],
        ["database", "upgrade"],
        ["database", "sql"],
    ):
        result = operator.run(*command, "--json")
        assert (7, "database_not_ready") == (result.code, result.error["error"])
        assert "newer schema (0099)" in result.error["message"]


@pytest.mark.sqlite
def test_a_database_that_cannot_be_written_to(operator: Operator) -> None:
    """
    Reading goes on; a step is refused in a sentence. Opened read-only, since permissions do not
    bind root.
    """
    address = f"sqlite:///file:{operator.folder}/pathway.db?mode=ro&uri=true"
    key = f"{operator.folder}/pathway.key"
    result = operator.run(*SUBMIT, "--database", address, "--key-file", key)

    assert 0 == operator.run("case", CASE, "--database", address).code
    assert (7, True) == (result.code, is_one_sentence(result))
    assert "is read-only" in result.err


def test_a_place_where_no_file_can_be_made(tmp_path: Path) -> None:
    """`init` where nothing can be written ends with 7 and leaves nothing."""
    result = Operator(tmp_path).run(
        "init", "--rehearsal", "--database", "sqlite:////proc/none/pathway.db"
    )

    assert (7, True) == (result.code, is_one_sentence(result))


@pytest.mark.sqlite
def test_a_locked_database(operator: Operator) -> None:
    """Another program that holds the write lock too long is named; what it holds is not lost."""
    with closing(sqlite3.connect(operator.folder / "pathway.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = operator.run(*SUBMIT)
        other.execute("ROLLBACK")

    assert (7, True) == (result.code, is_one_sentence(result))
    assert "locked by another program" in result.err
    assert 0 == operator.run(*SUBMIT).code


def test_no_key_or_a_wrong_one(operator: Operator, desk: Rehearsal, tmp_path: Path) -> None:
    """What people wrote stays closed, lists go on, and nothing is written under another key."""
    elsewhere = Operator(tmp_path)
    made = elsewhere.run("init", "--rehearsal")
    key = desk.key.rename(desk.key.with_name("moved.key"))
    missing, wrong = (
        operator.run("history", CASE),
        operator.run(*SUBMIT, "--key-file", str(tmp_path / "pathway.key")),
    )

    assert 0 == made.code
    assert (7, True) == (missing.code, is_one_sentence(missing))
    assert "say where it is with --key-file" in missing.err
    assert (7, True) == (wrong.code, is_one_sentence(wrong))
    assert 0 == operator.run("cases").code
    assert 0 == operator.run(*SUBMIT, PATHWAY_KEY_FILE=str(key)).code


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("database = ", "is not TOML"),
        ("colour = 1", "has no setting colour."),
        ('json = "perhaps"', "json in pathway.toml is neither true nor false"),
        ('smtp_user = ["me"]', "smtp_user in pathway.toml is not a text in quotes"),
    ],
)
def test_settings_that_cannot_be_read(operator: Operator, text: str, part: str) -> None:
    """A fault in pathway.toml is named, and no database is opened."""
    (operator.folder / "pathway.toml").write_text(text)
    result = operator.run("cases")

    assert 2 == result.code
    assert part in result.err


@pytest.mark.sqlite
def test_an_unexpected_failure_shows_its_traceback_only_when_asked(operator: Operator) -> None:
    """The kind of error is named and not its words, which may quote what somebody wrote."""
    altered(
        operator.folder / "pathway.db",
        "UPDATE pathway_setting SET value = 'what somebody wrote' WHERE name = 'clock'",
    )
    plain, as_json, verbose = (
        operator.run("case", CASE, *more) for more in ([], ["--json"], ["-v"])
    )

    assert (1, True) == (plain.code, is_one_sentence(plain))
    assert "run again with -v to see the traceback" in plain.err
    assert "what somebody wrote" not in plain.err
    assert (1, "unexpected") == (as_json.code, as_json.error["error"])
    assert "Traceback (most recent call last)" in verbose.err


def test_a_reader_that_goes_away_is_not_an_error(operator: Operator) -> None:
    """`pathway schema ... | head -1` is quiet, and so is a closed standard output."""
    command = f"{PATHWAY} schema --form practice_review | head -c 1; {PATHWAY} cases >&-"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        check=False,
        cwd=operator.folder,
        env=operator.environment,
        capture_output=True,
    )

    assert (b"{", b"", 0) == (done.stdout, done.stderr, done.returncode)


def test_an_interrupt_is_quiet(operator: Operator) -> None:
    """Ctrl-C while a form is read ends with 130 and without a word."""
    form = operator.folder / "form"
    os.mkfifo(form)
    with operator.started("refer", str(form), "--by", NURSE) as reader, form.open("w"):
        reader.send_signal(signal.SIGINT)
        out, err = reader.communicate(timeout=60)

    assert (130, "", "") == (reader.returncode, out, err)


def test_an_import_is_all_or_nothing(operator: Operator) -> None:
    """Every fault of a file of people is listed with its row, and nobody was added."""
    text = (
        shipped("people.csv")
        + "New person,no email,police,rep,1\nOther,o@example.org,police,king,0\n"
    )
    result = operator.run("people", "import", "-", "--json", stdin=text)
    places = [reason["path"] for reason in result.error["reasons"]]

    assert 3 == result.code
    assert ["row 49, email", "row 50, roles", "row 50, order"] == places
    assert 47 == len(operator.run("people", "list", "--json").json)


def test_what_the_message_says_is_not_said_again(operator: Operator, desk: Rehearsal) -> None:
    """A refusal with a single reason is a sentence."""
    desk.do(CASE, "declare_interest", PARTNERS[1], nature="A relative.")
    answers = {"interest": "interest:1", "outcome": "withdraws_case", "reasons": "It is close."}
    desk.do(CASE, "decide_interest", CHAIR, **answers)

    for command in (("case", CASE, "--full"), ("document", "list", CASE)):
        refused = operator.run(*command, "--by", PARTNERS[1])

        assert 3 == refused.code
        assert is_one_sentence(refused)
