"""
The demo: cases from draft to closed under one clock, and what the system did by itself meanwhile.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from pathway import Pathway
from pathway.demo import DemoResult, run
from pathway.demo.folder import DemoFolder
from pathway.demo.script import Day, act, day
from pathway.errors import WrongUsage
from pathway.service.views.cases import CaseView, ItemView
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.history import EventView
from pathway.workflows.calendar.working_days import london_date, london_time
from pathway.workflows.deadlines.bank_holidays import default_calendar
from tests.papers import letters, texts_of, typed_in

OUTCOMES = {
    "practice review, the whole way": "completed",
    "the same children, twice": "duplicate",
    "publication waits for a trial": "completed",
    "not notifiable, local review": "completed",
    "a referral without a review": "no_further_action",
    "the Panel disagrees": "completed",
    "good outcome review": "completed",
    "the Panel's national review": "no_actions_needed",
    "sent to child death overview": "signposted",
    "criteria found not to be met": "no_further_action",
    "serious offence review": "completed",
    "withdrawn by the referrer": "withdrawn",
    "a care leaver's death at 24": "signposted",
    "a partner votes against": "completed",
    "four partners agree first": "no_actions_needed",
    "two incidents in one case": "no_actions_needed",
}
EVERY_OUTCOME = {
    "completed",
    "no_further_action",
    "signposted",
    "withdrawn",
    "duplicate",
    "no_actions_needed",
}
LIVES_ON = {
    "publication_kept",
    "national_repository",
    "referrer_told",
    "looked_after_death_notification",
    "care_leaver_death_notification",
}
BINDING = ("law", "guidance", "expected")
WIDTH = 80
SCRUTINEER = "scrutineer@example.org"
CODE = re.compile(r"(?<![\w/@.])[a-z]+(?:_[a-z]+)+(?![\w/@])")
JsonValue: TypeAlias = "str | float | bool | list[JsonValue] | Mapping[str, JsonValue] | None"


@dataclass(frozen=True)
class Played:
    """
    The demo once it was played: what it returned, what it said, and the cases as they then are.
    """

    result: DemoResult
    lines: list[str]
    pathway: Pathway
    cases: Mapping[str, CaseView]
    histories: Mapping[str, list[EventView]]
    emails: list[EmailMessage]

    def events(self) -> list[EventView]:
        """Return every event of every case."""
        return [event for history in self.histories.values() for event in history]

    def case(self, shows: str) -> CaseView:
        """Return the case that shows something."""
        return self.cases[shows]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Play the demo once for every test here."""
    lines: list[str] = []
    result = run(tmp_path_factory.mktemp("demo"), lines.append)
    pathway = Pathway.connect(result.database)
    yield Played(
        result,
        lines,
        pathway,
        {case.shows: pathway.case(case.reference) for case in result.cases},
        {case.shows: pathway.history(case.reference) for case in result.cases},
        [
            message_from_bytes(path.read_bytes(), policy=default)
            for path in sorted(result.mail_folder.iterdir())
        ],
    )
    pathway.close()


# ---- the cases -----------------------------------------------------------------------------------


def test_every_case_is_closed_with_its_outcome(played: Played) -> None:
    """Each script ends as it says, and each outcome that there is can be seen."""
    outcomes = {shows: case.outcome for shows, case in played.cases.items()}

    assert outcomes == OUTCOMES
    assert set(outcomes.values()) == EVERY_OUTCOME
    assert {case.state for case in played.cases.values()} == {"closed"}


def test_nothing_is_open_but_what_lives_on(played: Played) -> None:
    """
    A closed case has no open duty but those that outlive it, and every item has come to its end.
    """
    open_keys = {
        deadline.key
        for case in played.cases.values()
        for deadline in case.deadlines
        if deadline.state in ("running", "breached")
    }
    states = {
        item.kind: {item.state for item in _items(played, item.kind)} for item in _items(played)
    }

    assert open_keys <= LIVES_ON
    assert states == {
        "incident": {"notified", "not_notifiable", "not_met", "handed_over"},
        "agency_return": {"accepted", "nil_return", "waived"},
        "action": {"verified", "not_pursued"},
        "publication": {"published", "improvements_published", "withdrawn", "withheld"},
    }


