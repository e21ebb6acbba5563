"""
Checklists in which an answer matters: whoever answers "no" is asked why. A question with `stops`
lets the step go on with yes only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway.workflows.definitions.form_format import Form, FormField

ANSWER, NO = "answer", "no"
WHY = "_why"


def asking_why(form: Form) -> Form:
    """
    Return a checklist in which each yes-or-no question is followed by one that asks why not; any
    other form as it is.
    """
    if not form.checklist:
        return form
    return form.model_copy(update={"field": list(_followed(form.field))})


def _followed(fields: Sequence[FormField]) -> Iterator[FormField]:
    names = [field.name for field in fields]
    for field in fields:
        inner = list(_followed(field.field))
        yield field.model_copy(update={"field": inner}) if inner != field.field else field
        name = f"{field.name}{WHY}"
        if field.type == ANSWER and not field.many and not field.stops and name not in names:
            yield _why(field, name)


def _why(field: FormField, name: str) -> FormField:
    label = f"Answered no: {field.label or field.name} Why, and what is done about it?"
    asked = {"field": field.name, "is": [NO]}
    return FormField.model_validate({"name": name, "label": label[:200], "asked": asked})
