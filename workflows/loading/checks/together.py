"""
Do the files belong together? One owns the case, each kind of item and each set of forms has its own
file, and nothing is there twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.loading.checks.read import Files


def faults(files: Files) -> Iterator[Fault]:
    """Return what is wrong between the files."""
    for name, file in files.by_name.items():
        yield from _head(name, file)
        yield from _twice(name, file)
    if not files.all_read:
        return
    cases = [name for name, _ in files.owning("case")]
    if files.names and len(cases) != 1:
        yield Fault(", ".join(cases), "", f"exactly one file owns the case; {len(cases)} do")
    for name in cases:
        file = files.by_name[name]
        items = [other.name for _, other in files.owning("item")]
        forms = [other.name for _, other in files.owning("forms")]
        yield from _missing(name, "items", file.items, items)
        yield from _missing(name, "forms", file.forms, forms)
        yield from _not_named(files, file)
    yield from _same_names(files)
    yield from _same_deadlines(files)


def _same_names(files: Files) -> Iterator[Fault]:
    for name, file in files.by_name.items():
        others = [other for other, another in files.by_name.items() if another.name == file.name]
        if others[0] != name:
            yield Fault(name, "name", f"{others[0]} has the name {file.name} too")


def _same_deadlines(files: Files) -> Iterator[Fault]:
    places: dict[str, list[str]] = {}
    for name, file in files.by_name.items():
        for rule in file.deadline:
            places.setdefault(rule.key, []).append(name)
    for key, where in sorted(places.items()):
        if len(where) > 1:
            yield Fault(where[-1], f"[[deadline]] {key}", "there are two deadlines of this key")


def _head(name: str, file: DefinitionFile) -> Iterator[Fault]:
    edition = file.edition
    if file.owns == "case" and edition is None:
        yield Fault(
            name, "[edition]", "the case's file must say which edition of the guidance it follows"
        )
    if (
        edition is not None
        and edition.in_force_until is not None
        and edition.in_force_until < edition.in_force_from
    ):
        yield Fault(name, "[edition]", "in_force_until is before in_force_from")
    if file.is_machine and not (file.state and file.step):
        yield Fault(
            name, "[[state]]", "the file of a case or of an item must have states and steps"
        )


def _missing(
    name: str, member: str, wanted: Iterable[str], present: Iterable[str]
) -> Iterator[Fault]:
    known = list(present)
    article = "the item" if member == "items" else "the forms"
    for listed in wanted:
        if listed not in known:
            yield Fault(name, member, f"there is no file for {article} {listed}")


def _not_named(files: Files, case: DefinitionFile) -> Iterator[Fault]:
    """Return the files that would not be part of a definition, as the case's file omits them."""
    for owns, member, listed in (("item", "items", case.items), ("forms", "forms", case.forms)):
        if member in files.unread:
            continue
        for name, file in files.owning(owns):
            if file.name not in listed:
                why = f"the case's file does not name {file.name} in its {member}"
                yield Fault(name, "name", why)


def _twice(name: str, file: DefinitionFile) -> Iterator[Fault]:
    """Return the tables of a file that have the name of another."""
    names = {
        "state": [entry.name for entry in file.state],
        "ladder": [entry.name for entry in file.ladder],
        "kind": [entry.name for entry in file.kind],
        "fact": [entry.name for entry in file.fact],
        "outcome": [entry.name for entry in file.outcome],
        "agency": [entry.code for entry in file.agency],
    }
    for kind, listed in names.items():
        for entry in sorted({entry for entry in listed if listed.count(entry) > 1}):
            yield Fault(name, f"[[{kind}]] {entry}", f"this {kind} is listed twice")
