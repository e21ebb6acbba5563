"""Lists of whole cases, each as it is shown alone."""

from __future__ import annotations

from pathway.service.cases.reading.cases import case_view
from pathway.service.cases.reading.damaged import damaged_case
from pathway.service.cases.reading.listing import Shape
from pathway.service.views.cases import CaseView

WHOLE: Shape[CaseView] = Shape(case_view, damaged_case)
