"""What a monitor has to see: some work that is done, and programs of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pathway import Pathway
from pathway.errors import StepRefused
from pathway.testing import case_in

REFERRER = "referrer.childrens@example.org"
# Begins a program for which the packages are not there.
ABSENT = "import sys; sys.modules.update({'opentelemetry': None, 'prometheus_client': None})\n"


def live(pathway: Pathway) -> str:
    """Refer a case, have a step refused, sweep and verify; return the case."""
    case = case_in(pathway, "subgroup_decision.triage").reference
    with pytest.raises(StepRefused):
        pathway.take(case, "submit", by=REFERRER)
    pathway.sweep()
    pathway.verify()
    return case


def ran(program: str, *arguments: str) -> str:
    """Return the last line that a program of its own printed, of its error if it failed."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=False, capture_output=True, text=True
    )
    return (done.stderr if done.returncode else done.stdout).splitlines()[-1]
