"""Meetings as an operator holds them, with the command."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.operators import Operator
from tests.rehearsals import BU, CHAIR, Rehearsal
from tests.sittings import ICB, LA, POLICE, Sittings

pytestmark = pytest.mark.either

MEETING = "MT-2026-0001"
DECISIONS = """
[[decision]]
case = "PR-2026-0001"
step = "decide_no_further_action"
reason = "No new learning."

[[decision]]
case = "PR-2026-0002"
step = "decide_local_review"
"""


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody in the folder of a rehearsal with two cases before the subgroup."""
    sittings = Sittings(desk)
    sittings.case()
    sittings.case()
    return Operator(desk.folder, desk.variables)


def planned(operator: Operator) -> None:
    """Plan a meeting on both cases, and invite."""
    members = [word for email in (LA, ICB, POLICE) for word in ("--member", email)]
    cases = ["--case", "PR-2026-0001", "--case", "PR-2026-0002"]
    when = ["--day", "2026-04-09", "--starts", "10:00", "--ends", "12:00", "--place", "Town hall"]
    made = operator.run(
        "meeting",
        "new",
        "--kind",
        "subgroup",
        *when,
        "--chair",
        CHAIR,
        *members,
        *cases,
        "--by",
        BU,
    )
    invited = operator.run("meeting", "invite", MEETING, "--by", BU)

    assert (0, 0) == (made.code, invited.code), made.err + invited.err


def test_meetings_are_listed_as_csv(operator: Operator) -> None:
    """With the members of the list's JSON as columns, and a row for each meeting."""
    planned(operator)
    result = operator.run("meeting", "list", "--csv")
    headings, row = csv.reader(io.StringIO(result.out.removeprefix("\ufeff"), newline=""))
    cells = dict(zip(headings, row, strict=True))
    (listed,) = operator.run("meeting", "list", "--json").json

    assert list(listed) == headings
    assert (MEETING, "2026-04-09", "PR-2026-0001; PR-2026-0002", "4") == (
        cells["reference"],
        cells["day"],
        cells["cases"],
        cells["members"],
    )


def test_a_meeting_is_held_from_plan_to_minutes(operator: Operator, desk: Rehearsal) -> None:
    """Each command does its part, and shows the meeting after it."""
    planned(operator)
    none = operator.run("meeting", "interests", MEETING, "--none", "--by", LA)
    declared = operator.run(
        "meeting", "interests", MEETING, "--interest", "PR-2026-0002=Kin = close", "--by", ICB
    )
    asked = operator.run("meeting", "interests", MEETING).out
    papers = operator.run("meeting", "papers", MEETING, "-o", "papers", "--by", LA)
    sent = operator.run("meeting", "papers", MEETING, "--sent", "--by", BU)
    desk.clock("2026-04-10")
    held = operator.run(
        *("meeting", "attend", MEETING, "--present", CHAIR, "--present", LA, "--present", ICB),
        *("--represented", f"{POLICE}=rep.police@example.org", "--guest", "Minute taker"),
        *("--by", BU),
    )
    action = operator.run(
        *("meeting", "action", MEETING, "--what", "Tell the schools.", "--owner", LA),
        *("--due", "2026-05-01", "--by", BU),
    )
    (desk.folder / "minutes.md").write_text("# Minutes")
    minutes = operator.run("meeting", "minutes", MEETING, "--file", "minutes.md", "--by", BU)
    agreed = operator.run("meeting", "minutes", MEETING, "--agree", "--by", CHAIR, "--json")
    as_case = operator.run("case", MEETING).out

    done = (none, declared, papers, sent, held, action, minutes, agreed)
    assert {0} == {result.code for result in done}, [result.err for result in done]
    assert [
        f"{MEETING}-agenda.pdf",
        "PR-2026-0001-case-pack.pdf",
        "PR-2026-0002-case-pack.pdf",
    ] == ([Path(line).name for line in papers.out.splitlines()])
    assert "none declared" in asked
    assert "declared in PR-2026-0002" in asked
    assert "Kin = close" not in declared.out
    assert "represented by Police representative (Police)" in held.out
    assert "Minute taker" in held.out
    assert "Minuted" in as_case
    assert "0 children" not in as_case
    assert "Tell the schools." not in action.out
    assert ("minuted", "minutes.md") == (agreed.json["state"], agreed.json["minutes"]["name"])
    assert "minutes.md" in operator.run("document", "list", MEETING, "--by", CHAIR).out
    assert 0 == operator.run("verify").code


