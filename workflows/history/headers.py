"""
The bytes in which the header of an event is stored, hashed and signed.

They are the hash of the previous event, 32 bytes, and the header's members as canonical JSON,
compressed. So a chain can be followed without reading any JSON, and a history takes a sixth of the
room. The bytes are stored as they were hashed and never made again: another library may compress
alike and not the same.
"""

from __future__ import annotations

from typing import Final

from pathway.workflows.history.packing import Packing

GENESIS: Final = "0" * 64
LINK: Final = 32  # bytes
LARGEST: Final = 4 * 1024 * 1024  # bytes
# What most headers hold, the most frequent last, see `Packing`.
WORDS: Final = (
    b'{"abuse_or_neglect":"known","age_years":,"care_status":["none"],"children":{"1":{"entries":{"1":'
    b'"local_authority_aware_on":"form":{"event":1,"events":[1],"given":["missing":[]'
    b'"people":{"opener":"submitters":["facts":{"deliberation":"information_request":"local_meeting":'
    b'"local_report":"partner_view":"partners_told":"quality_assurance":"revision":"triage":'
    b'"suspension_review":"rapid_review_meeting":"rapid_review_sent":"panel_notification":"draft":'
    b'"responds_to":"agency_return_hard_stop":{"involvement":{"agency_return":{"recommendation:"action:'
    b'"publication":"status":"statutory"}"state":"waived"}"state":"breached"}"closed_by":"met_on":"20'
    b'"ended_on":"20"owes_reason":null,"moves":[{"agency":"data":{"id":"kind":"agency_return",'
    b'"opened_by":"state":"items":{"agency_return:"starts":{"ends":{"how":"stopped","item":"incident:1"'
    b',"moved":true,"on":"2026-},"at":"2026-0T09:00:00+00:00","how":"met","item":"agency_return:'
    b'childrens_services","moved":true,"on":"2026-"}}},"why":"Saturday"},{"day":"2026-0-","why":"Sunday'
    b'"}],"started_by":[1],"state":"met","status":"guidance"},"at_latest_with":null,"branch":"sooner",'
    b'"calendar":"england-and-wales 2028 holidays-0.","clock":null,"clock_on":"2026-0-","due":"2026-0-'
    b'","follows":null,"id":"agency_return/agency_return:","item":"agency_return:","key":"agency_return'
    b'","leaves_a_day":null,"lives_on":null,"may_stand_still":true,"months":null,"never_breached":null,'
    b'"not_before":null,"occurrence":1,"opened_by":1,"owner":{"agency":"role":"rep"},"practical":"2026-'
    b'0-","provisional":false,"recorded_on":"2026-0-","rule":"10 working days","skipped":[{"day":"2026-'
    b'0-","why":"Saturday"}],"started_by":[1],"state":"running","status":"local"},"item":null,"item_to":'
    b'null,"reference":"MT-2026-00","effects":{"changed_on":"2026-","deadlines":{},"memory":{"kind":'
    b'"practice_review","opened_on":"2026-","outcome":null,"state":"rapid_review."},"format":1,"from":'
    b'"cspr.","action_plan.monitoring","item":"action:","item_to":"role":"system","step":"breach",'
    b'{"actor":1,"definition":"","deputy":false,"digest":"","effects":{"memory":{},"state":""},"format":'
    b'1,"from":"rapid_review.","item":null,"item_to":null,"occurred_at":"2026-0T09:00:00+00:00",'
    b'"occurred_on":"2026-0","recorded_at":"2026-0T09:00:00+00:00","reference":"PR-2026-0001","role":'
    b'"bu","seq":1,"step":"note","to":"rapid_review.","typed_by":null}'
)
PACKING: Final = Packing(WORDS, level=6, largest=LARGEST)


def packed(previous_hash: str, content: bytes) -> bytes:
    """
    Return the bytes of a header that follows a hash.

    Raises:
        ValueError: The content is larger than any that is read again.
    """
    return bytes.fromhex(previous_hash) + PACKING.packed(content)


def unpacked(header: bytes) -> tuple[str, bytes]:
    """
    Return the hash of the previous event and the content of a header.

    Raises:
        ValueError: The bytes are not a header, or one larger than any that was written here.
    """
    return header[:LINK].hex(), PACKING.unpacked(header[LINK:])