def test_the_ways_of_a_case_are_walked(played: Played) -> None:
    """Between them the cases take the steps that people ask about."""
    taken = {event.step for event in played.events()}

    assert {
        "decide_interest", "waive", "nil", "reject_return", "dissent", "return_report", "record_delay", "withhold",
        "resume_publication", "publish", "publish_improvements", "withdraw_report", "more_work", "rebase", "block",
        "do_not_pursue", "reject_evidence", "waive_deadline", "record_family_contact", "add_parallel_process",
        "notification_not_met", "decide_not_notifiable", "panel_takes_review", "conclude_without_review", "note",
    } <= taken  # fmt: skip


def test_a_duplicate_hands_its_earlier_day_to_the_case_that_survives(played: Played) -> None:
    """
    The other agency knew on Wednesday 11 March, so the notification was due on Wednesday 18 March,
    not the 19th.
    """
    deadline = _deadline(played, "practice review, the whole way", "panel_notification")

    assert (date(2026, 3, 11), date(2026, 3, 18)) == (deadline.clock_on, deadline.due)
    assert ["2026-03-19"] == [move["due"] for move in deadline.moves]
    assert "met" == deadline.state


def test_votes_count_only_after_the_panels_reply(played: Played) -> None:
    """
    The Panel's letter of Thursday 4 June ends the round; one round fails, and the next carries with
    an answer.
    """
    votes = [
        event
        for event in played.histories["the Panel disagrees"]
        if event.step == "conclude_without_review"
    ]
    decided = next(vote for vote in votes if vote.to == "action_plan.drafting")
    begun = [vote for vote in votes if vote.input and "answer_to_panel" in vote.input]

    assert date(2026, 6, 16) == decided.occurred_on  # Tue
    assert 8 == len(votes)
    assert [date(2026, 6, 9), date(2026, 6, 16)] == [
        event.occurred_on for event in begun
    ]  # Tue, Tue


def test_two_votes_carry_once_the_lead_partners_have_decided(played: Played) -> None:
    """
    With one vote against, the practice review is commissioned on the lead partners' day, by the
    system.
    """
    history = played.histories["a partner votes against"]
    decided = next(event for event in history if event.to == "cspr.commissioning")
    against = [
        event.by
        for event in history
        if event.step == "commission_cspr" and event.input and event.input["vote"] == "against"
    ]

    assert ("commission_cspr", "system", date(2026, 10, 15)) == (
        decided.step,
        decided.by,
        decided.occurred_on,
    )  # Thu
    assert ["partner.police@example.org"] == against


def test_a_case_follows_the_second_definition(played: Played) -> None:
    """
    Its notification was sent on Wednesday 9 September; all its duties were met on its own days.
    """
    shows = "four partners agree first"
    case = played.case(shows)
    due = {deadline.key: deadline.due for deadline in case.deadlines}
    signed = [event.by for event in played.histories[shows] if event.step == "sign_off"]

    assert "four_partners" == case.definition["name"]
    assert [] == [
        deadline.key for deadline in case.deadlines if deadline.state in ("met_late", "breached")
    ]
    assert (date(2026, 9, 10), date(2026, 9, 23)) == (
        due["review_letters"],
        due["rapid_review_meeting"],
    )  # Thu, Wed
    assert "partner.education@example.org" in signed


def test_a_trial_moves_no_due_day(played: Played) -> None:
    """
    The practice review stays due on Friday 30 October; it was published in May, and the plan had
    run meanwhile.
    """
    shows = "publication waits for a trial"
    deadline = _deadline(played, shows, "cspr_publication")
    completed = next(event for event in played.histories[shows] if event.step == "complete_actions")

    assert (date(2026, 10, 30), "met_late", date(2027, 5, 21)) == (
        deadline.due,
        deadline.state,
        deadline.met_on,
    )
    assert () == deadline.moves
    assert completed.occurred_on < date(2027, 5, 21)  # Fri


def test_a_care_leavers_death_is_notified_and_opens_no_rapid_review(played: Played) -> None:
    """At 24 there is no child to review, and the duty to notify is met by its fact."""
    shows = "a care leaver's death at 24"
    deadline = _deadline(played, shows, "care_leaver_death_notification")

    assert ("met", date(2026, 7, 27)) == (deadline.state, deadline.met_on)  # Mon
    assert not any(event.to.startswith("rapid_review") for event in played.histories[shows])


# ---- what the system did by itself ---------------------------------------------------------------


def test_every_breach_is_written_on_the_first_working_day_after_it(played: Played) -> None:
    """
    The sweep of the first working day after the due day writes the breach, and nobody else ever
    does.
    """
    breaches = [event for event in played.events() if event.step == "breach"]

    assert len(breaches) > 20
    assert {"system"} == {breach.by for breach in breaches}
    assert [] == [
        breach
        for breach in breaches
        if london_date(breach.recorded_at) != _first_working_day(breach.occurred_on)
    ]


