"""The input of a correction."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from pathway.workflows.correctable import known_place
from pathway.workflows.entries import FIELD
from pathway.workflows.inputs.words import FromCase, Input, Suggest, Words


class Correction(Input):
    """An earlier entry was wrong: what, what it should say, and why. The first entry stays."""

    event: Annotated[int, FromCase("entries")] = Field(description="The number of the entry in the history.")
    field: Annotated[str, AfterValidator(known_place)] = Field(
        description="occurred_on for the day it happened, else where the value stands in the entry's input, such as "
        "local_authority_aware_on or children[0].age_years.",
        examples=["occurred_on"],
        max_length=200,
        pattern=FIELD,
    )
    value: Annotated[Any, Suggest("day_before_entry")] = Field(description="What it should say; a date as 2026-03-12.")
    why: Words
