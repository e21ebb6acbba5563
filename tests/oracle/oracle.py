"""The oracle: what every duty of a case is, due when, in which state, ended on which day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pathway.workflows.history.events import Event
from tests.oracle.beginning import followed, lengths_of, matches, same, subjects_of, touches
from tests.oracle.clocks import runs_of
from tests.oracle.counting import Closed, Standstill, due_day
from tests.oracle.duties import MET, STOPPED, WAIVED, Answer, Duty, End, Heard, Run
from tests.oracle.entries import Entry, read
from tests.oracle.people import People
from tests.oracle.record import Deed, Incident, Subject
from tests.oracle.rules import Rules, Table, triggers
from tests.oracle.story import Story


class Oracle:
    """
    Hears the events of a case one by one, and answers what its duties are.

    Which duties there are was settled when each entry was made; what they are is computed anew from
    all entries.
    """

    def __init__(self, versions: Mapping[str, Rules]) -> None:
        self.versions = versions
        self.duties: list[Duty] = []
        self.answers: dict[str, Answer] = {}
        self.heard = 0
        self.now: Heard | None = None

    def hear(self, events: Sequence[Event], people: People, closed: Closed, today: date) -> None:
        """Take in the events that were not heard yet, and answer again."""
        for number in range(self.heard + 1, len(events) + 1):
            self.now = heard = self._read(read(events[:number]), people)
            before = {name for name, answer in self.answers.items() if answer.is_open}
            self._answer(heard, closed, today)
            self._migrate(heard, before)
            self._start(heard)
            self._answer(heard, closed, today)
        self.heard = len(events)
        if self.now is not None:
            self._answer(self.now, closed, today)

    # ---- what is on record -----------------------------------------------------------------------

    def _read(self, entries: Sequence[Entry], people: People) -> Heard:
        story = Story(people)
        heard = Heard(story, entries, Deed(entries[-1], "", Subject(), moved=False))
        for entry in entries:
            rules = self.versions[entry.definition]
            earlier = (
                {form.seq for form in story.forms}
                if entry.step in ("refer", "amend")
                else set[int]()
            )
            before = story.state
            heard.deed = deed = story.tell(entry, rules)
            for key, ends in heard.ends.items():
                heard.ends[key] = [end for end in ends if end.seq not in earlier]
            for rule in rules.duties:
                end = self._end(rule, deed, story, before)
                if end is not None:
                    heard.ends.setdefault(rule["key"], []).append(end)
            if entry.to_state == "closed" != before:
                heard.closings.append(
                    End(entry.seq, entry.on, STOPPED, moved=True, subject=Subject())
                )
        return heard

    def _end(self, rule: Table, deed: Deed, story: Story, before: str) -> End | None:
        entry, months = deed.entry, None
        waived = deed.subject.duty or "" if deed.step == "waive_deadline" else ""
        if waived.partition("/")[0].partition(".")[0] == rule["key"]:
            return End(entry.seq, entry.on, WAIVED, deed.moved, deed.subject)
        for name, how in (("stopped_by", STOPPED), ("met_by", MET)):
            for trigger in triggers(rule, name):
                subject = matches(trigger, deed, story, before)
                if subject is None:
                    continue
                on = deed.completed_on or entry.on
                if "round" in trigger:
                    on = (
                        entry.first_on
                    )  # a vote that was given is not corrected: only the step that it took is
                if "fact" in trigger:
                    fact = next(fact for fact in deed.facts if fact.name == trigger["fact"])
                    on = fact.on or entry.on
                    months = fact.months if isinstance(rule["due"].get("months"), list) else None
                return End(entry.seq, on, how, deed.moved, subject, "fact" in trigger, months)
        return None

    # ---- which duties there are ------------------------------------------------------------------

    def _start(self, heard: Heard) -> None:
        deed, story = heard.deed, heard.story
        rules = self.versions[deed.entry.definition]
        for rule in rules.duties:
            if "starts" not in rule:
                self._follow(rule, heard)
                continue
            for trigger in triggers(rule, "starts"):
                subject = matches(trigger, deed, story, deed.entry.from_state)
                if subject is not None:
                    for own in subjects_of(rule, trigger, deed, story, subject):
                        self._begin(rule, own, heard)

    def _follow(self, rule: Table, heard: Heard) -> None:
        """Begin a duty that is nothing but a clock, once that gives a day."""
        for subject, round_ in followed(rule, heard.story):
            if len(self._of(rule["key"], subject)) < round_:
                duty = self._duty(rule, subject, heard, round_)[0]
                if runs_of(duty, heard, None):
                    self.duties.append(duty)

    def _begin(self, rule: Table, subject: Subject, heard: Heard) -> None:
        running = [duty for duty in self._of(rule["key"], subject) if self.answers[duty.id].is_open]
        if running and (rule.get("clock") or rule.get("one_at_a_time")):
            if not rule.get("clock"):
                running[-1].starts.append((heard.deed.entry.seq, ""))
            return
        duties = self._duty(rule, subject, heard, 1 + len(self._of(rule["key"], subject)))
        if rule.get("clock") and not runs_of(duties[0], heard, None):
            return
        self.duties += duties

    def _duty(self, rule: Table, subject: Subject, heard: Heard, occurrence: int) -> list[Duty]:
        deed = heard.deed
        branch, lengths = lengths_of(rule, heard)
        asked = branch if branch == "asked" else ""
        return [
            Duty(
                rule=rule,
                subject=subject,
                occurrence=occurrence + number,
                opened=deed.entry.seq,
                lengths=[length],
                branch=branch,
                starts=[(deed.entry.seq, asked)],
                follows="starts" not in rule,
                months=length.get("months") if len(lengths) > 1 else None,
                named=deed.asked_of,
            )
            for number, length in enumerate(lengths)
        ]

    def _of(self, key: str, subject: Subject) -> list[Duty]:
        return [duty for duty in self.duties if duty.key == key and same(duty.subject, subject)]

    def _migrate(self, heard: Heard, were_open: Iterable[str]) -> None:
        """Let open duties take the length of a rule that is another one in the version moved to."""
        entry = heard.deed.entry
        if entry.step == "take_back_migration":
            raise NotImplementedError
        if entry.step != "migrate_definition":
            return
        old = {rule["key"]: rule for rule in self.versions[heard.entries[-2].definition].duties}
        new = {rule["key"]: rule for rule in self.versions[entry.definition].duties}
        for duty in self.duties:
            before, after = old.get(duty.key), new.get(duty.key)
            if duty.id not in were_open or after is None or before is None:
                continue
            changed = before["due"] != after["due"] or before.get("sooner") != after.get("sooner")
            if changed and duty.branch != "asked" and duty.months is None:
                duty.lengths.append(after[duty.branch])
            duty.rule = after

    # ---- what they are ---------------------------------------------------------------------------

    def _answer(self, heard: Heard, closed: Closed, today: date) -> None:
        for duty in self.duties:
            self.answers[duty.id] = self._of_duty(duty, heard, closed, today)

    def _of_duty(self, duty: Duty, heard: Heard, closed: Closed, today: date) -> Answer:
        before = self.answers.get(duty.id)
        runs = runs_of(duty, heard, before.ended_by if before is not None else None)
        if duty.rule.get("of") == "duty" and not self.answers[duty.subject.about or ""].is_open:
            runs = []
        end = self._ended(duty, heard, runs[0].since if runs else None)
        if not runs:
            assert before is not None
            runs = [Run(before.clock_on)]
            stop = self._stopped_by_clock(duty, heard, before)
            if end is None or (end.on > stop.on if end.by_fact else end.seq > stop.seq):
                end = stop
        run = _in_force(runs, end.on if end is not None else None)
        standing = _stands(duty, heard.story, end)
        due, still = due_day(
            duty.lengths[-1], run.day, run.since, standing, closed, duty.rule["status"]
        )
        due = self._at_latest(duty, due, run, closed)
        pauses = tuple(pause for pause in standing if pause.last is not None)
        if end is None:
            late = due < today and not still and not duty.rule.get("never_breached")
            return Answer(run.day, due, "breached" if late else "running", None, None, pauses)
        if before is not None and not before.is_open:
            if (before.clock_on, before.pauses) == (
                run.day,
                pauses,
            ) and before.ended_by is not None:
                due = before.due
        elif before is not None and (before.clock_on, before.pauses) == (run.day, pauses):
            due = before.due
        return Answer(run.day, due, self._how(duty, end, due, heard), end.on, end.seq, pauses)

    def _how(self, duty: Duty, end: End, due: date, heard: Heard) -> str:
        if end.how != MET:
            return end.how
        still = _may_stand_still(duty) and any(
            pause.holds_on(end.on) for pause in heard.story.standstills
        )
        late = end.on > due and not duty.rule.get("never_breached") and not still
        return "met_late" if late else "met"

    def _at_latest(self, duty: Duty, due: date, run: Run, closed: Closed) -> date:
        """
        Return the due day of a duty that is due with another one at the latest, and never under a
        working day.
        """
        key = duty.rule.get("at_latest_with")
        others = [
            other
            for other in self.duties
            if other.key == key and other.subject.item == duty.subject.item
        ]
        with_it = self.answers.get(others[-1].id) if others else None
        if with_it is None or with_it.due >= due:
            return due
        soonest, _ = due_day({"working_days": 1}, run.day, run.day, (), closed, duty.rule["status"])
        return max(soonest, with_it.due)

    # ---- how they end ----------------------------------------------------------------------------

    def _ended(self, duty: Duty, heard: Heard, since: date | None) -> End | None:
        """Return what ended the duty: what happened first of all that may have."""
        since = since or self.answers[duty.id].clock_on
        ends = [end for end in heard.ends.get(duty.key, []) if touches(end, duty)]
        ends = [end for end in ends if self._counts(duty, end, heard, since)]
        if not duty.rule.get("lives_on") and not duty.follows:
            ends += [end for end in heard.closings if end.seq > duty.opened][:1]
        ways = [end for end in ends if end.moved]
        way = min(ways, key=lambda end: end.seq, default=None)
        done = [end for end in ends if not end.moved and end.how != STOPPED]
        staying = [end for end in ends if not end.moved]
        first = min(
            staying + ([way] if way else []), key=lambda end: (end.on, end.seq), default=None
        )
        if first is None:
            return None
        if way is not None and first is way and way.how == STOPPED:
            earlier = [end for end in done if end.how == MET and end.seq < way.seq]
            return min(earlier, key=lambda end: (end.on, end.seq), default=way)
        if first.how == MET and first.on < since and not self._held(duty, first):
            return replace(first, how=STOPPED)
        return first

    def _counts(self, duty: Duty, end: End, heard: Heard, since: date) -> bool:
        """
        Nothing that occurred before the clock meets the duty; steps that move count in the order of
        the way.
        """
        if end.how == WAIVED or self._held(duty, end):
            return True
        if end.moved:
            return end.seq > duty.opened or (duty.follows and end.seq == duty.opened)
        if end.by_fact or duty.follows:
            return end.on >= since
        return (end.on, end.seq) > (heard.entries[duty.opened - 1].on, duty.opened)

    def _held(self, duty: Duty, end: End) -> bool:
        """
        Return whether that met the duty before: a clock that is corrected afterwards leaves it met.
        """
        before = self.answers.get(duty.id)
        return (
            before is not None
            and end.how == MET
            and before.ended_by == end.seq
            and before.state.startswith(MET)
        )

    def _stopped_by_clock(self, duty: Duty, heard: Heard, before: Answer) -> End:
        """Return the ending of a duty that is not asked any more: the entry that made it so."""
        known = _left(duty, heard.story)
        if known is not None:
            return End(*known, STOPPED, True, Subject())
        if before.state == STOPPED and before.ended_by is not None:
            return End(
                before.ended_by, heard.entries[before.ended_by - 1].on, STOPPED, True, Subject()
            )
        entry = heard.deed.entry
        return End(entry.seq, entry.on, STOPPED, True, Subject())


def _in_force(runs: Sequence[Run], day: date | None) -> Run:
    """Return the run in force on a day, the latest where none is given."""
    known = [run for run in runs if day is None or run.set_on is None or run.set_on <= day]
    return (known or runs[:1])[-1]


def _may_stand_still(duty: Duty) -> bool:
    return duty.rule["status"] == "local" and not duty.rule.get("through_suspension")


def _stands(duty: Duty, story: Story, end: End | None) -> list[Standstill]:
    """
    Return the standstills that are counted out of a duty; of one that has ended, those that were
    over by then.
    """
    if not _may_stand_still(duty):
        return []
    pauses = sorted(story.standstills, key=lambda pause: pause.first)
    if end is None:
        return pauses
    return [pause for pause in pauses if pause.last is not None and pause.last <= end.on]


def _left(duty: Duty, story: Story) -> tuple[int, date] | None:
    """
    Return the entry with which an incident or a round of votes ceased to ask for a duty, and its
    day.
    """
    if duty.key == "vote":
        return story.round_ended.get((duty.subject.about or "", duty.opened))
    incident: Incident | None = story.incidents.get(duty.subject.item or "")
    if incident is None or duty.rule.get("clock") != "local_authority_aware":
        return None
    return incident.left.get(duty.occurrence)