def test_a_breach_put_right_is_marked_as_corrected_and_not_counted(played: Played) -> None:
    """What was done on the Friday and written down on the Monday was on time."""
    shows = "a partner votes against"
    deadline = _deadline(played, shows, "cspr_decision_told")
    counted = next(case for case in played.result.cases if case.shows == shows)
    breaches = [event for event in played.histories[shows] if event.step == "breach"]

    assert ("met", True) == (deadline.state, deadline.breach_corrected)
    assert len(breaches) - 1 == counted.breached


def test_binding_duties_met_late_have_a_reason(played: Played) -> None:
    """
    Every duty of law, guidance or expectation that was met late has its reason in the history.
    """
    late = [
        (shows, deadline.met_on)
        for shows, case in played.cases.items()
        for deadline in case.deadlines
        if deadline.state == "met_late" and deadline.status in BINDING
    ]
    explained = {
        (shows, event.occurred_on)
        for shows, history in played.histories.items()
        for event in history
        if event.late_reason
    }

    assert len(late) >= 5
    assert set(late) <= explained


def test_reminders_breaches_and_escalations_were_sent(played: Played) -> None:
    """Every message left, and all the kinds are among them."""
    messages = played.pathway.mail.list()
    rungs = {str(notice.rung) for message in messages for notice in message.notices}

    assert {"sent"} == {message.state for message in messages}
    assert {"start", "-2wd", "0", "+1wd", "breach", "escalate+3wd", "escalate+5wd", "told"} <= rungs


def test_the_histories_hold_together_and_can_be_read(played: Played) -> None:
    """
    `verify` finds nothing, and every event has its number, its days and, where somebody acted, what
    was said.
    """
    assert () == played.result.findings
    assert [] == played.pathway.verify()
    for history in played.histories.values():
        assert list(range(1, len(history) + 1)) == [event.seq for event in history]
        assert all(event.occurred_on <= london_date(event.recorded_at) for event in history)
        assert all(event.input is not None for event in history if event.by != "system")


# ---- the mail ------------------------------------------------------------------------------------


def test_every_email_is_complete(played: Played) -> None:
    """A mail client can open each: one recipient, a subject, a text, an identity of its own."""
    assert (
        played.result.emails
        == len(played.emails)
        == len({email["Message-ID"] for email in played.emails})
    )
    assert not any(part.defects for email in played.emails for part in email.walk())
    assert all(
        email["To"].addresses[0].domain in ("example.org", "example.net") for email in played.emails
    )
    assert all(email["Subject"] and _text(email).strip() for email in played.emails)


def test_no_email_says_what_people_wrote(played: Played) -> None:
    """Neither a child's label nor a sentence that somebody wrote stands in any email."""
    sentences = {text for event in played.events() for text in _words(event) if " " in text}
    labels = {child["label"] for form in _forms() for child in form["children"]}
    mails = "\n".join(f"{email['Subject']}\n{_text(email)}" for email in played.emails)

    assert len(sentences) > 300
    assert [] == [sentence for sentence in sentences | labels if sentence in mails]


# ---- what is shown -------------------------------------------------------------------------------


def test_a_case_pack_is_left(played: Played) -> None:
    """What a meeting would read of the first case, as Word and as PDF."""
    folder = played.result.paper_folder
    assert folder is not None
    packs = {path.name: path.read_bytes()[:4] for path in folder.glob("*-case-pack.*")}

    assert {
        "PR-2026-0001-case-pack.docx": b"PK\x03\x04",
        "PR-2026-0001-case-pack.pdf": b"%PDF",
    } == packs


def test_everything_that_people_wrote_is_in_the_case_packs(played: Played) -> None:
    """Whatever step it was written with; and no code of a program is there instead of words."""
    for shows, history in played.histories.items():
        paper = played.pathway.documents.case_paper(history[0].case, by=SCRUTINEER)
        text = "\n".join(texts_of(paper))
        read = letters(text)
        typed = [
            words
            for event in history
            for words in [*typed_in(event.input), event.reason or "", event.late_reason or ""]
        ]

        assert [] == [words for words in typed if letters(words) not in read], shows
        assert [] == CODE.findall(text), shows


