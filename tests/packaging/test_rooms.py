"""The three links to the rooms, and what no file of the repository may say."""

from __future__ import annotations

import re

import pytest

from tests.packaging.checkout import ROOT, checkout_files

# Written with [brackets], so that this file does not say it either.
INDEX = re.compile(
    r"pypi[.]org/simple|pythonhosted[.]org|npmjs[.]org|deb[.]debian[.]org|(?<!-emit-)index[-]url|find[-]links"
)
# Only where a path begins: a folder of such a name further on in a path or an address is harmless.
MACHINE = re.compile(rf"(?<![\w.~)}}-])(?:/roo[t]|/wor[k]|{re.escape(str(ROOT))})/")


@pytest.mark.parametrize("room", ["workflows", "storage", "notifications"])
def test_a_room_is_linked_into_the_package(room: str) -> None:
    """The link is relative, so that it holds wherever the checkout lies."""
    link = ROOT / "pathway" / room

    assert link.is_symlink(), f"make it with: ln -s ../{room} pathway/{room}"
    assert str(link.readlink()) == f"../{room}"


def lines_with(needle: re.Pattern[str]) -> list[str]:
    """Return every line of the checkout in which the needle is found, as file:number: text."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path in checkout_files()
        if not (ROOT / path).is_symlink()
        for number, line in enumerate(
            (ROOT / path).read_text("utf-8", errors="replace").splitlines(), 1
        )
        if needle.search(line)
    ]


def test_no_file_names_a_package_index() -> None:
    """Requirements install from whatever index the reader's pip is set up for."""
    lines = lines_with(INDEX)

    assert lines == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    """What is written here is true in every checkout."""
    lines = lines_with(MACHINE)

    assert lines == []
