"""What the effects from the referral to the subgroup's decision read of the forms."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pathway.workflows.forms.fields import Codes, Fields


class ChildFields(Fields):
    """What the rules read of a child; the label is how entries name the child."""

    label: str
    age_years: float  # whole, but earlier forms took any number
    harm: Annotated[str, Codes("died", "seriously_harmed")]
    abuse_or_neglect: Annotated[str, Codes("known", "suspected")]
    care_status: Annotated[list[str], Codes("looked_after", "care_leaver")]


class ReferralFields(Fields):
    """What the rules read of a referral form; a day that starts a clock is a fact."""

    kind: str
    agency: str
    referred_on: date
    possible_serious_incident: bool
    children: list[ChildFields]
    local_authority_aware_on: date | None
    agencies_known: list[str]
    parallel_processes: list[str]


class KindFields(Fields):
    """The kind that the referral turned out to be."""

    kind: str


class SameChildFields(Fields):
    """Which child of the surviving case a child of this one is."""

    child: str
    same_as: int


class SameIncidentFields(Fields):
    """Which incident of the surviving case an incident of this one is."""

    incident: str
    same_as: str


class DuplicateFields(Fields):
    """The case that survives, and what of it is the same."""

    surviving: str
    children: list[SameChildFields]
    incidents: list[SameIncidentFields]


class PapersFields(Fields):
    """What the subgroup, or a meeting, has before it."""

    interests_asked: bool
    parallel_processes: list[str]


class LinkedCasesFields(Fields):
    """Other cases of the same children or matter."""

    linked_cases: list[str]


class InformationRequestFields(Fields):
    """Of whom it is asked, and by when."""

    asked_of: str
    due: date | None


class InformationAnswerFields(Fields):
    """The request that is answered."""

    request: str
