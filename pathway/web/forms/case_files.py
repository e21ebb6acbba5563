"""The documents that a case has already, each to be chosen where a step takes a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pathway.service.views.documents import DocumentView
from pathway.web.forms.form_parts import id_of
from pathway.web.texts import Texts

# Before the name of the field of a file.
CASE_FILE = "case_file:"
HERE = "here"


def choosable(documents: Sequence[DocumentView]) -> list[DocumentView]:
    """Return the documents that may be chosen: those that are here, in their latest version."""
    return [document for document in documents if document.is_latest and document.kept == HERE]


def choice_of(documents: Sequence[DocumentView], texts: Texts, path: str) -> dict[str, Any] | None:
    """Return the control in which a document is chosen for a field; None if there are none."""
    if not documents:
        return None
    nothing = {"value": "", "text": texts("field.choose")}
    items = [
        {"value": document.id, "text": f"{document.title}: {document.name} ({document.id})"}
        for document in documents
    ]
    return {
        "id": f"{id_of(path)}-case",
        "name": f"{CASE_FILE}{path}",
        "label": {"text": texts("field.case_file")},
        "items": [nothing, *items],
    }


def file_references(documents: Sequence[DocumentView]) -> Mapping[str, Mapping[str, str]]:
    """Return the name and hash by which a step's input refers to each document, by its id."""
    return {
        document.id: {"name": document.name, "sha256": document.sha256} for document in documents
    }
