"""The types of fields: what a value must be, and what Python gets to see of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pathway.workflows.forms import inputs


@dataclass(frozen=True, slots=True)
class FieldType:
    """
    A type of field.

    Args:
        annotation: What a value must be, as pydantic checks it; None where that depends on more
            than the type.
        python: The type of the value that Python reads.
        title: A description, for the reference.
        of: The choice from which its values come, unless the field names another.
    """

    annotation: Any
    python: Any
    title: str
    of: str | None = None


TYPES: Mapping[str, FieldType] = {
    "text": FieldType(inputs.Words, str, "words, as many as are needed"),
    "line": FieldType(inputs.Line, str, "one line of at most 200 characters"),
    "number": FieldType(
        inputs.Number, float, "a number, between `minimum` and `maximum` where these are given"
    ),
    "whole_number": FieldType(inputs.WholeNumber, int, "a whole number, likewise"),
    "yes": FieldType(
        inputs.Yes, bool, "only yes (true) will do: something that must have been done"
    ),
    "yes_or_no": FieldType(inputs.YesOrNo, bool, "true or false"),
    "yes_or_why": FieldType(inputs.YesOrWhy, str, "yes, or the reason why not"),
    "answer": FieldType(inputs.Answer, str, "yes, no or not_applicable"),
    "choice": FieldType(
        None, str, "one of some codes: `choices`, a `list` of the definition, or `of` the case"
    ),
    "day": FieldType(inputs.Day, date, "a day"),
    "past_day": FieldType(inputs.PastDay, date, "a day that is not in the future"),
    "agency": FieldType(inputs.AgencyCode, str, "the code of an agency"),
    "person": FieldType(str, str, "the email of somebody in the directory", of="owners"),
    "case": FieldType(inputs.Reference, str, "the reference of a case"),
    "document": FieldType(
        inputs.Document, None, "a document, by its name and the SHA-256 of its bytes"
    ),
    "sha256": FieldType(inputs.Sha256, str, "the SHA-256 of a document's bytes"),
    "table": FieldType(None, None, "fields of their own: `field`, or those of another `form`"),
    "kind": FieldType(None, str, "the kind of referral that the form is of"),
    "place": FieldType(
        inputs.Place, str, "where a value is in an input, such as children[0].age_years"
    ),
    "anything": FieldType(Any, Any, "whatever may be there"),
}
NUMBERS = ("number", "whole_number")
TEXTS = ("text", "line")
DAYS = ("day", "past_day")
# Lists of these may name something twice.
FREE = ("text", "line", "yes_or_why", "number", "whole_number", "anything", "table", "document")
