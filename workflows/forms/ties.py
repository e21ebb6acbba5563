"""
What ties a field to the case: values that the case has, examples that would be accepted today,
answers asked for now.

Each checks the value against its context, the attempt (see `FormContext`), and leaves a mark in the
JSON Schema that `schema` turns into an enum, an example or a required field for this case and day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import CoreSchema, ValidationInfo, with_info_after_validator_function

from pathway.workflows.forms.context import FormContext

MOST_NAMED = 12
KNOWN_AGENCIES, KNOWN_PLACES = "known_agencies", "known_places"
# The kind of fault that pydantic is told, by which it is known again.
UNLISTED_AGENCY = "unlisted_agency"
CHOOSE_A_CHILD = "choose a child as the form calls it; the step's schema lists them"


class Checked:
    """What looks at each value once it is of its type."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return with_info_after_validator_function(self._check, handler(source))

    def _check(self, value: Any, info: ValidationInfo, /) -> Any:
        """Return the value, or refuse it with a PydanticCustomError."""
        raise NotImplementedError


@dataclass(frozen=True)
class FromCase(Checked):
    """
    The value must be one that the case has: a child's label, an item's id, a reference, a digest.
    """

    choice: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"x-choice": self.choice}

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        known = _context(info).choices(self.choice)
        if value not in known:
            sentence = _context(info).explanation(self.choice, value) or _choose(
                known, _context(info)
            )
            raise PydanticCustomError("choice", "{sentence}", {"sentence": sentence})
        return value


@dataclass(frozen=True)
class KnownPlace(Checked):
    """The value is a path at which the entry that the same input names says something, or can."""

    def _check(self, path: str, info: ValidationInfo) -> str:
        sentence = (
            _context(info).explanation(KNOWN_PLACES, path) if info.context is not None else None
        )
        if sentence is not None:
            raise PydanticCustomError("place", "{sentence}", {"sentence": sentence})
        return path


@dataclass(frozen=True)
class KnownAgency(Checked):
    """The value is the code of an agency that is known, or was confirmed."""

    def _check(self, code: str, info: ValidationInfo) -> str:
        sentence = (
            _context(info).explanation(KNOWN_AGENCIES, code) if info.context is not None else None
        )
        if sentence is not None:
            raise PydanticCustomError(UNLISTED_AGENCY, "{sentence}", {"sentence": sentence})
        return code


@dataclass(frozen=True)
class EachFromCase(Checked):
    """
    The list must have exactly one entry for each value that the case has: one answer for each
    child.

    Args:
        choice: The values.
        member: The member of an entry that names the value.
        numbered: A member that the example counts up, where there is one.
    """

    choice: str
    member: str
    numbered: str = ""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {
            "x-each": {"choice": self.choice, "member": self.member, "numbered": self.numbered}
        }

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        given = [getattr(entry, self.member) for entry in value]
        if sorted(given) != sorted(_context(info).choices(self.choice)):
            raise PydanticCustomError("each", "give exactly one entry for each child of the case")
        return value


@dataclass(frozen=True)
class Suggest:
    """
    The schema's example is a value that would be accepted for this case today; others may be too.
    """

    choice: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"x-suggest": self.choice}


@dataclass(frozen=True)
class Asked(Checked):
    """An optional field that must be given while a condition of the case holds."""

    condition: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"x-asked": self.condition}

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        if not _is_given(value) and _context(info).condition(self.condition):
            raise PydanticCustomError("asked", "this must be given now")
        return value


@dataclass(frozen=True)
class Wanted:
    """
    An optional field for which the schema asks while a condition of the case holds; left out it is
    taken as well.
    """

    condition: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"x-wanted": self.condition}


@dataclass(frozen=True)
class AskedOn(Checked):
    """
    An optional field that must be given where an earlier field of the same table has one of some
    answers.

    Args:
        field: The earlier field; of a list, one entry will do.
        answers: The answers.
    """

    field: str
    answers: tuple[Any, ...]

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"x-asked-on": {"field": self.field, "answers": list(self.answers)}}

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        earlier: Any = info.data.get(self.field)
        given = as_list(earlier)
        if not _is_given(value) and any(answer in self.answers for answer in given):
            raise PydanticCustomError("asked", "this must be given now")
        return value


@dataclass(frozen=True)
class DependsOn:
    """
    What may be chosen depends on an earlier field; where nothing may be, the schema is without the
    field.
    """

    field: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"x-depends-on": self.field}


@dataclass(frozen=True)
class Stops(Checked):
    """Anything but yes stops the step."""

    question: str

    def _check(self, value: Any, _: ValidationInfo) -> Any:
        if value != "yes":
            sentence = f"only yes lets this step go on: {self.question}"
            raise PydanticCustomError("stops", "{sentence}", {"sentence": sentence})
        return value


@dataclass(frozen=True)
class Titled:
    """The schema tells the titles of codes."""

    titles: tuple[tuple[str, str], ...]

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"titles": dict(self.titles)}


def distinct(values: Sequence[Any]) -> Sequence[Any]:
    """Refuse a list that names something twice."""
    if len(set(values)) != len(values):
        raise PydanticCustomError("twice", "something is named twice; name it once")
    return values


@dataclass(frozen=True)
class DistinctBy(Checked):
    """The entries of a list are told apart by one of their members."""

    member: str

    def _check(self, value: Any, _: ValidationInfo) -> Any:
        distinct([getattr(entry, self.member) for entry in value])
        return value


@dataclass(frozen=True)
class Alone(Checked):
    """A code of a list that leaves no room for others: none, or something else."""

    code: str

    def _check(self, value: Any, _: ValidationInfo) -> Any:
        if self.code in value and len(value) > 1:
            raise PydanticCustomError(
                "alone", "{sentence}", {"sentence": f"{self.code} or something else, not both"}
            )
        return value


def _choose(known: Sequence[Any], context: FormContext) -> str:
    """
    Return what may be chosen; what the form calls the children is in the schema, and never in a
    refusal.
    """
    if not known:
        return "the case has nothing that could be named here"
    if any(value in context.labels for value in known):
        return CHOOSE_A_CHILD
    if len(known) > MOST_NAMED:
        return "the case has nothing of that name; see the step's schema"
    return (
        "choose "
        + ("" if len(known) == 1 else "one of ")
        + ", ".join(str(value) for value in known)
    )


def as_list(value: Any) -> Sequence[Any]:
    """Return the entries of a list, or a value alone as the only one."""
    return cast(Sequence[Any], value) if isinstance(value, list) else [value]


def _context(info: ValidationInfo) -> FormContext:
    return cast(FormContext, info.context)


def _is_given(value: Any) -> bool:
    return value is not None and value != []
