"""Somebody at a desk who fills in Word forms: writes into cells, as a person does in Word."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from pathway.documents.printing.word_xml import xml_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other

MAIN = "word/document.xml"


class Desk:
    """A form that is open, to be filled in."""

    def __init__(self, content: bytes) -> None:
        self._document = Document(io.BytesIO(content))

    @property
    def body(self) -> Element:
        """Return the XML of the document."""
        return next(xml_of(self._document).iter(qn("w:body")))

    def write(self, question: str, *lines: str) -> None:
        """Write lines into the answer of a question; what was there, controls included, goes."""
        replace(self.answer_to(question), lines)

    def write_row(self, heading: str, row: int, *texts: str) -> None:
        """
        Write a row of the table that has this heading; a row beyond its last is added first.

        Args:
            row: Its number, from 1.
        """
        table = next(self.cell_of(heading).iterancestors(qn("w:tbl")))
        rows = table.findall(qn("w:tr"))
        while len(rows) <= row:
            table.append(parse_xml(_row(len(rows[0].findall(qn("w:tc"))))))
            rows = table.findall(qn("w:tr"))
        for cell, text in zip(rows[row].findall(qn("w:tc")), texts, strict=True):
            replace(cell, text.split("\n"))

    def tick(self, question: str, *titles: str) -> None:
        """Tick boxes of a question."""
        for paragraph in self.answer_to(question).findall(qn("w:p")):
            words = text_of(paragraph)
            if words.strip("\u2610 ") in titles:
                box = next(text for text in paragraph.iter(qn("w:t")) if text.text == "\u2610")
                box.text = "\u2612"

    def answer_to(self, question: str) -> Element:
        """Return the cell beside a question."""
        cell = self.cell_of(question)
        following = cell.getnext()
        assert following is not None, f"nothing is beside {question}"
        return following

    def cell_of(self, words: str) -> Element:
        """Return the cell whose first paragraph says this."""
        for cell in self.body.iter(qn("w:tc")):
            first = cell.find(qn("w:p"))
            if first is not None and text_of(first) == words:
                return cell
        raise AssertionError(f"no cell says {words}")

    def saved(self) -> bytes:
        """Return the document as it is saved."""
        content = io.BytesIO()
        self._document.save(content)
        return content.getvalue()


def text_of(element: Element) -> str:
    """Return the words in an element."""
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def replace(cell: Element, lines: Sequence[str]) -> None:
    """Replace what a cell holds by paragraphs."""
    for child in list(cell):
        if child.tag != qn("w:tcPr"):
            cell.remove(child)
    for line in lines:
        paragraph = parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t xml:space='preserve'/></w:r></w:p>")
        next(paragraph.iter(qn("w:t"))).text = line
        cell.append(paragraph)


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a document with parts changed; one for which the change returns None is left out."""
    changed = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(changed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return changed.getvalue()


def with_xml(content: bytes, change: Callable[[str], str]) -> bytes:
    """Return a document whose main part was changed as text."""

    def one(name: str, part: bytes) -> bytes:
        return change(part.decode()).encode() if name == MAIN else part

    return repacked(content, one)


def tags_in(body: Element) -> Iterator[str]:
    """Return the tags of the controls of a document."""
    return (str(tag.get(qn("w:val"))) for tag in body.iter(qn("w:tag")))


def _row(columns: int) -> str:
    cells = "<w:tc><w:tcPr/><w:p/></w:tc>" * columns
    return f"<w:tr {nsdecls('w')}>{cells}</w:tr>"
