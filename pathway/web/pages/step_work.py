"""Working at a step: what was written so far, what it asks, and what the case says to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypedDict

from pathway.documents.files import CheckedFile, PathwayFile
from pathway.errors import UNLISTED, NotFound, Reason, Refused
from pathway.service.files.places import documents_anywhere, with_value
from pathway.service.views.cases import CaseView
from pathway.service.views.documents import DocumentView
from pathway.service.views.drafts import DraftView
from pathway.service.views.steps import PreviewView, StepView
from pathway.web import reads, words
from pathway.web.forms import schemas
from pathway.web.forms.case_files import choosable, file_references
from pathway.web.forms.labels import Labels
from pathway.web.forms.reading import Reading
from pathway.web.forms.values import with_row, without_row
from pathway.web.forms.written import Written, written_in
from pathway.web.reads import Subject
from pathway.web.visit import Visit
from pathway.workflows.known_names import AMEND, REFER

# Another answer may mend these; every other reason is against the step itself.
MENDABLE = ("input", "reason_required", "late_reason_required")
ON = "on"


class StepOptions(TypedDict):
    """What is passed to the library with a step."""

    by: str
    item: str | None
    on: Any
    input: Mapping[str, Any]
    files: Mapping[str, PathwayFile]
    personal_data: Sequence[str]
    unlisted: bool
    on_behalf_of: str | None


@dataclass
class StepWork:
    """A step that somebody is taking, with what they have written."""

    visit: Visit
    subject: Subject
    draft: DraftView | None
    written: Written
    faults: list[Reason] = field(default_factory=list[Reason])
    # Whether some questions hang on answers to others, as far as is known.
    may_ask_more: bool = True

    @cached_property
    def case(self) -> CaseView:
        """Return the case."""
        return reads.case(self.visit, self.subject.reference)

    @cached_property
    def view(self) -> StepView | None:
        """Return the step as it is for whoever asks; None if it does not lead on from here."""
        try:
            return reads.step(self.visit, self.subject, self.written.day)
        except NotFound:
            return None

    @cached_property
    def labels(self) -> Labels:
        """Return what questions and choices are called."""
        names = reads.names(self.visit, self.subject.reference)
        return Labels(self.visit.desk.texts, names, self._names_of_documents)

    def _names_of_documents(self) -> Mapping[str, str]:
        return reads.names(self.visit, self.subject.reference, documents=True).documents

    @cached_property
    def documents(self) -> list[DocumentView]:
        """Return the documents of the case that whoever asks may choose in place of files."""
        try:
            return choosable(reads.documents(self.visit, self.subject.reference))
        except Refused:  # whoever may take a step need not be able to read the case
            return []

    @property
    def about(self) -> str:
        """Return what the item of the step is called; empty if it is about the case."""
        return self.labels.names.others.get(self.subject.item or "", "")

    @property
    def path(self) -> str:
        """Return the path of the page."""
        return f"/cases/{self.subject.reference}/steps/{self.subject.step}"

    def schema(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the step asks, for the answers so far and those that are known anyway."""
        schema = reads.schema(self.visit, self.subject, answers, self.written.day)
        known = {**_constants(schema), **answers}
        if schemas.ASKS_ANEW in schema and known != answers:
            schema = reads.schema(self.visit, self.subject, known, self.written.day)
        return schema

    def asks_more(self, before: Mapping[str, Any]) -> bool:
        """
        Return whether an answer changed on which other questions hang; they are asked for anew.

        Args:
            before: The answers before this one.
        """
        if not self.may_ask_more:
            return False
        schema = self.schema(self.written.input)
        answers, was_changed = dict(self.written.input), False
        for earlier, names in schema.get(schemas.ASKS_ANEW, {}).items():
            if answers.get(earlier) != before.get(earlier) and earlier in answers:
                was_changed = was_changed or any(name not in answers for name in names)
        return was_changed

    def options(self) -> StepOptions:
        """Return what is passed to the library with the step."""
        files: Mapping[str, PathwayFile] = {}
        if self.draft is not None and any(documents_anywhere(self.draft.answers)):
            kept = self.visit.pathway.drafts.files(*self._place, by=self.visit.person.user)
            # The draft keeps the input inside of what else was written.
            files = {path.removeprefix("input."): file for path, file in kept.items()}
        return StepOptions(
            by=self.visit.person.user,
            item=self.subject.item,
            on=self.written.day,
            input=self.written.input,
            files=files,
            personal_data=self.written.personal_data,
            unlisted=UNLISTED in self.written.confirmed,
            on_behalf_of=self.subject.on_behalf_of,
        )

    def preview(self, expect_version: int | None = None) -> PreviewView:
        """Return what would follow. Raises what `Pathway.preview` raises."""
        reference, step = self.subject.reference, self.subject.step
        options = self.options()
        return self.visit.pathway.preview(reference, step, expect_version=expect_version, **options)

    def take(self) -> CaseView:
        """Take the step, and return the case. Raises what `Pathway.take` raises."""
        return self.visit.pathway.take(
            self.subject.reference,
            self.subject.step,
            expect_version=self.written.version,
            key=self.written.key,
            **self.options(),
        )

    def read(self, *, keeps_empty: bool) -> None:
        """Read what was sent, and keep it as a draft; files that are not taken become faults."""
        sent = self.visit.sent
        on = _day(Reading(sent).table({"properties": {ON: {"format": "date"}}}))
        self.written = replace(self.written, on=on)
        schema = self.schema(self.written.input)
        self.may_ask_more = schemas.ASKS_ANEW in schema
        reading = Reading(
            sent,
            self.written.input,
            keeps_empty=keeps_empty,
            agencies=self.labels.names.agencies,
            documents=file_references(self.documents) if schemas.has_files(schema) else {},
        )
        answers = reading.table(schema)
        checked, answers = self._checked(reading.files, answers)
        self.written = replace(
            self.written,
            input=answers,
            personal_data=tuple(sent.texts("personal_data")),
            confirmed=tuple(sent.texts("confirmed")),
            version=words.number_in(sent.text("version")) or self.case.version,
        )
        self.keep(checked)

    def keep(self, files: Mapping[str, CheckedFile] | None = None) -> None:
        """Keep what was written as a draft."""
        self.draft = self.visit.pathway.drafts.keep(
            *self._place, self.written.as_kept(), by=self.visit.person.user, files=files
        )
        self.written = written_in(self.draft.answers)

    def add_row(self, path: str) -> None:
        """Add an empty row to a list."""
        self.written = replace(self.written, input=with_row(self.written.input, path))
        self.keep()

    def remove_row(self, place: str) -> None:
        """Take a row out of a list, with what was answered in it."""
        self.written = replace(self.written, input=without_row(self.written.input, place))
        self.keep()

    def record_for(self, email: str) -> None:
        """Record the step on behalf of somebody who told what they would have written."""
        self.written = replace(self.written, on_behalf_of=email)
        self.keep()

    @property
    def told_by(self) -> str:
        """Return the name of the person on whose behalf it is recorded; empty if it is nobody's."""
        email = self.written.on_behalf_of
        return self.labels.names.people.get(email, email)

    def discard(self) -> None:
        """Throw the draft away."""
        self.visit.pathway.drafts.discard(*self._place, by=self.visit.person.user)

    @property
    def _place(self) -> tuple[str, str, str | None]:
        return self.subject.reference, self.subject.step, self.subject.item

    def _checked(
        self, files: Mapping[str, PathwayFile], answers: dict[str, Any]
    ) -> tuple[dict[str, CheckedFile], dict[str, Any]]:
        """Return the files that may be stored, and the answers with their hashes."""
        checked: dict[str, CheckedFile] = {}
        for path, file in files.items():
            try:
                checked[path] = self.visit.pathway.documents.check(file)
                answers = with_value(answers, path, checked[path].value)
            except Refused as refused:
                self.faults.append(Reason("input", refused.message, path))
                answers = with_value(answers, path, {})
        return checked, answers


