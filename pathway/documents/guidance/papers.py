"""Guidance as papers: its words are data, and the partnership's own names are put into them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pathway.documents.paper import Block, Bullets, Grid, Heading, Paper, Paragraph
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Directory
from pathway.workflows.calendar.in_words import full_day_words

TEXTS = "guidance.toml"
COLUMNS = ("Agency", "Part in a review", "Representative")
WITHIN = re.compile(r"\{within:(\w+)\}")


def titles() -> Mapping[str, tuple[str, str]]:
    """Return the title and a summary of each paper, by its name."""
    return {name: (text["title"], text["summary"]) for name, text in _texts().items()}


def guidance_paper(
    name: str,
    definition: BoundDefinition,
    directory: Directory,
    *,
    partnership: str,
    risk_contact: str,
    today: date,
) -> Paper:
    """Return a paper of the guidance, with the partnership's names, people and days in it."""
    text = _texts()[name]
    body = definition.case.national_body
    names = {
        "partnership": partnership,
        "risk_contact": risk_contact,
        "national_body": body.name if body else "national body",
    }
    blocks: list[Block] = []
    for block in text["blocks"]:
        blocks += _block(block, names, definition, directory)
    return Paper(title=text["title"], blocks=tuple(blocks), made_on=full_day_words(today))


def _block(
    block: Mapping[str, Any],
    names: Mapping[str, str],
    definition: BoundDefinition,
    directory: Directory,
) -> Iterator[Block]:
    def filled(words: str) -> str:
        return _filled(_with_lengths(words, definition), names)

    if "heading" in block:
        yield Heading(filled(block["heading"]))
    if "paragraph" in block:
        yield Paragraph(filled(block["paragraph"]))
    if "bullets" in block:
        yield Bullets(tuple(filled(entry) for entry in block["bullets"]))
    if block.get("agencies"):
        rows = tuple(_agencies(definition, directory))
        yield Grid(COLUMNS, rows, caption="The agencies of the partnership")


def _agencies(definition: BoundDefinition, directory: Directory) -> Iterator[Sequence[str]]:
    for code, name in definition.agency_names.items():
        part = definition.agencies.part_of(code)
        what = "Safeguarding partner" if definition.seat_of(code) else (part or "Agency")
        posts = directory.holders("rep", code)
        people = "\n".join(f"{post.name}, {post.email}" for post in posts[:1])
        yield name, what.replace("_", " ").capitalize(), people


def _with_lengths(words: str, definition: BoundDefinition) -> str:
    """Return words with the lengths of deadlines, as the definition has them."""

    def within(match: re.Match[str]) -> str:
        rule = definition.deadlines.get(match[1])
        days = rule.due.working_days if rule is not None else None
        return f"within {days} working days" if days else "in time"

    return WITHIN.sub(within, words)


def _filled(words: str, names: Mapping[str, str]) -> str:
    """Return words with the partnership's names; other braces stay as they are."""
    for name, value in names.items():
        words = words.replace(f"{{{name}}}", value)
    # A name at the beginning of a sentence has a capital letter, whatever it is elsewhere.
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=1)
def _texts() -> Mapping[str, Any]:
    return tomllib.loads(files("pathway.documents.guidance").joinpath(TEXTS).read_text("utf-8"))
