"""
Files of definitions: those that are checked together, and copies of the shipped ones to be changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pathway import settings
from pathway.cli.named_files import text_of, write_bytes
from pathway.cli.written_files import made_folder
from pathway.errors import WrongUsage

if TYPE_CHECKING:
    from pathway.workflows.definitions.gathering import Find

TOML = ".toml"
# A file with this name is not part of a definition.
SETTINGS = settings.FILE


def to_check(names: Sequence[str]) -> dict[str, str]:
    """
    Return the texts of a whole definition that has the named files, by file name.

    A folder stands for the files in it, the name of a shipped definition for its files. The files
    that the case's file names are looked for beside it, then among the shipped ones. If the case's
    file is not named, it is the one beside the files that names them, else the shipped one.

    Raises:
        WrongUsage: A file cannot be read, or the files are of more than one definition.
    """
    from pathway.workflows.definitions.gathering import gathered
    from pathway.workflows.loading.definition_files import SHIPPED, packaged

    if len(names) == 1 and names[0] in SHIPPED and not Path(names[0]).exists():
        return packaged(names[0])
    paths: list[Path] = []
    for name in names:
        paths += _files_of(Path(name))
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
    Return the shipped files, by file name, as a definition of another name.

    Raises:
        WrongUsage: The name cannot be that of a definition.
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
    Write new files into a folder, overwriting none.

    Raises:
        WrongUsage: One of them exists already, or the folder cannot be made.
    """
    existing = sorted(name for name in texts if (folder / name).exists())
    if existing:
        raise WrongUsage(
            f"{folder} has {', '.join(existing)} already; nothing was written. Name another folder with -o."
        )
    made_folder(folder)
    for name, text in texts.items():
        write_bytes(str(folder / name), text.encode())


def _files_of(path: Path) -> list[Path]:
    """Return the files of definitions in a folder, or the file itself."""
    try:
        if not path.is_dir():
            return [path]
        candidates = [file for file in path.glob(f"*{TOML}") if file.name != SETTINGS]
        files = sorted(file for file in candidates if _is_inside(file))
    except OSError as error:
        raise WrongUsage(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError:
        return [path]
    if not files:
        raise WrongUsage(f"There is no {TOML} file in {path}.")
    return files


def _is_inside(path: Path) -> bool:
    """
    Return whether there is such a file, for which nobody asked by its own name.

    Raises:
        WrongUsage: It is a link that leads out of the folder.
    """
    if not path.is_file():
        return False
    if not path.resolve().is_relative_to(path.parent.resolve()):
        raise WrongUsage(
            f"{path} leads out of its folder, and nothing outside is read; put the file itself there."
        )
    return True


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
    Return the file of the case that files of items or forms belong to; nothing if they are not
    such files.
    """
    from pathway.workflows.definitions.gathering import content_of, gathered
    from pathway.workflows.loading.definition_files import packaged

    contents = [content_of(text) for text in texts.values()]
    if not any(content.get("owns") in ("item", "forms") for content in contents):
        return {}
    wanted = {f"{content.get('name')}{TOML}" for content in contents}
    for folder in folders:
        for path in sorted(folder.glob(f"*{TOML}")):
            if path.name in texts or not _is_inside(path):
                continue
            case = {path.name: _text_or_nothing(path)}
            if _cases(case) and not wanted.isdisjoint(gathered(case, find)):
                return case
    # The case's file is the first of those that are shipped.
    name, text = next(iter(packaged().items()))
    return {name: text}


def _text_or_nothing(path: Path) -> str:
    """Return the text of a file; nothing if it cannot be read, since nobody named it."""
    try:
        return text_of(str(path))
    except WrongUsage:
        return ""


def _cases(texts: Mapping[str, str]) -> list[str]:
    """Return the names of the files that own a case and that no other file here extends."""
    from pathway.workflows.definitions.gathering import content_of

    contents = {name: content_of(text) for name, text in texts.items()}
    extended = [content.get("extends") for content in contents.values()]
    return [
        name
        for name, content in contents.items()
        if content.get("owns") == "case" and content.get("name") not in extended
    ]


def _finder(folders: Sequence[Path]) -> Find:
    """Return a function that finds a file in the folders, else among the shipped ones."""
    from pathway.workflows.loading.definition_files import shipped_files

    def find(name: str) -> str | None:
        for folder in folders:
            path = folder / name
            if _is_inside(path):
                return text_of(str(path))
        return shipped_files().get(name)

    return find
