"""
What inputs are made of in Python: the model that all derive from, and the types of their values.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from pathway.workflows.forms.context import FormContext
from pathway.workflows.forms.ties import KNOWN_AGENCIES, KnownAgency, KnownPlace, Suggest

MAX_TEXT = 200_000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written(value: object) -> object:
    """
    Return the value; refuse a number, which pydantic would take as seconds since 1970, also in
    quotes, and a day with a time.
    """
    is_written = DAY.fullmatch(value) if isinstance(value, str) else isinstance(value, date)
    if not is_written or isinstance(value, datetime):
        raise PydanticCustomError("date_type", "give a date such as 2026-03-12")
    return value


def _number(value: object) -> object:
    """Return the value; refuse true and false, which Python takes for 1 and 0."""
    if isinstance(value, bool):
        raise PydanticCustomError("number", "give a number")
    return value


def _yes_or_no(value: object) -> object:
    """Return true as yes, false as no, and anything else as it is."""
    if not isinstance(value, bool):
        return value
    return "yes" if value else "no"


def _past(value: date, info: ValidationInfo) -> date:
    context: FormContext | None = info.context
    if context is not None and value > context.today:
        raise PydanticCustomError("future", "this day is in the future")
    return value


Words = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT, pattern=r"\S")]
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\r\n]*\S[^\r\n]*$")
]
Number = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
WholeNumber = Annotated[int, BeforeValidator(_number)]
Day = Annotated[date, BeforeValidator(_written)]
PastDay = Annotated[Day, AfterValidator(_past), Suggest("on_the_day")]
AgencyCode = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=60),
    KnownAgency(),
    Suggest(KNOWN_AGENCIES),
]
Reference = Annotated[str, StringConstraints(pattern=r"^PR-\d{4}-\d{4,}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(examples=["0f" * 32])]
YesOrWhy = Annotated[Words, Field(examples=["yes"])]
YesOrNo = Annotated[bool, Field(strict=True, examples=[False])]
Yes = Literal[True]
Answer = Annotated[Literal["yes", "no", "not_applicable"], BeforeValidator(_yes_or_no)]
# Where a value is in an input: `children[0].age_years`.
PLACE = r"^[A-Za-z_][A-Za-z0-9_]*(\[\d+\]|\.[A-Za-z_][A-Za-z0-9_]*)*$"
Place = Annotated[
    str,
    StringConstraints(pattern=PLACE, max_length=200),
    KnownPlace(),
    Field(examples=["occurred_on"]),
]


class Input(BaseModel):
    """A pydantic model of what a step asks for; unknown fields are refused."""

    # Built when it is first used: a command needs only one or two of some seventy models.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    version: ClassVar[int] = 1


# Marks a table of a schema that stands for a file.
TAKES_FILE = "takes_file"


class Document(Input):
    """
    A document by its name and the SHA-256 of its bytes. Where the file itself is given, both are
    taken from it; a host that keeps the file elsewhere gives them.
    """

    model_config = ConfigDict(json_schema_extra={TAKES_FILE: True})

    name: Words = Field(description="The document's name.", examples=["document.docx"])
    sha256: Sha256 = Field(description="The SHA-256 of the document's bytes.")
