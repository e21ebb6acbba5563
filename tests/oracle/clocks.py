"""
From which days a duty is counted: the day of what started it, or a clock that follows what is on
record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tests.oracle.duties import Duty, Heard, Run
from tests.oracle.story import Story


def runs_of(duty: Duty, heard: Heard, ended_by: int | None) -> list[Run]:
    """Return the days from which a duty is counted; none where it is not asked any more."""
    story, own = heard.story, duty.subject
    if story.state == "closed" and duty.follows and not duty.rule.get("lives_on"):
        return []
    if duty.key == "vote":
        own_round = story.rounds.get(own.about or "")
        if own_round is None or own_round.first.seq != duty.opened:
            return []
    if duty.key == "partner_view" and story.incidents[own.item or ""].has_view(own.seat or ""):
        return []
    clock = duty.rule.get("clock")
    if clock is not None:
        return CLOCKS[clock](Asked(duty, story, ended_by))
    days: list[Run] = []
    for number, asked in duty.starts:
        entry = heard.entries[number - 1]
        day = heard.story.asked_days.get(number) if asked else None
        days.append(Run(day, entry.on) if day is not None else Run(entry.on))
    return [min(days, key=lambda run: run.day)]


@dataclass(frozen=True)
class Asked:
    """The duty whose clock is asked for; `ended_by` is the entry that ended it, if one did."""

    duty: Duty
    story: Story
    ended_by: int | None = None


Clock = Callable[[Asked], list[Run]]


def _local_authority_aware(asked: Asked) -> list[Run]:
    incident = asked.story.incidents[asked.duty.subject.item or ""]
    if incident.state not in ("possible", "notified") or incident.round != asked.duty.occurrence:
        return []
    return _earliest(incident.days())


def _death_aware(care: str) -> Clock:
    def clock(asked: Asked) -> list[Run]:
        number = asked.duty.subject.child or 0
        child = asked.story.children.get(number)
        if child is None or not child.died or care not in child.care:
            return []
        if (
            care == "care_leaver"
            and child.age >= asked.story.rules.numbers["care_leaver_up_to"] + 1
        ):
            return []
        known = [fact for fact in asked.story.facts if fact.name == "care_death_aware_on"]
        own = [fact.on for fact in known if fact.child in (None, number) and fact.on is not None]
        own += [day for day, harm in child.changes if harm == "died"]
        incidents = [
            incident for incident in asked.story.incidents.values() if number in incident.children
        ]
        deaths = {seq for _, seq, harm in child.harms if harm == "died"}
        fatal = [
            incident
            for incident in incidents
            if deaths & {entry.seq for entry, _, _ in incident.reports}
        ]
        return _earliest(own) or _earliest(
            day for incident in fatal or incidents for day in incident.days(every_round=True)
        )

    return clock


def _youth_justice_aware(asked: Asked) -> list[Run]:
    return _earliest(_told(asked.story, "youth_justice_aware_on")) or _earliest(
        _told(asked.story, "charged_on")
    )


def _notification_sent(asked: Asked) -> list[Run]:
    sent = [
        incident.sent
        for incident in asked.story.incidents.values()
        if incident.state == "notified" and incident.sent
    ]
    known = [(day, seq) for day, seq in sent if asked.ended_by is None or seq < asked.ended_by]
    begun = max(number for number in asked.story.rapid_reviews if number <= asked.duty.opened)
    of_this_review = [(day, seq) for day, seq in known if seq >= begun]
    return _earliest(day for day, _ in of_this_review or known)


def _set_days(asked: Asked) -> list[Run]:
    dates = sorted(asked.story.things[asked.duty.subject.item or ""].dates)
    return [Run(day, on) for on, _, day in dates]


CLOCKS: Mapping[str, Clock] = {
    "local_authority_aware": _local_authority_aware,
    "looked_after_death_aware": _death_aware("looked_after"),
    "care_leaver_death_aware": _death_aware("care_leaver"),
    "youth_justice_aware": _youth_justice_aware,
    "notification_sent": _notification_sent,
    "planned_publication": _set_days,
    "action_due": _set_days,
}


def _told(story: Story, name: str) -> list[date]:
    return [fact.on for fact in story.facts if fact.name == name and fact.on is not None]


def _earliest(days: Iterable[date]) -> list[Run]:
    first = min(days, default=None)
    return [Run(first)] if first is not None else []
