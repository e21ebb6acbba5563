"""Answers that a form accepts, made at random from its description."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hypothesis import HealthCheck
from hypothesis import strategies as st

from pathway.workflows.definitions.form_format import FormField
from pathway.workflows.forms.catalogue import Forms

# However little Hypothesis likes whole forms.
LENIENT = (
    HealthCheck.too_slow,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
    HealthCheck.function_scoped_fixture,
)
AGENCIES = ("police", "housing", "somebody_else")
DAYS = st.dates(date(1980, 1, 1), date(2026, 11, 1)).map(date.isoformat)
# Control characters and halves of letters are nothing that anybody can type into a form.
LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"))
LINES = st.text(LETTERS, min_size=1, max_size=40).map(str.strip).filter(bool)
WORDS = st.lists(st.one_of(LINES, st.just("")), min_size=1, max_size=4).map("\n".join)
TEXTS = WORDS.map(str.strip).filter(bool)
REASONS = TEXTS.filter(lambda text: text.casefold().strip(". ") != "yes")
OF_TYPES: Mapping[str, st.SearchStrategy[Any]] = {
    "yes": st.just(True),
    "yes_or_no": st.booleans(),
    "answer": st.sampled_from(["yes", "no", "not_applicable"]),
    "yes_or_why": st.one_of(st.just("yes"), REASONS),
    "day": DAYS,
    "past_day": DAYS,
    "agency": st.sampled_from(AGENCIES),
    "person": st.sampled_from(["a.person@example.org", "another@example.net"]),
    "case": st.sampled_from(["PR-2026-0001", "PR-2031-12345"]),
    "text": TEXTS,
    "anything": TEXTS,
}
# What a case offers is chosen by its id.
IDS = st.from_regex(r"[a-z]{1,8}:[1-9][0-9]{0,2}", fullmatch=True)
# Beside the form: files are attached, and digests are computed.
BESIDE = ("document", "sha256", "kind")
MOST_ENTRIES = 6


def answers(forms: Forms, fields: list[FormField]) -> st.SearchStrategy[dict[str, Any]]:
    """Return what some fields may be answered with; what may be left out is left out at times."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in fields:
        if field.type not in BESIDE:
            (required if field.is_required else optional)[field.name] = _answer(forms, field)
    return st.fixed_dictionaries(required, optional=optional)


def _answer(forms: Forms, field: FormField) -> st.SearchStrategy[Any]:
    one = _one(forms, field)
    if not field.many:
        return one
    most = min(field.max_entries or MOST_ENTRIES, MOST_ENTRIES)
    # An empty list is an answer only where a list is wanted.
    least = field.min_entries or (0 if field.is_required else 1)
    if field.alone:
        several = st.lists(
            one.filter(lambda code: code != field.alone), min_size=least, max_size=most
        )
        several = several.map(lambda chosen: _in_order(forms, field, _once(chosen)))
        return st.one_of(several, st.just([field.alone]))
    if field.type == "table":
        return st.lists(one, min_size=least, max_size=most, unique_by=_known_by(field))
    entries = st.lists(one, min_size=least, max_size=most, unique=True)
    # Boxes to tick are read from the top.
    return entries.map(lambda chosen: _in_order(forms, field, chosen))


def _one(forms: Forms, field: FormField) -> st.SearchStrategy[Any]:
    if field.type == "table":
        return answers(forms, list(forms.fields_of(field))).filter(bool)
    if field.type == "choice":
        return IDS if field.of else st.sampled_from(list(forms.codes(field)))
    if field.type == "number":
        return st.floats(field.minimum, field.maximum, allow_nan=False, allow_infinity=False)
    if field.type == "whole_number":
        least = 0 if field.minimum is None else int(field.minimum)
        return st.integers(least, int(field.maximum or 10**6))
    if field.type == "text" and field.max_length is not None:
        return LINES
    return OF_TYPES.get(field.type, LINES)


def _once(codes: list[str]) -> list[str]:
    return list(dict.fromkeys(codes))


def _known_by(field: FormField) -> Callable[[dict[str, Any]], str]:
    name = field.distinct_by

    def known_by(entry: dict[str, Any]) -> str:
        return str(entry[name]) if name else repr(entry)

    return known_by


def _in_order(forms: Forms, field: FormField, chosen: list[Any]) -> list[Any]:
    if field.type == "agency":
        return sorted(chosen, key=AGENCIES.index)
    known: Mapping[str, str] = forms.codes(field) if field.type == "choice" else {}
    return sorted(chosen, key=list(known).index) if known else chosen