def test_decisions_of_a_file_are_reported_one_by_one(operator: Operator, desk: Rehearsal) -> None:
    """The exit code says that one was refused; mended and given again, only that one is new."""
    planned(operator)
    desk.clock("2026-04-10")
    everybody = [word for email in (CHAIR, LA, ICB, POLICE) for word in ("--present", email)]
    operator.run("meeting", "attend", MEETING, *everybody, "--by", BU)
    file = desk.folder / "decisions.toml"
    file.write_text(DECISIONS)
    first = operator.run("meeting", "decide", MEETING, "decisions.toml", "--by", CHAIR)
    file.write_text(
        DECISIONS
        + '[decision.input]\nform = "local_learning"\nreasons = "Why."\nagencies = ["police"]\n'
    )
    second = operator.run("meeting", "decide", MEETING, "decisions.toml", "--by", CHAIR)
    shown = operator.run("meeting", "show", MEETING).out

    assert 3 == first.code
    assert "PR-2026-0001 decide_no_further_action: done; the case is in Closed." in first.out
    assert "PR-2026-0002 decide_local_review: refused." in first.out
    assert "1 decision recorded, 1 refused." in first.out
    assert (0, "") == (second.code, second.err)
    assert "2 decisions recorded, 0 refused." in second.out
    assert 1 == shown.count("Decide that no further action is needed")


def test_one_step_of_several_cases(operator: Operator, desk: Rehearsal) -> None:
    """Options give the same step to each case."""
    planned(operator)
    desk.clock("2026-04-10")
    everybody = [word for email in (CHAIR, LA, ICB, POLICE) for word in ("--present", email)]
    operator.run("meeting", "attend", MEETING, *everybody, "--by", BU)
    done = operator.run(
        *("meeting", "decide", MEETING, "--case", "PR-2026-0001", "--case", "PR-2026-0002"),
        *("--step", "prioritise", "--set", "priority=urgent", "--by", CHAIR, "--json"),
    )

    assert [("PR-2026-0001", True), ("PR-2026-0002", True)] == [
        (outcome["case"], outcome["done"]) for outcome in done.json
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "lists no decisions"),
        ("decision = 3", "lists no decisions"),
        ("[[decision]]\ncase = 'PR-2026-0001'", "decision 1 needs a case and a step"),
        ("[[decision]]\ncase = 3\nstep = 'x'", "decision 1: case must be text"),
        ("[[decision]]\nwho = 'me'", "decision 1 has who; it may have case, step"),
    ],
)
def test_a_file_that_is_no_list_of_decisions(
    operator: Operator, desk: Rehearsal, content: str, sentence: str
) -> None:
    """It says which decision is wrong, and how."""
    (desk.folder / "d.toml").write_text(content)
    refused = operator.run("meeting", "decide", MEETING, "d.toml", "--by", CHAIR)

    assert (2, True) == (refused.code, sentence in refused.err), refused.err


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("interests", MEETING, "--none", "--interest", "A=B", "--by", LA), "not both"),
        (("interests", MEETING, "--none"), "Say with --by who answers"),
        (("interests", MEETING, "--interest", "A", "--by", LA), "is written PR-2026-0001=TEXT"),
        (("attend", MEETING, "--represented", "A", "--by", BU), "is written EMAIL=EMAIL"),
        (("minutes", MEETING), "Give one of -o FILE, --file FILE and --agree"),
        (("minutes", MEETING, "--agree"), "Say with --by"),
        (("decide", MEETING, "--case", "PR-2026-0001", "--by", BU), "give --case and --step"),
        (("agenda", MEETING, "-o", "agenda.txt"), "its name must end in .docx, .pdf or .html"),
        (("show", "PR-2026-0001"), "There is no meeting PR-2026-0001"),
    ],
)
def test_what_is_typed_wrongly_is_said(
    operator: Operator, command: tuple[str, ...], sentence: str
) -> None:
    """In a sentence with the way out."""
    planned(operator)
    refused = operator.run("meeting", *command)

    assert refused.code in (2, 4)
    assert sentence in refused.err, refused.err


