"""Which columns a plan has: those of the toolkit, and every field of the definition's own form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pathway.documents.case_pack.answers import label_of
from pathway.documents.plans.plan import RATING, Column, ColumnKind
from pathway.service.documents.records.items import BLOCKED, RATINGS
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.definitions.format import Step
from pathway.workflows.forms.types import DAYS

ADD_ACTION = "add_action"
REF = "ref"
# In the order of the toolkit (item 11). Those with a title are made of what is on record; the others
# are fields of the form, if it has them.
ORDER: Sequence[tuple[str, str]] = (
    (REF, "Ref"),
    ("recommendations", ""),
    ("recommendation", "Recommendation and source"),
    ("response", "Response"),
    ("scope", ""),
    ("what", ""),
    ("milestones", ""),
    ("outcome_sought", ""),
    ("owner", ""),
    ("agency", "Agency"),
    ("starts_on", ""),
    ("due", ""),
    ("first_due", "First due"),
    (RATING, "BRAG"),
    ("progress", "Progress"),
    ("evidence_needed", ""),
    ("evidence", "Evidence"),
    ("verifier", "Verified by"),
    ("impact_measure", ""),
    ("impact_checks", ""),
    ("closure", "Closure"),
)


@dataclass(frozen=True)
class PlanLayout:
    """
    The columns of a plan, and the form by which its actions are added.

    Args:
        step: The name of the step that adds an action.
        fields: The fields of its form.
    """

    step: str
    fields: Sequence[FormField]
    columns: Sequence[Column]


def plan_layout(definition: BoundDefinition) -> PlanLayout:
    """Return the columns of plans under a definition."""
    step = _step(definition)
    fields = definition.forms.by_name[step.input].field if step else []
    by_name = {field.name: field for field in fields}
    computed = dict(ORDER)
    columns: list[Column] = []
    for name, title in ORDER:
        if title:
            columns.append(_computed(name, title))
        elif name in by_name:
            columns.append(_entered(definition, by_name[name]))
    # What a partnership asks for beside that.
    columns += [_entered(definition, field) for field in fields if field.name not in computed]
    return PlanLayout(step.name if step else ADD_ACTION, fields, columns)


def _step(definition: BoundDefinition) -> Step | None:
    """Return the step that adds an action."""
    for file, step in definition.tables():
        if file.owns == "case" and ADD_ACTION in step.effects and step.input in definition.forms:
            return step
    return None


def _computed(name: str, title: str) -> Column:
    if name == RATING:
        words = [words for words, _ in RATINGS.values()]
        return Column(name, title, "rating", [*words, BLOCKED])
    return Column(name, title, "day" if name == "first_due" else "text")


def _entered(definition: BoundDefinition, field: FormField) -> Column:
    title = field.headings[0] if field.headings else label_of(field)
    choices: Sequence[str] = ()
    if not field.many and field.type == "choice":
        choices = [label or code for code, label in definition.forms.codes(field).items()]
    kind: ColumnKind = "day" if field.type in DAYS and not field.many else "text"
    return Column(field.name, title, kind, choices, is_entered=True)
