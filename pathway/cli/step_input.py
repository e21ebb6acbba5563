"""What is said with a step on the command line: a file, and single values over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pathway.cli.assignments import FROM_FILE, applied, assignments_in
from pathway.cli.session import STANDARD_INPUT, document_of, text_of
from pathway.errors import PathwayError, WrongUsage

if TYPE_CHECKING:
    from pathway.service import Pathway

# On what the schema of a step depends.
ABOUT = ("by", "item", "on")


class StepInput:
    """
    The input in a file, if there is one, with every `--set` over it.

    Raises:
        WrongUsage: Something in it cannot be read.
    """

    def __init__(self, file: str | None, values: Sequence[str]) -> None:
        _refuse_two_readers(file, values)
        self._document = document_of(file) if file else {}
        try:
            self._assignments = assignments_in(values, text_of)
            self.answers = applied(self._document, self._assignments)
            self.depends_on_schema = any(value.depends_on_schema for value in self._assignments)
        except ValueError as error:
            raise WrongUsage(str(error)) from error

    def complete(
        self, pathway: Pathway, reference: str, step: str, options: Mapping[str, Any]
    ) -> None:
        """Take what looks like a number for text where the step's schema wants text."""
        if not self.depends_on_schema:
            return
        about = {name: options[name] for name in ABOUT}
        try:
            schema = pathway.schema(reference, step, input=self.answers, **about)
        except PathwayError:
            return  # the step itself says what is wrong
        self.answers = applied(self._document, self._assignments, schema)


def _refuse_two_readers(file: str | None, values: Sequence[str]) -> None:
    texts = [value.partition("=")[2] for value in values]
    readers = texts.count(FROM_FILE + STANDARD_INPUT) + (file == STANDARD_INPUT)
    if readers > 1:
        raise WrongUsage("Standard input is read once; name it once.")
