"""All that is looked through in a case: the referral, and the files that came with it or since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pathway.documents.personal_data.finds import Passage
from pathway.documents.personal_data.reading import SEARCHED, texts_of
from pathway.errors import NotFound, VerificationFailed
from pathway.service.files.readable import readable_documents
from pathway.service.files.records import DocumentRecord, latest
from pathway.service.files.storing import content_of, contents_of
from pathway.service.personal_data.form_texts import form_texts
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.personal_data import UnreadView
from pathway.workflows.cases.entries import corrected, corrections_of
from pathway.workflows.history.case import Case

NOT_SEARCHED = "{} are not searched, so somebody must read it"
PICTURES = "pictures"
CALLED = {"pdf": "PDF files", "png": PICTURES, "jpg": PICTURES}
ELSEWHERE = "it is kept elsewhere; read it there"
DAMAGED = "its content is missing or was changed; run `pathway verify`"


@dataclass
class CaseTexts:
    """
    The texts of a case that its reader may read; they may read its form.

    Args:
        unread: The files that could not be looked through, once all passages were taken.
        titles: What each file is, by its id.
    """

    unit: UnitOfWork
    case: Case
    unread: list[UnreadView] = field(default_factory=list[UnreadView])
    titles: dict[str, str] = field(default_factory=dict[str, str])

    def passages(self) -> Iterator[Passage]:
        """Yield every text: the form's, the names of the files, what is in them."""
        yield from self._form()
        stored = contents_of(self.unit, self.case.reference)
        for record in latest(readable_documents(self.unit, self.case)):
            self.titles[record.id] = record.title
            yield Passage("title of the file", record.title, document=record.id)
            yield Passage("name of the file", record.name, document=record.id)
            content = stored.get(record.sha256)
            if content is None:
                self._leave_out(record, ELSEWHERE)
            elif content.kind in SEARCHED:
                yield from self._file(record, content.kind)
            else:
                called = CALLED.get(content.kind, f"files of the kind .{content.kind}")
                self._leave_out(record, NOT_SEARCHED.format(called))

    def _form(self) -> Iterator[Passage]:
        number = self.case.memory.get("form", {}).get("event")
        if number is None:
            return
        history = list(self.unit.cases.events(self.case.reference))
        event = history[number - 1]
        first: dict[str, Any] = (event.sealed or {}).get("input", {})
        answers, _ = corrected(event, first, corrections_of(history, number))
        forms = self.unit.definition_of(self.case).forms
        fields = forms.form_of(self.case.kind).field if self.case.kind in forms.kinds else ()
        yield from form_texts(forms, fields, answers)

    def _file(self, record: DocumentRecord, kind: str) -> Iterator[Passage]:
        try:
            parts = content_of(self.unit, self.case.reference, record.sha256)
            for text in texts_of(kind, b"".join(parts)):
                yield Passage(text.where, text.text, text.context, document=record.id)
        except (NotFound, VerificationFailed):
            self._leave_out(record, DAMAGED)
        except ValueError as error:
            self._leave_out(record, f"it was not read to its end: {error}")

    def _leave_out(self, record: DocumentRecord, why: str) -> None:
        self.unread.append(UnreadView(document=record.id, title=record.title, why=why))
