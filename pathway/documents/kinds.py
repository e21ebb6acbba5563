"""
The kinds of files that are taken, each known by its name and by what is in it; neither alone will do.

Nothing of a file is ever executed. What could be executed elsewhere (macros, programs, pages with
scripts), what nobody could read later (passwords, old kinds) and what is damaged is refused in a
sentence with the way out, before anything is stored, in bounded memory and time.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from pathway.documents import office
from pathway.documents.office import OfficeFile, UnreadableOffice

PIECE = 1 << 20
# The list of parts that an Office file has of its own.
MAX_LIST = 4_000_000
# How near to its ends a PDF says what it is.
NEAR_AN_END = 1_024
MACROS = ("vbaproject.bin", "vbadata.xml")
MACRO_KINDS = (".docm", ".dotm", ".xlsm", ".xltm", ".pptm", ".potm", ".ppsm", ".xlam", ".xlsb")
ODF_MACROS = ("basic/", "scripts/")
ENCRYPTED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R\b|<<)")
PNG, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
JPEG, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
# Files of other kinds that somebody named .txt, .csv or .md.
NOT_PLAIN = (b"MZ", b"%PDF", b"PK\x03\x04", b"{\\rtf", b"\x7fELF", b"#!")
PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|svg|script|\?xml)", re.IGNORECASE)
# Below the space, what a text has: tab, line feed, form feed, carriage return.
NO_LETTERS = frozenset(chr(number) for number in range(32)) - frozenset("\t\n\x0b\x0c\r\x1a\x1b")

SAVE_AS_DOCX = "open it and save it as .docx, or as PDF"
WAYS_OUT: Mapping[str, str] = {
    "doc": f"it is a file of an old kind; {SAVE_AS_DOCX}",
    "rtf": f"it is a file of an old kind; {SAVE_AS_DOCX}",
    "xls": "it is a file of an old kind; open it and save it as .xlsx, or as PDF",
    "ppt": "it is a file of an old kind; open it and save it as .pptx, or as PDF",
    "docm": "it may have macros; open it and save it as .docx",
    "dotm": "it may have macros; open it and save it as .docx",
    "xlsm": "it may have macros; open it and save it as .xlsx",
    "xlsb": "it may have macros; open it and save it as .xlsx",
    "pptm": "it may have macros; open it and save it as .pptx",
    "eml": "it is a mail; print it to PDF, and add what is attached to it as files of their own",
    "msg": "it is a mail; print it to PDF, and add what is attached to it as files of their own",
    "html": "it is a page, which may have scripts; print it to PDF",
    "htm": "it is a page, which may have scripts; print it to PDF",
    "svg": "it is a drawing, which may have scripts; save it as PNG or PDF",
    "zip": "it is an archive; add the files in it one by one",
    "heic": "it is a picture that few programs show; save it as JPEG",
    "tiff": "it is a picture that few programs show; save it as PNG or PDF",
    "tif": "it is a picture that few programs show; save it as PNG or PDF",
    "gif": "it is a picture of a kind that is not accepted; save it as PNG",
}
HAS_MACROS = "it has macros; save it without them, as .docx, .xlsx or .pptx"
NOT_WHAT_ITS_NAME_SAYS = (
    "its content does not match its name; open it in its own program and save it again"
)
LOCKED_PDF = "it has a password or is encrypted; print it to a PDF without one"
CUT_OFF = "it is cut off or damaged; save it again, or send it again"
NO_TEXT = "it is not plain text; save it as text in UTF-8"


class FileNotTaken(ValueError):
    """A file is not taken; the message says why, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Kind:
    """
    A kind of file.

    Args:
        name: The ending of its name, without the dot.
        media_type: As a host tells a browser.
        check: Raises FileNotTaken or UnreadableOffice unless the content is of that kind.
    """

    name: str
    media_type: str
    check: Callable[[BinaryIO], None]


def kind_of(name: str, content: BinaryIO) -> Kind:
    """
    Return the kind of a file, by its name and its content.

    Raises:
        FileNotTaken: It is of none that is taken, or its content is not what its name says.
    """
    ending = ending_of(name)
    kind = KINDS.get(ending)
    if kind is None:
        raise FileNotTaken(WAYS_OUT.get(ending, _none_of_these(ending)))
    try:
        content.seek(0)
        kind.check(content)
    except UnreadableOffice as error:
        raise FileNotTaken(str(error)) from error
    return kind


def ending_of(name: str) -> str:
    """Return the ending of a file's name, the usual one of its kind; empty where it has none."""
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    return ENDINGS.get(ending, ending)


def _none_of_these(ending: str) -> str:
    what = "its name has no ending" if not ending else "files of its kind are not taken"
    return f"{what}; there are {', '.join(KINDS)}. Print it to PDF, or save it as one of these"


