"""Inputs made of others: bytes that are changed, and documents in which a value is another."""

# pyright: basic
# Of what a strategy is built from by a lambda, hypothesis tells the checker no types.

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, date, datetime, time
from typing import Any, cast

from hypothesis import strategies as st

MAX_BYTES = 200_000
TEXTS = (
    "", " ", "x", "0", "-1", "1e999", "nan", "true", "\u200b", "\ufeff", "\udce9", "\x1b[2J", "\x7f", "'", '"', "%s",
    "{0}", "../..", "/dev/zero", "a@example.org", "ß@exämple.org", "2026-02-30", "0001-01-01", "9999-12-31",
    "2026-03-16T25:61", "9999-12-31T23:59:59-23:59",
    "١٢٣", "²", "x" * 5_000, "\N{FAMILY}", "𝔘", "İ", "[[a]]", "a.b",
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 10**6, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**18, 10**40, 10**400)
FLOATS = (0.0, -0.0, 0.5, 1e308, float("inf"), float("nan"))
DAYS = (
    date.min, date.max, date(2026, 2, 28), datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC),
    datetime(2026, 3, 16, 9, tzinfo=UTC), time(9),
)  # fmt: skip
TOKENS = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n\r\n", b'"', b"'''", b"[", b"[[", b"{",
    b"}", b"=", b".",
    b",", b";", b":", b"<", b">", b"@", b"&", b"\\", b"\x80", b"\xc3", b"\xed\xa0\x80", b"-1", b"0", b"9" * 30,
    b"9" * 5_000, b"1e999", b"NaN", b"null", b"true", b"2026-02-30", b"0001-01-01", b"9999-12-31", b"\\ud800",
    b"\\u0000", b"=?utf-8?b?////?=", b"base64", b"utf-16", b"(?:", b"a.",
)  # fmt: skip


def scalars() -> st.SearchStrategy[Any]:
    """Return values that are seldom meant."""
    return st.one_of(
        st.none(),
        st.booleans(),
        st.sampled_from(NUMBERS),
        st.sampled_from(FLOATS),
        st.sampled_from(TEXTS),
        st.sampled_from(DAYS),
        st.integers(),
        st.text(max_size=20),
    )


def values() -> st.SearchStrategy[Any]:
    """Return such values, and tables and lists of them."""
    return st.recursive(
        scalars(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(TEXTS) | st.text(max_size=8), inner, max_size=4)
        ),
        max_leaves=8,
    )


@st.composite
def documents_like(draw: st.DrawFn, document: Any, most: int = 4) -> Any:
    """Return a document with a few values changed, left out, doubled or added."""
    changed = {"": deepcopy(document)}
    for _ in range(draw(st.integers(1, most))):
        _change(draw, changed)
    return changed[""]


def _change(draw: st.DrawFn, root: dict[str, Any]) -> None:
    """Change something inside a document, which may be the whole."""
    holder: Any = root
    here: Any = ""
    while isinstance(holder[here], dict | list) and holder[here] and draw(st.integers(0, 5)):
        holder = cast("dict[Any, Any] | list[Any]", holder[here])
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        here = draw(st.sampled_from(keys))
    act = draw(st.sampled_from(["put", "put", "leave out", "add", "double"]))
    if holder is root or act == "put":
        holder[here] = draw(values())
    elif act == "leave out":
        del holder[here]
    elif isinstance(holder, dict):
        name = draw(st.sampled_from([*TEXTS, *map(str, holder)]))
        holder[name] = draw(values()) if act == "add" else deepcopy(holder[here])
    else:
        holder.insert(here, draw(values()) if act == "add" else deepcopy(holder[here]))


@st.composite
def mutated(draw: st.DrawFn, corpus: Sequence[bytes]) -> bytes:
    """Return one of the inputs with a few places changed."""
    content = draw(st.sampled_from(corpus))
    for _ in range(draw(st.integers(1, 5))):
        content = _cut(draw, content, corpus)[:MAX_BYTES]
    return content


def _cut(draw: st.DrawFn, content: bytes, corpus: Sequence[bytes]) -> bytes:
    """Return bytes in which a stretch is left out, repeated or something else."""
    start = draw(st.integers(0, len(content)))
    end = min(len(content), start + draw(st.integers(0, 40)))
    stretch = content[start:end]
    match draw(st.sampled_from(["token", "token", "byte", "leave out", "repeat", "other"])):
        case "token":
            stretch = draw(st.sampled_from(TOKENS))
        case "byte":
            stretch = draw(st.binary(min_size=1, max_size=4))
        case "leave out":
            stretch = b""
        case "repeat":
            stretch *= draw(st.sampled_from([2, 3, 50, 1_000, 10_000]))
        case _:
            other = draw(st.sampled_from(corpus))
            middle = draw(st.integers(0, len(other)))
            stretch = other[middle : middle + draw(st.integers(0, 400))]
    return content[:start] + stretch + content[end:]
