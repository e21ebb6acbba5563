"""What the effects and checks on serious incidents read of an input."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pathway.workflows.cases.children import HARMED, KNOWN_OR_SUSPECTED
from pathway.workflows.forms.fields import Codes, Fields


class ChildCriteria(Fields):
    """Which criteria of a notification may be met for one child."""

    child: str
    criteria: Annotated[
        list[str],
        Codes(
            "died",
            "seriously_harmed",
            "abuse_or_neglect_known",
            "abuse_or_neglect_suspected",
            "none",
        ),
    ]

    @property
    def harm(self) -> str | None:
        """Return the gravest harm among the criteria."""
        return next((code for code in HARMED if code in self.criteria), None)

    @property
    def abuse_or_neglect(self) -> str | None:
        """Return the strongest suspicion among the criteria."""
        for code in KNOWN_OR_SUSPECTED:
            if f"abuse_or_neglect_{code}" in self.criteria:
                return code
        return None


class ChildNow(Fields):
    """What is known of a child by now."""

    child: str
    harm: str | None = None
    abuse_or_neglect: str | None = None


class ChildLeftOut(Fields):
    """A child that a notification leaves out."""

    child: str


class ReportFields(Fields):
    """A further incident."""

    children: list[ChildNow]
    local_authority_aware_on: date


class ProposalFields(Fields):
    """Why a notification may be due."""

    children: list[ChildCriteria]
    local_authority_aware_on: date


class ViewFields(Fields):
    """A partner's view."""

    view: Literal["notify", "do_not_notify"]


class NotificationFields(Fields):
    """A serious incident notification."""

    children: list[str]
    left_out: list[ChildLeftOut]
    separate: list[str]
    now_known: list[ChildNow]
    local_authority_aware_on: date | None = None


class FurtherNotificationFields(Fields):
    """A further serious incident notification."""

    children: list[str]
    left_out: list[ChildLeftOut]
    separate: list[str]
    now_known: list[ChildNow]
