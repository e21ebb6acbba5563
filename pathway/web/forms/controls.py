"""Which control a field has: how it is answered, and what is filled in already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pathway.service.views.documents import DocumentView
from pathway.web.forms import schemas
from pathway.web.forms.case_files import choice_of
from pathway.web.forms.form_parts import id_of
from pathway.web.forms.labels import Labels
from pathway.web.forms.schemas import Schema
from pathway.web.forms.values import list_in
from pathway.web.texts import Texts

FEW = 8
YES, NO = "yes", "no"
# Behind the name of a field: what is not among its choices.
OTHER = "-other"
LONG_ROWS, LIST_ROWS = 6, 4


@dataclass(frozen=True)
class Controls:
    """
    Makes the controls of fields.

    Args:
        documents: What may be chosen in place of a file.
    """

    texts: Texts
    labels: Labels
    documents: Sequence[DocumentView] = ()

    def kind(self, node: Schema, answer: Any, *, path: str) -> tuple[str, dict[str, Any]]:
        """Return which macro writes a control, and what it is given beside the usual."""
        if schemas.is_file(node):
            return "file", {}
        if schemas.is_list(node):
            return self._list(node, answer)
        if node.get("type") == "boolean":
            return self._yes_or_no(node, answer)
        if schemas.is_day(node):
            return "date", {"namePrefix": path, "items": _day_parts(answer, self.texts)}
        choices = self._choices(node)
        if choices:
            return self._choice(node, choices, answer)
        value = "" if answer is None else str(answer)
        if schemas.is_long(node):
            return "textarea", {"rows": LONG_ROWS, "value": value}
        if node.get("type") in ("integer", "number"):
            width = {"inputmode": "numeric", "classes": "govuk-input--width-10"}
            return "input", {"value": value, "spellcheck": False, **width}
        return "input", {"value": value}

    def other(self, node: Schema, answer: Any, *, path: str) -> dict[str, Any] | None:
        """
        Return a second control of a field: for agencies that nobody here knows, where it takes
        them, or for a document that the case has, where it takes a file.
        """
        if schemas.is_file(node):
            return choice_of(self.documents, self.texts, path)
        is_list = schemas.is_list(node)
        if not schemas.is_agency(node.get("items", {}) if is_list else node):
            return None
        codes = list_in(answer) if is_list else [answer] if answer else []
        unknown = [str(code) for code in codes if code not in self.labels.names.agencies]
        return {
            "id": f"{id_of(path)}-other",
            "name": f"{path}{OTHER}",
            "label": {
                "text": self.texts("field.other_agencies" if is_list else "field.other_agency")
            },
            "value": "\n".join(unknown),
            "rows": 2,
        }

    def _choice(self, node: Schema, choices: list[Any], answer: Any) -> tuple[str, dict[str, Any]]:
        items = [self._item(node, choice, is_chosen=choice == answer) for choice in choices]
        if len(choices) <= FEW and not schemas.is_agency(node):
            return "radios", {"items": items}
        nothing = {"value": "", "text": self.texts("field.choose")}
        for item in items:
            item["selected"] = item.pop("checked")
        return "select", {"items": [nothing, *items]}

    def _list(self, node: Schema, answer: Any) -> tuple[str, dict[str, Any]]:
        answers = list_in(answer)
        if answer is None:
            answers = list(node.get("suggested") or [])
        of: Schema = node.get("items", {})
        choices = self._choices(of)
        if choices:
            items = [self._item(of, choice, is_chosen=choice in answers) for choice in choices]
            return "checkboxes", {"items": items}
        return "textarea", {"rows": LIST_ROWS, "value": "\n".join(str(entry) for entry in answers)}

    def _yes_or_no(self, node: Schema, answer: Any) -> tuple[str, dict[str, Any]]:
        yes = {"value": YES, "text": self.texts("yes"), "checked": answer is True}
        if "const" in node:
            return "checkboxes", {"items": [yes]}
        no = {"value": NO, "text": self.texts("no"), "checked": answer is False}
        return "radios", {"items": [yes, no], "classes": "govuk-radios--inline"}

    def _item(self, node: Schema, choice: Any, *, is_chosen: bool) -> dict[str, Any]:
        text = self.labels.choice(node, choice)
        return {"value": str(choice), "text": text, "checked": is_chosen}

    def _choices(self, node: Schema) -> list[Any]:
        """Return what may be chosen: of agencies, those that are known here."""
        if schemas.is_agency(node):
            return list(self.labels.names.agencies)
        return schemas.choices_of(node)


def has_choices(node: Schema) -> bool:
    """Return whether some answers are offered, rather than any words taken."""
    return bool(schemas.choices_of(node)) or schemas.is_agency(node)


def _day_parts(answer: Any, texts: Texts) -> list[dict[str, Any]]:
    """Return the parts of a day, also of one that there is not, as somebody typed them."""
    year, month, day = [*str(answer or "").split("-"), "", "", ""][:3]
    typed = {"day": day, "month": month, "year": year}
    return [
        {
            "name": name,
            "label": texts(f"field.{name}"),
            "value": value.lstrip("0"),
            "classes": "govuk-input--width-4" if name == "year" else "govuk-input--width-2",
        }
        for name, value in typed.items()
    ]
