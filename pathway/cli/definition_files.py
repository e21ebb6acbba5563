"""
The files of definitions in folders: those that are checked together, and a copy of the shipped ones
to change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pathway import settings
from pathway.cli.session import text_of, write_bytes
from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathway.workflows.definitions.gathering import Find

TOML = ".toml"
# A file of this name is not a part of a definition.
SETTINGS = settings.FILE


def to_check(names: Sequence[str]) -> dict[str, str]:
    """
    Return the texts that make a whole definition with some files, by file name.

    A folder means the files in it, the name of a shipped definition its files. What the case's file
    names is looked for beside the files, then among those that are shipped. Files without that of
    their case take the one beside them that names them, else the one that is shipped.

    Raises:
        WrongUsage: A file cannot be read, or they are of more than one definition.
    """
    from pathway.workflows.definitions.gathering import gathered
    from pathway.workflows.loading.definition_files import SHIPPED, packaged

    if len(names) == 1 and names[0] in SHIPPED and not Path(names[0]).exists():
        return packaged(names[0])
    paths = [path for name in names for path in _files_of(Path(name))]
    _refuse_same_names(paths)
    texts = {path.name: text_of(str(path)) for path in paths}
    folders = list(dict.fromkeys(path.parent for path in paths))
    find = _finder(folders)
    if not _cases(texts):
        texts = _case_of(texts, folders, find) | texts
    texts = gathered(texts, find)
    cases = _cases(texts)
    if len(cases) > 1:
        raise WrongUsage(
            f"These are files of several definitions: {', '.join(cases)}; name those of one at a time."
        )
    return texts


def copies(name: str) -> dict[str, str]:
    """
    Return the files that are shipped, those of a definition of another name to be changed.

    Raises:
        WrongUsage: It cannot be the name of a definition.
    """
    from pathway.workflows.definitions.gathering import PLAIN_NAME
    from pathway.workflows.loading.definition_files import packaged

    case, *others = packaged()
    if not PLAIN_NAME.fullmatch(name):
        raise WrongUsage(
            f"{name} cannot be the name of a definition: use small letters, digits and _, a letter first."
        )
    if f"{name}{TOML}" in others:
        raise WrongUsage(
            f"{name} is the name of another file of the definition; choose another name."
        )
    texts = packaged()
    own = re.sub(r'(?m)^name = ".*"$', f'name = "{name}"', texts[case], count=1)
    own = re.sub(r'(?m)^version = "(.*)"$', rf'version = "\1-{name}"', own, count=1)
    return {f"{name}{TOML}": own} | {other: texts[other] for other in others}


def write_copies(texts: Mapping[str, str], folder: Path) -> None:
    """
    Write new files into a folder, over none that is there.

    Raises:
        WrongUsage: One of them is there already, or the folder cannot be made.
    """
    there = sorted(name for name in texts if (folder / name).exists())
    if there:
        raise WrongUsage(
            f"{folder} has {', '.join(there)} already; nothing was written. Name another folder with -o."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUsage(f"The folder {folder} cannot be made: {error.strerror}.") from error
    for name, text in texts.items():
        write_bytes(str(folder / name), text.encode())


def _files_of(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            return [path]
        files = sorted(
            file for file in path.glob(f"*{TOML}") if file.is_file() and file.name != SETTINGS
        )
    except OSError as error:
        raise WrongUsage(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError:
        return [path]
    if not files:
        raise WrongUsage(f"There is no {TOML} file in {path}.")
    return files


def _refuse_same_names(paths: Iterable[Path]) -> None:
    by_name: dict[str, Path] = {}
    for path in paths:
        other = by_name.setdefault(path.name, path)
        if other != path:
            raise WrongUsage(
                f"{other} and {path} have the same name, so they cannot be of one definition."
            )


def _case_of(texts: Mapping[str, str], folders: Sequence[Path], find: Find) -> dict[str, str]:
    """
    Return the file of the case to which files of items or forms belong; none where they cannot be
    read as such.
    """
    from pathway.workflows.definitions.gathering import content_of, gathered
    from pathway.workflows.loading.definition_files import packaged

    if not any(content_of(text).get("owns") in ("item", "forms") for text in texts.values()):
        return {}
    wanted = {f"{content_of(text).get('name')}{TOML}" for text in texts.values()}
    for path in (path for folder in folders for path in sorted(folder.glob(f"*{TOML}"))):
        case = {path.name: _text_or_nothing(path)} if path.name not in texts else {}
        if _cases(case) and not wanted.isdisjoint(gathered(case, find)):
            return case
    shipped, *_ = packaged().items()
    return dict([shipped])


def _text_or_nothing(path: Path) -> str:
    try:
        return text_of(str(path))
    except WrongUsage:
        return ""


def _cases(texts: Mapping[str, str]) -> list[str]:
    """Return the files that own a case and that no other of them extends."""
    from pathway.workflows.definitions.gathering import content_of

    contents = {name: content_of(text) for name, text in texts.items()}
    extended = [content.get("extends") for content in contents.values()]
    return [
        name
        for name, content in contents.items()
        if content.get("owns") == "case" and content.get("name") not in extended
    ]


def _finder(folders: Sequence[Path]) -> Find:
    """Return what finds a file in the folders, then among those that are shipped."""
    from pathway.workflows.loading.definition_files import shipped_files

    def find(name: str) -> str | None:
        for folder in folders:
            if (folder / name).is_file():
                return text_of(str(folder / name))
        return shipped_files().get(name)

    return find
