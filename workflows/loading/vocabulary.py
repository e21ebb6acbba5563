"""The names in a definition file that have code behind them: guards, effects, choices."""

from __future__ import annotations

from pathway.workflows.attempts.attempt import Vocabulary
from pathway.workflows.deciding.correctable import (
    ANOTHER_DAY,
    ENTRY_TO_CORRECT,
    another_day,
    entry_to_correct,
    why_no_place,
)
from pathway.workflows.forms.ties import KNOWN_PLACES
from pathway.workflows.steps.choices import CHOICES, CONDITIONS, EXPLANATIONS
from pathway.workflows.steps.effects import EFFECTS
from pathway.workflows.steps.effects.checks import CHECKS
from pathway.workflows.steps.guards import GUARDS

STANDARD = Vocabulary(
    guards=GUARDS,
    effects=EFFECTS,
    checks=CHECKS,
    choices={**CHOICES, ENTRY_TO_CORRECT: entry_to_correct, ANOTHER_DAY: another_day},
    conditions=CONDITIONS,
    explanations={**EXPLANATIONS, KNOWN_PLACES: why_no_place},
)
