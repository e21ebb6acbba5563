"""Files that are no forms, or could do harm, are refused in a sentence, quickly and in little memory."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from pathway.documents.office import UnreadableOffice
from pathway.documents.word_forms.making import Choices, word_form
from pathway.documents.word_forms.opening import opened_form
from pathway.documents.word_forms.writing import word_document
from pathway.workflows.loading.definition_files import packaged_definition
from tests.word_desk import MAIN, repacked, with_xml

DEFINITION = packaged_definition()
FORM = word_document(word_form(DEFINITION.forms, "note", Choices({}, {})))
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
BOMB = b"<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a 'aaaaaaaa'>]><w:document/>"
# Whatever comes, no more than this.
MOST_SECONDS, MOST_BYTES = 10, 150_000_000


def packed(**parts: bytes) -> bytes:
    """Return an archive of parts."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def with_part(name: str, part: bytes) -> bytes:
    """Return the form with a further part."""
    content = io.BytesIO(FORM)
    with ZipFile(content, "a") as archive:
        archive.writestr(name, part)
    return content.getvalue()


def without(name: str) -> bytes:
    """Return the form without a part."""
    return repacked(FORM, lambda other, part: None if other == name else part)


def instead(name: str, content: bytes) -> bytes:
    """Return the form with another content of a part."""
    return repacked(FORM, lambda other, part: content if other == name else part)


BAD = {
    "nothing": (b"", "it is not an Office file"),
    "text": (b"What happened? Nothing.", "it is not an Office file"),
    "pdf": (b"%PDF-1.7 and so on", "it is a PDF; fill in the Word form itself"),
    "rich text": (b"{\\rtf1 and so on}", "it is Rich Text; save it as .docx"),
    "old": (OLD, "it is a file of an old kind, or has a password"),
    "cut off": (FORM[: len(FORM) // 2], "it is not an Office file, or is damaged"),
    "noise": (b"PK\x03\x04" + os.urandom(5_000), "it is not an Office file, or is damaged"),
    "odt": (
        packed(mimetype=b"application/vnd.oasis.opendocument.text"),
        "it is not a Word document; save it as .docx",
    ),
    "workbook": (packed(**{"xl/workbook.xml": b"<workbook/>"}), "it is not a Word document"),
    "not ours": (without("docProps/custom.xml"), "it does not say which form it is"),
    "macros": (with_part("word/vbaProject.bin", b"macro"), "it has macros"),
    "entities": (instead(MAIN, BOMB), "its XML declares a document type"),
    "no XML": (instead(MAIN, b"<w:document"), "it is damaged: a part of it is not XML"),
    "deep": (instead(MAIN, b"<a>" * 100_000), "it is damaged: a part of it is not XML"),
    "bomb": (instead(MAIN, b" " * 150_000_000), "unpacked it has more than"),
    "large": (FORM + bytes(20_000_000), "it has more than 20 MB, the most that is read"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_refused(kind: str) -> None:
    """Each is refused with the reason, in bounded time and memory."""
    content, why = BAD[kind]
    tracemalloc.start()
    begun = time.monotonic()
    try:
        with pytest.raises(UnreadableOffice, match="it ") as refused:
            opened_form(content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert str(refused.value).startswith(why)
    assert MOST_SECONDS > time.monotonic() - begun
    assert MOST_BYTES > peak


def test_a_large_form_is_read() -> None:
    """A long answer is read, however many paragraphs it has."""
    long = "w" * 100
    paragraph = f'<w:p><w:r><w:t xml:space="preserve">{long}</w:t></w:r></w:p>'
    content = with_xml(
        FORM, lambda xml: xml.replace("<w:sectPr", paragraph * 20_000 + "<w:sectPr", 1)
    )

    assert "note" == opened_form(content).form


def test_strict_open_xml_is_read() -> None:
    """Word can also save the same with other names."""
    usual = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"

    opened = opened_form(with_xml(FORM, lambda xml: xml.replace(usual, strict)))

    assert "note" == opened.form
