"""
Names from a list, found in texts: whole words, whatever their accents.

A name of several words is found however it is written; a single one only with a capital, since many
are words of the language too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pathway.documents.personal_data.finds import NAME, Span

WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
POSSESSIVE = "'s"
# What may stand between two words of a name.
BETWEEN = re.compile(r"[ \t\n,.-]{1,4}")


@dataclass(frozen=True, slots=True)
class Names:
    """Names to look for, each as its words, under the first of them."""

    by_first_word: Mapping[str, tuple[tuple[str, ...], ...]]


def names_of(written: Iterable[str]) -> Names:
    """Return a list of names, ready to be looked for; one without a letter is left out."""
    by_first: dict[str, set[tuple[str, ...]]] = {}
    for name in written:
        words = words_of(name)
        if words:
            by_first.setdefault(words[0], set()).add(words)
    longest_first = {
        first: tuple(sorted(names, key=len, reverse=True)) for first, names in by_first.items()
    }
    return Names(longest_first)


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in a form in which they can be compared."""
    return tuple(_plain(match[0]) for match in WORD.finditer(name))


def names_in(text: str, names: Names) -> Iterator[Span]:
    """Yield the names in a text; of several that begin at one word, the longest."""
    if not names.by_first_word:
        return
    words = list(WORD.finditer(text))
    place = 0
    while place < len(words):
        span = _name_at(text, words, place, names)
        if span is None:
            place += 1
            continue
        yield span
        while place < len(words) and words[place].start() < span.end:
            place += 1


def _name_at(text: str, words: list[re.Match[str]], place: int, names: Names) -> Span | None:
    first = words[place]
    for name in names.by_first_word.get(_plain(first[0]), ()):
        here = words[place : place + len(name)]
        if len(name) == 1 and first[0][0].islower():
            continue
        if tuple(_plain(word[0]) for word in here) == name and _belong(text, here):
            return Span(NAME, first.start(), here[-1].end(), " ".join(name))
    return None


def _belong(text: str, words: list[re.Match[str]]) -> bool:
    """Return whether nothing else stands between the words."""
    gaps = (text[before.end() : after.start()] for before, after in pairwise(words))
    return all(BETWEEN.fullmatch(gap) for gap in gaps)


def _plain(word: str) -> str:
    """Return a word without accents, capitals and the s of a possessive."""
    letters = unicodedata.normalize("NFKD", word.replace("\u2019", "'"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
    return bare.removesuffix(POSSESSIVE) or bare
