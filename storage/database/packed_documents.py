"""
The documents of cases, items and deadlines as they are stored: canonical JSON, packed.

A document is compared as JSON and never as packed bytes: another library may pack alike and not the
same.
"""

from __future__ import annotations

from typing import Any, Final

import orjson
from sqlalchemy import LargeBinary

from pathway.workflows.history.packing import Packing

LARGEST: Final = 16 * 1024 * 1024  # bytes
WORDS: Final = (
    b'{"abuse_or_neglect":"known","harm":"died","age_years":,"care_status":["none"],"entries":{'
    b'"1":"agencies_known":["childrens_services"],"children":{"1":{"endorsed":true,"facts":{'
    b'"local_authority_aware_on":{"1":{"care_death_aware_on":"charged_on":"incident_on":'
    b'"youth_justice_aware_on":"form":{"event":1,"events":[1],"given":["agencies_known","agency",'
    b'"children","consent_or_reason","household","immediate_safety","incident_on",'
    b'"incident_place","kind","media_interest","parallel_processes","referred_on",'
    b'"requested_review","siblings_safety","what_happened","why_review",],"missing":[]},"links":'
    b'{},"papers":{"interests_asked":true,"processes_listed":true},"people":{"concluder":,'
    b'"opener":1,"submitters":[1]},"processes":{"police":{"listed":true,"on":'
    b'"2026-"processes_on_form":["police"],"rapid_review":{"outcome":"cspr","rapid_reviews":[4],'
    b'"return_round":1,"starts":{"ends":{"memory":{"sha256":"{"data":{"children":[1],"dissent":[],'
    b'"round":1,"sent":{"told":{"views":{"views_missing":[],"visit":1},"id":"incident:1","kind":'
    b'"incident","opened_by":"state":"notified"}{"changed_on":"2026-0","data":{"agency":"",'
    b'"round":1},"id":"agency_return:police","kind":"agency_return","opened_by":4,"state":'
    b'"requested"}"state":"waived"}"action_plan":{"cspr_decision_told":{"learning_briefing":{'
    b'"publication:"action:"action_plan."referrer_told":{"local_report":{"local_meeting":{'
    b'"suspension_review":{"partners_told":{"partner_view":{"panel_notification":{'
    b'"information_request":{"deliberation":{"revision":{"rapid_review_sent":{'
    b'"rapid_review_sign_off":{"rapid_review_meeting":{"youth_justice_notification":{'
    b'"youth_justice_notified":{"1":{"at":"2026-"quality_assurance":{"draft":{"triage":{'
    b'"involvement":{""how":"met","item":"agency_return:police","moved":true,"on":"2026-"how":'
    b'"met","item":"agency_return:nhs_gm_icb","moved":true,"on":"2026-"how":"met","item":'
    b'"agency_return:childrens_services","moved":true,"on":"2026-0"how":"stopped","item":'
    b'"incident:1","moved":true,"on":"2026-0"},"4":{"at":"2026-0T09:00:00+00:00","on":"2026-0"}},'
    b'"agency_return_hard_stop":{"4":{"at":"2026-0T09:00:00+00:00","how":"stopped","moved":true,'
    b'"on":"2026-0-"}},"agency_return":{"4":{"at":"2026-0T09:00:00+00:00","how":"met",'
    b'"moved":true,"on":"2026-0"}},""opened_on":"2026-0","state":'
    b'"rapid_review.gathering"}cspr.local_review.closed{"changed_on":"2026-0","kind":'
    b'"practice_review","memory":{{"branch":"sooner","breaches":{"":{"due":"2026-0"}},'
    b'"lives_on":true,"follows":true,"clock":""owner":{"role":"partner"},"owner":{"agency":'
    b'"childrens_services","role":"rep"},"moves":["rule":"1 working day","skipped":[],'
    b'"started_by":[],"state":"breached","status":"guidance"}"expected"}"statutory"}"rule":'
    b'"20 working days","skipped":[{"day":"2026-03-07","why":"Saturday"},{"day":"2026-03-08",'
    b'"why":"Sunday"},"why":"Good Friday"},"why":"Easter Monday"},{"branch":"due","calendar":'
    b'"england-and-wales 2028 holidays-0.","clock_on":"2026-0-","closed_by":4,"due":"2026-0-",'
    b'"ended_on":"2026-0-","id":"agency_return/agency_return:","item":"agency_return:","key":'
    b'"agency_return","may_stand_still":true,"met_on":"2026-0-","occurrence":1,"opened_by":4,'
    b'"owner":{"role":"bu"},"practical":"2026-0-","provisional":false,"recorded_on":"2026-0-",'
    b'"rule":"5 working days","skipped":[{"day":"2026-0-","why":"Saturday"},{"day":"2026-0-",'
    b'"why":"Sunday"}],"started_by":[4],"state":"met","status":"local"}'
)
PACKING: Final = Packing(WORDS, level=3, largest=LARGEST)


class PackedDocument(LargeBinary):
    """A column of packed documents, read as it is: what is not a document is refused by its reader."""

    def result_processor(self, *_of: object, **_named: object) -> None:
        """Return no processor: what was put there by hand may be of any type."""


def packed(document: bytes) -> bytes:
    """
    Return a document as it is stored.

    Raises:
        ValueError: It is larger than any that is read again.
    """
    return PACKING.packed(document)


def unpacked(stored: Any) -> bytes:
    """
    Return the JSON of a stored document.

    Raises:
        ValueError, TypeError: It is not a document, or one larger than any that was written here.
    """
    return PACKING.unpacked(stored)


def document_in(stored: Any) -> dict[str, Any]:
    """Return a stored document; raises what `unpacked` raises, and RecursionError."""
    document: dict[str, Any] = orjson.loads(unpacked(stored))
    return document
