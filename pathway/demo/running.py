"""
The demo: one clock for all cases, moved from working day to working day.

Every morning the system looks for what is due and sends its mail: breaches, reminders and
escalations come from that alone. Then people take the steps that the scripts give to the day.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from pathway.demo import meeting
from pathway.demo.cases import SCRIPTS
from pathway.demo.folder import DemoFolder
from pathway.demo.papers import write_papers
from pathway.demo.people import BU
from pathway.demo.progress import Progress, Say
from pathway.demo.result import DemoCase, DemoResult
from pathway.demo.script import Act, Day, ReferenceOf, Script
from pathway.demo.sent_files import sent_files
from pathway.errors import Refused
from pathway.notifications.sending.mailers import EmlFolder
from pathway.service import Pathway
from pathway.service.views.cases import CaseView
from pathway.service.views.meetings import Decision
from pathway.workflows.calendar.working_days import london_date, london_time
from pathway.workflows.deadlines.bank_holidays import default_calendar
from pathway.workflows.deciding.schema import filled

MORNING, LATER = 8, 10  # London
Work = list[tuple[Script, tuple[Act, ...]]]


def run(folder: Path, say: Say) -> DemoResult:
    """
    Play every case from its referral to its end in a fresh rehearsal database, and return what that
    came to.

    Args:
        folder: Where database, key and emails go; what an earlier demo made there is replaced.
        say: Takes each line of progress, and the table at the end.

    Raises:
        WrongUsage: Something lies in the folder that no demo made.
        DatabaseNotReady: The folder cannot be written to.
    """
    timeline = timeline_of(SCRIPTS)
    place = DemoFolder(folder)
    place.prepare(london_time(min(timeline), MORNING))
    pathway = place.open()
    try:
        result = _played(Rehearsal(pathway, EmlFolder(place.mail), Progress(say)), place, timeline)
    finally:
        pathway.close()
        pathway.engine.dispose()  # which is the demo's own
    for line in ("", *result.table(), "", *result.closing()):
        say(line)
    return result


def timeline_of(scripts: tuple[Script, ...]) -> dict[date, Work]:
    """Return the work of every day: the scripts in their order, each with its steps in theirs."""
    timeline: dict[date, Work] = {}
    for script in scripts:
        days = (Day(form_named(script.form)["referred_on"], ()), *script.days)
        for scripted_day in days:
            timeline.setdefault(scripted_day.on, []).append((script, scripted_day.acts))
    return timeline


def form_named(name: str) -> dict[str, Any]:
    """Return a referral form that the package ships."""
    return tomllib.loads(shipped(f"{name}.toml"))


def shipped(name: str) -> str:
    """Return the text of a file of forms and people that the package ships."""
    return (files("pathway.demo.forms") / name).read_text("utf-8")


@dataclass
class Rehearsal:
    """The demo as it goes on, its cases known by the names of their forms."""

    pathway: Pathway
    mailer: EmlFolder
    progress: Progress
    references: dict[str, str] = field(default_factory=dict[str, str])
    closed: set[str] = field(default_factory=set[str])
    meeting: str = ""
    emails: int = 0
    swept: int = 0

    def play(self, timeline: Mapping[date, Work]) -> None:
        """Let every working day go by from the first to the last."""
        on, last, calendar = min(timeline), max(timeline), default_calendar()
        self.progress.begin(len(SCRIPTS))
        while on <= last:
            if calendar.is_working(on) or on in timeline:
                self.live(on, timeline.get(on, []))
            following = on + timedelta(days=1)
            if following.month != on.month or on == last:
                self.progress.end_month(on)
            on = following

    def live(self, on: date, work: Work) -> None:
        """Let one day go by: the system's morning, then what people do."""
        self.pathway.clock.set(london_time(on, MORNING))
        self.progress.count("breaches", self.pathway.sweep().breaches)
        self.swept += 1
        self._send()
        sitting = [act for day in meeting.DAYS if day.on == on for act in day.acts]
        if work or sitting:
            self.pathway.clock.set(london_time(on, LATER))
            self._meet(sitting)
            for script, acts in work:
                self._work(script, acts)
            self._send()

    def take(self, reference: str, act: Act) -> CaseView:
        """Take a step; what the script does not say comes from the step's schema."""
        schema = self.pathway.schema(reference, act.step, by=act.by, item=act.item, on=act.on)
        answers = filled(schema) | self._resolved(act.answers)
        if act.at_meeting:
            return self._decided(reference, act, answers)
        on = act.on or london_date(self.pathway.clock.now())
        files = sent_files(schema, answers, on, act.item)
        return self.pathway.take(
            reference,
            act.step,
            by=act.by,
            item=act.item,
            on=act.on,
            input=answers,
            files=files,
            reason=act.reason,
            late_reason=act.late,
        )

    def counted(self) -> tuple[DemoCase, ...]:
        """Return what became of the cases."""
        shows = {self.references[script.form]: script.shows for script in SCRIPTS}
        return tuple(
            self._counted(case, shows[case.reference]) for case in self.pathway.whole_cases()
        )

    def _meet(self, acts: Sequence[Act]) -> None:
        """Plan the meeting where nothing was done for it yet, and take its steps."""
        if acts and not self.meeting:
            cases = [self.references[form] for form in meeting.CASES]
            planned = self.pathway.meetings.new(meeting.PLAN | {"cases": cases}, by=BU)
            self.meeting = planned.reference
        for act in acts:
            self.take(self.meeting, act)
            self.progress.count("steps")

    def _decided(self, reference: str, act: Act, answers: Mapping[str, Any]) -> CaseView:
        """Record a step from the meeting."""
        decision = Decision(reference, act.step, act.item, answers, act.reason, act.late)
        outcome = self.pathway.meetings.decide(self.meeting, [decision], by=act.by)[0]
        if not outcome.done:
            raise Refused(outcome.message or "", outcome.reasons)
        return self.pathway.case(reference)

    def _work(self, script: Script, acts: tuple[Act, ...]) -> None:
        if script.form not in self.references:
            form = form_named(script.form)
            case = self.pathway.refer(form, by=script.by, definition=script.definition)
            self.references[script.form] = case.reference
            self.progress.count("referred")
        for act in acts:
            self._look(self.take(self.references[script.form], act))

    def _look(self, case: CaseView) -> None:
        """Count the step that was taken, and see whether it closed the case."""
        self.progress.count("steps")
        if case.state == "closed" and case.reference not in self.closed:
            self.closed.add(case.reference)
            self.progress.close(case.reference, case.outcome)

    def _send(self) -> None:
        sent = self.pathway.dispatch(self.mailer).sent
        self.emails += sent
        self.progress.count("emails", sent)

    def _resolved(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._resolve(value) for name, value in answers.items()}

    def _resolve(self, value: Any) -> Any:
        return self.references[value.form] if isinstance(value, ReferenceOf) else value

    def _counted(self, case: CaseView, shows: str) -> DemoCase:
        states = Counter(deadline.state for deadline in case.deadlines)
        events = self.pathway.history(case.reference)
        corrected = sum(deadline.breach_corrected for deadline in case.deadlines)
        return DemoCase(
            reference=case.reference,
            shows=shows,
            kind=case.kind,
            state=case.state,
            outcome=case.outcome,
            met=states["met"],
            late=states["met_late"],
            breached=sum(event.step == "breach" for event in events) - corrected,
            events=len(events),
        )


def _played(rehearsal: Rehearsal, place: DemoFolder, timeline: Mapping[date, Work]) -> DemoResult:
    for people in ("people.csv", "education_partner.csv"):
        rehearsal.pathway.people.import_file(shipped(people))
    rehearsal.play(timeline)
    cases = rehearsal.counted()
    papers = write_papers(rehearsal.pathway, cases[0].reference, place.papers)
    return DemoResult(
        database=place.url,
        mail_folder=place.mail,
        paper_folder=place.papers if papers else None,
        first_day=min(timeline),
        last_day=max(timeline),
        swept=rehearsal.swept,
        cases=cases,
        meeting=rehearsal.meeting,
        emails=rehearsal.emails,
        findings=tuple(str(finding) for finding in rehearsal.pathway.verify()),
    )
