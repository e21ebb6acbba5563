"""Which files are taken: known by name and content together, within bounds of memory and time."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.documents import office
from pathway.documents.files import PathwayFile, checked, plain_name
from pathway.documents.kinds import KINDS, FileNotTaken
from tests.office_files import DOCX_PARTS, DOCX_TYPES, JPEG, ODT_PARTS, PDF, archive, docx, png

LIMIT = 20_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
DOCTYPE = '<!DOCTYPE d [<!ENTITY a "ha">]><d>&a;</d>'
DOCM_TYPES = DOCX_TYPES.replace(b"wordprocessingml.document.main", b"ms-word.macroEnabled.main")
TAKEN: Mapping[str, bytes] = {
    "summary.docx": docx(),
    "Summary.DOCX": docx(),
    "letter.odt": archive(ODT_PARTS),
    "letter.pdf": PDF,
    "genogram.png": png(),
    "map.jpg": JPEG,
    "map.jpeg": JPEG,
    "chronology.csv": b"date;event\r\n1.3.2026;seen\r\n",
    "windows.csv": "date;event\r\n1.3.2026;na\xefve\r\n".encode("cp1252"),
    "excel.csv": "date\tevent\n".encode("utf-16"),
    "note.txt": "Seen at home. \u2013 \U0001f600".encode(),
    "note.md": b"\xef\xbb\xbf# Seen",
}
REFUSED: Mapping[str, tuple[str, bytes]] = {
    "old.doc": ("save it as .docx", OLE),
    "old.xls": ("save it as .xlsx", OLE),
    "locked.docx": ("has a password", OLE),
    "macros.docm": ("save it as .docx", docx()),
    "vba.docx": ("macros", docx(more={"word/vbaProject.bin": b"Sub"})),
    "inner.docx": ("macros", docx(more={"word/embeddings/Sheet.xlsm": b"PK"})),
    "renamed.docx": ("macros", archive(DOCX_PARTS | {"[Content_Types].xml": DOCM_TYPES})),
    "basic.odt": ("macros", archive(ODT_PARTS | {"Basic/script.xml": b"<x/>"})),
    "locked.odt": (
        "has a password",
        archive(ODT_PARTS | {"META-INF/manifest.xml": b"<x><encryption-data/></x>"}),
    ),
    "bomb.docx": ("document type", docx(more={"word/styles.xml": DOCTYPE.encode()})),
    "bomb16.docx": ("document type", docx(more={"word/styles.xml": DOCTYPE.encode("utf-16")})),
    "ebcdic.docx": ("damaged", docx(more={"word/styles.xml": DOCTYPE.encode("cp037")})),
    "sheet.xlsx": ("does not match its name", docx()),
    "program.docx": ("not an Office file", b"MZ" + bytes(200)),
    "plain.docx": ("does not match its name", archive({"a.txt": b"a"})),
    "bzip2.docx": ("damaged", archive(DOCX_PARTS, zipfile.ZIP_BZIP2)),
    "cut.docx": ("damaged", docx()[:-40]),
    "cut.pdf": ("cut off", PDF.removesuffix(b"%%EOF\n")),
    "locked.pdf": ("password", PDF.replace(b"/Root", b"/Encrypt 7 0 R /Root")),
    "picture.pdf": ("does not match its name", png()),
    "cut.png": ("cut off", png()[:-3]),
    "hidden.png": ("cut off", png() + docx()),
    "cut.jpg": ("cut off", JPEG[:-2]),
    "page.txt": ("does not match its name", b"<!DOCTYPE html><script>alert(1)</script>"),
    "drawing.txt": ("does not match its name", b"\n<svg onload='x'/>"),
    "program.txt": ("does not match its name", b"MZ\x90\x00\x03"),
    "binary.csv": ("not plain text", bytes(range(1, 256))),
    "zeros.txt": ("not plain text", b"ab" + bytes(10)),
    "mail.eml": ("print it to PDF", b"From: a@example.org\n\n"),
    "page.html": ("print it to PDF", b"<p>"),
    "drawing.svg": ("PNG or PDF", b"<svg/>"),
    "files.zip": ("one by one", docx()),
    "program.exe": ("files of its kind are not taken", b"MZ"),
    "summary": ("no ending", docx()),
    "empty.txt": ("it is empty", b""),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_is_taken_that_is_what_its_name_says(name: str) -> None:
    """With its size, its hash and its kind."""
    file = checked(PathwayFile(name, TAKEN[name]), LIMIT)

    assert (name, len(TAKEN[name])) == (file.name, file.size)
    assert file.kind in KINDS
    assert TAKEN[name] == b"".join(file.parts(7))


@pytest.mark.parametrize("name", REFUSED)
def test_another_file_is_refused_with_the_way_out(name: str) -> None:
    """A sentence that says why, and never what is in the file."""
    why, content = REFUSED[name]

    with pytest.raises(FileNotTaken) as refused:
        checked(PathwayFile(name, content), LIMIT)

    assert why in str(refused.value)


@given(st.sampled_from(list(KINDS)), st.binary(max_size=300), st.integers(0, 400))
def test_whatever_is_given_is_taken_or_refused(kind: str, junk: bytes, place: int) -> None:
    """Nothing else is raised, whatever stands in the middle of a good file."""
    whole = {"docx": docx(), "odt": archive(ODT_PARTS), "pdf": PDF, "png": png()}.get(kind, JPEG)
    content = whole[:place] + junk + whole[place + len(junk) :]

    try:
        file = checked(PathwayFile(f"a.{kind}", content), LIMIT)
    except FileNotTaken:
        return
    assert len(content) == file.size


def lying(content: bytes, size: int) -> bytes:
    """Return an archive whose list says that each part is of another size."""
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content = content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]
        at = content.find(b"PK\x01\x02", at + 4)
    return content


@pytest.mark.parametrize(
    "content",
    [
        docx(more={"word/a.xml": b"<a>" + bytes(1) * (office.MAX_UNPACKED + 1)}),
        lying(docx(more={"word/a.xml": b"<a>" + b" " * office.MAX_UNPACKED}), 10),
        archive(DOCX_PARTS | {f"word/{number}.xml": b"" for number in range(office.MAX_PARTS)}),
        archive({"x" * 200 + str(number): b"" for number in range(12_000)}),
    ],
    ids=["bomb", "lies", "many", "long list"],
)
def test_a_bomb_is_refused_in_little_memory_and_time(content: bytes) -> None:
    """It is unpacked piece by piece, and no further than a bound."""
    started = time.process_time()
    tracemalloc.start()

    with pytest.raises(FileNotTaken):
        checked(PathwayFile("a.docx", content), LIMIT)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 30_000_000
    assert time.process_time() - started < 10


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """A file of 200 MB by its size; a stream after so many bytes."""
    place = tmp_path / "large.pdf"
    with place.open("wb") as file:
        file.truncate(200_000_000)

    with pytest.raises(FileNotTaken, match="larger than 20 MB"):
        checked(PathwayFile.at(place), LIMIT)
    with pytest.raises(FileNotTaken, match="larger than 20 MB"):
        checked(PathwayFile("a.txt", cast(BinaryIO, Endless())), LIMIT)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("a.docx", "make its pictures smaller"),
        ("a.csv", "delete the rows that nobody needs"),
        ("a.pdf", "save it again with a smaller file size"),
        ("a.JPEG", "save the picture in a smaller size"),
        ("a.txt", "divide it into several files"),
        ("a", "divide it into several files"),
    ],
)
def test_a_large_file_is_refused_with_what_makes_one_of_its_kind_smaller(
    name: str, advice: str
) -> None:
    """Fewer rows, for example, where there are no pictures."""
    with pytest.raises(FileNotTaken, match=f"; {advice}"):
        checked(PathwayFile(name, bytes(11)), 10)


class Endless(io.RawIOBase):
    """A stream that never ends, and cannot be read twice."""

    def read(self, size: int = -1, /) -> bytes:
        return b"a" * size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


@pytest.mark.parametrize("name", ["nothing.txt", "folder", "a\0b.txt"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    """One that is not there, a folder, a name that is none."""
    (tmp_path / "folder").mkdir()

    with pytest.raises(FileNotTaken):
        checked(PathwayFile.at(tmp_path / name), LIMIT)


def test_a_file_that_changes_after_the_check_is_not_stored(tmp_path: Path) -> None:
    """What is stored is what was checked."""
    place = tmp_path / "note.txt"
    place.write_bytes(b"Seen at home.")
    file = checked(PathwayFile.at(place), LIMIT)
    place.write_bytes(b"Seen at work.")

    with pytest.raises(FileNotTaken, match="changed while it was read"):
        list(file.parts(1_000))


def test_a_name_is_kept_without_its_folder_and_in_one_line() -> None:
    """Also one of Windows, or with characters that would confuse a terminal."""
    assert "a b.docx" == plain_name("C:\\Users\\me\\a\r\nb.docx")
    assert "a.docx" == plain_name("/home/me/a.docx")
    assert "a .docx" == plain_name("a\x1b\u202e.docx")
    for name in ("", "..", "/", "x" * 300 + ".docx"):
        with pytest.raises(FileNotTaken):
            plain_name(name)
