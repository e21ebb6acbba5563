"""
Pathway: a workflow engine for child safeguarding practice reviews in England.

Names are imported when they are first used, so that `pathway --help` loads neither SQLAlchemy nor
pydantic. The errors are in `pathway.errors`, and helpers for a host's tests in `pathway.testing`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathway.documents.files import PathwayFile
    from pathway.notifications.errors import MailNotSent
    from pathway.notifications.sending.mailers import EmlFolder, Mailer
    from pathway.service import Pathway
    from pathway.service.casework import Casework
    from pathway.service.host_hooks import Authorised, Authoriser, Listener
    from pathway.service.resources import Clock
    from pathway.service.views.case_summaries import CaseSummary
    from pathway.service.views.cases import CaseView, FindingView, ItemView
    from pathway.service.views.deadlines import DeadlineView, OwnerView
    from pathway.service.views.documents import DocumentView
    from pathway.service.views.history import EventView
    from pathway.service.views.mail import MessageView
    from pathway.service.views.meetings import Decision, DecisionView, MeetingRow, MeetingView
    from pathway.service.views.personal_data import PersonalDataView
    from pathway.service.views.steps import PreviewView, StepView
    from pathway.service.views.tasks import TaskView
    from pathway.service.views.word_forms import FilledForm, TemplateView
    from pathway.settings import Settings
    from pathway.workflows.attempts.attempt import Attempt, Guard, Vocabulary
    from pathway.workflows.forms.fields import Fields
    from pathway.workflows.forms.inputs import Input
    from pathway.workflows.history.changes import Changes

__all__ = [
    "Attempt",
    "Authorised",
    "Authoriser",
    "CaseSummary",
    "CaseView",
    "Casework",
    "Changes",
    "Clock",
    "DeadlineView",
    "Decision",
    "DecisionView",
    "DocumentView",
    "EmlFolder",
    "EventView",
    "Fields",
    "FilledForm",
    "FindingView",
    "Guard",
    "Input",
    "ItemView",
    "Listener",
    "MailNotSent",
    "Mailer",
    "MeetingRow",
    "MeetingView",
    "MessageView",
    "OwnerView",
    "Pathway",
    "PathwayFile",
    "PersonalDataView",
    "PreviewView",
    "Settings",
    "StepView",
    "TaskView",
    "TemplateView",
    "Vocabulary",
]

_PLACES = {
    "pathway.documents.files": ("PathwayFile",),
    "pathway.notifications.errors": ("MailNotSent",),
    "pathway.notifications.sending.mailers": ("EmlFolder", "Mailer"),
    "pathway.service": ("Pathway",),
    "pathway.service.casework": ("Casework",),
    "pathway.service.host_hooks": ("Authorised", "Authoriser", "Listener"),
    "pathway.service.resources": ("Clock",),
    "pathway.service.views.case_summaries": ("CaseSummary",),
    "pathway.service.views.cases": (
        "CaseView",
        "FindingView",
        "ItemView",
    ),
    "pathway.service.views.deadlines": (
        "DeadlineView",
        "OwnerView",
    ),
    "pathway.service.views.documents": ("DocumentView",),
    "pathway.service.views.history": ("EventView",),
    "pathway.service.views.mail": ("MessageView",),
    "pathway.service.views.meetings": (
        "Decision",
        "DecisionView",
        "MeetingRow",
        "MeetingView",
    ),
    "pathway.service.views.personal_data": ("PersonalDataView",),
    "pathway.service.views.steps": (
        "PreviewView",
        "StepView",
    ),
    "pathway.service.views.tasks": ("TaskView",),
    "pathway.service.views.word_forms": ("FilledForm", "TemplateView"),
    "pathway.settings": ("Settings",),
    "pathway.workflows.history.changes": ("Changes",),
    "pathway.workflows.attempts.attempt": ("Attempt", "Guard", "Vocabulary"),
    "pathway.workflows.forms.fields": ("Fields",),
    "pathway.workflows.forms.inputs": ("Input",),
}
_PLACE_OF = {name: place for place, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _PLACE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACE_OF[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
