"""The tables that describe a form in a definition file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pathway.workflows.definitions.limits import Line, Name

# The field that says of which kind a referral is.
KIND = "kind"
TypeName = Literal[
    "text",
    "line",
    "number",
    "whole_number",
    "yes",
    "yes_or_no",
    "yes_or_why",
    "answer",
    "choice",
    "day",
    "past_day",
    "agency",
    "person",
    "case",
    "document",
    "sha256",
    "table",
    "kind",
    "place",
    "anything",
]
# A field, or one inside a table: `children.ethnicity`.
FieldPath = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$", max_length=200)
]


class FormTable(BaseModel):
    """
    A table of a form, under the same rules as other tables. It remembers which of its members were
    given: of a form that extends another, those replace what is there.
    """

    # What reads them is made with the first that is read.
    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, strict=True, defer_build=True
    )


class Answered(FormTable):
    """Answers of an earlier field of the same table, on which a field is asked."""

    field: Name
    is_: list[str | int | bool] = Field(alias="is", min_length=1)


class Each(FormTable):
    """A list with exactly one entry for each value that the case has."""

    of: Name = Field(description="The values, as for `of` of a field.")
    field: Name = Field(description="The field of an entry that names the value.")
    counted: Name | None = Field(None, description="A field that the example counts up.")


class FormField(FormTable):
    """
    A question of a form. In a form that extends another, what is given here replaces what is there.
    """

    name: Name
    label: Line | None = Field(None, description="The question as people read it.")
    help: Line | None = Field(None, description="What may help to answer it.")
    headings: list[Line] = Field(
        [],
        description="What a column of a table is called that has its answers; ours is the first.",
    )
    type: TypeName = "text"
    required: bool | None = Field(
        None,
        description="Left out, it is required unless it is asked, wanted or wanted at submission.",
    )
    asked: Name | Answered | None = Field(
        None,
        description="It must be given while this condition of the case holds, or another field has these answers.",
    )
    wanted: Name | None = Field(
        None,
        description="The schema asks for it while this condition of the case holds; left out it is taken as well.",
    )
    at_submission: bool = Field(
        False, description="A draft may lack it; submitting it asks for it."
    )
    each_seat: bool = Field(
        False,
        description="One such field for each seat of those who vote, under its name; {seat} in the label is it.",
    )
    many: bool = Field(
        False, description="A list; it names nothing twice, unless its entries are texts or tables."
    )
    min_entries: int | None = Field(None, ge=1)
    max_entries: int | None = Field(
        None, ge=1, le=1_000, description="How many entries a list may have; 100 if left out."
    )
    each: Each | None = None
    distinct_by: Name | None = Field(
        None, description="A field of the entries that tells them apart."
    )
    choices: list[Name] | dict[Name, Line] | None = Field(
        None, description="The codes, with their titles if you like."
    )
    list_: Name | None = Field(
        None, alias="list", description="One of the definition's lists has the codes."
    )
    of: Name | None = Field(
        None, description="What belongs to the case, such as the labels of its children."
    )
    stops: bool = Field(False, description="For an answer: anything but yes stops the step.")
    depends_on: Name | None = Field(
        None,
        description="The field before it whose answer says what may be chosen here; it is asked for after that.",
    )
    read_as: Literal["chronology"] | None = Field(
        None, description="For a document: its file is read, and is taken only if it can be."
    )
    alone: Name | None = Field(None, description="A code of a list that leaves no room for others.")
    suggest: Name | None = Field(
        None, description="Gives an example that would be accepted for this case today."
    )
    example: Any = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    max_length: int | None = Field(None, ge=1, le=200_000)
    fact: Name | None = Field(
        None, description="In a referral form: the day is recorded as this fact."
    )
    form: Name | None = Field(None, description="For a table: the form that has its fields.")
    field: list[FormField] = Field([], description="For a table: its fields.")
    after: Name | None = Field(None, description="The field behind which this one comes.")

    @property
    def is_required(self) -> bool:
        """Return whether it must always be given."""
        if self.required is not None:
            return self.required
        return self.asked is None and self.wanted is None and not self.at_submission

    @property
    def description(self) -> str:
        """Return the question, with what may help to answer it."""
        question = self.label or self.name
        return f"{question} {self.help}" if self.help else question


class Form(FormTable):
    """What a step, or a kind of referral, asks for."""

    name: Name
    title: Line | None = None
    help: Line | None = None
    version: int = Field(1, ge=1)
    checklist: bool = Field(
        False, description="Whoever answers no to a question of it is asked why."
    )
    beside: bool = Field(
        False, description="A paper that people fill in beside the steps; no step takes it in."
    )
    extends: Name | None = Field(
        None, description="Another form, whose fields come first; or the one that it replaces."
    )
    without: list[FieldPath] = Field([], description="Fields of that form that are left out.")
    checks: list[Name] = Field([], description="Checks of the whole, by their name in Python.")
    tips: list[Line] = Field([], description="What makes good answers, shown beside the form.")
    tips_of: Name | None = Field(
        None, description="Another form, whose tips are shown beside this one."
    )
    field: list[FormField] = Field([])
