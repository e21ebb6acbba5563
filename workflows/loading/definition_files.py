"""
Reads, checks and hashes definition files. Loading runs no code from them and reports every fault at
once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
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
from pathway.workflows.loading.vocabulary import STANDARD

if TYPE_CHECKING:
    from pathway.workflows.loading.checks.read import Files


# The definitions that the package ships. Cases follow the first unless another is named.
SHIPPED = ("review", "four_partners")


def packaged(name: str = SHIPPED[0]) -> dict[str, str]:
    """Return the texts of a definition that the package ships, by file name."""
    shipped = shipped_files()
    case = f"{name}.toml"
    return gathered({case: shipped[case]}, shipped.get)


@lru_cache(maxsize=1)
def shipped_files() -> Mapping[str, str]:
    """Return the text of every definition file that the package ships, by file name."""
    folder = files("pathway.workflows.definitions")
    paths = [path for path in folder.iterdir() if path.name.endswith(".toml")]
    paths.sort(key=lambda path: path.name)
    return {path.name: path.read_text("utf-8") for path in paths}


def load(
    texts: Mapping[str, str], vocabulary: Vocabulary = STANDARD, *, checked: bool = False
) -> BoundDefinition:
    """
    Return the definition that the files make up together.

    Args:
        checked: They have been checked before, and are only read.

    Raises:
        ImportRefused: Something is wrong; every fault is listed with its file and table.
    """
    if checked:
        contents = whole({name: content_of(text) for name, text in texts.items()}).contents
        files = [DefinitionFile.model_validate(content) for content in contents.values()]
        return _bound(files, contents, vocabulary)
    sound = _checked(texts, vocabulary)
    return _bound(sound.by_name.values(), sound.whole.contents, vocabulary)


def _bound(
    files: Iterable[DefinitionFile], contents: Mapping[str, Any], vocabulary: Vocabulary
) -> BoundDefinition:
    """Return the definition of cases, which knows that of its meetings."""
    ordered = _in_order(files)
    return BoundDefinition(of_cases(ordered), content_hash(contents), vocabulary, ordered)


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

    The tests check it, so that no command has to.
    """
    return load(packaged(name), checked=True)


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
