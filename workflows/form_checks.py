"""Do the forms of a definition fit its steps? What each step asks for, and what Python reads of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pathway.workflows.format import DefinitionFile, Step
from pathway.workflows.forms.binding import lacking
from pathway.workflows.forms.catalogue import Forms
from pathway.workflows.forms.checking import Checking, Words
from pathway.workflows.forms.fields import Fields, hints_of, read_by
from pathway.workflows.forms.format import Form
from pathway.workflows.forms.merging import Fault
from pathway.workflows.known_names import AMEND, REFER
from pathway.workflows.names import unknown
from pathway.workflows.vocabulary import Vocabulary


def form_faults(files: Mapping[str, DefinitionFile], forms: Forms, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Return what is wrong with the forms of some files, and with how their steps use them."""
    facts = [fact.name for file in files.values() for fact in file.fact]
    words = Words(vocabulary.choices, vocabulary.conditions, vocabulary.checks, facts)
    checking = Checking(forms, words)
    yield from checking.faults()
    for name, file in files.items():
        for kind in file.kind:
            yield from (Fault(name, f"[[kind]] {kind.name}", one) for one in checking.of_kind(kind.name))
        for form in file.form:
            if form.name in vocabulary.inputs:
                yield Fault(name, f"[[form]] {form.name}", "the program has an input of this name; choose another")
        for step in file.step:
            for message in unknown("form", step.input, [*forms.by_name, *vocabulary.inputs]):
                yield Fault(name, f"[[step]] {step.name}", message)
            if forms.is_of_kind(step.input) and step.name not in (REFER, AMEND):
                yield Fault(name, f"[[step]] {step.name}", f"only {REFER} and {AMEND} take in a referral form")
    yield from _unbound(files, forms, vocabulary)


def _unbound(files: Mapping[str, DefinitionFile], forms: Forms, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Return where a form lacks what is read of it, once for each that reads it."""
    told: dict[Fault, Step] = {}
    for name, file in files.items():
        for step in file.step:
            for who, fields in _readers(file, step, list(files.values()), vocabulary).items():
                for fault in _compared(name, step, who, fields, forms, vocabulary):
                    told.setdefault(fault, step)
    for fault, step in told.items():
        yield replace(fault, message=f"{fault.message} (step {step.name})")


def _readers(
    file: DefinitionFile, step: Step, files: Sequence[DefinitionFile], vocabulary: Vocabulary
) -> dict[str, type[Fields]]:
    """Return what reads the input of a step, with the fields that it reads."""
    found: dict[str, type[Fields]] = {}
    for name in step.effects:
        for kind, known in (("effect", vocabulary.effects), ("check", vocabulary.checks)):
            function: Callable[..., Any] | None = known.get(name)
            fields = read_by(function) if function is not None else None
            if fields is not None and fields not in found.values():
                found[f"{kind} {name}"] = fields
    full = step.name if file.owns == "case" else f"{file.name}.{step.name}"
    triggers = [one for other in files for rule in other.deadline for one in rule.triggers]
    for condition in [one.when for one in triggers if one.step == full and one.when]:
        guard = vocabulary.guards.get(condition)
        if guard is not None and guard.needs.fields is not None:
            found[f"guard {condition}"] = guard.needs.fields
    return found


def _compared(
    file: str, step: Step, who: str, fields: type[Fields], forms: Forms, vocabulary: Vocabulary
) -> Iterator[Fault]:
    model = vocabulary.inputs.get(step.input)
    if model is not None and step.input not in forms:
        missing = [name for name in hints_of(fields) if name not in model.model_fields and not hasattr(fields, name)]
        for one in missing:
            yield Fault(file, f"[[step]] {step.name}", f"the input {step.input} has no field {one}; {who} reads it")
    for form in _forms_of(step, forms):
        for path, message in lacking(fields, form.field, forms):
            written = forms.writer(form.name, path)
            yield Fault(written.file, f"[[form]] {written.form.name}", f"{message}; {who} reads it")


def _forms_of(step: Step, forms: Forms) -> list[Form]:
    if step.input not in forms:
        return []
    if not forms.is_of_kind(step.input):
        return [forms.by_name[step.input]]
    return [forms.form_of(kind) for kind in forms.kinds if forms.kinds[kind].form in forms]
