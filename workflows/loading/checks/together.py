"""
Do the files belong together? One owns the case, each kind of item and each set of forms has its own
file, and nothing is there twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.format import DefinitionFile
from pathway.workflows.definitions.names import repeated
from pathway.workflows.loading.checks.read import Files

# No guidance that a definition follows is older, or known so long before it is in force.
YEARS = range(2000, 2100)
ARTICLES = {"items": "the item", "forms": "the forms", "meeting": "the meeting"}


def faults(files: Files) -> Iterator[Fault]:
    """Return what is wrong between the files."""
    for name, file in files.by_name.items():
        if "edition" not in files.unread:
            yield from _edition(name, file)
        yield from _head(name, file)
        yield from _twice(name, file)
    if not files.all_read:
        return
    cases = [name for name, _ in files.owning("case")]
    if files.names and len(cases) != 1:
        yield Fault(", ".join(cases), "", f"exactly one file owns the case; {len(cases)} do")
    yield from _of_machine(files.of_cases())
    yield from _of_machine(files.of_meetings())
    for name in cases:
        yield from _meetings(name, files)
    yield from _same_names(files)
    yield from _same_deadlines(files)


def _of_machine(files: Files) -> Iterator[Fault]:
    """Return what is wrong between the file of a machine and those that it names."""
    items = [other.name for _, other in files.owning("item")]
    forms = [other.name for _, other in files.owning("forms")]
    for name, file in files.owning("case"):
        yield from _missing(name, "items", file.items, items)
        yield from _missing(name, "forms", file.forms, forms)
        yield from _not_named(files, file)


def _meetings(name: str, files: Files) -> Iterator[Fault]:
    """Return what is wrong between the case's file and those of meetings."""
    wanted = files.by_name[name].meeting
    if wanted is not None:
        present = [file.name for _, file in files.owning("meeting")]
        yield from _missing(name, "meeting", [wanted], present)
    for other, file in files.owning("meeting"):
        if file.name != wanted and "meeting" not in files.unread:
            why = f"the case's file does not name {file.name} as that of its meetings"
            yield Fault(other, "name", why)


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


def _edition(name: str, file: DefinitionFile) -> Iterator[Fault]:
    edition = file.edition
    if edition is None:
        if file.owns == "case":
            why = "the case's file must say which edition of the guidance it follows"
            yield Fault(name, "[edition]", why)
        return
    begins, ends = edition.in_force_from, edition.in_force_until
    if ends is not None and ends < begins:
        yield Fault(name, "[edition]", "in_force_until is before in_force_from")
    for member, day in (("in_force_from", begins), ("in_force_until", ends)):
        if day is not None and day.year not in YEARS:
            why = f"{member} is not in the years {YEARS.start} to {YEARS.stop - 1}"
            yield Fault(name, "[edition]", why)


def _head(name: str, file: DefinitionFile) -> Iterator[Fault]:
    if file.is_machine and not (file.state and file.step):
        yield Fault(
            name,
            "[[state]]",
            "the file of a case, a meeting or an item must have states and steps",
        )


def _missing(
    name: str, member: str, wanted: Iterable[str], present: Iterable[str]
) -> Iterator[Fault]:
    known = list(present)
    article = ARTICLES[member]
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
        for entry in repeated(listed):
            yield Fault(name, f"[[{kind}]] {entry}", f"this {kind} is listed twice")
