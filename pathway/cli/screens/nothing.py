"""Sentences for lists with nothing to show, each fitting what was asked for."""

from __future__ import annotations

from pathway.cli.screens.words import kind_words, number

DUTIES = {
    "law": "duty of law",
    "guidance": "duty of statutory guidance",
    "expected": "duty that a national body expects",
    "local": "local duty",
}
MESSAGES = {
    "waiting": "is waiting",
    "sending": "is being sent",
    "sent": "was sent",
    "unknown": "has an unknown outcome",
    "dead": "was given up",
    "bounced": "came back",
    "withheld": "was withheld",
}


def nothing(sentence: str, after: object) -> str:
    """Return what a list without entries says: that there are none, or none after the page before."""
    return sentence if after is None else "There are no more."


def no_case(
    *,
    state: str | None,
    kind: str | None,
    overdue: bool,
    due_within: int | None,
    mine: str | None,
    **_: object,
) -> str:
    """Return why no case is listed."""
    case = f"{kind_words(kind)} case" if kind else "case"
    conditions: list[str] = []
    if overdue:
        conditions.append("has an overdue duty")
    if due_within is not None:
        conditions.append(f"has a duty due {_within(due_within)}")
    if mine:
        conditions.append(f"has an open duty of {mine}")
    where = state.removesuffix(".*") if state else ""
    if conditions:
        place = f" in {where}" if where else ""
        return f"No {case}{place} {' and '.join(conditions)}."
    if where:
        return f"No {case} is in {where}."
    return f"There is no {case}." if kind else f"There is no {case} yet."


def no_duty(
    *,
    reference: str | None,
    overdue: bool,
    within: int | None,
    owner: str | None,
    status: str | None,
) -> str:
    """Return why no duty is listed."""
    duty = DUTIES[status] if status else "duty"
    duty += f" of {owner}" if owner else ""
    duty += f" in {reference}" if reference else ""
    if overdue:
        return f"No {duty} is overdue."
    if within is not None:
        return f"No {duty} is due {_within(within)}."
    return f"There is no {duty}." if reference else f"No {duty} is open."


def no_message(*, state: str | None, dead: bool) -> str:
    """Return why no message is listed."""
    if dead:
        return "There is no dead letter."
    return f"No message {MESSAGES[state]}." if state else "There is no message yet."


def no_closed_day(year: int, *, with_removed: bool) -> str:
    """Return why no bank holiday and no closure is listed."""
    if with_removed:
        return "No bank holiday or closure was added."
    return f"No bank holiday is known for {year}."


def nobody(agency: str | None) -> str:
    """Return why nobody is listed."""
    where = f" works for {agency}" if agency else " is in the directory"
    return f"Nobody{where}; see pathway people import."


def _within(days: int) -> str:
    return f"within {number(days, 'working day')}" if days else "today"
