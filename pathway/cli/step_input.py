"""What is said with a step on the command line: a file, and single values over it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pathway.cli.assignments import FROM_FILE, applied, assignments_in
from pathway.cli.named_files import STANDARD_INPUT, bytes_of, document_of, text_of
from pathway.cli.word_files import check_name, tell
from pathway.errors import PathwayError, WrongUsage

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views.word_forms import FilledForm

# On what the schema of a step depends.
ABOUT = ("by", "on_behalf_of", "item", "on")


class StepInput:
    """
    The input in a file or a Word form, if there is one, with every `--set` over it.

    Args:
        form: The file of a Word form; its input is there only after `read_form`.

    Raises:
        WrongUsage: Something in it cannot be read.
    """

    def __init__(self, file: str | None, values: Sequence[str], form: str | None = None) -> None:
        _refuse_two_readers(file, values, form)
        self._form = bytes_of(form) if form else None
        if form and self._form:
            check_name(self._form, form)
        self.filled: FilledForm | None = None
        self._document: Mapping[str, Any] = document_of(file) if file else {}
        try:
            self._assignments = assignments_in(values, text_of)
            self.answers = applied(self._document, self._assignments)
            self.depends_on_schema = any(value.depends_on_schema for value in self._assignments)
        except ValueError as error:
            raise WrongUsage(str(error)) from error

    @property
    def is_known(self) -> bool:
        """Return whether nothing more has to be looked up to know the input."""
        return self._form is None and not self.depends_on_schema

    def read_form(
        self, pathway: Pathway, reference: str, step: str, files: Collection[str]
    ) -> None:
        """
        Read the Word form, if there is one.

        Args:
            files: The fields for which files are given.

        Raises:
            FormRefused: It has faults, or is not the form that the step takes in.
        """
        if self._form is None:
            return
        self.filled = pathway.documents.read_form(self._form, reference=reference, step=step)
        tell(self.filled, files)
        self._document = self.filled.input
        self.answers = applied(self._document, self._assignments)

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


def _refuse_two_readers(file: str | None, values: Sequence[str], form: str | None) -> None:
    if file and form:
        raise WrongUsage("Give the input with --input or with --form, not with both.")
    texts = [value.partition("=")[2] for value in values]
    readers = texts.count(FROM_FILE + STANDARD_INPUT) + (STANDARD_INPUT in (file, form))
    if readers > 1:
        raise WrongUsage("Standard input is read once; name it once.")
