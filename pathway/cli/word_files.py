"""Forms that come as Word documents, wherever a command takes in a file of input."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.named_files import document_in
from pathway.errors import FormRefused, Reason, StepRefused

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views.word_forms import FilledForm

WORD = ".docx"
ARCHIVE = b"PK\x03\x04"
# A Word document; an old one, or one with a password; a PDF; rich text.
BEGINNINGS = (ARCHIVE, b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")


def referral_of(
    pathway: Pathway,
    content: bytes,
    name: str,
    *,
    about: Mapping[str, Any],
    files: Collection[str],
) -> tuple[Mapping[str, Any], FilledForm | None]:
    """
    Return a referral form as a table of fields and, where it came as a Word document, as that.

    Args:
        name: The name of its file.
        about: What `Documents.read_form` wants to know beside the content.
        files: The fields for which files are given.

    Raises:
        WrongUsage: It is neither a Word document nor TOML or JSON.
        FormRefused: The Word document has faults.
    """
    if not is_word(content):
        return document_in(content, name), None
    check_name(content, name)
    filled = pathway.documents.read_form(content, **about)
    tell(filled, files)
    return filled.input, filled


def is_word(content: bytes) -> bool:
    """Return whether a file is meant to be a Word document, rather than TOML or JSON."""
    return content.startswith(BEGINNINGS)


def check_name(content: bytes, name: str) -> None:
    """
    Make sure that the name of a file does not say that it is something other than a Word document.

    Raises:
        FormRefused: It does.
    """
    from pathlib import PurePath

    ending = PurePath(name).suffix
    if content.startswith(ARCHIVE) and ending.lower() not in ("", WORD):
        why = f"the file cannot be read: its name ends in {ending}; save it as a Word document ({WORD})"
        raise FormRefused([Reason("input", why)])


def tell(filled: FilledForm, files: Collection[str]) -> None:
    """Write what was not read of a form, and which files that it names were not given."""
    for sentence in filled.notes:
        click.echo(sentence, err=True)
    for path in sorted(set(filled.files) - set(files)):
        click.echo(f"The form names a file for {path}: give it with --file {path}=FILE.", err=True)


@contextmanager
def in_the_words_of(filled: FilledForm | None) -> Generator[None]:
    """Name places in the words of the form where what comes of it is refused."""
    try:
        yield
    except (FormRefused, StepRefused) as refused:
        if filled is None:
            raise
        raise _again(refused, filled.in_words) from refused


def _again(
    refused: FormRefused | StepRefused, told: Callable[[Sequence[Reason]], list[Reason]]
) -> FormRefused | StepRefused:
    reasons = told(refused.reasons)
    if isinstance(refused, FormRefused):
        return FormRefused(reasons)
    return StepRefused(refused.reference, refused.state, refused.step, reasons)
