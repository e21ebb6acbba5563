"""
Reads, checks and hashes definition files. Loading runs no code from them and reports every fault at
once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from pathway.errors import ImportRefused
from pathway.workflows.attempts.attempt import BoundDefinition, Vocabulary
from pathway.workflows.definitions.extending import whole
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.definitions.gathering import content_of, gathered
from pathway.workflows.definitions.meetings import of_cases
from pathway.workflows.history.events import canonical

if TYPE_CHECKING:
    from pathway.workflows.loading.checks.read import Files


# The definitions that the package ships. Cases follow the first unless another is named.
SHIPPED = ("review", "four_partners")
FOLDER = "pathway.workflows.definitions"
Words = Callable[[], Vocabulary]


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
        contents = whole({name: content_of(text) for name, text in texts.items()}).contents
        files = [DefinitionFile.model_validate(content) for content in contents.values()]
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
    beforehand = (files(FOLDER) / file_beforehand(name)).read_bytes()
    return as_beforehand(beforehand) or load(packaged(name), checked=True)


def as_beforehand(beforehand: bytes) -> BoundDefinition | None:
    """
    Return the definition that `read_beforehand` wrote; None where a file that is shipped was changed
    since.
    """
    texts, own_hash, *contents = beforehand.splitlines()
    if texts.decode() != _digest_of_shipped():
        return None
    read = [DefinitionFile.model_validate_json(content) for content in contents]
    return _bound(read, own_hash.decode(), standard)


def file_beforehand(name: str) -> str:
    """Return the name of the file in which a shipped definition lies as it was read beforehand."""
    return f"{name}.jsonl"


def read_beforehand(name: str) -> str:
    """
    Return what the files of a shipped definition say, as a command reads them in a tenth of the
    time: lines with the digest of the texts and with the content hash, and a line of JSON for each
    file.
    """
    contents = whole({file: content_of(text) for file, text in packaged(name).items()}).contents
    # Tables stay in their order, in which people are shown them.
    lines = [json.dumps(_plain(content), ensure_ascii=False) for content in contents.values()]
    return "\n".join([_digest_of_shipped(), content_hash(contents), *lines, ""])


def _digest_of_shipped() -> str:
    """Return the SHA-256 of the texts of all files that are shipped."""
    return hashlib.sha256(canonical(dict(shipped_files()))).hexdigest()


def content_hash(contents: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what the files say; comments and layout do not count."""
    return hashlib.sha256(canonical(_plain(dict(contents)))).hexdigest()


def _in_order(files: Iterable[DefinitionFile]) -> dict[str, DefinitionFile]:
    """Return the files by name, the case's own file first."""
    ordered = sorted(files, key=lambda file: (file.owns != "case", file.name))
    return {file.name: file for file in ordered}


def _plain(value: Any) -> Any:
    """Return a TOML value as JSON can hold it: dates and times become text."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in cast(Sequence[Any], value)]
    return value if isinstance(value, str | int | float | bool) else str(value)
