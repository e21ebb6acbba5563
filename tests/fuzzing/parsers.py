"""Every parser of what comes from outside, with the shape of its inputs."""

# pyright: basic
# Of what a strategy is built from by a lambda, hypothesis tells the checker no types.

from __future__ import annotations

import tomllib
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from pathway import text_files
from pathway.cli import typed
from pathway.cli.definition_files import to_check
from pathway.cli.named_files import text_of
from pathway.cli.tables import table_in
from pathway.notifications.addresses import comparable, named_address, plain_address
from pathway.notifications.receiving.delivery_reports import report_in
from pathway.notifications.sending.smtp_replies import refusal
from pathway.service.mail.mail_backends import letterbox_of, mailer_of
from pathway.settings import Settings
from pathway.storage.cases.sealing import Keyring
from pathway.workflows.calendar.moments import written_moment
from pathway.workflows.loading.definition_files import load, shipped_files
from tests.fuzzing import conversations, desks, mail_shapes, shapes
from tests.fuzzing.law import Read
from tests.fuzzing.mutation import documents_like, mutated, values

Lent = Callable[[], Generator[Read]]
CORPUS = Path(__file__).parent / "corpus"
FILE = b"\n=== "  # before the name of each file of a definition
ANCHOR = {
    "pathway_anchor": 1,
    "at": "2026-03-24T09:00:00+00:00",
    "link": {"number": 1, "hash": "a" * 64},
    "change": {"number": 1, "hash": "b" * 64},
    "counters": {"2026": 2},
    "cases": {"PR-2026-0001": {"number": 1, "hash": "c" * 64}},
    "tables": {"pathway_person": "d" * 64},
}


@dataclass(frozen=True)
class Parser:
    """
    A parser, and what it is shown.

    Args:
        name: What it reads, and the folder of its corpus.
        lent: Lends what reads an input.
        shape: Makes inputs in the shape of its format.
        cost: How many others it takes the time of.
    """

    name: str
    lent: Lent
    shape: Callable[[], st.SearchStrategy[bytes]]
    cost: int = 1

    def ready(self) -> AbstractContextManager[Read]:
        """Return what lends a reading of inputs."""
        return contextmanager(self.lent)()

    @property
    def folder(self) -> Path:
        """Return where its corpus is."""
        return CORPUS / self.name

    def corpus(self) -> list[bytes]:
        """Return the inputs that are kept for it, in the order of their names."""
        return [path.read_bytes() for path in sorted(self.folder.iterdir())]

    def inputs(self) -> st.SearchStrategy[bytes]:
        """Return a strategy for inputs: shaped ones, and kept ones that are changed."""
        kept = self.corpus()
        return self.shape() | mutated(kept)


def pure(read: Read) -> Lent:
    """Return what lends a reading that needs nothing."""

    def lent() -> Generator[Read]:
        yield read

    return lent


def in_folder(read: Callable[[Path, bytes], object]) -> Lent:
    """Return what lends a reading that needs a folder."""

    def lent() -> Generator[Read]:
        with TemporaryDirectory() as folder:
            yield lambda content: read(Path(folder), content)

    return lent


def _text(content: bytes) -> None:
    text_files.text_of(content)
    text = text_files.text_of(content, legacy="cp1252", limit=100_000)
    table_in(text, "-")


def _document(ending: str, content: bytes) -> None:
    table_in(text_files.text_of(content), f"file{ending}")


def _settings(folder: Path, content: bytes) -> None:
    (folder / "pathway.toml").write_bytes(content)
    settings = Settings.find([folder], {})
    mailer_of(replace(settings, mail_folder=str(folder)))
    letterbox_of(settings)


def _environment(content: bytes) -> None:
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    pairs = [line.partition("=") for line in lines]
    variables = {f"PATHWAY_{name.upper()}": value for name, _, value in pairs}
    settings = Settings.from_env(variables)
    mailer_of(settings)
    letterbox_of(settings)


def _definition(folder: Path, content: bytes) -> None:
    """Write the files of a definition, and check them as the command does."""
    for path in folder.glob("*.toml"):
        path.unlink()
    for number, part in enumerate(content.split(FILE)):
        name, _, text = part.partition(b"\n") if number else (b"case", b"", part)
        plain = "".join(
            letter for letter in name.decode("ascii", "ignore") if letter.isalnum() or letter == "_"
        )
        (folder / f"{plain[:40] or 'file'}.toml").write_bytes(text)
    load(to_check([str(folder)]))


def _key(folder: Path, content: bytes) -> None:
    path = folder / "pathway.key"
    path.write_bytes(content)
    Keyring.load(path)


def _typed(content: bytes) -> None:
    text = content.decode("utf-8", "surrogateescape")
    written_moment(text)
    readers = (typed.day, typed.moment, typed.instant, typed.duration)
    readers[len(text) % len(readers)](text)


def _address(content: bytes) -> None:
    text = content.decode("utf-8", "surrogateescape")
    comparable(text)
    named_address(text, "sender")
    plain_address(text, "recipient")


