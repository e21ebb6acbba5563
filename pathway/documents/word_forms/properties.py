"""The properties of a document by which a form is known again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from pathway.documents.word_forms.anchors import (
    PROPERTIES,
    PROPERTIES_PART,
    PROPERTY_TYPES,
    Properties,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other


CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
# What the format wants of everybody's own properties.
OWN = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
FIRST_NUMBER = 2


def set_properties(document: WordDocument, properties: Properties) -> None:
    """Put properties into a document that has none of its own."""
    root = etree.Element(
        f"{{{PROPERTIES}}}Properties", nsmap={None: PROPERTIES, "vt": PROPERTY_TYPES}
    )
    for number, (name, value) in enumerate(properties.items(), start=FIRST_NUMBER):
        about = {"fmtid": OWN, "pid": str(number), "name": name}
        holder = etree.SubElement(root, f"{{{PROPERTIES}}}property", about)
        etree.SubElement(holder, f"{{{PROPERTY_TYPES}}}lpwstr").text = value
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    if package is None:
        raise ValueError("a document that is not in a package")
    part = Part(PackURI(f"/{PROPERTIES_PART}"), CONTENT_TYPE, content, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def properties_in(root: Element) -> Properties:
    """Return the properties that a part holds, by name."""
    return {
        str(holder.get("name")): "".join(str(text) for text in holder.itertext()).strip()
        for holder in root.iter(f"{{{PROPERTIES}}}property")
    }
