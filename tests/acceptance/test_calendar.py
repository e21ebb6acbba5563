"""A person's own calendar: what is due, what has moved, what has ended, written by the command."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tests.calendars import events
from tests.operators import Operator
from tests.rehearsals import (
    BU,
    CHAIR,
    NOTIFIER,
    NURSE,
    NURSES_REP,
    PARTNERS,
    YJ_OFFICER,
    YJ_REP,
    Rehearsal,
    form,
)

pytestmark = pytest.mark.either

CASE = "PR-2026-0001"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def operator(desk: Rehearsal) -> Operator:
    """Return somebody who works in the folder of a rehearsal."""
    return Operator(desk.folder, desk.variables)


def written(operator: Operator, by: str) -> Mapping[str, dict[str, str]]:
    """
    Return the events of a person's calendar by what they are about, as the command wrote it to a
    file.
    """
    result = operator.run("calendar", "--by", by, "-o", "dates.ics", "--for-import")
    assert (0, "") == (result.code, result.err)
    entries = events((operator.folder / "dates.ics").read_bytes())
    assert (
        result.out
        == f"{len(entries)} due date{'' if len(entries) == 1 else 's'} written to dates.ics.\n"
    )
    return {entry["SUMMARY"]: entry for entry in entries}


def kept(desk: Rehearsal, by: str) -> Mapping[str, str]:
    """
    Return whether each date of a person's calendar stands or is cancelled, as the library gives it.
    """
    content = desk.pathway.calendar(by=by, for_import=True)
    return {entry["SUMMARY"]: entry["STATUS"] for entry in events(content)}


def test_a_calendar_has_what_its_person_is_in_charge_of(
    desk: Rehearsal, operator: Operator
) -> None:
    """
    The same duties on the same days as `pathway deadlines --owner`, and nothing that says more than
    a letter.
    """
    desk.refer()
    desk.endorsed(local_authority_aware_on=date(2026, 3, 10))
    listed = operator.run("deadlines", "--owner", NOTIFIER, "--json").json
    entries = events(operator.run("calendar", "--by", NOTIFIER, "-o", "-").out.encode())

    assert {
        (f"{deadline['case']}: {deadline['title']}", deadline["due"].replace("-", ""))
        for deadline in listed
    } == {(entry["SUMMARY"], entry["DTSTART"]) for entry in entries}
    assert 4 == len(entries) == len({entry["UID"] for entry in entries})
    assert {"CONFIRMED"} == {entry["STATUS"] for entry in entries}
    assert {
        "UID",
        "DTSTAMP",
        "DTSTART",
        "SEQUENCE",
        "STATUS",
        "TRANSP",
        "SUMMARY",
        "DESCRIPTION",
    } == set(entries[0])
    assert "pathway case" not in entries[-1]["DESCRIPTION"]


def test_a_duty_that_moves_moves_in_the_calendar_and_a_met_one_is_cancelled(
    desk: Rehearsal, operator: Operator
) -> None:
    """Under the same UID, each time with a higher number; 60 days after its end it is left out."""
    duty = f"{CASE}: Send the serious incident notification to the Panel"
    desk.refer(local_authority_aware_on=date(2026, 3, 12))
    first = written(operator, NOTIFIER)[duty]
    amended = form("practice_review", local_authority_aware_on="2026-03-11")  # Wed
    desk.pathway.amend(CASE, amended, by=NURSE)
    moved = written(operator, NOTIFIER)[duty]
    desk.do(CASE, "submit", NURSE)
    desk.do(CASE, "endorse", NURSES_REP)
    desk.do(CASE, "notify_panel", NOTIFIER)
    met = written(operator, NOTIFIER)[duty]
    desk.clock("2026-05-15")  # Fri, 60 days later
    still = written(operator, NOTIFIER)[duty]
    desk.clock("2026-05-16")

    assert ("20260319", "1", "CONFIRMED") == (first["DTSTART"], first["SEQUENCE"], first["STATUS"])
    assert ("20260318", "2", "CONFIRMED") == (moved["DTSTART"], moved["SEQUENCE"], moved["STATUS"])
    assert ("20260318", "5", "CANCELLED") == (met["DTSTART"], met["SEQUENCE"], met["STATUS"])
    assert met | {"DTSTAMP": ""} == still | {"DTSTAMP": ""}
    assert 1 == len({entry["UID"] for entry in (first, moved, met)})
    assert duty not in written(operator, NOTIFIER)


def test_a_duty_that_runs_again_comes_back(desk: Rehearsal) -> None:
    """
    It was cancelled in a file to import, and simply not there for whoever subscribes; a later form
    says that it was not done, and the number is higher still.
    """
    desk.clock("2026-06-16")  # Tue
    reference = desk.refer("serious_offence")
    (done,) = events(desk.pathway.calendar(by=YJ_REP, for_import=True))
    subscribed = events(desk.pathway.calendar(by=YJ_REP))
    desk.pathway.amend(
        reference, form("serious_offence", youth_justice_notified_on=None), by=YJ_OFFICER
    )
    (again,) = events(desk.pathway.calendar(by=YJ_REP))

    assert [] == subscribed
    assert ("CANCELLED", "CONFIRMED") == (done["STATUS"], again["STATUS"])
    assert done["UID"] == again["UID"]
    assert int(again["SEQUENCE"]) > int(done["SEQUENCE"])


def test_whoever_has_signed_is_done_and_the_others_are_not(desk: Rehearsal) -> None:
    """One duty of three partners: cancelled for each who signs, and for all when it is met."""
    desk.endorsed()
    desk.do(CASE, "notify_panel", NOTIFIER, agencies=["housing"])
    desk.do(CASE, "nil", "rep.housing@example.org", "agency_return:housing")
    desk.do(CASE, "convene", BU)
    desk.do(CASE, "conclude_rapid_review", CHAIR)
    duty, (first, *others) = f"{CASE}: Sign the rapid review", PARTNERS
    before = {partner: kept(desk, partner)[duty] for partner in PARTNERS}
    desk.do(CASE, "sign_off", first)
    after = {partner: kept(desk, partner)[duty] for partner in PARTNERS}
    for partner in others:
        desk.do(CASE, "sign_off", partner)

    assert dict.fromkeys(PARTNERS, "CONFIRMED") == before
    assert {first: "CANCELLED", **dict.fromkeys(others, "CONFIRMED")} == after
    assert ["CANCELLED"] * 3 == [kept(desk, partner)[duty] for partner in PARTNERS]


def test_whoever_is_shut_out_has_nothing_of_the_case(desk: Rehearsal) -> None:
    """An upheld interest empties the calendar of that case, of what has ended too."""
    desk.refer()
    desk.do(CASE, "submit", NURSE)
    mine = set(kept(desk, NURSES_REP))
    desk.do(CASE, "declare_interest", NURSES_REP)
    desk.do(CASE, "decide_interest", CHAIR, outcome="withdraws_case")

    assert {f"{CASE}: Quality assure the referral"} == mine
    assert {} == kept(desk, NURSES_REP)


def test_the_page_is_linked_and_json_counts(desk: Rehearsal, operator: Operator) -> None:
    """
    Where the host shows cases each date leads to its own; a program is told where the file is.
    """
    desk.refer()
    result = operator.run(
        "calendar", "--by", NOTIFIER, "-o", "dates.ics", "--json",
        PATHWAY_BASE_URL="https://sscp.example.org", PATHWAY_MESSAGE_DOMAIN="sscp.example.org",
    )  # fmt: skip
    entries = events((operator.folder / "dates.ics").read_bytes())

    assert {"file": "dates.ics", "entries": 2} == result.json
    assert {f"https://sscp.example.org/cases/{CASE}"} == {entry["URL"] for entry in entries}
    assert {"sscp.example.org"} == {entry["UID"].partition("@")[2] for entry in entries}
    assert ["dates.ics"] == [path.name for path in operator.folder.glob("*.ics*")]


def test_an_error_is_one_sentence(desk: Rehearsal, operator: Operator) -> None:
    """Nobody of that email; nowhere to write; a file that stood there before is left as it was."""
    desk.refer()
    (operator.folder / "dates.ics").write_text("as before")
    nobody = operator.run("calendar", "--by", "nobody@example.org", "-o", "dates.ics")
    nowhere = operator.run("calendar", "--by", NOTIFIER, "-o", "no/such/folder/dates.ics")
    folder = operator.run("calendar", "--by", NOTIFIER, "-o", ".")

    assert (4, "") == (nobody.code, nobody.out)
    assert "There is no person nobody@example.org." in nobody.err
    assert (2, "no/such/folder/dates.ics cannot be written: No such file or directory.\n") == (
        nowhere.code,
        nowhere.err,
    )
    assert (2, 1) == (folder.code, len(folder.err.splitlines()))
    assert "as before" == (operator.folder / "dates.ics").read_text()
    assert 2 == operator.run("calendar", "--by", NOTIFIER).code


def test_without_the_extra_it_says_what_to_install(desk: Rehearsal, tmp_path: Path) -> None:
    """And mail goes out all the same, without the file of its dates."""
    desk.refer()
    site = tmp_path / "site"
    site.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith("icalendar"):
            (site / path.name).symlink_to(path)
    (site / "pathway").symlink_to(ROOT / "pathway")
    variables = {
        "PATHWAY_DATABASE": desk.address,
        "PATHWAY_KEY_FILE": str(desk.key),
        "PYTHONPATH": str(site),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-S", "-m", "pathway", *arguments]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    refused, sent = run("calendar", "--by", NOTIFIER, "-o", "dates.ics"), run("dispatch", "--json")

    assert (2, "") == (refused.returncode, refused.stdout)
    assert (
        "Calendars are made by icalendar: install `practice-review-pathway[calendar]`.\n"
        == refused.stderr
    )
    assert 0 == sent.returncode, sent.stderr
    letters = [path.read_text() for path in (tmp_path / "mail").glob("*.eml")]
    assert letters
    assert not [letter for letter in letters if "dates.ics" in letter]
