"""Drafts: answers to a step that somebody keeps until they take it, for nobody else to read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pathway.documents.files import CheckedFile, PathwayFile
from pathway.errors import NotFound, Reason, Refused
from pathway.service.access.readers import read_as, reading, refuse_barred
from pathway.service.actors import Actors
from pathway.service.cases.loading import check_names, loaded
from pathway.service.cases.reading.open_steps import StepsAsked
from pathway.service.cases.reading.steps import steps_of
from pathway.service.files.places import documents_anywhere
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.drafts import DraftRow, DraftView
from pathway.storage import drafts
from pathway.storage.cases.history import CaseKey
from pathway.storage.documents.streams import PART_BYTES, Stream, new_salt
from pathway.storage.drafts import DraftPlace, StoredDraft
from pathway.workflows.history.case import Case
from pathway.workflows.history.events import canonical

ANSWERS, FILES = "answers", "files"
MAX_ANSWERS = 4_000_000
# What nobody has touched for so long is removed when somebody keeps another draft.
LONGEST_KEPT = timedelta(days=90)


class Drafts:
    """
    Drafts of steps (`Pathway.drafts`), sealed under the key of their case. Each is read by the
    person who keeps it alone, and is removed when they take the step.
    """

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def keep(
        self,
        reference: str,
        step: str,
        item: str | None,
        answers: Mapping[str, Any],
        *,
        by: str,
        files: Mapping[str, CheckedFile] | None = None,
    ) -> DraftView:
        """
        Keep answers in place of those that were kept before, and return the draft.

        Args:
            answers: Anything that is JSON. A file in it is its name and SHA-256, as in an input.
            by: The email of the person whose draft it is.
            files: The files that were not kept before, by any name. Those that the answers do not
                name are removed.

        Raises:
            NotFound: There is no such case, person, step or item; or the person may neither read
                anything of the case nor take the step now.
            Refused: An upheld interest keeps the person from it, or it is too long, or holds what
                cannot be stored.
            KeyMissing: There is no key to seal it with.
        """
        _check_storable(answers)
        sent = {file.sha256: file for file in (files or {}).values()}

        def work(unit: UnitOfWork) -> DraftView:
            place = _place(unit, reference, step, item, by=by)
            return _kept(unit, place, answers, sent)

        return self._installation.in_transaction(work)

    def get(self, reference: str, step: str, item: str | None, *, by: str) -> DraftView | None:
        """Return a person's draft of a step, or None. Raises what `keep` raises."""
        with self._installation.reading() as unit:
            place = _place(unit, reference, step, item, by=by)
            stored = drafts.get(unit.connection, unit.cases.key(reference), place)
            return _view(place, stored) if stored is not None else None

    def files(
        self, reference: str, step: str, item: str | None, *, by: str
    ) -> dict[str, PathwayFile]:
        """
        Return the files of a draft with their content, by their places in what was kept.

        Raises:
            NotFound: There is no such draft.
            VerificationFailed: A file was changed or cut off.
        """
        with self._installation.reading() as unit:
            place = _place(unit, reference, step, item, by=by)
            key = unit.cases.key(reference)
            stored = drafts.get(unit.connection, key, place)
            if stored is None:
                raise NotFound("draft", step)
            return _files(unit, key, stored)

    def discard(self, reference: str, step: str, item: str | None, *, by: str) -> bool:
        """Remove a person's draft of a step with its files, and return whether there was one."""

        def work(unit: UnitOfWork) -> bool:
            place = DraftPlace(reference, unit.actor(by), step, item or "")
            return drafts.discard(unit.connection, place)

        return self._installation.in_transaction(work)

    def list(self, *, by: str) -> list[DraftRow]:
        """Return where a person has drafts, the latest first."""
        with self._installation.reading() as unit:
            rows = drafts.of_person(unit.connection, unit.actor(by))
        return [
            DraftRow(place.reference, place.step, place.item or None, kept_at)
            for place, kept_at in rows
        ]


def _check_storable(answers: Mapping[str, Any]) -> None:
    try:
        is_short = len(canonical(answers)) <= MAX_ANSWERS
    except TypeError:
        raise _not_kept(
            "it holds half a character, a number of more than 18 digits, or tables too deep in each other"
        ) from None
    if not is_short:
        mb = MAX_ANSWERS // 1_000_000
        raise _not_kept(f"a draft may have {mb} MB; give long texts as files")