def test_a_meeting_is_moved_and_cancelled(operator: Operator) -> None:
    """The list and the card say so; a reason is asked for."""
    planned(operator)
    when = ("--day", "2026-04-03", "--starts", "14:00", "--ends", "15:00")
    asked = operator.run("meeting", "move", MEETING, *when, "--by", BU)
    moved = operator.run("meeting", "move", MEETING, *when, "--reason", "Room.", "--by", BU).out
    listed = operator.run("meeting", "list").out
    cancelled = operator.run("meeting", "cancel", MEETING, "--reason", "Few.", "--by", BU).out

    assert 3 == asked.code
    assert "before: Thu 9 Apr 2026, 10:00 to 12:00" in moved
    assert "Fri 3 Apr 2026 is not a working day: Good Friday." in moved
    assert "Fri 3 Apr 2026" in listed
    assert "Cancelled" in cancelled


def test_agenda_and_minutes_are_written_as_word_and_html(
    operator: Operator, desk: Rehearsal
) -> None:
    """They name cases by their references alone."""
    planned(operator)
    for name in ("agenda.docx", "agenda.html"):
        assert 0 == operator.run("meeting", "agenda", MEETING, "-o", name).code
    assert 0 == operator.run("meeting", "minutes", MEETING, "-o", "minutes.docx").code
    page = (desk.folder / "agenda.html").read_text()
    word = Path(desk.folder / "agenda.docx").read_bytes()

    assert "Thursday 9 April 2026, 10:00 to 12:00" in page
    assert "PR-2026-0002" in page
    assert b"PK" == word[:2]


def test_lists_of_cases_and_meetings_are_apart(operator: Operator) -> None:
    """Neither is in the other's list."""
    planned(operator)

    assert MEETING not in operator.run("cases").out
    assert MEETING in operator.run("meeting", "list").out
    assert "no meeting" in operator.run("meeting", "list", "--state", "held").out
    assert MEETING in operator.run("deadlines").out


def test_papers_that_have_no_folder_are_refused_in_a_sentence(operator: Operator) -> None:
    """A file stands where the folder should be; and what is sent is not written."""
    planned(operator)
    refused = operator.run("meeting", "papers", MEETING, "-o", "pathway.key", "--by", LA)
    both = operator.run("meeting", "papers", MEETING, "-o", "papers", "--sent", "--by", BU)

    assert (2, "The folder pathway.key cannot be made: File exists.\n") == (
        refused.code,
        refused.err,
    )
    assert 2 == both.code
    assert "Give either -o FOLDER or --sent" in both.err


@pytest.mark.parametrize(
    "command",
    [
        ("document", "case-pack"),
        ("document", "plan"),
        ("document", "nhs-tracker"),
        ("document", "national-notification"),
        ("chronology", "show"),
        ("case", "--full"),
        ("check",),
    ],
    ids=" ".join,
)
def test_what_is_about_reviews_takes_no_meeting(
    operator: Operator, command: tuple[str, ...]
) -> None:
    """The sentence says where a meeting is shown."""
    planned(operator)
    refused = operator.run(*command, MEETING, "--by", BU)

    assert 4 == refused.code
    assert f"There is no case {MEETING}. See `pathway meeting show {MEETING}`.\n" == refused.err
