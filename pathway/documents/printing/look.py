"""
The one look of all papers: black on white, pale colours behind words, lines between rows, and the
same words under the title and at the foot of each page.
"""

from __future__ import annotations

from collections.abc import Mapping

from pathway.documents.paper import Paper, Shade, Tone

# Pale enough for black letters to be read on them, also when printed in black and white.
SHADES: Mapping[Shade, str] = {
    "none": "FFFFFF",
    "blue": "CFE2F7",
    "green": "D5EBCF",
    "amber": "FFE2A8",
    "red": "F8CBC6",
    "grey": "E4E4E4",
}
LINES = "8A8A8A"
HEADER = "EDEDED"
# What stands before a paragraph that is more than ordinary text; colour alone would not say it.
TONES: Mapping[Tone, str] = {"normal": "", "note": "Note: ", "warning": "Warning: "}
TONE_SHADES: Mapping[Tone, Shade] = {"normal": "none", "note": "grey", "warning": "amber"}


def front_lines(paper: Paper) -> list[str]:
    """Return the lines under the title: the case, the day, and who gets the paper."""
    lines: list[str] = []
    if paper.reference:
        lines.append(f"Reference: {paper.reference}")
    if paper.made_on:
        lines.append(f"Made on {paper.made_on}")
    if paper.circulation:
        lines.append(f"For: {'; '.join(paper.circulation)}")
    return lines


def footer(paper: Paper) -> str:
    """Return what stands at the foot of each page, before its number."""
    return ": ".join(part for part in (paper.reference, paper.title) if part)
