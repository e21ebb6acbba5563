"""The proof: verify, anchor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.named_files import STANDARD_OUTPUT, bytes_of, write_bytes
from pathway.cli.options import Command
from pathway.cli.screens.gauge import gauge
from pathway.cli.screens.words import number
from pathway.cli.session import Session
from pathway.errors import DatabaseNotReady, KeyMissing, Reason, VerificationFailed

if TYPE_CHECKING:
    from pathway.service.maintenance import Finding

CHECKED = (
    "the chain of events",
    "the stored case, items and deadlines against replay",
    "directory, calendar, settings and definitions against their recorded changes",
    "what links name",
)
WITH_KEY = ("every MAC", "every sealed part", "every file")
ANCHORED = "what the anchor names"


@click.command(cls=Command)
@click.argument("reference", metavar="[REF]", required=False)
@click.option(
    "--anchor", "kept", metavar="FILE", help="What `pathway anchor` wrote must be there still."
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1),
    default=1,
    help="How many processes check cases at the same time; 1 if left out.",
)
@click.pass_obj
def verify(session: Session, /, reference: str | None, kept: str | None, jobs: int) -> None:
    """
    Check the history of one case or of all.

    Each chain of events, the stored rows against replay, what links name, that every file is
    there, and with the key every MAC, every sealed part and the content of every file. The exit
    code is 6 if something does not hold, 7 if the key was missing and all else is in order.
    """
    anchor = bytes_of(kept) if kept is not None else None
    with session.pathway() as pathway, gauge("Verifying", "cases") as progress:
        findings = pathway.verify(reference, progress, anchor=anchor, jobs=jobs)
    faults = [finding for finding in findings if finding.is_fault]
    unchecked = [finding for finding in findings if not finding.is_fault]
    checked = _checked(unchecked=bool(unchecked), anchored=anchor is not None)
    document = {
        "case": reference,
        "ok": not findings,
        "checked": checked,
        "findings": [_finding_as_json(finding) for finding in findings],
    }
    if not session.show(document):
        _verified(session, reference, checked, findings)
    if faults:
        raise _failed(faults, with_reasons=session.wants_json)
    if any(finding.what == "macs_unchecked" for finding in unchecked):
        raise KeyMissing(
            "MACs not checked, nor sealed parts or files: say where the key is with --key-file."
        )
    if unchecked:
        raise DatabaseNotReady(unchecked[0].detail)


@click.command(cls=Command)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default=STANDARD_OUTPUT,
    help="Where it is written; standard output if left out.",
)
@click.pass_obj
def anchor(session: Session, /, output: str) -> None:
    """
    Write down how far every case has got, to be kept elsewhere.

    `pathway verify --anchor FILE` finds what was taken away since, also by somebody with the key.
    """
    with session.pathway() as pathway:
        written = pathway.anchor()
    write_bytes(output, written.text().encode())
    if output == STANDARD_OUTPUT:
        return
    if not session.show({"file": output, "at": written.at, "cases": len(written.cases)}):
        cases = number(len(written.cases), "case", "cases")
        session.screen.fold(
            f"Anchored {cases} in {output}; keep it where nobody who may write to the database gets at it."
        )


def _checked(*, unchecked: bool, anchored: bool) -> tuple[str, ...]:
    checked = CHECKED if unchecked else (*CHECKED, *WITH_KEY)
    return (*checked, ANCHORED) if anchored else checked


def _failed(faults: Sequence[Finding], *, with_reasons: bool) -> VerificationFailed:
    reasons: list[Reason] = []
    # The screen lists them already; JSON on standard error has to hold them as well.
    if with_reasons:
        reasons = [Reason(fault.what, fault.detail, fault.reference or None) for fault in faults]
    return VerificationFailed(
        f"The history does not hold together: {number(len(faults), 'finding')}.", reasons
    )


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "case": finding.reference,
        "what": finding.what,
        "detail": finding.detail,
        "fault": finding.is_fault,
    }


def _verified(
    session: Session, reference: str | None, checked: Sequence[str], findings: Sequence[Finding]
) -> None:
    """Print what was checked and what was found."""
    subject = reference or "every case"
    session.screen.fold(f"Checked for {subject}: {', '.join(checked)}.", 0, 2)
    for finding in findings:
        session.screen.line(
            f"{finding.reference or 'database'}: {finding.what}: {finding.detail}",
            "bad" if finding.is_fault else "",
        )
    if not findings:
        session.screen.line("All is in order.", "good")


COMMANDS = (verify, anchor)
