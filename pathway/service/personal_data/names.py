"""The partnership's list of names to look for in referrals."""

from __future__ import annotations

import builtins
from dataclasses import dataclass

from pathway.documents.personal_data.names import words_of
from pathway.errors import ImportRefused, Reason
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.shapes import View
from pathway.storage import name_list
from pathway.text_files import text_of

CHANGING = "Changing the list of names"
READING = "Reading the list of names"
COMMENT = "#"
MAX_NAMES = 50_000
MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class ImportedNames(View):
    """How many names the list has now, and how many it had before."""

    names: int
    before: int


class Names:
    """The names to look for in referrals (`Pathway.names`)."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def import_file(
        self, content: str | bytes, *, preview: bool = False, by: str | None = None
    ) -> ImportedNames:
        """
        Replace the list with the names in a file, sealed, and return how many there are. An empty
        file removes the list.

        Args:
            content: One name a line; lines that begin with # are ignored.
            preview: Only return what would change.
            by: The email of somebody in the business unit, or of the chair; may be left out by the
                keeper of the installation, if the host answers for that (see `Pathway.connect`).

        Raises:
            ImportRefused: The file has faults; every one is listed with its line and without the
                name.
            Refused: The person may not change the list.
            NotFound: Nobody has that email.
            KeyMissing: There is no key to seal it with.
        """
        names = _names_in(content)

        def work(unit: UnitOfWork) -> ImportedNames:
            return _imported(unit, names, by)

        if preview:
            with self._installation.reading() as unit:
                return work(unit)
        return self._installation.in_transaction(work)

    def list(self, *, by: str | None = None) -> builtins.list[str]:
        """
        Return the names on the list; `by` is as for `import_file`.

        Raises:
            Refused: The person may not read the list.
            NotFound: Nobody has that email.
            KeyMissing: There is no key to open it.
        """
        with self._installation.reading() as unit:
            unit.keeper(by, READING)
            return list(kept_names(unit))


def kept_names(unit: UnitOfWork) -> tuple[str, ...]:
    """
    Return the names to look for.

    Raises:
        KeyMissing: There is no key to open the list.
        VerificationFailed: It is not the one that was imported.
    """
    return name_list.get(unit.connection, unit.installation.keyring, unit.settings)


def _imported(unit: UnitOfWork, names: builtins.list[str], by: str | None) -> ImportedNames:
    person = unit.keeper(by, CHANGING)
    before = len(kept_names(unit))
    if unit.writes:
        keyring = unit.installation.required_keyring()
        with unit.recording("names", person):
            name_list.put(unit.connection, keyring, names)
    return ImportedNames(len(names), before)


def _names_in(content: str | bytes) -> builtins.list[str]:
    """Return the names of a file, each once, in its order."""
    try:
        text = content if isinstance(content, str) else text_of(content, "cp1252")
    except ValueError as error:
        raise ImportRefused("The file", [Reason("input", f"the file is {error}")]) from error
    names: dict[str, None] = {}
    faults: builtins.list[Reason] = []
    for number, line in enumerate(text.splitlines(), start=1):
        name = " ".join(line.split())
        if not name or name.startswith(COMMENT):
            continue
        fault = _fault(name)
        if fault:
            faults.append(Reason("input", fault, f"line {number}"))
        names[name] = None
    if len(names) > MAX_NAMES:
        faults.append(Reason("input", f"it has more than {MAX_NAMES:,} names"))
    if faults:
        raise ImportRefused("The file", faults)
    return list(names)


def _fault(name: str) -> str | None:
    """Return what is wrong with a name, without repeating it."""
    if len(name) > MAX_NAME:
        return f"longer than {MAX_NAME} characters; write one name a line"
    if len("".join(words_of(name))) < len("Al"):
        return "fewer than two letters, which would be found everywhere"
    return None