def _office(main: str, type_of_main: str) -> Callable[[BinaryIO], None]:
    """Return the check of an Office Open XML file with that main part."""

    def check(content: BinaryIO) -> None:
        with office.opened(content) as file:
            _refuse_macros(file)
            if main not in file.parts or "[Content_Types].xml" not in file.parts:
                raise FileNotTaken(NOT_WHAT_ITS_NAME_SAYS)
            types = file.read("[Content_Types].xml", MAX_LIST).lower()
            if b"macroenabled" in types:
                raise FileNotTaken(HAS_MACROS)
            if type_of_main.encode() not in types:
                raise FileNotTaken(NOT_WHAT_ITS_NAME_SAYS)
            file.check()

    return check


def _open_document(media_type: str) -> Callable[[BinaryIO], None]:
    """Return the check of an OpenDocument file of that type."""

    def check(content: BinaryIO) -> None:
        with office.opened(content) as file:
            _refuse_macros(file)
            if not {"mimetype", "content.xml", "META-INF/manifest.xml"} <= set(file.parts):
                raise FileNotTaken(NOT_WHAT_ITS_NAME_SAYS)
            if file.read("mimetype", MAX_LIST).strip() != media_type.encode():
                raise FileNotTaken(NOT_WHAT_ITS_NAME_SAYS)
            if b"encryption-data" in file.read("META-INF/manifest.xml", MAX_LIST):
                raise FileNotTaken(office.HAS_PASSWORD)
            file.check()

    return check


def _refuse_macros(file: OfficeFile) -> None:
    for name in file.parts:
        lower = name.lower()
        if lower.endswith((*MACROS, *MACRO_KINDS)) or lower.startswith(ODF_MACROS):
            raise FileNotTaken(HAS_MACROS)


def _pdf(content: BinaryIO) -> None:
    if b"%PDF-" not in content.read(NEAR_AN_END):
        raise FileNotTaken(NOT_WHAT_ITS_NAME_SAYS)
    if b"%%EOF" not in _end(content, NEAR_AN_END):
        raise FileNotTaken(CUT_OFF)
    content.seek(0)
    before = b""
    while piece := content.read(PIECE):
        if ENCRYPTED_PDF.search(before + piece):
            raise FileNotTaken(LOCKED_PDF)
        before = piece[-64:]


def _png(content: BinaryIO) -> None:
    if content.read(len(PNG)) != PNG:
        raise FileNotTaken(NOT_WHAT_ITS_NAME_SAYS)
    if _end(content, len(PNG_END)) != PNG_END:
        raise FileNotTaken(CUT_OFF)


def _jpeg(content: BinaryIO) -> None:
    if content.read(len(JPEG)) != JPEG:
        raise FileNotTaken(NOT_WHAT_ITS_NAME_SAYS)
    # Cameras write more behind the end of the picture.
    if JPEG_END not in _end(content, PIECE):
        raise FileNotTaken(CUT_OFF)


def _text(content: BinaryIO) -> None:
    start = content.read(NEAR_AN_END)
    plain = start.replace(b"\0", b"").lstrip(office.BYTE_ORDER_MARKS)
    if start.startswith(NOT_PLAIN) or PAGE.match(plain):
        raise FileNotTaken(NOT_WHAT_ITS_NAME_SAYS)
    if not any(_is_text(content, encoding) for encoding in _encodings(start)):
        raise FileNotTaken(NO_TEXT)


def _encodings(start: bytes) -> tuple[str, ...]:
    """Return the encodings in which a text may be that begins so."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    # The letters of a text in UTF-16 without a mark have a zero for their other half.
    if 0 in start[:2]:
        return ("utf-16-be" if start[:1] == b"\0" else "utf-16-le",)
    return ("utf-8-sig", "cp1252")


def _is_text(content: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    content.seek(0)
    try:
        while piece := content.read(PIECE):
            if not NO_LETTERS.isdisjoint(decoder.decode(piece)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _end(content: BinaryIO, length: int) -> bytes:
    """Return the last bytes of a file."""
    size = content.seek(0, 2)
    content.seek(max(0, size - length))
    return content.read()


_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_ALL = (
    Kind(
        "docx",
        f"{_OPEN_XML}wordprocessingml.document",
        _office("word/document.xml", "wordprocessingml.document.main+xml"),
    ),
    Kind(
        "xlsx",
        f"{_OPEN_XML}spreadsheetml.sheet",
        _office("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    ),
    Kind(
        "pptx",
        f"{_OPEN_XML}presentationml.presentation",
        _office("ppt/presentation.xml", "presentationml.presentation.main+xml"),
    ),
    Kind("odt", f"{_OPEN_DOCUMENT}text", _open_document(f"{_OPEN_DOCUMENT}text")),
    Kind("ods", f"{_OPEN_DOCUMENT}spreadsheet", _open_document(f"{_OPEN_DOCUMENT}spreadsheet")),
    Kind("pdf", "application/pdf", _pdf),
    Kind("png", "image/png", _png),
    Kind("jpg", "image/jpeg", _jpeg),
    Kind("csv", "text/csv", _text),
    Kind("txt", "text/plain", _text),
    Kind("md", "text/markdown", _text),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
# Other endings of the same kinds.
ENDINGS: Mapping[str, str] = {"jpeg": "jpg", "markdown": "md", "text": "txt"}
