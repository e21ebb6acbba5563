"""Inputs in the shape of each format: right in most places, and unheard of in some."""

# pyright: basic
# Of what a strategy is built from by a lambda, hypothesis tells the checker no types.

from __future__ import annotations

import io
import json
import tomllib
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import tomli_w
from hypothesis import strategies as st

from pathway.settings import DEFAULTS
from tests.fuzzing.mutation import TEXTS, documents_like, scalars, values
from tests.rehearsals import shipped

ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "latin-1")
PEOPLE = ("name", "email", "agency", "roles", "order", "agency_name")
HEADINGS = (*PEOPLE, "Name", " E-mail", "order ", "", "x" * 300, "name")
CELLS = (
    "Ada Example", "ada@example.org", "police", "rep;chair", "bu", "1", "01", "1.0", "1e3", "-1", "Police", "=1+1",
    "a;b", "two\nlines", 'a "word"', "９", *TEXTS,
)  # fmt: skip
NS = "http://schemas.openxmlformats.org"
PART = '<?xml version="1.0"?><{tag} xmlns="' + NS + '/spreadsheetml/2006/main" xmlns:r="' + NS
PART += '/officeDocument/2006/relationships">{inside}</{tag}>'


def encoded(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Return texts as bytes, most of them in UTF-8."""
    return st.builds(_encoded, texts, st.sampled_from(ENCODINGS))


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


def json_texts(documents: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """Return documents as JSON; numbers that JSON has not, and halves of characters, too."""
    return st.builds(
        lambda document, is_ascii: json.dumps(
            _named(document), default=str, ensure_ascii=is_ascii
        ).encode("utf-8", "surrogatepass"),
        documents,
        st.booleans(),
    )


def toml_texts(documents: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """Return documents as TOML, without what TOML has no word for."""
    return documents.map(toml_of)


def toml_of(document: Any) -> bytes:
    """Return a document as TOML."""
    table = document if isinstance(document, dict) else {"value": document}
    text = tomli_w.dumps(_without_none(table))
    return text.encode("utf-8", "surrogatepass")


def nested() -> st.SearchStrategy[bytes]:
    """Return texts that are nested, or long, beyond all measure."""
    opened = st.sampled_from(
        [
            "[",
            "{",
            '{"a":',
            "a.",
            "[a.",
            "a={",
            "a=[",
            "[[a]]\n",
            "'",
            '"',
            "a=1\n",
            "1,",
            "-",
            "1_",
        ]
    )
    counts = st.sampled_from([10, 19, 21, 101, 5_000, 50_000])
    return st.builds(lambda word, count: (word * count).encode(), opened, counts)


def forms(name: str) -> st.SearchStrategy[Any]:
    """Return a shipped form with a few values changed."""
    return documents_like(tomllib.loads(shipped(f"{name}.toml")))


def settings() -> st.SearchStrategy[Any]:
    """Return tables of settings."""
    spoken = (
        "localhost", "smtp.example.org", "tls", "starttls", "none", "https://x.example.org/token",
        "http://[::1", "/dev/null",
        "Pathway <no-reply@example.org>", "@example.org", "http://127.0.0.1:0", "Süd & Nord",
    )  # fmt: skip
    numbers = {name: default for name, default in DEFAULTS.items() if not isinstance(default, str)}
    worded = st.sampled_from(sorted(set(DEFAULTS) - set(numbers)))
    return st.builds(
        lambda words, others: words | others,
        st.dictionaries(worded, st.sampled_from(spoken) | scalars(), max_size=8),
        st.dictionaries(
            st.sampled_from(sorted(numbers)) | st.text(max_size=5), scalars(), max_size=3
        ),
    )


@st.composite
def _tables(draw: st.DrawFn) -> list[list[str]]:
    heads: list[str] = (
        list(PEOPLE) if draw(st.integers(0, 3)) else draw(st.lists(st.sampled_from(HEADINGS)))
    )
    cells: st.SearchStrategy[list[str]] = st.lists(st.sampled_from(CELLS), min_size=0, max_size=8)
    rows: list[list[str]] = draw(st.lists(cells, max_size=6))
    return [heads, *rows]


@st.composite
def csv_texts(draw: st.DrawFn) -> bytes:
    """Return files of people as spreadsheets write them."""
    delimiter = draw(st.sampled_from([",", ";", "\t", "|", "~"]))
    quote = draw(st.sampled_from(['"', '"', "", "'"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    first = draw(st.sampled_from(["", "", f"sep={delimiter}\r\n", '"sep=,"\n', "sep=\n"]))
    rows = draw(_tables())
    lines = [delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in rows]
    return _encoded(first + end.join(lines), draw(st.sampled_from(ENCODINGS)))


def people_toml() -> st.SearchStrategy[bytes]:
    """Return files of people in TOML."""
    person = {
        "name": "Ada Example", "email": "ada@example.org", "agency": "police", "roles": ["rep"], "order": 1,
    }  # fmt: skip
    return toml_texts(documents_like({"people": [person, person | {"email": "b@example.org"}]}))


def _cell(text: str, kind: str, place: str) -> str:
    escaped = "".join(letter for letter in text if letter.isprintable())
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    if kind == "inlineStr":
        return f'<c r="{place}" t="inlineStr"><is><t>{escaped}</t></is></c>'
    return f'<c r="{place}" t="{kind}"><v>{escaped}</v></c>'


@st.composite
def _sheet(draw: st.DrawFn) -> str:
    rows: list[str] = []
    for number, row in enumerate(draw(_tables()), start=1):
        place = draw(
            st.sampled_from(
                ["{c}{r}", "{c}{r}", "{c}{r}", "", "A1", "XFD{r}", "AAAA{r}", "A0", "1"]
            )
        )
        kind = draw(
            st.sampled_from(["inlineStr", "inlineStr", "s", "n", "d", "b", "e", "str", "?"])
        )
        cells = [
            _cell(text, kind, place.format(c=chr(65 + at), r=number)) for at, text in enumerate(row)
        ]
        at = draw(st.sampled_from([str(number)] * 4 + ["0", "-1", "x", "1048576", "9" * 20]))
        rows.append(f'<row r="{at}">{"".join(cells)}</row>')
    size = draw(
        st.sampled_from(
            [
                "",
                '<dimension ref="A1"/>',
                '<dimension ref="A1:XFD1048576"/>',
                '<dimension ref="?"/>',
            ]
        )
    )
    return f"{size}<sheetData>{''.join(rows)}</sheetData>"


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """Return workbooks that are put together by hand, some of their parts missing or foreign."""
    state = draw(st.sampled_from(["visible", "hidden", "?"]))
    strings = "".join(f"<si><t>{name}</t></si>" for name in PEOPLE)
    rels = f'<Relationship Id="rId1" Type="{NS}/officeDocument/2006/relationships/worksheet" '
    rels += 'Target="worksheets/sheet1.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{NS}/package/2006/content-types"><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{NS}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{NS}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{NS}/package/2006/relationships">{rels}</Relationships>',
        "xl/workbook.xml": PART.format(
            tag="workbook",
            inside=f'<sheets><sheet name="People" sheetId="1" state="{state}" r:id="rId1"/></sheets>',
        ),
        "xl/worksheets/sheet1.xml": PART.format(tag="worksheet", inside=draw(_sheet())),
        "xl/sharedStrings.xml": PART.format(tag="sst", inside=strings),
    }
    foreign = draw(st.sampled_from(["", "", "", "xml", "gone", "entities"]))
    if foreign:
        name = draw(st.sampled_from(sorted(parts)))
        bomb = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>' + parts[name]
        parts[name] = {"xml": "<a><b>", "gone": "", "entities": bomb}[foreign]
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            if text:
                archive.writestr(name, text)
    return content.getvalue()


def typed_lines() -> st.SearchStrategy[bytes]:
    """Return days, instants and lengths of time as they are typed."""
    return _lines().map(lambda line: line.encode("utf-8", "surrogatepass"))


def commands() -> st.SearchStrategy[bytes]:
    """Return values that are typed, each on a line of its own."""
    return st.lists(_lines(), min_size=1, max_size=5).map(
        lambda typed: "\n".join(typed).encode("utf-8", "surrogatepass")
    )


def _lines() -> st.SearchStrategy[str]:
    numbers = st.builds(
        lambda digits, unit: f"{digits}{unit}",
        st.sampled_from(["0", "3", "9" * 9, "9" * 5_000, "٣"]),
        st.sampled_from(["", "d", "w", "h", "W", "s"]),
    )
    days = st.builds(
        lambda year, month, day, more: f"{year}-{month}-{day}{more}",
        st.sampled_from(["2026", "0001", "9999", "0000", "26", "٢٠٢٦"]),
        st.sampled_from(["03", "12", "02", "13", "1"]),
        st.sampled_from(["01", "29", "31", "00", "16"]),
        st.sampled_from(
            [
                "",
                "T09:00",
                "T09:00Z",
                " 24:00",
                "T23:59:59+23:59",
                "T01:30:00.999999",
                "T00:00-23:59",
            ]
        ),
    )
    lengths = st.lists(numbers, max_size=4).map("".join) | numbers.map(lambda number: f"P{number}")
    return st.one_of(days, lengths, st.sampled_from(TEXTS), st.text(max_size=12))


def assignments() -> st.SearchStrategy[bytes]:
    """Return what stands after `--set`, each on a line of its own."""
    steps = st.sampled_from(
        [
            "a",
            "children",
            "[0]",
            "[1]",
            ".label",
            ".",
            "[",
            "[999999]",
            "[9999999]",
            "text",
            "=",
            " ",
        ]
    )
    said = st.one_of(
        st.sampled_from(TEXTS),
        st.sampled_from(
            ["@", "@-", "@x.json", "@/dev/zero", '{"a":1,"a":2}', "0010027", "[1,", "NaN"]
        ),
        values().map(lambda value: json.dumps(_named(value), default=str)),
    )
    lines = st.builds(
        lambda path, text: f"{''.join(path)}={text}", st.lists(steps, min_size=1, max_size=4), said
    )
    return st.lists(lines, min_size=1, max_size=4).map(
        lambda typed: "\n".join(typed).encode("utf-8", "surrogatepass")
    )


def _named(value: Any) -> Any:
    """Return a document whose tables have text for names, as JSON wants it."""
    if isinstance(value, dict):
        return {str(name): _named(member) for name, member in value.items()}
    return [_named(entry) for entry in value] if isinstance(value, list) else value


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            str(name): _without_none(member) for name, member in value.items() if member is not None
        }
    if isinstance(value, list):
        return [_without_none(entry) for entry in value if entry is not None]
    return value
