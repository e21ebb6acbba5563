"""Lists of whole cases, each as it is shown alone."""

from __future__ import annotations

from pathway.service.cases.reading.cases import case_view
from pathway.service.cases.reading.damaged import columns
from pathway.service.cases.reading.listing import Shape
from pathway.service.views.cases import CaseView
from pathway.storage.cases.list_rows import CaseRow


def damaged_case(row: CaseRow, why: str) -> CaseView:
    """Return what its row says of a case that cannot be read."""
    return CaseView(**columns(row), line="", items=(), deadlines=(), damaged=why)


WHOLE: Shape[CaseView] = Shape(case_view, damaged_case)
