"""Do the forms of a definition make sense, and have they what Python reads of them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pathway.workflows.attempts.attempt import Vocabulary
from pathway.workflows.definitions.faults import Fault
from pathway.workflows.definitions.form_format import Form
from pathway.workflows.definitions.format import DefinitionFile, Step
from pathway.workflows.definitions.names import unknown
from pathway.workflows.forms.binding import lacking
from pathway.workflows.forms.catalogue import Forms, every
from pathway.workflows.forms.checking import Checking, Words
from pathway.workflows.forms.fields import Fields, hints_of, read_by
from pathway.workflows.known_names import AMEND, REFER
from pathway.workflows.loading.checks.names import Names, full_name
from pathway.workflows.loading.checks.read import Files


def faults(files: Files, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Return what is wrong with the forms of some files, and with how their steps use them."""
    names, forms = Names(files), files.forms
    words = Words(
        vocabulary.choices, vocabulary.conditions, vocabulary.checks, names.facts, names.forms
    )
    checking = Checking(forms, words)
    yield from checking.faults()
    for name, file in files.by_name.items():
        for kind in file.kind:
            yield from (
                Fault(name, f"[[kind]] {kind.name}", message)
                for message in checking.of_kind(kind.name)
            )
        for form in file.form:
            if form.name in vocabulary.inputs:
                yield Fault(
                    name,
                    f"[[form]] {form.name}",
                    "the program has an input of this name; choose another",
                )
        for step in file.step:
            table = f"[[step]] {step.name}"
            if files.all_read:
                known = [*names.forms, *vocabulary.inputs]
                yield from (
                    Fault(name, table, message) for message in unknown("form", step.input, known)
                )
            if forms.is_of_kind(step.input) and step.name not in (REFER, AMEND):
                yield Fault(name, table, f"only {REFER} and {AMEND} take in a referral form")
    yield from _unbound(files.by_name, forms, vocabulary)


def unused(files: Files, trusted: Sequence[str]) -> Iterator[Fault]:
    """
    Return the forms and lists that nothing asks for, but for those of files that may have more than
    is used.
    """
    forms = files.forms
    asked = forms.asked_by(step.input for file in files.by_name.values() for step in file.step)
    used = {name for form in asked for name in forms.line(form)}
    lists = {field.list_ for name in used for field in every(forms.by_name[name].field)}
    for name, file in files.by_name.items():
        if name in trusted:
            continue
        for form in file.form:
            if form.name not in used:
                why = "nothing asks for it: no step, kind or field names it"
                yield Fault(name, f"[[form]] {form.name}", why)
        for codes in file.lists:
            if codes not in lists:
                yield Fault(name, f"[lists.{codes}]", "no field that is asked for names it")


def _unbound(
    files: Mapping[str, DefinitionFile], forms: Forms, vocabulary: Vocabulary
) -> Iterator[Fault]:
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
    readers: dict[str, type[Fields]] = {}
    for name in step.effects:
        for kind, known in (("effect", vocabulary.effects), ("check", vocabulary.checks)):
            function: Callable[..., Any] | None = known.get(name)
            fields = read_by(function) if function is not None else None
            if fields is not None and fields not in readers.values():
                readers[f"{kind} {name}"] = fields
    full = full_name(file, step.name)
    triggers = [trigger for other in files for rule in other.deadline for trigger in rule.triggers]
    for condition in [
        trigger.when for trigger in triggers if trigger.step == full and trigger.when
    ]:
        guard = vocabulary.guards.get(condition)
        if guard is not None and guard.needs.fields is not None:
            readers[f"guard {condition}"] = guard.needs.fields
    return readers


def _compared(
    file: str, step: Step, who: str, fields: type[Fields], forms: Forms, vocabulary: Vocabulary
) -> Iterator[Fault]:
    model = vocabulary.inputs.get(step.input)
    if model is not None and step.input not in forms:
        missing = [
            name
            for name in hints_of(fields)
            if name not in model.model_fields and not hasattr(fields, name)
        ]
        for field in missing:
            yield Fault(
                file,
                f"[[step]] {step.name}",
                f"the input {step.input} has no field {field}; {who} reads it",
            )
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
