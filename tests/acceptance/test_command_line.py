"""The command as operators and scripts use it: from `init` to `verify`, on real SQLite files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from pathway.storage.database.schema import HEAD
from tests.operators import PATHWAY, Operator
from tests.rehearsals import CHAIR, NOTIFIER, NURSE, NURSES_REP, Rehearsal, shipped

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
HEAVY = (
    "alembic", "apscheduler", "docx", "jinja2", "lxml", "opentelemetry", "prometheus_client", "pydantic", "rich",
    "sqlalchemy", "structlog", "transitions", "typst",
)  # fmt: skip
COMMANDS = (
    "", "init", "demo", "clock", "clock set", "people import", "refer", "amend", "cases", "case", "steps", "take",
    "schema", "history", "deadlines", "explain", "worker", "sweep", "dispatch", "mail show", "definition check",
    "verify", "doctor", "database sql", "completion", "document case-pack", "document letter",
)  # fmt: skip
SHAPES = {
    "case": "reference kind state outcome version opened_on definition items deadlines findings",
    "deadline": "id key item occurrence owner status state clock_on due practical provisional met_on overdue "
    "status_grade source skipped",
    "step": "step item to allowed reasons input_schema",
    "event": "seq step item by occurred_on recorded_at from to item_to input reason late_reason hash previous_hash "
    "corrects",
    "message": "id to subject kind notices state attempts message_id created_at sent_at last_error",
}


SAME = (
    (), ("--help",), ("--version",), ("take", "--help"), ("cases",), ("case", CASE, "--json"), ("history", CASE),
    ("steps", CASE, "--by", NURSE), ("schema", CASE, "submit", "--by", NURSE), ("definition", "show"), ("doctor",),
    ("database", "sql"), ("take", CASE, "endorse", "--by", NURSE), ("nonsense",), ("case", "PR-2026-0009", "--json"),
)  # fmt: skip


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """
    Return somebody who works in the folder of a rehearsal, in which the nurse's referral lies.
    """
    (desk.path.parent / "form.toml").write_text(shipped("practice_review.toml"), "utf-8")
    return Operator(desk.folder, desk.variables)


@pytest.fixture
def referred(operator: Operator, desk: Rehearsal) -> Operator:
    """Return the same, with the case opened."""
    desk.refer()
    return operator


def filled(operator: Operator, step: str, by: str, item: str | None = None) -> str:
    """Return an input made of nothing but what `schema` prints."""
    named = ("--item", item) if item else ()
    schema = operator.run("schema", CASE, step, "--by", by, *named).json
    return json.dumps(
        {name: schema["properties"][name]["examples"][0] for name in schema.get("required", [])}
    )


@pytest.mark.rest
def test_a_command_is_the_same_forked_or_started(referred: Operator) -> None:
    """The other tests fork theirs from a process that has loaded Pathway; a shell starts them."""
    started = replace(referred, anew=True)
    for arguments in SAME:
        assert started.run(*arguments) == referred.run(*arguments), arguments
    assert started.on_terminal("case", CASE) == referred.on_terminal("case", CASE)
    refused = [
        operator.run("refer", "-", "--by", NURSE, stdin='kind = "practice_review"')
        for operator in (started, referred)
    ]
    assert refused[0] == refused[1]
    assert refused[0].code == 3


def test_a_day_at_the_desk(tmp_path: Path) -> None:
    """
    From nothing to a case at triage whose mail was written and whose history holds; each command is
    started anew.
    """
    operator = Operator(tmp_path, anew=True)
    people = str(files("pathway.demo.forms") / "people.csv")
    form = str(files("pathway.demo.forms") / "practice_review.toml")

    assert 0 == operator.run("init", "--rehearsal", "--now", "2026-03-16T09:00").code
    imported = operator.run("people", "import", people, "--json").json
    assert (47, 0, 0, 47) == (
        *(imported[name] for name in ("added", "changed", "unchanged")),
        len(imported["changes"]),
    )
    assert f"{CASE}\n" == operator.run("refer", form, "--by", NURSE).out
    assert (
        "quality_assurance"
        == operator.run("take", CASE, "submit", "--by", NURSE, "--json").json["state"]
    )
    answers = filled(operator, "endorse", NURSES_REP)
    endorsed = operator.run(
        "take", CASE, "endorse", "--by", NURSES_REP, "--input", "-", stdin=answers
    )
    assert "Triage" in endorsed.out
    assert (
        "Wed 25 Mar 2026 09:00 (London)\n" == operator.run("clock", "set", "2026-03-25T09:00").out
    )
    swept = operator.run("sweep", "--json").json
    assert swept["breaches"] > 0
    assert operator.run("dispatch", "--json").json["sent"] >= swept["messages"]
    assert [*(tmp_path / "mail").glob("*.eml")]
    assert "All is in order." in operator.run("verify").out


def test_an_email_is_not_enough_unless_somebody_allowed_it(
    referred: Operator, desk: Rehearsal
) -> None:
    """`--by` alone is taken in a rehearsal and where operators are trusted, and nowhere else."""
    desk.sql("DELETE FROM pathway_setting WHERE name = 'clock'")
    result = referred.run("take", CASE, "submit", "--by", NURSE)

    assert 2 == result.code
    assert "--by alone does not prove who you are" in result.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_quick(tmp_path: Path, command: str) -> None:
    """Help loads no library that costs a tenth of a second."""
    program = (
        "import sys; from pathway.cli import main; code = main(sys.argv[1:]);"
        f"print([one for one in {HEAVY} if one in sys.modules], code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command.split(), "--help"],
        check=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )

    assert "[] 0" == done.stdout.splitlines()[-1]


def test_the_module_is_the_command(tmp_path: Path) -> None:
    """`python -m pathway` prints what `pathway` prints."""
    both = [
        subprocess.run(
            [*program, "take", "--help"], check=True, cwd=tmp_path, capture_output=True
        ).stdout
        for program in ([str(PATHWAY)], [sys.executable, "-m", "pathway"])
    ]

    assert both[0] == both[1]


@pytest.mark.sqlite
def test_common_options_may_come_before_or_after_the_command(referred: Operator) -> None:
    """`--json cases` is `cases --json`, and so are `--database` and `--now`."""
    url = f"sqlite:///{referred.folder}/pathway.db"
    before = referred.run("--json", "--database", url, "--now", "2026-03-20", "cases")
    after = referred.run("cases", "--json", "--database", url, "--now", "2026-03-20")

    assert [CASE] == [case["reference"] for case in before.json]
    assert before == after


@pytest.mark.sqlite
def test_a_flag_beats_a_variable_and_that_the_file(referred: Operator) -> None:
    """Each setting comes from the nearest place that has it."""
    (referred.folder / "pathway.toml").write_text('database = "sqlite:///file.db"\njson = true\n')
    by_file = referred.run("cases")
    by_variable = referred.run("cases", PATHWAY_DATABASE="sqlite:///variable.db", PATHWAY_JSON="no")
    by_flag = referred.run(
        "cases", "--database", "sqlite:///pathway.db", PATHWAY_DATABASE="sqlite:///variable.db"
    )

    assert "file.db" in by_file.error["message"]
    assert "There is no database at variable.db; make one with `pathway init`.\n" == by_variable.err
    assert [CASE] == [case["reference"] for case in by_flag.json]


def test_the_shapes_that_scripts_rely_on(referred: Operator) -> None:
    """Lists are bare arrays, and every member of the contract is there."""
    case = referred.run("case", CASE, "--json").json
    (listed,) = referred.run("cases", "--json").json
    steps = referred.run("steps", CASE, "--by", NURSE, "--json").json
    (event,) = referred.run("history", CASE, "--json").json
    deadline = referred.run("explain", CASE, "panel_notification", "--json").json

    assert listed == case
    for name, value in (
        ("case", case),
        ("step", steps[0]),
        ("event", event),
        ("deadline", deadline),
    ):
        assert set(SHAPES[name].split()) <= set(value), name
    assert [
        {"day": "2026-03-14", "why": "Saturday"},
        {"day": "2026-03-15", "why": "Sunday"},
    ] == deadline["skipped"]


def test_refer_reads_json_too(operator: Operator) -> None:
    """A form from another program comes by standard input; with --json the case is the answer."""
    form: dict[str, Any] = json.loads(operator.run("schema", "--form", "good_outcome").out)
    answers = {name: form["properties"][name]["examples"][0] for name in form["required"]} | {
        "kind": "good_outcome"
    }
    case = operator.run(
        "refer", "-", "--by", "referrer.education@example.org", "--json", stdin=json.dumps(answers)
    )

    assert ("good_outcome", "draft") == (case.json["kind"], case.json["state"]), case.err


def test_set_is_applied_over_the_input(referred: Operator) -> None:
    """`--set` reaches into tables and lists, as JSON or else as text."""
    values = (
        "children[1].age_years=4",
        "children[1].label=Younger child",
        "agencies_known[6]=camhs",
    )
    over = [word for value in values for word in ("--set", value)]
    amended = referred.run("take", CASE, "amend", "--by", NURSE, "--input", "form.toml", *over)
    answers = referred.run("history", CASE, "--json").json[-1]["input"]

    assert 0 == amended.code, amended.err
    assert (4, "Younger child") == (
        answers["children"][1]["age_years"],
        answers["children"][1]["label"],
    )
    assert "camhs" == answers["agencies_known"][6]


def test_preview_changes_nothing(referred: Operator) -> None:
    """A preview says what would start, end and be told, and leaves the case as it was."""
    shown = referred.run("take", CASE, "submit", "--by", NURSE, "--preview")
    preview = referred.run("take", CASE, "submit", "--by", NURSE, "--preview", "--json").json

    assert "Nothing was changed" in shown.out
    assert ["quality_assurance"] == [deadline["id"] for deadline in preview["deadlines_started"]]
    assert "draft" == referred.run("case", CASE, "--json").json["state"]


def test_nobody_is_told_that_what_they_may_not_read_is_done(referred: Operator) -> None:
    """A duty is open, and somebody who reads none is not told that there is none."""
    referred.run("take", CASE, "submit", "--by", NURSE)
    shown = referred.run("case", CASE, "--by", NURSE).out

    assert "No duty that you may read is open." in shown
    assert "No duty is open." not in shown


def test_a_case_reads_well(referred: Operator) -> None:
    """
    Where it stands in words, and what happens next: the soonest first, whose it is, and how long is
    left.
    """
    lines = referred.run("case", CASE).out.splitlines()
    next_ones = lines[lines.index("What happens next") + 2 :]

    assert f"{CASE}  practice review: Draft referral" == lines[0]
    assert "The referrer completes the form and submits it." == lines[1]
    assert re.match(
        rf"Tue 17 Mar 2026 +1 working day left +Submit the referral .* {NURSE}$", next_ones[0]
    )
    assert re.match(rf"Thu 19 Mar 2026 +3 working days left .* {NOTIFIER}$", next_ones[1])


def test_steps_show_what_may_be_taken_first(referred: Operator) -> None:
    """What is allowed comes with the fields it wants, what is not with the reason why."""
    shown = referred.run("steps", CASE, "--by", NURSE).out
    allowed, refused = shown.split("Not now")

    assert "submit -> quality_assurance" in allowed
    assert "needs: nature, [since]" in allowed
    assert "waive_deadline" in refused
    assert "- this is for the chair (chair@example.org" in " ".join(refused.split())


def test_explain_shows_how_far_to_trust_a_rule(referred: Operator, desk: Rehearsal) -> None:
    """The source, the grade in words, and each day that was not counted."""
    shown = referred.run("explain", CASE, "panel_notification").out
    desk.clock("2026-06-30")  # Tue
    desk.refer("serious_offence")
    background = referred.run("explain", "PR-2026-0002", "youth_justice_notification").out

    assert "Children Act 2004 section 16C(1)" in shown
    assert "[C] confirmed" in shown
    assert "Sat 14 Mar 2026  Saturday" in shown
    assert "do not take it for settled law" in " ".join(background.split())


def test_lists_are_filtered(referred: Operator, desk: Rehearsal) -> None:
    """By state, kind, overdue duty, duty due soon, and one's own."""
    desk.clock("2026-05-05")  # Tue
    desk.refer("good_outcome")

    def listed(*arguments: str) -> list[str]:
        return [case["reference"] for case in referred.run("cases", "--json", *arguments).json]

    assert [CASE] == listed("--overdue")
    assert ["PR-2026-0002"] == listed("--kind", "good_outcome")
    assert [CASE] == listed("--mine", "--by", NOTIFIER.upper())
    assert [CASE] == listed("--state", "draft", "--due-within", "4")
    assert [CASE, "PR-2026-0002"] == listed("--due-within", "5")
    assert [] == listed("--state", "cspr.*")


