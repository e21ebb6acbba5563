"""The texts of a file of any kind in which personal data can be looked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pathway.documents.personal_data.file_texts import FileText
from pathway.documents.personal_data.open_document_text import open_document_texts
from pathway.documents.personal_data.slide_text import slide_texts
from pathway.documents.personal_data.word_text import word_texts
from pathway.documents.personal_data.workbook_text import workbook_texts
from pathway.text_files import text_of


def texts_of(kind: str, content: bytes) -> Iterator[FileText]:
    """
    Yield the texts of a file.

    Args:
        kind: The ending of its name, one of `SEARCHED`.

    Raises:
        ValueError: It cannot be read, or is too large; the message says why.
    """
    return SEARCHED[kind](content)


def _plain(content: bytes) -> Iterator[FileText]:
    yield FileText("text", text_of(content, "cp1252"))


SEARCHED: Mapping[str, Callable[[bytes], Iterator[FileText]]] = {
    "docx": word_texts,
    "xlsx": workbook_texts,
    "pptx": slide_texts,
    "odt": open_document_texts,
    "ods": open_document_texts,
    "txt": _plain,
    "md": _plain,
    "csv": _plain,
}
