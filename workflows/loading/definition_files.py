"""
Reads, checks and hashes definition files. Loading runs no code from them and reports every fault at
once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pathway.errors import ImportRefused
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.definitions.gathering import content_of, gathered, plain
from pathway.workflows.definitions.meetings import of_cases
from pathway.workflows.history.events import canonical
from pathway.workflows.loading import beforehand

if TYPE_CHECKING:
    from pathway.workflows.attempts.attempt import Vocabulary
    from pathway.workflows.loading.checks.read import Files


# The definitions that the package ships. Cases follow the first unless another is named.
SHIPPED = ("review", "four_partners")
FOLDER = "pathway.workflows.definitions"
Words = Callable[[], "Vocabulary"]


def packaged(name: str = SHIPPED[0]) -> dict[str, str]:
    """Return the texts of a definition that the package ships, by file name."""
    shipped = shipped_files()
    case = f"{name}.toml"
    return gathered({case: shipped[case]}, shipped.get)


@lru_cache(maxsize=1)
def shipped_files() -> Mapping[str, str]:
    """Return the text of every definition file that the package ships, by file name."""
    folder = files(FOLDER)
    paths = [path for path in folder.iterdir() if path.name.endswith(".toml")]
    paths.sort(key=lambda path: path.name)
    return {path.name: path.read_text("utf-8") for path in paths}


def standard() -> Vocabulary:
    """Return the words that Pathway itself knows."""
    from pathway.workflows.loading.vocabulary import STANDARD

    return STANDARD


def load(
    texts: Mapping[str, str], words: Words = standard, *, checked: bool = False
) -> BoundDefinition:
    """
    Return the definition that the files make up together.

    Args:
        words: Returns the vocabulary that they may use.
        checked: They have been checked before, and are only read.

    Raises:
        ImportRefused: Something is wrong; every fault is listed with its file and table.
    """
    if checked:
        contents = _contents(texts)
        files = [_read(content) for content in contents.values()]
        return _bound(files, content_hash(contents), words)
    sound = _checked(texts, words())
    return _bound(sound.by_name.values(), content_hash(sound.whole.contents), words)


def _bound(files: Iterable[DefinitionFile], own_hash: str, words: Words) -> BoundDefinition:
    """Return the definition of cases, which knows that of its meetings."""
    ordered = _in_order(files)
    return BoundDefinition(of_cases(ordered), own_hash, words, ordered)


def _checked(texts: Mapping[str, str], vocabulary: Vocabulary) -> Files:
    """Return the files as they were read; refuse them if anything is wrong."""
    from pathway.workflows.loading.checks import faults_of
    from pathway.workflows.loading.checks.read import read_files

    shipped = shipped_files()
    files = read_files(texts)
    unchanged = [name for name, text in texts.items() if shipped.get(name) == text]
    faults = faults_of(files, vocabulary, trusted=unchanged)
    if faults:
        raise ImportRefused("The definition", [fault.as_reason() for fault in faults])
    return files


@lru_cache(maxsize=len(SHIPPED))
def packaged_definition(name: str = SHIPPED[0]) -> BoundDefinition:
    """
    Return a definition that the package ships.

    The tests check it, so that no command has to; and it is read as `read_beforehand` wrote it,
    unless a file was changed since.
    """
    written = (files(FOLDER) / file_beforehand(name)).read_bytes()
    return as_beforehand(written) or load(packaged(name), checked=True)


def as_beforehand(written: bytes) -> BoundDefinition | None:
    """
    Return the definition that `read_beforehand` wrote; None where a file that is shipped was changed
    since.
    """
    texts, own_hash, *lines = written.splitlines()
    if texts.decode() != _digest_of_shipped():
        return None
    return _bound(beforehand.files_of(lines), own_hash.decode(), standard)


def file_beforehand(name: str) -> str:
    """Return the name of the file in which a shipped definition lies as it was read beforehand."""
    return f"{name}.jsonl"


def read_beforehand(name: str) -> str:
    """
    Return what the files of a shipped definition say, as commands read them: lines with the digest
    of the texts and with the content hash, and those of each file.
    """
    contents = _contents(packaged(name))
    lines = [_digest_of_shipped(), content_hash(contents)]
    # Tables stay in their order, in which people are shown them.
    for content in contents.values():
        lines += beforehand.lines_of(_read(content), plain(content.get("form", [])))
    return "\n".join([*lines, ""])


def _contents(texts: Mapping[str, str]) -> Mapping[str, Mapping[str, Any]]:
    """Return what the files say, with what they extend."""
    from pathway.workflows.definitions.extending import whole

    return whole({name: content_of(text) for name, text in texts.items()}).contents


def _read(content: Mapping[str, Any]) -> DefinitionFile:
    from pathway.workflows.definitions.checked import read

    return read(DefinitionFile, content)


def _digest_of_shipped() -> str:
    """Return the SHA-256 of the texts of all files that are shipped."""
    digest = hashlib.sha256()
    for name, text in shipped_files().items():
        digest.update(f"{name} {len(text)}\n{text}".encode())
    return digest.hexdigest()


def content_hash(contents: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what the files say; comments and layout do not count."""
    return hashlib.sha256(canonical(plain(dict(contents)))).hexdigest()


def _in_order(files: Iterable[DefinitionFile]) -> dict[str, DefinitionFile]:
    """Return the files by name, the case's own file first."""
    ordered = sorted(files, key=lambda file: (file.owns != "case", file.name))
    return {file.name: file for file in ordered}