def test_duties_are_listed_the_soonest_first(referred: Operator) -> None:
    """Over all cases or of one, narrowed by owner, status and time."""
    ids = [deadline["id"] for deadline in referred.run("deadlines", "--json").json]
    mine = referred.run(
        "deadlines", CASE, "--owner", NOTIFIER, "--status", "guidance", "--within", "3", "--json"
    ).json

    assert ["draft", "panel_notification/incident:1", "partners_told/incident:1"] == ids
    assert ["panel_notification/incident:1", "partners_told/incident:1"] == [
        deadline["id"] for deadline in mine
    ]


def test_mail_is_read_as_its_reader_sees_it(referred: Operator, desk: Rehearsal) -> None:
    """The outbox lists every message, and shows one with its text."""
    desk.do(CASE, "submit", NURSE)
    referred.run("worker", "--once")
    first = referred.run("mail", "list", "--state", "sent", "--json").json[0]
    shown = referred.run("mail", "show", str(first["id"])).out

    assert set(SHAPES["message"].split()) <= set(first)
    assert f"To: {first['to']}" in shown
    assert f"Subject: {first['subject']}" in shown
    assert "For help, contact " in shown or "To do this, or for help, contact " in shown


def test_definitions_are_read_to_people(tmp_path: Path, operator: Operator) -> None:
    """The rules can be read before there is a database, and those of a database are listed."""
    shown = Operator(tmp_path).run("definition", "show")
    (listed,) = operator.run("definition", "list", "--json").json

    assert "rapid_review_sent: Send the rapid review to the Panel" in shown.out
    assert "This is the definition that Pathway ships." in shown.err
    assert ("review", "2026.1") == (listed["name"], listed["version"])