def test_the_table_fits_a_terminal(played: Played) -> None:
    """
    No line is wider than 80 characters, but those that name the folder, which may be anywhere.
    """
    folder = str(played.result.mail_folder.parent)

    assert [] == [line for line in played.lines if len(line) > WIDTH and folder not in line]
    assert set(played.result.table()) <= set(played.lines)


def test_it_ends_with_how_to_look_at_the_cases(played: Played) -> None:
    """The last line is the command that opens the desk on its folder."""
    folder = played.result.mail_folder.parent

    assert f"or open   pathway serve {folder}" == played.result.closing()[-1]
    assert (folder / "pathway.db").exists()


def test_the_figures_are_those_of_the_cases(played: Played) -> None:
    """The result counts what the cases say, and can be written as JSON."""
    states = [deadline.state for deadline in _deadlines(played)]
    document = json.loads(json.dumps(played.result.as_json()))

    assert states.count("met") == sum(case.met for case in played.result.cases)
    assert states.count("met_late") == sum(case.late for case in played.result.cases)
    assert [] == document["verify"]
    assert len(OUTCOMES) == len(document["cases"])


# ---- the folder ----------------------------------------------------------------------------------


def test_a_later_demo_replaces_what_an_earlier_one_made_and_nothing_else(tmp_path: Path) -> None:
    """Database, key and emails are made anew; a file that somebody put there stays."""
    place, now = DemoFolder(tmp_path / "demo"), london_time(date(2026, 3, 16), 8)  # Mon
    place.prepare(now)
    first = place.key.read_bytes()
    place.mail.mkdir()
    place.papers.mkdir()
    own, letter = place.mail / "my notes.txt", place.mail / f"{'0f' * 16}.eml"
    paper = place.papers / "PR-2026-0001-case-pack.docx"
    for path in (own, letter, paper):
        path.write_text("x", "utf-8")
    place.prepare(now)

    assert place.key.read_bytes() != first
    assert (own.exists(), letter.exists(), paper.exists()) == (True, False, False)


@pytest.mark.parametrize("name", ["pathway.db", "pathway.key", "mail", "papers"])
def test_what_no_demo_made_is_left_alone(tmp_path: Path, name: str) -> None:
    """Where something of that name lies already, the demo refuses and touches nothing."""
    own = tmp_path / name
    own.write_text("not a demo's", "utf-8")

    with pytest.raises(WrongUsage, match="no demo made"):
        DemoFolder(tmp_path).prepare(london_time(date(2026, 3, 16), 8))  # Mon
    assert [own] == list(tmp_path.iterdir())
    assert "not a demo's" == own.read_text("utf-8")


def test_a_folder_whose_key_was_changed_is_no_longer_taken_for_a_demo(tmp_path: Path) -> None:
    """A database with a key of its own is somebody's, whatever lies beside it."""
    place, now = DemoFolder(tmp_path), london_time(date(2026, 3, 16), 8)  # Mon
    place.prepare(now)
    place.key.write_text("another key", "utf-8")

    with pytest.raises(WrongUsage, match="choose another folder"):
        place.prepare(now)


def test_a_script_gives_the_right_day_of_the_week() -> None:
    """A day written with another weekday is a slip of the pen."""
    step = act("submit", "referrer.nca@example.org")

    with pytest.raises(ValueError, match="is written Mon 16 Mar 2026"):
        day("Tue 16 Mar 2026", step)
    assert Day(date(2026, 3, 16), (step,)) == day("Mon 16 Mar 2026", [step])


def _items(played: Played, kind: str | None = None) -> list[ItemView]:
    return [
        item for case in played.cases.values() for item in case.items if kind in (None, item.kind)
    ]


def _deadlines(played: Played) -> list[DeadlineView]:
    return [deadline for case in played.cases.values() for deadline in case.deadlines]


def _deadline(played: Played, shows: str, key: str) -> DeadlineView:
    return next(deadline for deadline in played.case(shows).deadlines if deadline.key == key)


def _first_working_day(on: date) -> date:
    calendar = default_calendar()
    return on if calendar.is_working(on) else calendar.add(on, 1)


def _text(email: EmailMessage) -> str:
    return "".join(part.get_content() for part in email.walk() if not part.is_multipart())


def _forms() -> list[dict[str, Any]]:
    folder = files("pathway.demo.forms")
    return [
        tomllib.loads(path.read_text("utf-8"))
        for path in folder.iterdir()
        if path.name.endswith(".toml")
    ]


def _words(event: EventView) -> list[str]:
    return _texts([event.input, event.reason, event.late_reason])


def _texts(value: JsonValue) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list) else []
