"""How an IMAP folder's name is said to the server."""

from __future__ import annotations

import re
from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.notifications.receiving.folder_names import wire_name


def read_back(wire: str) -> str:
    """Return the name that a server reads (RFC 3501, 5.1.3)."""
    return re.sub("&([^-]*)-", lambda match: _decoded(match[1]) or "&", wire)


def _decoded(text: str) -> str:
    padded = text.replace(",", "/") + "=" * (-len(text) % 4)
    return b64decode(padded).decode("utf-16-be")


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("INBOX", "INBOX"),
        ("Bounces & NDRs", "Bounces &- NDRs"),
        ("Rückläufer", "R&APw-ckl&AOQ-ufer"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),  # the example of the RFC
        ("😀", "&2D3eAA-"),
    ],
)
def test_a_name_beyond_ascii_is_encoded(name: str, wire: str) -> None:
    """And so is the sign that begins what is encoded."""
    assert wire == wire_name(name)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_name_is_printable_ascii_and_read_back(name: str) -> None:
    """No line can be broken by it."""
    wire = wire_name(name)

    assert wire == "" or (wire.isascii() and wire.isprintable())
    assert name == read_back(wire)
