"""
Every code that a reason from Pathway itself may have, and what it means.

A reason from a guard has the code `guard.` and the guard's name; a host's checks may have codes of
their own.
"""

from __future__ import annotations

from collections.abc import Mapping

GUARD = "guard."

REASON_CODES: Mapping[str, str] = {
    # A step that cannot be taken, or a form that cannot be accepted.
    "wrong_state": "the step is not open in this state",
    "not_permitted": "the step is for somebody else, or the person who asks may not act here",
    "interest": "the person has an interest that was upheld or is not decided yet",
    "input": "a fault in the input, at `path`",
    "on_behalf": "the step is not recorded on behalf of somebody, or not by the person who asks",
    "task_held": "somebody else has taken the task on, or nobody has",
    "reason_required": "the step needs a `--reason`",
    "late_reason_required": "a due day of law, guidance or expectation has passed; give a `--late-reason`",
    "more_faults": "how many more reasons there are than the hundred that are listed",
    "future_date": "the day is in the future",
    "item_required": "the step is about an item; name it with `--item`",
    "same_referral": "there is another case with the same children, referred by the same agency on the same day",
    "personal_data": "what may be personal data in the referral or its files was not confirmed",
    "key_reused": "the `--key` was used for another command",
    "guard.not_suspended": "the review is suspended; the chair must take `resume` first",
    "guard.aware_before_notified": "the local authority became aware of the incident after the day of its notification",
    "guard.votes_after_reply": "the day is before the Panel's reply, from which votes count",
    # A decision that is to be recorded from a meeting.
    "not_held": "who took part in the meeting is not on record, so nothing is recorded from it",
    "not_on_agenda": "the case is not on the agenda of the meeting",
    "no_quorum": "the quorum of the meeting was not there for the case",
    # A case that somebody else changed first.
    "changed": "an entry made since the version that was expected, by step and role",
    # Signing in at the desk.
    "unknown_link": "the link to sign in is not one that was sent, or its person has left",
    "used_link": "the link to sign in was used already",
    "expired_link": "the link to sign in has expired",
    "other_browser": "the link to sign in was asked for in another browser",
    "wrong_code": "the code to sign in is wrong, was used already or has expired",
    "too_many_attempts": "it was tried too often; the error says when it may be tried again",
    # A tracker that is read for an action plan.
    "on_record": "a row of a plan that was written here says something else than the action on record",
    # The calendar.
    "closed_already": "the day is not a working day anyway",
    "published": "the day is a published bank holiday, not one that was added",
    "other_source": "the day was added, but as the other kind",
    # Definitions, and cases that are to be moved to another one.
    "definition": "a fault in a definition file, at `path`",
    "version_used": "cases follow this version, so its content can no longer change",
    "same_definition": "the case already follows that version",
    "nothing_to_take_back": "the last entry of the case is not a move to another version",
    "state": "the other version does not have the state that the case is in",
    "item": "the other version has no place for an item of the case",
    "step": "the other version does not have a step that the case has taken",
    "deadline": "the other version does not have a deadline that is open",
}
