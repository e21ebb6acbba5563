"""Who is asking on the command line, where `--by` alone is not believed: tokens, and their files."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from tests.operators import Operator
from tests.rehearsals import BU, CHAIR, NURSE

pytestmark = pytest.mark.sqlite  # about files; the rest is in tests/integration/test_tokens.py
FORMS = files("pathway.demo.forms")
FORM = str(FORMS / "practice_review.toml")
CASE = "PR-2026-0001"


@pytest.fixture
def keeper(tmp_path: Path) -> Operator:
    """Return whoever keeps an installation in which nobody is believed without a proof."""
    made = Operator(tmp_path)
    assert 0 == made.run("init").code
    assert 0 == made.run("people", "import", str(FORMS / "people.csv")).code
    return made


def issued(keeper: Operator, email: str, *more: str) -> str:
    """Return a new token as it is printed."""
    result = keeper.run("people", "token", email, *more)
    assert 0 == result.code, result.err
    return result.out.strip()


def test_init_says_how_people_prove_who_they_are(tmp_path: Path) -> None:
    """Neither a rehearsal nor trust is needed to begin."""
    made = Operator(tmp_path).run("init")

    assert 0 == made.code
    assert "pathway people token EMAIL" in " ".join(made.out.split())


def test_a_token_says_who_asks(keeper: Operator) -> None:
    """In the variable: `--by` may be left out."""
    token = issued(keeper, NURSE)
    referred = keeper.run("refer", FORM, PATHWAY_TOKEN=token)
    steps = keeper.run("steps", CASE, "--json", PATHWAY_TOKEN=token)
    again = keeper.run("steps", CASE, "--json", "--by", NURSE.upper(), PATHWAY_TOKEN=token)

    assert (0, f"{CASE}\n") == (referred.code, referred.out)
    assert "submit" in {step["step"] for step in steps.json if step["allowed"]}
    assert steps.json == again.json


def test_the_word_of_somebody_is_not_enough(keeper: Operator) -> None:
    """The refusal says how to prove it, and the form is not taken."""
    unproved = keeper.run("refer", FORM, "--by", NURSE)
    unsaid = keeper.run("refer", FORM)

    assert (2, 2) == (unproved.code, unsaid.code)
    assert "give your token in PATHWAY_TOKEN" in unproved.err
    assert "Missing option '--by'. Your token says it too" in unsaid.err
    assert not keeper.run("cases", "--csv", "--by", NURSE, PATHWAY_TOKEN=issued(keeper, NURSE)).err


def test_a_token_is_of_one_person(keeper: Operator) -> None:
    """Not even the business unit asks for somebody else with it."""
    refused = keeper.run("refer", FORM, "--by", NURSE, "--json", PATHWAY_TOKEN=issued(keeper, BU))

    assert (3, "refused") == (refused.code, refused.error["error"])
    assert ["not_permitted"] == [reason["code"] for reason in refused.error["reasons"]]


def test_a_token_in_a_file(keeper: Operator) -> None:
    """Which only its owner can read; one that others can read is not used, and says what to do."""
    written = keeper.run("people", "token", NURSE, "-o", "own.token", "--json")
    path = keeper.folder / "own.token"
    mode = path.stat().st_mode & 0o777
    referred = keeper.run("refer", FORM, "--token-file", "own.token")
    (keeper.folder / "pathway.toml").write_text('token_file = "own.token"\n')
    read = keeper.run("steps", CASE)
    path.chmod(0o640)
    refused = keeper.run("steps", CASE)

    assert ("own.token", False, 0o600) == (written.json["file"], "token" in written.json, mode)
    assert (0, 0, 2) == (referred.code, read.code, refused.code)
    assert "chmod 600" in refused.err


def test_the_option_beats_the_variable(keeper: Operator) -> None:
    """And the variable beats the settings."""
    keeper.run("people", "token", CHAIR, "-o", "chair.token")
    (keeper.folder / "pathway.toml").write_text('token_file = "chair.token"\n')
    nurse = issued(keeper, NURSE)
    refers = keeper.run("refer", FORM, PATHWAY_TOKEN=nurse)
    chair = keeper.run("refer", FORM, "--token-file", "chair.token", PATHWAY_TOKEN=nurse)

    assert (0, 3) == (refers.code, chair.code)


@pytest.mark.parametrize(
    ("arguments", "variables", "part"),
    [
        (("--token-file", "none.token"), {}, "There is no token file none.token"),
        (("--token-file", "."), {}, "The token file . cannot be read: Is a directory"),
        (("--token-file", "a\tb"), {}, "There is no token file a?b"),
        (("--token-file", "pathway.key"), {}, "does not hold a token"),
        ((), {"PATHWAY_TOKEN": "hunter2"}, "PATHWAY_TOKEN does not hold a token"),
        ((), {"PATHWAY_TOKEN": "pathway_" + "\x1b[2J" * 20}, "does not hold a token"),
    ],
)
def test_what_is_no_token(
    keeper: Operator, arguments: tuple[str, ...], variables: dict[str, str], part: str
) -> None:
    """A sentence says so, and how to get one; nothing of it is shown."""
    refused = keeper.run("refer", FORM, *arguments, **variables)

    assert 2 == refused.code
    assert part in refused.err
    assert "hunter2" not in refused.err
    assert "\x1b" not in refused.err


def test_a_token_that_cannot_be_written_is_revoked(keeper: Operator) -> None:
    """Nobody has got it, so that nobody can use it."""
    refused = keeper.run("people", "token", NURSE, "-o", "nowhere/own.token")
    listed = keeper.run("people", "tokens", "--json").json

    assert 2 == refused.code
    assert ["revoked"] == [token["state"] for token in listed]


def test_tokens_are_listed_and_revoked(keeper: Operator) -> None:
    """Whose, in which roles, until when; a revoked one is refused from then on."""
    token = issued(keeper, CHAIR, "--role", "chair", "--days", "7")
    shown = keeper.run("people", "tokens")
    sheet = keeper.run("people", "tokens", "--csv")
    revoked = keeper.run("people", "revoke", "1")
    refused = keeper.run("people", "tokens", PATHWAY_TOKEN=token)
    unknown = keeper.run("people", "revoke", "7")

    assert CHAIR in shown.out
    assert "never" in shown.out
    assert f"1,{CHAIR},good,chair," in sheet.out
    assert f"Token 1 of {CHAIR} is revoked.\n" == revoked.out
    assert (3, 4) == (refused.code, unknown.code)
    assert "was revoked" in refused.err


def test_in_a_rehearsal_a_token_is_not_needed(tmp_path: Path) -> None:
    """Whoever plays others names them; a token names its person where nobody else is named."""
    stage = Operator(tmp_path)
    stage.run("init", "--rehearsal", "--now", "2026-03-16T09:00")
    stage.run("people", "import", str(FORMS / "people.csv"))
    token = issued(stage, BU)
    played = stage.run("refer", FORM, "--by", NURSE, PATHWAY_TOKEN=token)
    noted = stage.run("take", CASE, "note", "--set", "text=x", PATHWAY_TOKEN=token)

    assert (0, 0) == (played.code, noted.code), noted.err
    assert BU == stage.run("history", CASE, "--json").json[-1]["by"]
