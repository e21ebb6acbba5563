"""Content controls of Word: for words, choices, days and boxes to tick."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

from lxml import etree

from pathway.documents.word_forms.anchors import (
    CHOOSE,
    CHOOSE_DAY,
    OTHERS,
    PLACEHOLDERS,
    TICKED,
    UNTICKED,
    W14,
    WRITE,
    W,
    bookmark_of,
    tag_of,
    w,
    w14,
)
from pathway.documents.word_forms.questions import Question
from pathway.workflows.forms.types import DAYS

if TYPE_CHECKING:
    from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage] - it has no other

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# What a title of a control may have at most.
LONGEST_TITLE = 64
LONGEST_CHOICE = 200
BOX_FONT = "MS Gothic"
# What XML cannot hold is shown by a sign that says so.
STAND_IN = "\ufffd"
INSIDE_PLACEHOLDER = re.compile(
    "|".join(rf"(?<=\[)(?={re.escape(words[1:])})" for words in PLACEHOLDERS)
)


class Controls:
    """Makes controls and bookmarks, each with a number of its own."""

    def __init__(self) -> None:
        self._controls, self._bookmarks = count(100_001), count(1)

    def bookmark(self, path: str) -> Sequence[Element]:
        """Return the two ends of an empty bookmark."""
        number = str(next(self._bookmarks))
        begin = element("bookmarkStart", id=number, name=bookmark_of(path))
        return (begin, element("bookmarkEnd", id=number))

    def answer(self, question: Question, path: str, answer: Sequence[str]) -> list[Element]:
        """
        Return the content of an answer's cell.

        Args:
            path: The whole path of the question.
            answer: What is answered: a text for each entry; for boxes the codes that are ticked,
                and what is written beside them.
        """
        if question.has_boxes:
            return self._boxes(question, path, answer)
        if question.type in ("text", "yes_or_why", "anything") or question.is_list:
            return [self._words(question, path, answer)]
        return [paragraph(self._short(question, path, "".join(answer)))]

    def _boxes(self, question: Question, path: str, answer: Sequence[str]) -> list[Element]:
        """
        Return a box to tick for each choice, with its title, a paragraph each; and room for others
        where there may be any.
        """
        choices = question.choices or {}
        lines: list[Element] = []
        for code, title in choices.items():
            box = self._box(question, path, code=code, is_ticked=code in answer)
            lines.append(paragraph(box, run(f" {title}")))
        if question.is_open:
            others = [entry for entry in answer if entry not in choices]
            lines += [paragraph(run(OTHERS)), self._words(question, path, others)]
        return lines

    def _box(self, question: Question, path: str, *, code: str, is_ticked: bool) -> Element:
        box = etree.Element(w14("checkbox"), nsmap={"w14": W14})
        etree.SubElement(box, w14("checked"), {w14("val"): "1" if is_ticked else "0"})
        for name, box_sign in (("checkedState", TICKED), ("uncheckedState", UNTICKED)):
            value = f"{ord(box_sign):04X}"
            etree.SubElement(box, w14(name), {w14("val"): value, w14("font"): BOX_FONT})
        about = self._about(question, tag_of(path, code))
        about.append(box)
        font = element("rFonts", ascii=BOX_FONT, hAnsi=BOX_FONT, eastAsia=BOX_FONT, hint="eastAsia")
        sign = element("r", element("rPr", font), text(TICKED if is_ticked else UNTICKED))
        return element("sdt", about, element("sdtContent", sign))

    def _words(self, question: Question, path: str, answer: Sequence[str]) -> Element:
        """Return a control for several paragraphs: words, or a list with one entry in each."""
        about = self._about(question, tag_of(path))
        if not any(answer):
            about.append(element("showingPlcHdr"))
            return element("sdt", about, element("sdtContent", paragraph(placeholder(WRITE))))
        lines = answer if question.is_list else "\n".join(answer).split("\n")
        paragraphs = [paragraph(run(line)) for line in lines]
        return element("sdt", about, element("sdtContent", *paragraphs))

    def _short(self, question: Question, path: str, answer: str) -> Element:
        about = self._about(question, tag_of(path))
        if not answer:
            about.append(element("showingPlcHdr"))
        prompt, kind = WRITE, element("text")
        if question.choices:
            prompt, kind = CHOOSE, _drop_down(question.choices, is_open=question.is_open)
        elif question.type in DAYS:
            prompt, kind = CHOOSE_DAY, _day()
        about.append(kind)
        return element(
            "sdt", about, element("sdtContent", run(answer) if answer else placeholder(prompt))
        )

    def _about(self, question: Question, tag: str) -> Element:
        """Return what is told of a control; whoever fills in the form cannot delete it."""
        return element(
            "sdtPr",
            element("alias", val=safe(question.words)[:LONGEST_TITLE]),
            element("tag", val=tag),
            element("id", val=str(next(self._controls))),
            element("lock", val="sdtLocked"),
        )


def element(tag: str, /, *content: Element, **attributes: str) -> Element:
    """Return an element of Word with its attributes and what is in it."""
    made = etree.Element(
        w(tag), {w(key): value for key, value in attributes.items()}, nsmap={"w": W}
    )
    made.extend(content)
    return made


def paragraph(*content: Element) -> Element:
    """Return a paragraph without space after it."""
    spacing = element("pPr", element("spacing", before="20", after="20", line="252"))
    return element("p", spacing, *content)


def cell_end() -> Element:
    """Return the paragraph with which a cell has to end, so small that nobody sees it."""
    spacing = element("spacing", before="0", after="0", line="20", lineRule="exact")
    return element("p", element("pPr", spacing, element("rPr", element("sz", val="2"))))


def run(words: str, *, style: Sequence[Element] = ()) -> Element:
    """Return words in a paragraph; each line break in them is one on paper."""
    made = element("r", *([element("rPr", *style)] if style else []))
    for number, line in enumerate(safe(words).split("\n")):
        if number:
            made.append(element("br"))
        made.extend(text(piece) for piece in _apart_from_placeholders(line))
    return made


def text(words: str) -> Element:
    """Return words without line breaks, whose spaces are kept."""
    made = element("t")
    made.set(SPACE, "preserve")
    made.text = words
    return made


def placeholder(words: str) -> Element:
    """Return what stands in an answer that was not given yet."""
    return element("r", element("rPr", element("color", val="595959")), text(words))


def _apart_from_placeholders(line: str) -> list[str]:
    """
    Return a line in pieces, none of which has a whole placeholder in it: who wrote the same words as
    their answer gets them back.
    """
    return [piece for piece in INSIDE_PLACEHOLDER.split(line) if piece]


def safe(words: str) -> str:
    """Return words with a stand-in for each character that a Word file cannot hold."""
    return "".join(letter if _is_kept(letter) else STAND_IN for letter in words)


def _is_kept(letter: str) -> bool:
    if letter < " ":
        return letter in "\t\n"
    return not ("\ud800" <= letter <= "\udfff" or letter in "\ufffe\uffff")


def _drop_down(choices: Mapping[str, str], *, is_open: bool) -> Element:
    made = element("comboBox" if is_open else "dropDownList")
    for code, title in choices.items():
        shown = safe(title)[:LONGEST_CHOICE]
        made.append(element("listItem", displayText=shown, value=safe(code)[:LONGEST_CHOICE]))
    return made


def _day() -> Element:
    return element(
        "date",
        element("dateFormat", val="d MMMM yyyy"),
        element("lid", val="en-GB"),
        element("storeMappedDataAs", val="date"),
        element("calendar", val="gregorian"),
    )
