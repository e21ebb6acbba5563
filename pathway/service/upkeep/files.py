"""What `doctor` says of the files of cases: how many are kept and where, and what is in the way."""

from __future__ import annotations

from pathway.service.files.leftovers import OWNER, is_of_another, leftovers
from pathway.service.files.storing import folder_of
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.today import Diagnosis
from pathway.storage.documents.contents import MOST_COUNTED, amounts
from pathway.storage.documents.folders import DocumentFolder

WHAT = "files"
MEGABYTE = 1_000_000


def examine_files(unit: UnitOfWork) -> list[Diagnosis]:
    """Return how many files are kept, and what is wrong with the folder they are kept in."""
    kept = amounts(unit.connection)
    folder = folder_of(unit.installation.settings)
    if folder is None:
        if kept.in_folder:
            why = (
                "files are in a folder of documents, and none is set; set `document_folder` to it."
            )
            return [Diagnosis(WHAT, "fault", f"{kept.in_folder} {why}")]
        return [_ok(kept.count, kept.size, "in the database")]
    unusable = folder.why_unusable()
    if unusable is not None:
        sentence = f"The folder of documents {folder.path} {unusable}."
        return [Diagnosis(WHAT, "fault", sentence)]
    return [
        _ok(kept.count, kept.size, f"in the database or in {folder.path}"),
        *_left(unit, folder),
    ]


def _ok(count: int, size: int, where: str) -> Diagnosis:
    if count > MOST_COUNTED:
        return Diagnosis(WHAT, "ok", f"Files of cases are kept {where}: more than {MOST_COUNTED}.")
    megabytes = f"{size / MEGABYTE:.1f} MB"
    return Diagnosis(WHAT, "ok", f"Files of cases are kept {where}: {count}, {megabytes}.")


def _left(unit: UnitOfWork, folder: DocumentFolder) -> list[Diagnosis]:
    left = len(leftovers(unit, folder))
    if not left:
        return []
    if is_of_another(unit, folder):
        sentence = (
            f"Another database, or this one at another place, looks after the folder {folder.path}, so that {left} "
            f"files of no case here are left there. If there is no other, remove its file {OWNER}."
        )
        return [Diagnosis(WHAT, "warning", sentence)]
    sentence = f"{left} files in {folder.path} are left over from steps that failed; the worker removes them."
    return [Diagnosis(WHAT, "warning", sentence)]
