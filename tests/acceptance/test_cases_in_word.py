"""Cases whose every step comes as a Word form, from the referral to the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from pathway.demo.cases import SCRIPTS
from pathway.demo.folder import DemoFolder
from pathway.demo.progress import Progress
from pathway.demo.running import Rehearsal, shipped, timeline_of
from pathway.demo.script import Act
from pathway.documents.files import PathwayFile
from pathway.documents.word_forms.making import Choices, word_form
from pathway.documents.word_forms.writing import word_document
from pathway.notifications.sending.mailers import EmlFolder
from pathway.service.documents.templates import kind_of, paper_names
from pathway.service.views.cases import CaseView
from pathway.workflows.calendar.working_days import london_time
from pathway.workflows.deciding.schema import filled
from pathway.workflows.loading.definition_files import packaged_definition

pytestmark = [pytest.mark.sqlite, pytest.mark.long, pytest.mark.rest]

DEFINITION = packaged_definition()
FORMS = DEFINITION.forms
PAPERS = paper_names(FORMS)
# In ordinary runs; each kind of review in those that take their time.
A_FEW = ("practice_review", "good_outcome")
MORE = (*A_FEW, "scald", "serious_offence")
# What is said beside a form.
BESIDE = ("vote", "proposal", "reason", "late_reason")
CHRONOLOGY = b"date;source;event\n12/03/2026;register;Absent\n"


@dataclass
class OnPaper(Rehearsal):
    """The demo, its people writing Word forms: each is written, read back, and then taken."""

    forms: int = 0
    files: dict[str, int] = field(default_factory=dict[str, int])

    def take(self, reference: str, act: Act) -> CaseView:
        """Take a step whose input is a Word form, and files that are attached to it."""
        act = replace(act, at_meeting=False)
        case = self.pathway.case(reference)
        schema = self.pathway.schema(reference, act.step, by=act.by, item=act.item, on=act.on)
        answers = filled(schema) | self._resolved(act.answers)
        if case.definition["name"] != DEFINITION.case.name:
            return super().take(reference, act)
        name = form_of(act.step, case.kind, answers)
        if name not in PAPERS or "proposal" in answers:
            return super().take(reference, act)
        read, files = self._through_word(name, answers, reference=reference, step=act.step)
        return self.pathway.take(
            reference,
            act.step,
            by=act.by,
            item=act.item,
            on=act.on,
            input=read,
            files=files,
            reason=act.reason,
            late_reason=act.late,
        )

    def _meet(self, acts: Sequence[Act]) -> None:
        """Hold no meeting: what it decides is decided in each case."""

    def _through_word(
        self, name: str, answers: Mapping[str, Any], **about: str
    ) -> tuple[dict[str, Any], dict[str, PathwayFile]]:
        """Return the input that a form has on paper, with what is said beside it, and its files."""
        form = word_form(
            FORMS, name, Choices(DEFINITION.agency_names, {}), kind=kind_of(FORMS, name)
        )
        content = word_document(form, answers)
        read = self.pathway.documents.read_form(content, **about)
        self.forms += 1
        digests = [field.name for field in FORMS.by_name[name].field if field.type == "sha256"]
        said = {key: answers[key] for key in (*BESIDE, *digests) if key in answers}
        files = {path: PathwayFile("report.docx", content) for path in read.files}
        if "chronology" in files:
            files["chronology"] = PathwayFile("chronology.csv", CHRONOLOGY)
        return {**read.input, **said}, files


def form_of(step: str, kind: str, answers: Mapping[str, Any]) -> str:
    """Return the form of a step that has these answers: a step may have one for each kind of case."""
    for _, table in DEFINITION.steps_named(step):
        name = FORMS.kinds[kind].form if FORMS.is_of_kind(table.input) else table.input
        fields = FORMS.by_name[name].field if name in FORMS else ()
        if all(field.name in answers for field in fields if field.is_required):
            return name
    return ""


def test_cases_on_paper(tmp_path: Path, whole: bool) -> None:
    """Cases of each kind come to the same end when every step is a Word form with real files."""
    forms = MORE if whole else A_FEW
    scripts = tuple(script for script in SCRIPTS if script.form in forms)
    timeline = timeline_of(scripts)
    place = DemoFolder(tmp_path)
    place.prepare(london_time(min(timeline), 8))
    pathway = place.open()
    try:
        people = OnPaper(pathway, EmlFolder(place.mail), Progress(lambda _: None))
        for listed in ("people.csv", "education_partner.csv"):
            pathway.people.import_file(shipped(listed))
        people.play(timeline)

        assert len(scripts) == len(people.closed)
        assert [] == pathway.verify()
        assert people.forms > 20 * len(scripts) / 2
    finally:
        pathway.close()
        pathway.engine.dispose()
