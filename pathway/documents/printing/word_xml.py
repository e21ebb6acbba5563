"""Elements of Word's XML for which python-docx has no words of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from lxml.etree import _Element as Xml  # pyright: ignore[reportPrivateUsage] - it has no other


class HasXml(Protocol):
    """A part of a document: its properties, a paragraph, a table, a row, a cell."""

    @property
    def _element(self) -> Xml: ...


def xml_of(part: HasXml) -> Xml:
    """Return the XML behind a part of a document."""
    return part._element  # pyright: ignore[reportPrivateUsage] - python-docx has no other way


def child(parent: Xml, name: str) -> Xml:
    """
    Return the first element below another that has a name such as `w:tblPr`.

    Raises:
        KeyError: There is none.
    """
    for element_below in parent.iter(qn(name)):
        return element_below
    raise KeyError(name)


def element(name: str, text: str = "", **attributes: str) -> Xml:
    """Return an element such as `w:shd`; its attributes are of the namespace `w`."""
    made = OxmlElement(name)
    if text:
        made.text = text
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    return made


def shading(colour: str) -> Xml:
    """Return the shade of a cell or paragraph in a colour such as `FFE2A8`."""
    return element("w:shd", val="clear", color="auto", fill=colour)


def field(instruction: str) -> list[Xml]:
    """Return the parts of a field that Word fills in, such as `PAGE`; each goes into its own run."""
    return [
        element("w:fldChar", fldCharType="begin"),
        element("w:instrText", f" {instruction} "),
        element("w:fldChar", fldCharType="separate"),
        element("w:t", "1"),
        element("w:fldChar", fldCharType="end"),
    ]
