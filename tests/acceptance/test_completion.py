"""
Shell completion, in the shells that are on this machine and by the words that each of them is told.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.operators import PATHWAY, Dialogue, Operator
from tests.rehearsals import BU, NOTIFIER, NURSE, Rehearsal

pytestmark = pytest.mark.sqlite
FIRST, SECOND = "PR-2026-0001", "PR-2026-0002"
HEAVY = ("alembic", "psycopg", "pydantic", "rich", "sqlalchemy", "structlog")
# What takes a twentieth of their time, and is for other commands.
UNUSED = (
    "csv",
    "difflib",
    "pathlib",
    "secrets",
    "tomllib",
    "unicodedata",
    "pathway.documents",
    "pathway.settings",
    "pathway.text_files",
)
PROMPT = "ready> "
SHELLS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        f"PS1='{PROMPT}'; bind 'set enable-bracketed-paste off'",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        f"unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -D; PS1='{PROMPT}'",
    ),
}
HERE = [name for name in SHELLS if shutil.which(name)]


@pytest.fixture(scope="module")
def operator(installed: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """
    Return somebody in the folder of a rehearsal with a case whose agencies gather, and one in
    draft.
    """
    desk = installed.copied(tmp_path_factory.mktemp("completion") / "desk")
    desk.endorsed()
    desk.do(FIRST, "notify_panel", NOTIFIER)
    desk.refer()
    desk.pathway.sweep()
    desk.pathway.close()
    return Operator(desk.folder)


def proposed(operator: Operator, line: str) -> list[str]:
    """Return what bash is told for a line with the cursor at its end."""
    result = operator.run(_PATHWAY_COMPLETE="bash_complete", COMP_WORDS=line)

    assert (0, "") == (result.code, result.err)
    return [line.partition(",")[2] for line in result.out.splitlines() if line]


def test_references_are_the_newest_first(operator: Operator) -> None:
    """
    Each with its kind and state where the shell shows them, and not a word of what was written.
    """
    output = operator.run(
        _PATHWAY_COMPLETE="zsh_complete", COMP_WORDS="pathway case PR", COMP_CWORD="2"
    ).out
    fish = operator.run(
        _PATHWAY_COMPLETE="fish_complete", COMP_WORDS="pathway case pr", COMP_CWORD="pr"
    ).out

    assert [SECOND, FIRST] == proposed(operator, "pathway case ")
    assert [SECOND] == proposed(operator, f"pathway history {SECOND}")
    assert (
        f"plain\n{SECOND}\npractice review: draft\nplain\n{FIRST}\npractice review: rapid_review.gathering\n"
        == output
    )
    assert [f"plain,{SECOND}\tpractice review: draft"] == fish.splitlines()[:1]


def test_steps_are_those_open_in_the_cases_state(operator: Operator) -> None:
    """The steps of its items are among them, and of an item that was named they alone."""
    draft, gathering = (
        proposed(operator, f"pathway take {reference} ") for reference in (SECOND, FIRST)
    )
    of_item = proposed(operator, f"pathway take --item agency_return:police {FIRST} ")

    assert {"submit", "amend"} <= set(draft)
    assert "endorse" not in draft + gathering
    assert "accept" not in draft
    assert set(of_item) < set(gathering)
    assert "note" not in of_item


def test_all_that_has_a_name_is_proposed(operator: Operator) -> None:
    """Items, people, deadlines, definitions, states, messages and files."""
    item = proposed(operator, f"pathway take {FIRST} waive --item agency_return:pol")

    assert ["agency_return:police"] == item
    assert [NURSE] == proposed(operator, f"pathway take {FIRST} note --by referrer.nc")
    assert {BU} < set(proposed(operator, "pathway deadlines --owner "))
    assert ["housing"] == proposed(operator, "pathway people list --agency hou")
    assert "rapid_review_sent" in proposed(operator, f"pathway explain {FIRST} rapid")
    assert ["publication"] == proposed(operator, "pathway definition show pub")
    assert ["quality_assurance"] == proposed(operator, "pathway cases --state qual")
    assert ["practice_review"] == proposed(operator, "pathway cases --kind prac")
    assert "1" in proposed(operator, "pathway mail show ")
    assert (
        "file,\n"
        == operator.run(_PATHWAY_COMPLETE="bash_complete", COMP_WORDS="pathway refer ").out
    )


def test_entries_are_proposed_where_one_is_corrected(operator: Operator) -> None:
    """
    The latest first, with step, item and day; no key is needed, and for other steps nothing is
    proposed.
    """
    line = f"pathway take {FIRST} correct --set event="
    fish = operator.run(_PATHWAY_COMPLETE="fish_complete", COMP_WORDS=line, COMP_CWORD="event=").out

    assert ["event=4", "event=3", "event=2", "event=1"] == proposed(operator, line)
    assert "plain,event=1\trefer; Mon 16 Mar 2026" in fish
    assert [] == proposed(operator, f"pathway take {FIRST} note --set event=")


@pytest.mark.parametrize(
    "line", ["pathway case ", f"pathway take {FIRST} ", "pathway mail show ", "pathway case --by "]
)
def test_without_a_database_nothing_is_proposed(tmp_path: Path, line: str) -> None:
    """No proposal and no word."""
    assert [] == proposed(Operator(tmp_path), line)


@pytest.mark.parametrize(
    "variables",
    [
        {"PATHWAY_DATABASE": "sqlite:///letter.db"},
        {"PATHWAY_DATABASE": "nonsense"},
        {"PATHWAY_JSON": "perhaps"},
    ],
)
def test_what_fails_is_silent(tmp_path: Path, variables: dict[str, str]) -> None:
    """A database that is none, an address that is none, a setting that cannot be read."""
    (tmp_path / "letter.db").write_text("Dear colleagues, this is no database. " * 40)

    assert [] == proposed(Operator(tmp_path, variables), f"pathway take {FIRST} ")


def test_a_name_that_would_steer_the_shell_is_not_proposed(
    operator: Operator, tmp_path: Path
) -> None:
    """What the shell would carry out when Enter is pressed is left for people to type."""
    people = tmp_path / "people.csv"
    people.write_text(
        "name,email,agency,roles,order\nOne,zz`id`@example.org,police,rep,8\n", "utf-8"
    )

    assert 0 == operator.run("people", "import", str(people)).code
    assert [] == proposed(operator, "pathway cases --mine --by zz")


def test_an_answer_is_not_cut_short_at_its_end(tmp_path: Path) -> None:
    """What gives up on a server that does not answer is called off once there is an answer."""
    program = (
        "import threading; from pathway.cli import main; from pathway.cli.commands import completion;"
        " completion.SECONDS = 0.5; main([]);"
        "[one.join() for one in threading.enumerate() if one is not threading.main_thread()];"
        "print('the end')"
    )
    asked = Operator(tmp_path).environment | {
        "_PATHWAY_COMPLETE": "bash_complete",
        "COMP_WORDS": "pathway ca",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, env=asked, capture_output=True, text=True
    )

    assert ["plain,cases", "plain,case", "plain,calendar", "the end"] == done.stdout.splitlines()


def test_a_server_that_does_not_answer_holds_nobody_up(tmp_path: Path) -> None:
    """The process ends by itself, and proposes nothing."""
    program = (
        "from pathway.cli import main; from pathway.cli.commands import completion;"
        " completion.SECONDS = 1; main([]); print('late')"
    )
    with socket.create_server(("localhost", 0)) as silent:
        address = f"postgresql+psycopg://localhost:{silent.getsockname()[1]}/none"
        asked = Operator(tmp_path).environment | {
            "_PATHWAY_COMPLETE": "bash_complete",
            "COMP_WORDS": "pathway case ",
            "PATHWAY_DATABASE": address,
        }
        done = subprocess.run(
            [sys.executable, "-c", program], env=asked, capture_output=True, text=True, check=False
        )

    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize(
    "line", ["pathway ", "pathway ta", "pathway take --", "pathway definition ", "pathway mail l"]
)
def test_completing_commands_and_options_is_quick(tmp_path: Path, line: str) -> None:
    """It loads no library that costs a tenth of a second."""
    program = (
        "import sys; from pathway.cli import main; main([]);"
        f"print([one for one in {HEAVY} if one in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        cwd=tmp_path,
        env=Operator(tmp_path).environment
        | {"_PATHWAY_COMPLETE": "bash_complete", "COMP_WORDS": line},
        capture_output=True,
        text=True,
    )

    assert done.stdout.startswith("plain,")
    assert "[]" == done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--help"], ""),
        ([], "pathway "),
        ([], "pathway ca"),
        ([], "pathway cases --st"),
        ([], "pathway take --"),
        ([], "pathway mail l"),
    ],
)
def test_nothing_is_loaded_that_does_not_answer(
    tmp_path: Path, words: Sequence[str], line: str
) -> None:
    """Help, and completion of commands and options, read no files and no settings."""
    program = (
        "import sys; from pathway.cli import main; main(sys.argv[1:]);"
        f"print([name for name in {UNUSED} if name in sys.modules], file=sys.stderr)"
    )
    asked = {"_PATHWAY_COMPLETE": "bash_complete", "COMP_WORDS": line} if line else {}
    # Without the `.pth` files of a checkout, which load some of these themselves.
    done = subprocess.run(
        [sys.executable, "-S", "-c", program, *words],
        check=True,
        cwd=tmp_path,
        env=Operator(tmp_path).environment | {"PYTHONPATH": os.pathsep.join(sys.path)} | asked,
        capture_output=True,
        text=True,
    )

    assert done.stdout
    assert "[]" == done.stderr.splitlines()[-1]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed(tmp_path: Path, shell: str) -> None:
    """It asks the command itself; an unknown shell is wrong usage."""
    result, as_json = (
        Operator(tmp_path).run("completion", shell, *more) for more in ([], ["--json"])
    )

    assert f"_PATHWAY_COMPLETE={shell}_complete" in result.out
    assert {"shell": shell, "script": result.out} == as_json.json
    assert 2 == Operator(tmp_path).run("completion", "tcsh").code


@contextmanager
def typing_in(operator: Operator, shell: str) -> Generator[Dialogue]:
    """Start a shell in which the completion is loaded."""
    command, setting = SHELLS[shell]
    path = f"{PATHWAY.parent}:/usr/local/bin:/usr/bin:/bin"
    with operator.at_terminal(
        command[0], *command[1:], PATH=path, INPUTRC="/dev/null", COLUMNS="200"
    ) as keys:
        keys.type(f'{setting}; eval "$(pathway completion {shell})"; echo "[load"ed]\n')
        keys.until("[loaded]")
        keys.until(PROMPT)
        yield keys


@pytest.mark.parametrize("shell", HERE)
def test_in_the_shell_itself(operator: Operator, shell: str) -> None:
    """
    Tab completes commands, references, steps, emails and items, whatever the shell takes for the
    end of a word.
    """
    with typing_in(operator, shell) as keys:
        keys.type(f"pathway tak\t{SECOND}\tsubm\t--by {NURSE.partition('@')[0]}@\t--prev\t\n")
        shown = keys.until("would be in")
        keys.until(PROMPT)
        keys.type(f"pathway schema {FIRST} waive --item agency_return:pol\t\n")
        schema = keys.until('"title"')

    assert f"submit by {NURSE}" in shown
    assert "No such" not in schema
