"""
Every code that a reason of Pathway's own may have, and what it means.

Reasons that a guard gives have the code `guard.` and its name; a host's checks may have codes of
their own.
"""

from __future__ import annotations

from collections.abc import Mapping

GUARD = "guard."

REASON_CODES: Mapping[str, str] = {
    # A step that cannot be taken, or a form that cannot be accepted.
    "wrong_state": "the step is not open in this state",
    "not_permitted": "the step is for somebody else, or whoever asks may not act here",
    "interest": "an interest is upheld, or is not decided yet",
    "input": "a fault of the input, at `path`",
    "reason_required": "give `--reason`",
    "late_reason_required": "a due day of law, guidance or expectation is past; give `--late-reason`",
    "more_faults": "how many more reasons there are than the hundred that are listed",
    "future_date": "the day lies in the future",
    "item_required": "name the item with `--item`",
    "same_referral": "another case holds the same children, referred by the same agency on the same day",
    "key_reused": "the key of `--key` was used for another command",
    "guard.not_suspended": "the review is suspended; the chair takes `resume` first",
    "guard.aware_before_notified": "the local authority became aware of the incident after the day of its notification",
    "guard.votes_after_reply": "the day lies before the Panel's reply, from which votes count",
    # A case that somebody else changed first.
    "changed": "what was done since the version that was expected, by step and role",
    # The calendar.
    "closed_already": "the day is not worked anyway",
    "published": "the day is a published bank holiday, and was not added",
    "other_source": "the day was added, but as one of the other kind",
    # Definitions, and cases that are to be moved to another one.
    "definition": "a fault of a definition file, at `path`",
    "version_used": "cases follow that version with another content, so it never changes",
    "same_definition": "the case follows that version already",
    "nothing_to_take_back": "the last step of the case is not a move to another version",
    "state": "the other version has no such state, in which the case is",
    "item": "the other version has no place for an item of the case",
    "step": "the other version has no such step, which the case has taken",
    "deadline": "the other version has no such deadline, which is open",
}
