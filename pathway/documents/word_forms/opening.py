"""Opening a Word file that may be one of our forms: which form it is, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lxml import etree

from pathway.documents.office import OfficeFile, UnreadableOffice, opened
from pathway.documents.word_forms.anchors import CASE, FORM, KIND, PROPERTIES_PART, VERSION, w
from pathway.documents.word_forms.properties import properties_in

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other


RELATIONSHIPS = "_rels/.rels"
MAIN_PART = "/officeDocument"
USUAL_MAIN = "word/document.xml"
MAX_PROPERTIES = 1_000_000
# Strict Open XML has other names for the same things.
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
USUAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_PROPERTIES = b"http://purl.oclc.org/ooxml/officeDocument/"
USUAL_PROPERTIES = b"http://schemas.openxmlformats.org/officeDocument/2006/"
CHANGES = frozenset(w(name) for name in ("ins", "del", "moveFrom", "moveTo"))
COMMENTS = frozenset([w("commentReference"), w("commentRangeStart")])
PICTURES = frozenset(w(name) for name in ("drawing", "pict", "object"))
CHANGES_READ = "It has tracked changes: they were read as if all of them were accepted."
COMMENTS_LEFT = "It has comments: they were not read."
PICTURES_LEFT = "It has pictures or other objects: they were not read."
NOT_OURS = (
    "it does not say which form it is. Write a new form with `pathway document template`, and copy "
    "the answers over"
)
NO_WORD = "it is not a Word document; save it as .docx"
HAS_MACROS = "it has macros; save it as .docx, without them"
OTHER_KINDS = {
    b"%PDF": "it is a PDF; fill in the Word form itself",
    b"{\\rtf": "it is Rich Text; save it as .docx",
}
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
# How far into a file its kind can be seen.
BEGINNING = 120
MACROS = ("vbaproject.bin", "vbadata.xml")
MAX_FILE, MAX_DOCUMENT = 20_000_000, 8_000_000
MAX_UNPACKED = 200_000_000


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """
    A form as it came back.

    Args:
        body: The XML of the document.
        notes: What whoever sent it should know, a sentence each.
    """

    form: str
    version: str
    kind: str
    case: str
    body: Element
    notes: Sequence[str]


def opened_form(content: bytes) -> OpenedForm:
    """
    Return the form that a Word file holds.

    Raises:
        UnreadableOffice: It is no Word file that is read, or none of our forms; the message goes on
            after what names the file.
    """
    _check_kind(content)
    with opened(content, MAX_UNPACKED) as parts:
        if any(name.casefold().endswith(MACROS) for name in parts.names):
            raise UnreadableOffice(HAS_MACROS)
        body = _tree(_usual(parts.read(_main_part(parts), MAX_DOCUMENT)))
        if body.tag != w("document"):
            raise UnreadableOffice(NO_WORD)
        if PROPERTIES_PART not in parts.names:
            raise UnreadableOffice(NOT_OURS)
        about = properties_in(_tree(_usual(parts.read(PROPERTIES_PART, MAX_PROPERTIES))))
    if not about.get(FORM):
        raise UnreadableOffice(NOT_OURS)
    return OpenedForm(
        form=about[FORM],
        version=about.get(VERSION, ""),
        kind=about.get(KIND, ""),
        case=about.get(CASE, ""),
        body=body,
        notes=_notes(body),
    )


def _check_kind(content: bytes) -> None:
    """Refuse what is too large, or is a document of another kind, with the way out."""
    if len(content) > MAX_FILE:
        raise UnreadableOffice(
            f"it has more than {MAX_FILE // 1_000_000} MB, the most that is read"
        )
    for beginning, why in OTHER_KINDS.items():
        if content.startswith(beginning):
            raise UnreadableOffice(why)
    if OPEN_DOCUMENT in content[:BEGINNING]:
        raise UnreadableOffice("it is an OpenDocument file; save it as .docx")


def _main_part(parts: OfficeFile) -> str:
    """Return the name of the part that is the document; some programs call it document2.xml."""
    if RELATIONSHIPS not in parts.names:
        raise UnreadableOffice(NO_WORD)
    for relationship in _tree(parts.read(RELATIONSHIPS, MAX_PROPERTIES)):
        if (relationship.get("Type") or "").endswith(MAIN_PART):
            target = relationship.get("Target") or USUAL_MAIN
            return str(PurePosixPath("/", target)).lstrip("/")
    return USUAL_MAIN


def _tree(content: bytes) -> Element:
    """Return XML that is read without entities, network and limits on what it may take."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableOffice("it is damaged: a part of it is not XML; save it again") from error


def _usual(xml: bytes) -> bytes:
    return xml.replace(STRICT, USUAL).replace(STRICT_PROPERTIES, USUAL_PROPERTIES)


def _notes(body: Element) -> list[str]:
    tags = {str(element.tag) for element in body.iter(*CHANGES, *COMMENTS, *PICTURES)}
    notes: list[str] = []
    for kinds, sentence in (
        (CHANGES, CHANGES_READ),
        (COMMENTS, COMMENTS_LEFT),
        (PICTURES, PICTURES_LEFT),
    ):
        if tags & kinds:
            notes.append(sentence)
    return notes
