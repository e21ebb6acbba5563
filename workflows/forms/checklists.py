"""
Checklists that mean something: whoever answers "no" is asked why; some questions let a step go on
with yes only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway.workflows.definitions.form_format import Form, FormField

ANSWER, NO = "answer", "no"
WHY = "_why"


def asking_why(form: Form) -> Form:
    """
    Return a checklist with each question that is answered yes or no followed by one that asks why
    not.
    """
    return (
        form.model_copy(update={"field": list(_followed(form.field))}) if form.checklist else form
    )


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
