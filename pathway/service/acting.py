"""
What callers do to cases: each call in a transaction of its own or inside a host's, and what it
returns.
"""

from __future__ import annotations

from collections.abc import Callable

from pathway.service.access.readers import note_read
from pathway.service.cases.carrying_out import carry_out
from pathway.service.cases.file_reading import names_files, with_read_files
from pathway.service.cases.previewing import preview_of
from pathway.service.cases.reading.cases import late_case_view
from pathway.service.cases.referring import refer as referred
from pathway.service.cases.saving import save
from pathway.service.cases.step_request import StepRequest, with_given_files
from pathway.service.cases.taken import Taken
from pathway.service.cases.taking import take_request
from pathway.service.files.given import Files
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.upkeep import definition_versions
from pathway.service.upkeep.definition_versions import Migration as Migration
from pathway.service.views.cases import CaseView
from pathway.service.views.steps import PreviewView

# What whoever looks at a step learns even of a case of which they may read nothing.
WHERE_IT_IS = ("status",)


def refer(
    installation: Installation, request: StepRequest, *, key: str | None, files: Files | None
) -> CaseView:
    """Open a case, and return it; see `Casework.refer`."""
    request = with_files(installation, request, files)
    return _done(installation, request, key, lambda unit: [referred(unit, request)])


def take(
    installation: Installation,
    request: StepRequest,
    *,
    key: str | None,
    files: Files | None,
    expect_version: int | None,
) -> CaseView:
    """Take a step, and return the case as it is afterwards; see `Casework.take`."""
    request = with_files(installation, request, files)
    return take_with_files(installation, request, key=key, expect_version=expect_version)


def take_with_files(
    installation: Installation, request: StepRequest, *, key: str | None, expect_version: int | None
) -> CaseView:
    """Take a step whose files were read by `with_files`, and return the case as it is afterwards."""
    return _done(
        installation, request, key, lambda unit: take_request(unit, request, expect_version)
    )


def preview(
    installation: Installation,
    request: StepRequest,
    *,
    files: Files | None,
    expect_version: int | None,
) -> PreviewView:
    """Return what would follow from a step; see `Casework.preview`."""
    request = with_files(installation, request, files)
    with installation.reading() as unit:
        unit.reader = unit.actor(request.by)
        return _previewed(unit, take_request(unit, request, expect_version))


def migrate(installation: Installation, reference: str, move: Migration) -> CaseView:
    """Move a case to another version of its definition, and return it; see `Casework.migrate`."""

    def work(unit: UnitOfWork) -> CaseView:
        taken = definition_versions.migrate(unit, reference, move)
        unit.reader = unit.actor(move.by) if move.by is not None else None
        save(unit, [taken])
        return late_case_view(unit, taken.after)

    return installation.in_transaction(work)


def preview_migration(installation: Installation, reference: str, move: Migration) -> PreviewView:
    """Return what a move would change; see `Casework.preview_migration`."""
    with installation.reading() as unit:
        moved = definition_versions.migrate(unit, reference, move)
        unit.reader = unit.actor(move.by) if move.by is not None else None
        return _previewed(unit, [moved])


def _previewed(unit: UnitOfWork, changed: list[Taken]) -> PreviewView:
    """Return what would follow, and record that it was read: it shows the case as it would be."""
    view = preview_of(unit, changed)
    note_read(unit, view.case.reference, *(view.case.parts or WHERE_IT_IS))
    return view


def with_files(
    installation: Installation, request: StepRequest, files: Files | None
) -> StepRequest:
    """
    Return a request with the files that were given, and what is wrong in those that are read.

    Raises:
        NotFound: There is no such case.
        WrongUsage: What is given is not a file with a name.
    """
    request = with_given_files(request, files, installation.settings)
    if not names_files(request):
        return request
    with installation.reading() as unit:
        return with_read_files(unit, request)


def _done(
    installation: Installation,
    request: StepRequest,
    key: str | None,
    work: Callable[[UnitOfWork], list[Taken]],
) -> CaseView:
    """Do it, and return the case as whoever asked for it may read it."""
    return carry_out(installation, request, key, work=work, show=late_case_view)