def _smtp_reply(content: bytes) -> None:
    code = int.from_bytes(content[:2]) % 600
    for command in ("MAIL", "RCPT", "DATA"):
        refusal(code, content[2:], command)


def _file(content: bytes) -> None:
    """Read a file as the command reads one that it is named."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        text_of(str(path))


@cache
def _cases() -> list[tuple[str, Any]]:
    shipped = {
        name.removesuffix(".toml"): tomllib.loads(text) for name, text in shipped_files().items()
    }
    return [(name, content) for name, content in shipped.items() if content.get("owns") == "case"]


def _definitions() -> st.SearchStrategy[bytes]:
    """
    Return definitions: a shipped case with a few values changed, or one that extends it with some
    of its tables.
    """
    return st.sampled_from(_cases()).flatmap(
        lambda case: documents_like(case[1]).map(shapes.toml_of)
    )


def _extending() -> st.SearchStrategy[bytes]:
    name, content = _cases()[-1]
    head = {
        "format": 1,
        "name": "own",
        "title": "Own",
        "version": "1",
        "owns": "case",
        "extends": name,
    }
    kinds = [
        kind for kind, entries in content.items() if isinstance(entries, list) and kind not in head
    ]
    entries = st.sampled_from(kinds).flatmap(
        lambda kind: st.tuples(st.just(kind), st.sampled_from(content[kind]))
    )
    return st.lists(entries, min_size=1, max_size=3).flatmap(
        lambda chosen: documents_like(
            head | {kind: [entry] for kind, entry in chosen if isinstance(entry, dict)}
        ).map(shapes.toml_of)
    )


def _anchors() -> st.SearchStrategy[bytes]:
    return shapes.json_texts(documents_like(ANCHOR))


def _environments() -> st.SearchStrategy[bytes]:
    return shapes.settings().map(
        lambda table: "\n".join(f"{name}={value}" for name, value in table.items()).encode(
            "utf-8", "surrogatepass"
        )
    )


def _any_text() -> st.SearchStrategy[bytes]:
    return shapes.encoded(st.text() | values().map(str)) | st.binary() | shapes.nested()


def _hosts_json() -> st.SearchStrategy[bytes]:
    steps = st.sampled_from(desks.STEPS)
    spoken: dict[str, object] = {
        "step": "note",
        "text": "Seen.",
        "item": None,
        "reason": "x",
        "late_reason": "y",
        "children": [{}],
    }
    own = st.builds(_with_step, documents_like(spoken), steps)
    return shapes.json_texts(own | shapes.forms("practice_review") | values())


def _with_step(document: Any, step: str) -> Any:
    return document | {"step": step} if isinstance(document, dict) else document


def parsers() -> Iterator[Parser]:
    """Yield every parser."""
    shaped = values() | st.dictionaries(st.text(max_size=5), values(), max_size=4)
    yield Parser("text", pure(_text), _any_text)
    yield Parser("file", pure(_file), _any_text)
    yield Parser(
        "json",
        pure(partial(_document, ".json")),
        lambda: shapes.json_texts(shaped) | shapes.nested(),
    )
    yield Parser(
        "toml",
        pure(partial(_document, ".toml")),
        lambda: shapes.toml_texts(shaped) | shapes.nested(),
    )
    yield Parser("settings", in_folder(_settings), lambda: shapes.toml_texts(shapes.settings()))
    yield Parser("environment", pure(_environment), _environments)
    yield Parser("key", in_folder(_key), lambda: st.binary(max_size=80))
    yield Parser("people_csv", partial(desks.people, "csv"), shapes.csv_texts)
    yield Parser("people_xlsx", partial(desks.people, "xlsx"), shapes.workbooks)
    yield Parser("people_toml", partial(desks.people, "toml"), shapes.people_toml)
    yield Parser(
        "definition", in_folder(_definition), lambda: _definitions() | _extending(), cost=5
    )
    yield Parser(
        "form_toml",
        partial(desks.referral, "form.toml"),
        lambda: shapes.toml_texts(shapes.forms("practice_review")),
    )
    yield Parser(
        "form_json", desks.amendment, lambda: shapes.json_texts(shapes.forms("practice_review"))
    )
    yield Parser("host_json", desks.hosts_json, _hosts_json)
    yield Parser("assignments", desks.assigned, shapes.assignments)
    yield Parser("typed", pure(_typed), shapes.typed_lines)
    yield Parser("command_line", desks.command_line, shapes.commands)
    yield Parser("address", pure(_address), mail_shapes.addresses)
    yield Parser("delivery_report", pure(report_in), mail_shapes.reports)
    yield Parser("smtp_reply", pure(_smtp_reply), st.binary)
    yield Parser("smtp", conversations.smtp, mail_shapes.smtp_answers, cost=5)
    yield Parser("imap", conversations.imap, mail_shapes.imap_answers, cost=5)
    yield Parser("notify", conversations.notify, mail_shapes.http_answers, cost=5)
    yield Parser("token", conversations.tokens, mail_shapes.http_answers, cost=5)
    yield Parser("anchor", desks.anchors, _anchors)
    yield Parser(
        "damaged_rows", desks.damage, lambda: desks.changes() | desks.deeper_changes(), cost=10
    )
