"""Meetings as an operator reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from pathway.cli.screens import duties
from pathway.cli.screens.nothing import nothing
from pathway.cli.screens.screen import Screen
from pathway.cli.screens.words import day_words, number

if TYPE_CHECKING:
    from pathway.service.views.meetings import (
        AgendaCaseView,
        DecisionView,
        MeetingRow,
        MeetingView,
        MemberView,
        PapersView,
    )

LIST = ("Meeting", "Day", "Time", "Kind", "State", "Cases", "Members", "Overdue")
STACKS = [(0,), (1, 2), (3, 4), (5, 6, 7)]
TOOK_PART = {
    "present": "present",
    "represented": "represented",
    "apologies": "sent apologies",
    "absent": "absent",
}


def card(screen: Screen, meeting: MeetingView, today: date) -> None:
    """Write a meeting."""
    screen.line(f"{meeting.reference}  {meeting.kind_title}: {meeting.state_title}", "heading")
    screen.fold(meeting.line)
    _when_and_where(screen, meeting)
    for warning in meeting.warnings:
        screen.fold(warning, 0, 2, "bad")
    _next(screen, meeting, today)
    _members(screen, meeting)
    _cases(screen, meeting)
    _actions(screen, meeting)
    if meeting.findings:
        screen.heading("To deal with")
    for finding in meeting.findings:
        screen.fold(f"- {finding.id}: {finding.message}", 2, 2)


def rows(screen: Screen, listed: Sequence[MeetingRow], after: str | None) -> None:
    """Write meetings as a table, those that come after one."""
    if not listed:
        none = "There are no meetings; plan one with `pathway meeting new`."
        screen.fold(nothing(none, after))
        return
    styles = ["bad" if row.overdue or row.damaged else "" for row in listed]
    screen.table(LIST, [_row(row) for row in listed], STACKS, styles)


def interests(screen: Screen, meeting: MeetingView) -> None:
    """Write who has answered about their interests."""
    if not meeting.cases:
        screen.fold("No case is on the agenda, so nobody is asked.")
        return
    cells = [[member.name, member.email, member.interests_in_words] for member in meeting.members]
    screen.table(("Member", "Email", "Interests"), cells, [(0, 1), (2,)])


def papers(screen: Screen, allowed: PapersView, files: Sequence[str]) -> None:
    """Write of which cases somebody may have the papers, or where these were written."""
    for name in files:
        screen.line(name)
    if not files:
        for reference in allowed.cases:
            screen.fold(f"{reference}: -o FOLDER writes its pack.", 0, 2)
    for reference in allowed.left_out:
        screen.fold(f"{reference}: an upheld interest keeps you from its papers.", 0, 2, "bad")
    if not (allowed.cases or allowed.left_out):
        screen.line("No case is on the agenda.")


def decisions(screen: Screen, outcomes: Sequence[DecisionView]) -> None:
    """Write what became of each decision."""
    for outcome in outcomes:
        about = f"{outcome.case} {outcome.step}" + (f" ({outcome.item})" if outcome.item else "")
        if outcome.done:
            screen.fold(f"{about}: done; the case is in {outcome.state_title}.", 0, 2, "good")
            continue
        screen.fold(f"{about}: refused.", 0, 2, "bad")
        if not outcome.reasons:
            screen.fold(f"- {outcome.message}", 2, 2)
        for reason in outcome.reasons:
            screen.fold(f"- {reason}", 2, 2)
    done = sum(outcome.done for outcome in outcomes)
    screen.line(f"{number(done, 'decision')} recorded, {len(outcomes) - done} refused.")


def _when_and_where(screen: Screen, meeting: MeetingView) -> None:
    screen.fold(f"{day_words(meeting.day)}, {meeting.starts} to {meeting.ends}")
    for sitting in meeting.earlier:
        day = f"{day_words(sitting.day)}, {sitting.starts} to {sitting.ends}"
        screen.fold(f"before: {day}, as set on {day_words(sitting.set_on)}", 2, 2, "quiet")
    for name, value in (("Place", meeting.place), ("Link", meeting.link), ("About", meeting.about)):
        if value:
            screen.fold(f"{name}: {value}", 0, 2)
    if meeting.papers_on is not None:
        screen.fold(f"Papers went out on {day_words(meeting.papers_on)}.")
    if meeting.minutes:
        screen.fold(f"Minutes: {meeting.minutes['name']}")


def _next(screen: Screen, meeting: MeetingView, today: date) -> None:
    waiting = [duty for duty in meeting.deadlines if duty.state in duties.OPEN]
    screen.heading("What happens next")
    if waiting:
        duties.table_of(screen, waiting, today, with_case=False)
    else:
        screen.line("  No duty is open.")


def _members(screen: Screen, meeting: MeetingView) -> None:
    screen.heading("Members")
    cells = [_member(member) for member in meeting.members]
    columns = ("Name", "Email", "Agency", "Interests", "Took part")
    screen.table(columns, cells, [(0, 1), (2,), (3, 4)])
    if meeting.guests:
        screen.fold(f"Also took part: {', '.join(meeting.guests)}", 2, 2)


def _member(member: MemberView) -> list[str]:
    name = f"{member.name} (chair)" if member.chairs else member.name
    part = TOOK_PART[member.took_part] if member.took_part is not None else ""
    if member.represented_by:
        part += f" by {member.represented_by.in_words}"
    return [name, member.email, member.agency_name, member.interests_in_words, part]


def _cases(screen: Screen, meeting: MeetingView) -> None:
    screen.heading("Agenda")
    if not meeting.cases:
        screen.line("  No case is on the agenda.")
    for case in meeting.cases:
        _case(screen, case)


def _case(screen: Screen, case: AgendaCaseView) -> None:
    words = case.damaged or "what is in it is not yours to read"
    if case.kind_title:
        words = f"{case.kind_title}: {case.state_title}"
    screen.fold(f"{case.reference}  {words}", 2, 2, "bad" if case.damaged else "")
    for step in case.decided:
        screen.fold(f"{step.title}, {day_words(step.on)} (event {step.event})", 4, 2)
    for email in case.left_out:
        screen.fold(f"{email} leaves for it, because of an interest", 4, 2)
    for email in case.undecided:
        screen.fold(f"an interest of {email} is still to be decided", 4, 2, "bad")


def _actions(screen: Screen, meeting: MeetingView) -> None:
    if not meeting.actions:
        return
    screen.heading("Actions of the meeting")
    cells = [
        [
            action.id,
            str(action.data.get("owner") or ""),
            str(action.data.get("due") or ""),
            action.title,
        ]
        for action in meeting.actions
    ]
    screen.table(("Action", "Owner", "Due", "State"), cells)


def _row(row: MeetingRow) -> list[str]:
    day = day_words(row.day) if row.day is not None else ""
    time = f"{row.starts} to {row.ends}" if row.starts else ""
    late = number(row.overdue, "overdue duty", "overdue duties") if row.overdue else ""
    return [
        row.reference,
        day,
        time,
        row.kind_title,
        row.damaged or row.state_title,
        ", ".join(row.cases),
        number(row.members, "member"),
        late,
    ]