def test_definition_check_lists_every_fault(tmp_path: Path) -> None:
    """
    A case's file is checked with the item files beside it, an item's with those that are shipped.
    """
    folder = files("pathway.workflows.definitions")
    for name in ("review.toml", "action.toml"):
        text = (folder / name).read_text("utf-8")
        (tmp_path / name).write_text(
            text.replace('to = "verified"', 'to = "verfyed"').replace('"chair"]', '"chare"]')
        )
    operator = Operator(tmp_path)
    case = operator.run("definition", "check", "review.toml", "--json")
    item = operator.run("definition", "check", "action.toml")
    places = [reason["path"] for reason in case.error["reasons"]]

    assert (3, 3) == (case.code, item.code)
    assert {"action.toml [[step]] verify", "review.toml [[step]] agree_plan"} <= set(places)
    assert "unknown state verfyed; did you mean verified?" in item.err


def test_verify_reports_what_was_checked_and_what_was_not(
    referred: Operator, desk: Rehearsal
) -> None:
    """0 in order, 6 for a fault, 7 where only the key was missing."""
    in_order = referred.run("verify", CASE, "--json")
    keyless = referred.run("verify", "--key-file", "elsewhere.key")
    desk.sql("UPDATE pathway_case SET state = 'closed'")
    broken = referred.run("verify", "--json")

    assert (0, True, []) == (in_order.code, in_order.json["ok"], in_order.json["findings"])
    assert 7 == keyless.code
    assert "sealed parts were not checked" in keyless.out
    assert (6, "verification_failed") == (broken.code, broken.error["error"])
    assert [(CASE, "case")] == [
        (finding["case"], finding["what"]) for finding in broken.json["findings"]
    ]


