"""
The words that inputs are made of: text, days, documents, and values that belong to the case.

`FromCase`, `EachFromCase`, `Suggest` and `Asked` tie a field to the case: they check the value against it, and leave a
mark in the JSON Schema that `schema` turns into an enum, an example or a required field for this case and day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import CoreSchema, ValidationInfo, with_info_after_validator_function

from pathway.workflows.agencies import KnownAgency
from pathway.workflows.choices import CHOICES, CONDITIONS


def _written(value: object) -> object:
    """Refuse a number: pydantic would take it as seconds since 1970."""
    if isinstance(value, int | float | Decimal):
        raise PydanticCustomError("date_type", "give a date such as 2026-03-12")
    return value


Day = Annotated[date, BeforeValidator(_written)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=1_000_000, pattern=r"\S")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(examples=["0f" * 32])]
Yes = Literal[True]
# Words that somebody wrote: they stand in the schema, which is read with the key, and never in a refusal.
SEALED = ("labels",)
CHOOSE_A_CHILD = "choose a child as the form calls it; the step's schema lists them"
Answer = Literal["yes", "no", "not_applicable"]


class Input(BaseModel):
    """What a step wants to know; nothing unknown is taken."""

    # Built when it is first used: a command reads one or two of some seventy.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    version: ClassVar[int] = 1


class Document(Input):
    """A document by its name and the SHA-256 of its bytes; the file itself comes later."""

    name: Words = Field(description="The document's name.", examples=["document.docx"])
    sha256: Sha256 = Field(description="The SHA-256 of the document's bytes.")


@dataclass(frozen=True)
class FromCase:
    """The value must be one that the case has: a child's label, an item's id, a reference, a digest."""

    choice: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(core) | {"x-choice": self.choice}

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        known = CHOICES[self.choice](info.context)
        if value not in known:
            sentence = CHOOSE_A_CHILD if self.choice in SEALED and known else _choose(known)
            raise PydanticCustomError("choice", "{sentence}", {"sentence": sentence})
        return value


@dataclass(frozen=True)
class EachFromCase:
    """
    The list must have exactly one entry for each value that the case has: one answer for each child.

    Args:
        choice: The values.
        member: The member of an entry that names the value.
        numbered: A member that the example counts up, where there is one.
    """

    choice: str
    member: str
    numbered: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(core) | {"x-each": {"choice": self.choice, "member": self.member, "numbered": self.numbered}}

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        given = [getattr(entry, self.member) for entry in value]
        if sorted(given) != sorted(CHOICES[self.choice](info.context)):
            raise PydanticCustomError("each", "give exactly one entry for each child of the case")
        return value


@dataclass(frozen=True)
class Suggest:
    """The schema's example is a value that would be accepted for this case today; others may be too."""

    choice: str

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(core) | {"x-suggest": self.choice}


@dataclass(frozen=True)
class Asked:
    """An optional field that must be given while a condition of the case holds."""

    condition: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(core) | {"x-asked": self.condition}

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        if value is None and CONDITIONS[self.condition](info.context):
            raise PydanticCustomError("asked", "this must be given now")
        return value


AgencyCode = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=60), KnownAgency(), Suggest("known_agencies")
]
Child = Annotated[str, FromCase("labels")]


def distinct(values: Sequence[Any]) -> Sequence[Any]:
    """Refuse a list that names something twice."""
    if len(set(values)) != len(values):
        raise PydanticCustomError("twice", "something is named twice; name it once")
    return values


def _choose(known: Sequence[Any]) -> str:
    if not known:
        return "the case has nothing that could be named here"
    if len(known) > 12:
        return "the case has nothing of that name; see the step's schema"
    return "choose " + ("" if len(known) == 1 else "one of ") + ", ".join(str(one) for one in known)