def _not_kept(why: str) -> Refused:
    return Refused(f"Nothing was kept: {why}.", [Reason("input", why)])


def _place(unit: UnitOfWork, reference: str, step: str, item: str | None, *, by: str) -> DraftPlace:
    """Return where a person's draft is kept, once it is known that they may have one there."""
    person = unit.actor(by)
    read_as(unit, by)
    # Locked where a draft is kept, so that two windows of a person change it one after the other.
    case = loaded(unit, reference)
    refuse_barred(unit, case, case.items.get(item or ""))
    if not reading(unit, case).parts and not _may_take(unit, case, person, step, item):
        raise NotFound("step", step)
    check_names(unit, unit.definition_of(case), case, step=step, item=item)
    return DraftPlace(reference, person, step, item or "")


def _may_take(unit: UnitOfWork, case: Case, person: int, step: str, item: str | None) -> bool:
    """Return whether somebody may take a step now, who need not be able to read its case."""
    views = steps_of(
        unit, case, Actors(person, None), StepsAsked(step=step, item=item, forms=False)
    )
    return any(view.allowed and (view.step, view.item) == (step, item) for view in views)


def _kept(
    unit: UnitOfWork,
    place: DraftPlace,
    answers: Mapping[str, Any],
    sent: Mapping[str, CheckedFile],
) -> DraftView:
    key = unit.cases.key(place.reference)
    before = _before(unit, key, place)
    known: dict[str, Any] = dict(before.content[FILES]) if before is not None else {}
    named = {document["sha256"] for _, document in documents_anywhere(answers)}
    added = {sha256: file for sha256, file in sent.items() if sha256 in named - known.keys()}
    streams = {sha256: _stream(place, file) for sha256, file in added.items()}
    known |= {sha256: _record(streams[sha256], file.kind) for sha256, file in added.items()}
    files = {sha256: record for sha256, record in known.items() if sha256 in named}
    content = {ANSWERS: dict(answers), FILES: files}
    stored = drafts.put(unit.connection, key, place, content, unit.now, before)
    if before is not None and before.content[FILES]:
        drafts.remove_files(unit.connection, stored.id, files)
    for sha256, stream in streams.items():
        parts = added[sha256].parts(PART_BYTES)
        drafts.write_file(unit.connection, key, stored.id, stream, parts)
    return _view(place, stored)


def _before(unit: UnitOfWork, key: CaseKey, place: DraftPlace) -> StoredDraft | None:
    """
    Return what was kept before; where nothing was, remove the drafts of everybody that nobody has
    touched for long.
    """
    is_any = unit.cases.may_have_drafts(place.reference)
    before = drafts.get(unit.connection, key, place) if is_any else None
    if before is None:
        drafts.discard_before(unit.connection, unit.now - LONGEST_KEPT)
    return before


def _stream(place: DraftPlace, file: CheckedFile) -> Stream:
    return Stream(place.belongs_to, file.sha256, file.size, new_salt())


def _record(stream: Stream, kind: str) -> dict[str, Any]:
    return {
        "belongs_to": stream.reference,
        "size": stream.size,
        "salt": stream.salt.hex(),
        "kind": kind,
    }


def _files(unit: UnitOfWork, key: CaseKey, stored: StoredDraft) -> dict[str, PathwayFile]:
    files: dict[str, PathwayFile] = {}
    for path, document in documents_anywhere(stored.content[ANSWERS]):
        record = stored.content[FILES].get(document["sha256"])
        if record is None:  # it is a document of the case
            continue
        stream = Stream(
            record["belongs_to"],
            document["sha256"],
            record["size"],
            bytes.fromhex(record["salt"]),
        )
        parts = drafts.read_file(unit.connection, key, stored.id, stream)
        files[path] = PathwayFile(document["name"], b"".join(parts))
    return files


def _view(place: DraftPlace, stored: StoredDraft) -> DraftView:
    answers = stored.content[ANSWERS]
    return DraftView(
        place.reference,
        place.step,
        place.item or None,
        stored.kept_at,
        answers,
        digest=hashlib.sha256(canonical(answers)).hexdigest(),
    )