def test_the_clock_is_a_rehearsals_alone(operator: Operator, tmp_path: Path) -> None:
    """
    It advances by days, hours or ISO lengths, never back; a real database refuses, and `--now` too.
    """
    real = Operator(tmp_path)
    made = real.run("init", "--trust-operators")

    assert 0 == made.code
    assert (
        "2026-03-18T21:00:00+00:00"
        == operator.run("clock", "advance", "2d12h", "--json").json["now"]
    )
    assert "Thu 19 Mar 2026 21:00 (London)\n" == operator.run("clock", "advance", "P1D").out
    assert (2, "usage") == (
        (back := operator.run("clock", "set", "2026-03-01", "--json")).code,
        back.error["error"],
    )
    for arguments in (
        ["clock", "advance", "1d"],
        ["clock", "set", "2030-01-01"],
        ["cases", "--now", "2026-03-01"],
    ):
        refused = real.run(*arguments, "--json")
        assert (2, "not_rehearsal") == (refused.code, refused.error["error"])


def test_doctor_ends_with_7_for_a_fault(referred: Operator, desk: Rehearsal) -> None:
    """Warnings leave 0; a missing key is a fault."""
    well = referred.run("doctor", "--json")
    desk.key.unlink()
    ill = referred.run("doctor", "--json")

    assert 0 == well.code
    assert 7 == ill.code
    assert ["key"] == [check["what"] for check in ill.json["checks"] if check["level"] == "fault"]


