"""
Reading what somebody said with a step into the step's input, with a sentence for every fault.

The reason for a step may be in the input or beside it; either way it is the event's reason. A vote
is in the input beside what is voted on, or beside the digest of the event that carries that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pathway.errors import MAX_SHOWN_FAULTS, MAX_SHOWN_LENGTH, UNLISTED, Reason, shown
from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.command import Command
from pathway.workflows.cases.votes import open_round, round_name
from pathway.workflows.forms.ties import UNLISTED_AGENCY

VOTES = ("for", "against")
# A key that is not known, of a model and of a dataclass.
UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")
NO_SUCH_FIELD = "there is no such field here"
SENTENCES = {
    "missing": "this is missing",
    "string_type": "give text",
    "string_too_short": "this is empty",
    "string_pattern_mismatch": "this is empty or has characters that are not allowed here",
    "string_unicode": "this text holds characters that cannot be stored; type it again",
    "bool_parsing": "answer true or false",
    "bool_type": "answer true or false",
    "int_parsing": "give a whole number",
    "int_type": "give a whole number",
    "int_from_float": "give a whole number",
    "int_parsing_size": "this number is too large",
    "float_parsing": "give a number",
    "float_type": "give a number",
    "finite_number": "give a number",
    "list_type": "give a list",
    "dict_type": "give a table of fields",
    "model_type": "give a table of fields",
    "dataclass_type": "give a table of fields",
    "model_attributes_type": "give a table of fields",
    "too_short": "the list is too short",
}
# What goes beyond a limit, which the fault brings with it.
LIMITS = {
    "too_long": "the list has more than {max_length} entries",
    "string_too_long": "this has more than {max_length} characters",
    "greater_than_equal": "give a number from {ge}",
    "less_than_equal": "give a number up to {le}",
}
# Faults that a person may confirm as meant, by kind, with the option that confirms them.
CONFIRMED = {UNLISTED_AGENCY: UNLISTED}
DATES = (
    "date_type",
    "date_parsing",
    "date_from_datetime_parsing",
    "date_from_datetime_inexact",
    "date_time_type",
)


def normalised(command: Command, fields: Collection[str]) -> tuple[Command, list[Reason]]:
    """
    Return the command with its reasons taken out of the input, and the faults of those reasons.

    An input that has a field `reasons` of its own gets the command's reason there.
    """
    answers, faults = dict(command.input), list[Reason]()
    words = {"reason": command.reason, "late_reason": command.late_reason}
    for name in words:
        inside = answers.pop(name, None) if name not in fields else None
        if inside is not None and not isinstance(inside, str):
            faults.append(Reason("input", SENTENCES["string_type"], name))
        words[name] = _words(words[name]) or _words(inside)
    # A vote on a proposal has no input of its own: its reason is the voter's, not the
    # proposal's.
    if "reasons" in fields and not {"reasons", "proposal"} & answers.keys() and words["reason"]:
        answers["reasons"] = words["reason"]
    normal = (answers, words["reason"], words["late_reason"])
    if normal != (command.input, command.reason, command.late_reason):
        answers, reason, late_reason = normal
        command = replace(command, input=answers, reason=reason, late_reason=late_reason)
    return command, faults


def _words(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def read(
    model: type[BaseModel], answers: Mapping[str, Any], attempt: Attempt | None
) -> tuple[BaseModel | None, list[Reason]]:
    """Return the input, or every fault with its path."""
    try:
        return model.model_validate(dict(answers), context=attempt), []
    except ValidationError as error:
        return None, faults(error, sorted(model.model_fields))


def faults(error: ValidationError, known: Sequence[str] = (), prefix: str = "") -> list[Reason]:
    """Return a sentence for every fault that pydantic found; no sentence repeats what was given."""
    reasons: list[Reason] = []
    for fault in error.errors(include_url=False, include_input=False):
        path = prefix + path_of(fault["loc"])
        confirm = CONFIRMED.get(fault["type"])
        # To look for the nearest name takes time, and no more than these are shown.
        near = known if len(reasons) < MAX_SHOWN_FAULTS else ()
        reasons.append(Reason("input", sentence(fault, near), path or None, confirm))
    return reasons


def path_of(location: Sequence[str | int]) -> str:
    """Return the path to a place in the input, such as `children[0].label`."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif path:
            path += f".{shown(part)}"
        else:
            path = shown(part)
    return path


def read_vote(attempt: Attempt) -> tuple[Mapping[str, Any], list[Reason]]:
    """
    Return what is voted on, and the faults of the vote.

    A first vote carries the input that it is about, and a later one names it by its digest. The
    system takes the step with the input of the round that was carried.
    """
    if attempt.actor is None:
        return attempt.situation.proposal or {}, []
    answers = {
        name: value
        for name, value in attempt.command.input.items()
        if name not in ("vote", "proposal")
    }
    reasons = _vote_faults(attempt)
    proposal = attempt.command.input.get("proposal")
    if proposal is None:
        return answers, reasons
    votes = open_round(attempt.case, round_name(attempt.step.name, attempt.item))
    if votes is None or votes.digest != proposal:
        reasons.append(
            Reason(
                "input",
                "no open round of votes has this digest; see the step's schema",
                "proposal",
            )
        )
        return answers, reasons
    why = "a vote on a proposal has no input of its own"
    reasons += [Reason("input", why, name) for name in answers]
    return attempt.situation.proposal or {}, reasons


def _vote_faults(attempt: Attempt) -> list[Reason]:
    vote = attempt.command.input.get("vote")
    if vote is None:
        return [Reason("input", SENTENCES["missing"], "vote")]
    if vote not in VOTES:
        return [Reason("input", "choose one of for, against", "vote")]
    if vote == "against" and not attempt.command.reason:
        return [
            Reason(
                "reason_required",
                "a vote against gives its reasons; say them with --reason",
                "reason",
            )
        ]
    return []


def sentence(error: ErrorDetails, known: Sequence[str] = ()) -> str:
    """Return what is wrong, as a sentence for people that does not repeat what was given."""
    from difflib import get_close_matches

    kind = error["type"]
    if kind in DATES or kind.startswith("date_"):
        return "give a date such as 2026-03-12"
    if kind == "literal_error":
        return f"choose one of {error.get('ctx', {}).get('expected', '')}"
    if kind in UNKNOWN:
        near = get_close_matches(str(error["loc"][-1])[:MAX_SHOWN_LENGTH], known, n=1)
        return NO_SUCH_FIELD + (f"; did you mean {near[0]}?" if near else "")
    if kind in LIMITS:
        return LIMITS[kind].format(**error.get("ctx", {}))
    return SENTENCES.get(kind, error["msg"].removeprefix("Value error, "))
