"""Papers for tests, and what can be read in their prints."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, cast

import lxml.html
from lxml import etree

from pathway.documents.paper import Bullets, Cell, Facts, Grid, Heading, Paper, Paragraph, Picture
from pathway.documents.printing.characters import one_line, printable
from pathway.documents.printing.html import paper_as_html
from pathway.documents.printing.pdf import paper_as_pdf
from pathway.documents.printing.word import paper_as_docx
from tests.pdfs import pages_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

HOSTILE = (
    '<script>alert(1)</script> & #panic("no") $x$ #read("/etc/passwd") {{ 7 * 7 }} {% raw %} '
    "_emphasis_ *strong* `code` \\ // comment /* another */ ]] bell \x07 turned \u202e round "
    "\ufeff mark \x00 null"
)
PICTURE_TEXT = "A lane for each agency, with eight events."


def png(width: int, height: int) -> bytes:
    """Return a picture in one colour."""
    rows = (b"\0" + b"\x80\x80\x80" * width) * height
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paper(*blocks: object, **members: object) -> Paper:
    """Return a paper with some blocks, or with one of each kind."""
    return Paper("Case pack", blocks or SAMPLE, **members)  # type: ignore[arg-type]


SAMPLE = (
    Heading("What happened"),
    Paragraph("First line.\nSecond line.\n\nSecond paragraph."),
    Paragraph("The key is missing.", "warning"),
    Heading("In full", 2),
    Facts([("On which day?", "31 March 2027")]),
    Grid(
        ["Action", "Rating"],
        [["Train the staff", Cell("Red: overdue", "red")]],
        caption="The plan",
        widths=[3, 1],
    ),
    Bullets(["First entry", "Second entry"]),
    Bullets(["Numbered entry"], numbered=True),
    Picture(png(40, 20), PICTURE_TEXT),
)


def letters(text: str) -> str:
    """Return a text without spaces and hyphens, which lines that were broken have in other places."""
    # Compatible forms are one: a PDF may have a ligature, or a letter in its isolated form.
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        character
        for character in plain
        if not character.isspace() and character.isprintable() and character != "-"
    )


def word_text(content: bytes) -> str:
    """Return all that stands in a Word document, headers, footers and tables included."""
    parts = ("header1", "document", "footer1")
    texts = [text for part in parts for text in word_xml(content, part).iter(f"{W}t")]
    return "\n".join(text.text or "" for text in texts)


def word_xml(content: bytes, part: str = "document") -> Element:
    """Return the XML of a part of a Word document."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return etree.fromstring(parts.read(f"word/{part}.xml"))


def pdf_text(content: bytes) -> str:
    """Return all that stands on the pages of a PDF."""
    return "\n".join(page.text for page in pages_of(content))


def html_text(content: str) -> str:
    """Return all that a page shows."""
    page = lxml.html.document_fromstring(content)
    return "\n".join(str(text) for text in page.xpath("//body//text()"))


def prints(of: Paper) -> dict[str, str]:
    """Return what can be read in each print of a paper."""
    return {
        "word": word_text(paper_as_docx(of)),
        "pdf": pdf_text(paper_as_pdf(of)),
        "html": html_text(paper_as_html(of)),
    }


def texts_of(of: Paper) -> Iterator[str]:
    """Return every text of a paper that is printed, as its letters."""
    yield from (one_line(text) for text in (of.title, of.reference, of.marking, *of.circulation))
    for block in of.blocks:
        yield from (printable(text) for text in _texts(block))


def _texts(block: object) -> Iterable[str]:
    match block:
        case Heading(text=text) | Paragraph(text=text):
            return [text]
        case Bullets(entries=entries):
            return entries
        case Facts(rows=rows):
            return [text for row in rows for text in row]
        case Grid(columns=columns, rows=rows, caption=caption):
            cells = [cell if isinstance(cell, str) else cell.text for row in rows for cell in row]
            return [*columns, caption, *cells] if rows else []
        case _:
            return []


def typed_in(value: object) -> list[str]:
    """Return every text in an input that somebody typed: no codes, ids and hashes."""
    if isinstance(value, Mapping):
        parts = list(cast("Mapping[str, object]", value).values())
    elif isinstance(value, list):
        parts = cast("list[object]", value)
    else:
        return [value] if isinstance(value, str) and " " in value else []
    return [text for part in parts for text in typed_in(part)]