def test_doctor_shows_the_figures_of_a_monitor(referred: Operator, desk: Rehearsal) -> None:
    """Those that the library returns; none where the database cannot be read."""
    desk.clock("2026-03-23")
    desk.pathway.sweep()
    shown = referred.run("doctor", "--json").json["figures"]
    nothing = referred.run("doctor", "--json", "--database", "sqlite:///none.db")

    assert desk.pathway.figures().as_json() == shown
    assert shown["duties_breached"] > 0
    assert 7 == nothing.code


def test_the_schema_is_looked_after(operator: Operator, tmp_path: Path) -> None:
    """`check` and `upgrade` find it current; `sql` prints all of it where there is no database."""
    assert {"schema": HEAD, "ok": True} == operator.run("database", "check", "--json").json
    assert {"from": HEAD, "to": HEAD} == operator.run("database", "upgrade", "--json").json
    assert operator.run("database", "sql").out.startswith("-- Nothing would run")
    assert "CREATE TABLE pathway_case" in Operator(tmp_path).run("database", "sql").out


EMPTY: dict[tuple[str, ...], str] = {
    ("cases", "--overdue"): "No case has an overdue duty.",
    ("cases", "--kind", "good_outcome"): "There is no good outcome case.",
    ("cases", "--state", "cspr.*"): "No case is in cspr.",
    ("cases", "--mine", "--by", CHAIR): f"No case has an open duty of {CHAIR}.",
    ("deadlines", "--overdue"): "No duty is overdue.",
    ("deadlines", CASE, "--status", "law"): f"There is no duty of law in {CASE}.",
    ("mail", "list", "--dead"): "There is no dead letter.",
    ("holidays", "list", "--all"): "No bank holiday or closure was added.",
}


@pytest.mark.parametrize("command", EMPTY)
def test_a_list_with_nothing_to_show_says_so(referred: Operator, command: tuple[str, ...]) -> None:
    """In a sentence that fits what was asked, with exit 0; in JSON it is an empty list."""
    result, as_json = referred.run(*command), referred.run(*command, "--json")

    assert (0, f"{EMPTY[command]}\n", "") == (result.code, result.out, result.err)
    assert [] == as_json.json


def test_people_are_listed(operator: Operator) -> None:
    """
    Everybody with agency, what it is called, roles and order; of one agency alone where it is
    named.
    """
    people = operator.run("people", "list", "--json").json
    police = operator.run("people", "list", "--agency", "Police").out
    unknown = operator.run("people", "list", "--agency", "polise")

    assert 47 == len(people)
    keys = {"name", "email", "agency", "agency_name", "roles", "order", "absent", "absences"}
    assert keys | {"damaged"} == set(people[0])
    assert CHAIR in operator.run("people", "list").out
    assert "rep.police@example.org" in police
    assert CHAIR not in police
    assert (4, "There is no agency polise. The nearest: police.") == (
        unknown.code,
        unknown.err.split(" See")[0],
    )
