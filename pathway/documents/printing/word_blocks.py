"""What stands in a paper, written into a Word document."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.shared import Cm, Pt

from pathway.documents.paper import Block, Bullets, Grid, Heading, Paper, Paragraph, Picture
from pathway.documents.printing import look
from pathway.documents.printing.characters import paragraphs_of
from pathway.documents.printing.pictures import printed_width
from pathway.documents.printing.word_tables import add_table
from pathway.documents.printing.word_xml import child, element, shading, xml_of


def add_blocks(document: Document, paper: Paper) -> None:
    """Write a prepared paper into a document: its title, what stands under it, and its blocks."""
    document.add_heading(paper.title, level=0)
    for line in look.front_lines(paper):
        document.add_paragraph(line).paragraph_format.space_after = Pt(2)
    for block in paper.blocks:
        _add(document, block, is_wide=paper.is_wide)


def _add(document: Document, block: Block, *, is_wide: bool) -> None:
    match block:
        case Heading(text=text, level=level):
            document.add_heading(text, level=level)
        case Paragraph():
            _add_paragraph(document, block)
        case Bullets(entries=entries, numbered=numbered):
            _add_list(document, entries, numbered=numbered)
        case Grid():
            add_table(document, block, is_wide=is_wide)
        case Picture():
            _add_picture(document, block, is_wide=is_wide)
        case _:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_paragraph(document: Document, paragraph: Paragraph) -> None:
    prefix = look.TONES[paragraph.tone]
    shade = look.TONE_SHADES[paragraph.tone]
    for text in paragraphs_of(paragraph.text):
        added = document.add_paragraph()
        if prefix:
            added.add_run(prefix).bold = True
            prefix = ""
        added.add_run(text)
        if shade != "none":
            properties = element("w:pPr")
            properties.append(shading(look.SHADES[shade]))
            xml_of(added).insert(0, properties)


def _add_list(document: Document, entries: Sequence[str], *, numbered: bool) -> None:
    """Write a list; numbers are written out, as Word would go on counting in the next list."""
    for number, entry in enumerate(entries, start=1):
        if numbered:
            added = document.add_paragraph(f"{number}.\t{entry}")
            added.paragraph_format.left_indent = Cm(0.8)
            added.paragraph_format.first_line_indent = Cm(-0.8)
        else:
            document.add_paragraph(entry, style="List Bullet")


def _add_picture(document: Document, picture: Picture, *, is_wide: bool) -> None:
    width = Cm(printed_width(picture.png, is_wide=is_wide))
    document.add_picture(io.BytesIO(picture.png), width=width)
    child(xml_of(document.paragraphs[-1]), "wp:docPr").set("descr", picture.alternative)