def is_mendable(reason: Reason) -> bool:
    """Return whether another answer, or a yes to it, would make a reason go away."""
    return reason.code in MENDABLE or reason.confirm is not None


def begun(visit: Visit) -> StepWork:
    """
    Return the step that a page is about, with what was kept of it.

    Raises:
        NotFound: There is no such case, step or item.
        Refused: An upheld interest keeps whoever asks from it.
    """
    subject = Subject(visit.argument("ref"), visit.argument("step"), visit.query("item") or None)
    draft = visit.pathway.drafts.get(
        subject.reference, subject.step, subject.item, by=visit.person.user
    )
    if draft is not None:
        written = written_in(draft.answers)
        subject = replace(subject, on_behalf_of=written.on_behalf_of or None)
        return StepWork(visit, subject, draft, written)
    if subject.step == AMEND:
        return StepWork(visit, subject, None, Written(input=_form_on_record(visit, subject)))
    return StepWork(visit, subject, None, Written())


def _form_on_record(visit: Visit, subject: Subject) -> Mapping[str, Any]:
    """Return the form of a referral as it was last entered, to be changed."""
    forms = [
        event.input
        for event in reads.history(visit, subject.reference)
        if event.step in (REFER, AMEND) and event.input is not None
    ]
    return forms[-1] if forms else {}


def _constants(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that the case knows."""
    properties: Mapping[str, Any] = schema.get("properties", {})
    return {
        name: properties[name]["const"]
        for name in schema.get("required", [])
        if name in properties and schemas.is_constant(properties[name])
    }


def _day(table: Mapping[str, Any]) -> str:
    return str(table.get(ON, ""))
