"""Do the forms of a definition make sense, and do they have what Python reads from them?"""

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
from pathway.workflows.forms.catalogue import Forms, with_inner_fields
from pathway.workflows.forms.checking import Checking, Words
from pathway.workflows.forms.fields import Fields, hints_of, read_by
from pathway.workflows.known_names import AMEND, REFER
from pathway.workflows.loading.checks.names import Names, full_name
from pathway.workflows.loading.checks.read import Files


def faults(files: Files, vocabulary: Vocabulary) -> Iterator[Fault]:
    """Return what is wrong with the forms of the files, and with how their steps use them."""
    names, forms = Names(files), files.forms
    words = Words(
        choices=vocabulary.choices,
        conditions=vocabulary.conditions,
        checks=vocabulary.checks,
        facts=names.facts,
        forms=names.forms,
    )
    checking = Checking(forms, words)
    yield from checking.faults()
    inputs = [*names.forms, *vocabulary.inputs] if files.all_read else None
    for name, file in files.by_name.items():
        for kind in file.kind:
            for message in checking.of_kind(kind.name):
                yield Fault(name, f"[[kind]] {kind.name}", message)
        for form in file.form:
            if form.name in vocabulary.inputs:
                why = "the program has an input of this name; choose another"
                yield Fault(name, f"[[form]] {form.name}", why)
        for step in file.step:
            for message in _input(step, forms, inputs):
                yield Fault(name, f"[[step]] {step.name}", message)
    yield from _unbound(files.by_name, forms, vocabulary)


def _input(step: Step, forms: Forms, inputs: Sequence[str] | None) -> Iterator[str]:
    """
    Return what is wrong with the input that a step names.

    Args:
        inputs: The names of all forms and inputs; None where a file that may have others could not
            be read.
    """
    if inputs is not None:
        yield from unknown("form", step.input, inputs)
    if forms.is_of_kind(step.input) and step.name not in (REFER, AMEND):
        yield f"only {REFER} and {AMEND} take in a referral form"


def unused(files: Files, trusted: Sequence[str]) -> Iterator[Fault]:
    """
    Return the forms and lists that nothing asks for.

    Args:
        trusted: Files that may have more than is used.
    """
    used = _used_forms(files)
    lists: set[str | None] = set()
    for form_name in used:
        lists.update(
            field.list_ for field in with_inner_fields(files.forms.by_name[form_name].field)
        )
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


def _used_forms(files: Files) -> set[str]:
    """
    Return the forms that a step asks for or that are filled in beside the steps, with those that
    they extend or hold.
    """
    inputs: list[str] = []
    for file in files.by_name.values():
        inputs += [step.input for step in file.step]
        inputs += [form.name for form in file.form if form.beside]
    used: set[str] = set()
    for name in files.forms.asked_by(inputs):
        used.update(files.forms.line(name))
    return used


def _unbound(
    files: Mapping[str, DefinitionFile], forms: Forms, vocabulary: Vocabulary
) -> Iterator[Fault]:
    """Return where a form lacks what is read of it, once for each reader."""
    # Several steps may have the same form and effect: the fault names the first of them.
    first_steps: dict[Fault, Step] = {}
    for name, file in files.items():
        for step in file.step:
            for reader, fields in _readers(file, step, list(files.values()), vocabulary).items():
                for fault in _compared(
                    name, step, reader, fields=fields, forms=forms, vocabulary=vocabulary
                ):
                    first_steps.setdefault(fault, step)
    for fault, step in first_steps.items():
        yield replace(fault, message=f"{fault.message} (step {step.name})")


def _readers(
    file: DefinitionFile, step: Step, files: Sequence[DefinitionFile], vocabulary: Vocabulary
) -> dict[str, type[Fields]]:
    """Return what reads the input of a step, each with the fields that it reads."""
    readers: dict[str, type[Fields]] = {}
    for name in step.effects:
        for kind, known in (("effect", vocabulary.effects), ("check", vocabulary.checks)):
            function: Callable[..., Any] | None = known.get(name)
            fields = read_by(function) if function is not None else None
            # An effect and its check often read the same fields, and share their faults.
            if fields is not None and fields not in readers.values():
                readers[f"{kind} {name}"] = fields
    for condition in _conditions_on(full_name(file, step.name), files):
        guard = vocabulary.guards.get(condition)
        if guard is not None and guard.needs.fields is not None:
            readers[f"guard {condition}"] = guard.needs.fields
    return readers


def _conditions_on(step: str, files: Sequence[DefinitionFile]) -> Iterator[str]:
    """Return the conditions under which a step, by its full name, starts or ends a duty."""
    for file in files:
        for rule in file.deadline:
            for trigger in rule.triggers:
                if trigger.step == step and trigger.when:
                    yield trigger.when


def _compared(
    file: str, step: Step, reader: str, fields: type[Fields], forms: Forms, vocabulary: Vocabulary
) -> Iterator[Fault]:
    """Return the fields that a reader needs and the input of a step lacks."""
    model = vocabulary.inputs.get(step.input)
    if model is not None and step.input not in forms:
        for name in hints_of(fields):
            has_default = hasattr(fields, name)
            if name not in model.model_fields and not has_default:
                why = f"the input {step.input} has no field {name}; {reader} reads it"
                yield Fault(file, f"[[step]] {step.name}", why)
    for form in _forms_of(step, forms):
        for path, message in lacking(fields, form.field, forms):
            written = forms.writer(form.name, path)
            yield Fault(
                written.file, f"[[form]] {written.form.name}", f"{message}; {reader} reads it"
            )


def _forms_of(step: Step, forms: Forms) -> list[Form]:
    """Return the forms that a step may take in: those of all kinds where it takes a referral."""
    if step.input not in forms:
        return []
    if not forms.is_of_kind(step.input):
        return [forms.by_name[step.input]]
    return [forms.form_of(kind) for kind in forms.kinds if forms.kinds[kind].form in forms]
