"""What can be read in a PDF: its text, its title, its tags, and where its letters and pictures are."""

# pypdfium2 tells no types; what leaves this module has them.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportArgumentType=false

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

# For pictures in the documentation: readable, and not large.
SCALE = 1.25
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Page:
    """
    A page.

    Args:
        size: Its width and height in points.
        letters: Where each letter is: left, bottom, right, top.
        pictures: Where each picture is.
        tags: What a screen reader is told, in its order: kinds of elements, and the words that
            stand for pictures.
    """

    text: str
    size: tuple[float, float]
    letters: tuple[Box, ...]
    pictures: tuple[Box, ...]
    tags: tuple[str, ...]


def pages_of(content: bytes) -> list[Page]:
    """Return the pages of a PDF."""
    with pypdfium2.PdfDocument(content) as document:
        return [_page(page) for page in document]


def title_of(content: bytes) -> str:
    """Return the title of a PDF."""
    with pypdfium2.PdfDocument(content) as document:
        return str(document.get_metadata_value("Title"))


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    letters = tuple(text.get_charbox(number) for number in range(text.count_chars()))
    pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    bounds = tuple(picture.get_bounds() for picture in pictures)
    return Page(text.get_text_range(), page.get_size(), letters, bounds, tuple(_tags(page)))


def _tags(page: pypdfium2.PdfPage) -> list[str]:
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    tags: list[str] = []
    for number in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        _add(pdfium.FPDF_StructTree_GetChildAtIndex(tree, number), tags)
    return tags


def _add(element: Any, tags: list[str]) -> None:
    tags.append(_text(pdfium.FPDF_StructElement_GetType, element))
    alternative = _text(pdfium.FPDF_StructElement_GetAltText, element)
    if alternative:
        tags.append(alternative)
    for number in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, number)
        if child:
            _add(child, tags)


def _text(function: Callable[..., int], element: Any) -> str:
    size = function(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    function(element, buffer, size)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def picture_of(content: bytes, number: int, path: Path) -> None:
    """Write a page of a PDF, counted from 0, as a picture in shades of few colours."""
    with pypdfium2.PdfDocument(content) as document:
        picture = document[number].render(scale=SCALE).to_pil()
    picture.quantize(colors=32).save(path, optimize=True)
