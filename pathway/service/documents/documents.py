"""`pathway.documents`: files of cases, forms in Word, and papers made from cases."""

from __future__ import annotations

from pathway.service.documents.case_files import CaseFiles
from pathway.service.documents.case_packs import CasePacks
from pathway.service.documents.plans.plans import PlanFiles
from pathway.service.documents.request_letters import RequestLetters
from pathway.service.documents.sheets.sheets import SheetsForOthers
from pathway.service.documents.word_forms import WordForms


class Documents(CaseFiles, WordForms, CasePacks, RequestLetters, PlanFiles, SheetsForOthers):
    """Files of cases, forms in Word, and papers made from cases."""
