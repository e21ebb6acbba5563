"""
What ties a field to the case: values that the case has, examples that would be accepted today,
answers that are asked for now.

Each checks the value against its context, the attempt (see `FormContext`), and leaves a mark in the
JSON Schema, which `schema` turns into an enum, an example or a required field for this case and
day.
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
# The type of the error that pydantic raises, by which others recognise it.
UNLISTED_AGENCY = "unlisted_agency"
CHOOSE_A_CHILD = "choose a child as the form calls it; the step's schema lists them"


class Checked:
    """A tie that checks each value once pydantic has checked its type."""

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
        context = _context(info)
        known = context.choices(self.choice)
        if value in known:
            return value
        sentence = context.explanation(self.choice, value) or _choose(known, context)
        raise PydanticCustomError("choice", "{sentence}", {"sentence": sentence})


@dataclass(frozen=True)
class KnownPlace(Checked):
    """The value is a path that has, or can have, a value in the entry that the same input names."""

    def _check(self, path: str, info: ValidationInfo) -> str:
        sentence = _explanation(info, KNOWN_PLACES, path)
        if sentence is not None:
            raise PydanticCustomError("place", "{sentence}", {"sentence": sentence})
        return path


@dataclass(frozen=True)
class KnownAgency(Checked):
    """The value is the code of an agency that is known, or was confirmed."""

    def _check(self, code: str, info: ValidationInfo) -> str:
        sentence = _explanation(info, KNOWN_AGENCIES, code)
        if sentence is not None:
            raise PydanticCustomError(UNLISTED_AGENCY, "{sentence}", {"sentence": sentence})
        return code


@dataclass(frozen=True)
class EachFromCase(Checked):
    """
    The list must have exactly one entry for each value that the case has, such as one for each
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
        named = [getattr(entry, self.member) for entry in value]
        if sorted(named) != sorted(_context(info).choices(self.choice)):
            raise PydanticCustomError("each", "give exactly one entry for each child of the case")
        return value


@dataclass(frozen=True)
class Suggest:
    """
    The schema's example is a value that would be accepted for this case today, as others may be.
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
    An optional field that the schema asks for while a condition of the case holds; an input without
    it is accepted all the same.
    """

    condition: str

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"x-wanted": self.condition}


@dataclass(frozen=True)
class AskedOn(Checked):
    """
    An optional field that must be given where an earlier field of the same table has one of certain
    answers.

    Args:
        field: The earlier field; if it is a list, one entry with such an answer will do.
        answers: Those answers.
    """

    field: str
    answers: tuple[Any, ...]

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"x-asked-on": {"field": self.field, "answers": list(self.answers)}}

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        earlier = as_list(info.data.get(self.field))
        if not _is_given(value) and any(answer in self.answers for answer in earlier):
            raise PydanticCustomError("asked", "this must be given now")
        return value


@dataclass(frozen=True)
class DependsOn:
    """
    What may be chosen depends on an earlier field; where there is nothing to choose, the schema
    leaves the field out.
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
    """The schema has the titles of the codes."""

    titles: tuple[tuple[str, str], ...]

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core) | {"titles": dict(self.titles)}


def distinct(values: Sequence[Any]) -> Sequence[Any]:
    """Return the list, or refuse it if it names something twice."""
    if len(set(values)) != len(values):
        raise PydanticCustomError("twice", "something is named twice; name it once")
    return values


@dataclass(frozen=True)
class DistinctBy(Checked):
    """The entries of a list must differ in one of their members."""

    member: str

    def _check(self, value: Any, _: ValidationInfo) -> Any:
        distinct([getattr(entry, self.member) for entry in value])
        return value


@dataclass(frozen=True)
class Alone(Checked):
    """A code that must be the only entry of its list, such as `none`."""

    code: str

    def _check(self, value: Any, _: ValidationInfo) -> Any:
        if self.code in value and len(value) > 1:
            raise PydanticCustomError(
                "alone", "{sentence}", {"sentence": f"{self.code} or something else, not both"}
            )
        return value


def _choose(known: Sequence[Any], context: FormContext) -> str:
    """
    Return the sentence that says what may be chosen.

    What the form calls the children is in the schema, but never in a refusal.
    """
    if not known:
        return "the case has nothing that could be named here"
    if any(value in context.labels for value in known):
        return CHOOSE_A_CHILD
    if len(known) > MOST_NAMED:
        return "the case has nothing with that name; see the step's schema"
    values = ", ".join(str(value) for value in known)
    return f"choose {values}" if len(known) == 1 else f"choose one of {values}"


def as_list(value: Any) -> Sequence[Any]:
    """Return a list as it is, and any other value as the only entry of one."""
    return cast(Sequence[Any], value) if isinstance(value, list) else [value]


def _context(info: ValidationInfo) -> FormContext:
    return cast(FormContext, info.context)


def _explanation(info: ValidationInfo, choice: str, value: str) -> str | None:
    """Return why the case refuses a value; None if it does not, or if no case is known."""
    return _context(info).explanation(choice, value) if info.context is not None else None


def _is_given(value: Any) -> bool:
    return value is not None and value != []
