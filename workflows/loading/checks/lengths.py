"""Does the length of a duty make sense?"""

from __future__ import annotations

from collections.abc import Iterator

from pathway.workflows.deadlines.counting.clocks import SET_DAYS
from pathway.workflows.definitions.deadline_format import DeadlineRule, Length, Sooner

SET = " or ".join(SET_DAYS)
MAX_WORKING_DAYS, MAX_MONTHS, MAX_DAYS, MAX_HOURS = 1_000, 120, 3_660, 8_784


def length_faults(rule: DeadlineRule) -> Iterator[str]:
    """Return what is wrong with how long a duty may take."""
    for name, length in (("due", rule.due), ("sooner", rule.sooner)):
        if length is not None:
            yield from (f"{name}: {message}" for message in _length(length, rule))
    months = rule.due.months
    if isinstance(months, list):
        yield from (f"due: {message}" for message in _several(months, rule))
    if rule.sooner is not None:
        yield from (f"sooner: {message}" for message in _no_sooner(rule.due, rule.sooner))


def _length(length: Length | Sooner, rule: DeadlineRule) -> Iterator[str]:
    if length.working_days is not None:
        yield from _working_days(length.working_days, rule)
    if length.days is not None:
        yield from _days(length.days, rule)
    all_months = [length.months] if isinstance(length.months, int) else length.months or []
    for months in all_months:
        if not 0 < months <= MAX_MONTHS:
            yield f"{months} months are not between 1 and {MAX_MONTHS}"
    if length.hours is not None and not 0 < length.hours <= MAX_HOURS:
        yield f"{length.hours} hours are not between 1 and {MAX_HOURS}"


def _working_days(working: int, rule: DeadlineRule) -> Iterator[str]:
    if working == 0:
        yield "0 working days give no time; give 1 or more"
    elif working < 0 and rule.clock not in SET_DAYS:
        yield f"{working} working days count back from a day that is set, so the duty needs a clock of one: {SET}"
    elif abs(working) > MAX_WORKING_DAYS:
        yield f"{working} working days are more than {MAX_WORKING_DAYS}"


def _days(days: int, rule: DeadlineRule) -> Iterator[str]:
    if not 0 <= days <= MAX_DAYS:
        yield f"{days} days are not between 0 and {MAX_DAYS}"
    elif days == 0 and rule.clock not in SET_DAYS:
        yield f"0 days mean a date that somebody set, so the duty needs a clock of one: {SET}"


def _no_sooner(due: Length, sooner: Sooner) -> Iterator[str]:
    """Return a fault where both lengths have the same unit and the sooner one is not shorter."""
    for unit in ("working_days", "months", "days", "hours"):
        usual, other = getattr(due, unit), getattr(sooner, unit)
        if isinstance(usual, int) and isinstance(other, int) and other >= usual:
            yield f"{other} {unit.replace('_', ' ')} are not fewer than {usual}"


def _several(months: list[int], rule: DeadlineRule) -> Iterator[str]:
    """
    Return what is wrong with several due dates of one duty.

    They are told apart by the fact that meets them, which says after how many months it is.
    """
    if not months:
        yield "give at least one number of months"
    if sorted(set(months)) != months:
        yield "give the months in their order, each once"
    meeting = rule.meeting()
    by_facts = bool(meeting) and all(trigger.fact is not None for trigger in meeting)
    if not by_facts or rule.follows_clock:
        yield "several months are for a duty that a step starts and only facts meet"
