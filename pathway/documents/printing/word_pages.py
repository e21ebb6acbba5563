"""The pages of a Word document: their size, language, styles, header, footer and watermark."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from pathway.documents.paper import Paper
from pathway.documents.printing import look
from pathway.documents.printing.word_xml import child, field, xml_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Xml  # pyright: ignore[reportPrivateUsage] - it has no other

LANGUAGE = "en-GB"
FONT = "Arial"
BLACK, GREY = RGBColor(0, 0, 0), RGBColor(0x59, 0x59, 0x59)
SIZES = {"Title": 20, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11}
TABLE_STYLES = ("Table Text", "Table Heading")
# The oldest day that a part of a Word document may have, so that it does not tell when it was made.
NO_DAY = (1980, 1, 1, 0, 0, 0)
WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
     xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <w:pict>
    <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
        path="m@7,l@8,m@5,21600l@6,21600e">
      <v:formulas>
        <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
        <v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
        <v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>
      </v:formulas>
      <v:path textpathok="t" o:connecttype="rect"/>
      <v:textpath on="t" fitshape="t"/>
    </v:shapetype>
    <v:shape id="PathwayWatermark" type="#_x0000_t136" fillcolor="#e2e2e2" stroked="f">
      <v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt"/>
    </v:shape>
  </w:pict>
</w:r>
"""
WATERMARK_STYLE = (
    "position:absolute;margin-left:0;margin-top:0;width:440pt;height:{height}pt;rotation:315;"
    "z-index:-251658752;mso-position-horizontal:center;"
    "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    "mso-position-vertical-relative:margin"
)
VML = "{urn:schemas-microsoft-com:vml}"


def blank_document(paper: Paper) -> Document:
    """Return a document with nothing in it but what stands on each page of a prepared paper."""
    document = docx.Document()
    _set_properties(document, paper)
    _set_styles(document)
    section = document.sections[0]
    _set_size(section, is_wide=paper.is_wide)
    _write_header(section, paper)
    _write_footer(section, paper)
    return document


def saved(document: Document) -> bytes:
    """Return a document as bytes that depend on nothing but what stands in it."""
    written, steady = io.BytesIO(), io.BytesIO()
    document.save(written)
    with (
        zipfile.ZipFile(written) as parts,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, NO_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(part, parts.read(name))
    return steady.getvalue()


def _set_properties(document: Document, paper: Paper) -> None:
    properties = document.core_properties
    properties.title = paper.title
    properties.subject = paper.reference
    properties.language = LANGUAGE
    properties.author = properties.comments = properties.keywords = ""
    for day in ("created", "modified"):
        xml = xml_of(properties)
        for part in xml.findall(qn(f"dcterms:{day}")):
            xml.remove(part)


def _set_styles(document: Document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    normal = _style(document, "Normal")
    normal.font.size = Pt(10.5)
    normal.paragraph_format.space_after = Pt(6)
    for name in ("Normal", "List Bullet", *SIZES):
        _set_font(_style(document, name))
    for name, size in SIZES.items():
        style = _style(document, name)
        style.font.size, style.font.color.rgb, style.font.bold = Pt(size), BLACK, True
        style.paragraph_format.keep_with_next = True
    _take_line_from_title(document)
    styles = document.styles
    for name in TABLE_STYLES:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)  # pyright: ignore[reportUnknownMemberType]
        style = _style(document, name)
        style.font.size, style.font.bold = Pt(9), name == "Table Heading"
        style.base_style, style.paragraph_format.space_after = normal, Pt(2)


def _style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is not a style of paragraphs.")
    return style


def _set_size(section: Section, *, is_wide: bool) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.2)


def _write_header(section: Section, paper: Paper) -> None:
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if paper.marking:
        run = paragraph.add_run(paper.marking)
        run.bold, run.font.size = True, Pt(9)
    if paper.watermark:
        xml_of(paragraph).append(_watermark(paper.watermark))


def _watermark(text: str) -> Xml:
    """Return a word that lies behind the text, as Word itself writes it."""
    run = parse_xml(WATERMARK)
    shape = next(run.iter(f"{VML}shape"))
    shape.set("alt", f"Watermark: {text}")
    shape.set("style", WATERMARK_STYLE.format(height=max(30, min(120, 700 // len(text)))))
    next(shape.iter(f"{VML}textpath")).set("string", text)
    return run


def _write_footer(section: Section, paper: Paper) -> None:
    paragraph = section.footer.paragraphs[0]
    _add_grey(paragraph, f"{look.footer(paper)}    Page ")
    for instruction, words in (("PAGE", " of "), ("NUMPAGES", "")):
        for part in field(instruction):
            xml_of(_add_grey(paragraph, "")).append(part)
        _add_grey(paragraph, words)


def _add_grey(paragraph: Paragraph, text: str) -> Run:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8.5), GREY
    return run


def _set_font(style: ParagraphStyle) -> None:
    style.font.name = FONT
    fonts = child(style.element, "w:rFonts")
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _take_line_from_title(document: Document) -> None:
    properties = child(document.styles["Title"].element, "w:pPr")
    properties.remove(child(properties, "w:pBdr"))
