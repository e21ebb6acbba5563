"""The texts of a Word file with their places."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.document import Document as WordDocument

from pathway.documents.office import UnreadableOffice
from pathway.documents.personal_data.word_text import word_texts


def word_file() -> WordDocument:
    """Return a Word file with paragraphs and a table."""
    document = Document()
    document.core_properties.author = "Jayden Archer"
    document.add_paragraph("First.")
    split = document.add_paragraph("07400 ")
    split.add_run("123456").bold = True
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Child", "Date of birth"
    table.cell(1, 0).text, table.cell(1, 1).text = "Child A", "4 March 2015"
    document.sections[0].header.paragraphs[0].text = "Ward 3"
    return document


def saved(document: WordDocument) -> bytes:
    """Return the bytes of a file."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(content: bytes, before: str, after: str) -> bytes:
    """Return a file whose body has other XML somewhere."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                assert before.encode() in part
                part = part.replace(before.encode(), after.encode())
            new.writestr(name, part)
    return stream.getvalue()


def test_every_text_has_its_place() -> None:
    """Pieces of a paragraph are one text; headers and what the file says of itself are read."""
    texts = {text.where: text.text for text in word_texts(saved(word_file()))}

    assert "07400 123456" == texts["paragraph 2"]
    assert "4 March 2015" == texts["table 1, row 2, column 2"]
    assert "Ward 3" == texts["header, paragraph 1"]
    properties = [t.text for t in word_texts(saved(word_file())) if t.where.startswith("prop")]
    assert "Jayden Archer" in properties


def test_a_cell_is_about_what_its_column_and_the_cell_before_say() -> None:
    """As people read it."""
    texts = {text.where: text.context for text in word_texts(saved(word_file()))}

    assert "Date of birth\nChild A" == texts["table 1, row 2, column 2"]


def test_what_is_deleted_but_tracked_is_read() -> None:
    """Whoever gets the file can read it."""
    deleted = '<w:del w:id="1"><w:r><w:delText>Gone</w:delText></w:r></w:del>'
    content = changed(
        saved(word_file()), "<w:t>First.</w:t></w:r>", f"<w:t>First. </w:t></w:r>{deleted}"
    )

    assert "First. Gone" == next(word_texts(content)).text


def test_a_box_is_read_once() -> None:
    """It is there a second time for older programs."""
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>Boxed</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    content = changed(saved(word_file()), "<w:t>First.</w:t>", f"<w:t>First.</w:t>{box}")

    assert ["Boxed", "First."] == [text.text for text in word_texts(content)][:2]


@pytest.mark.parametrize(
    "content",
    [
        b"not an Office file",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
        changed(saved(word_file()), "<w:body>", "<w:body><broken>"),
        changed(saved(word_file()), "<w:document", "<!DOCTYPE x [<!ENTITY a 'b'>]><w:document"),
    ],
    ids=["other", "old", "broken", "entities"],
)
def test_what_cannot_be_read_is_refused(content: bytes) -> None:
    """With the error of the room."""
    with pytest.raises(UnreadableOffice):
        list(word_texts(content))
