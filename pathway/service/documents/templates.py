"""The forms of a definition as papers: which there are, one written blank, one read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pathway.errors import FormRefused, NotFound, Reason, WrongUsage
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.word_forms import FilledForm, TemplateView
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.definitions.form_format import KIND, Form, FormField

if TYPE_CHECKING:
    from pathway.documents.word_forms.making import Choices
    from pathway.documents.word_forms.opening import OpenedForm
    from pathway.documents.word_forms.questions import WordForm
    from pathway.workflows.forms.catalogue import Forms

NOT_A_REFERRAL = "This is not a safeguarding referral."
# Answers that a form on paper cannot hold: files are attached, and their digests are computed.
BESIDE = ("document", "sha256")
# The reason for a step may be said beside its input, and is then put there.
REASONS = "reasons"
SEE = "See `pathway document template`."
INSTALL = (
    "Word documents are written and read by python-docx and lxml: install "
    "`practice-review-pathway[documents]`."
)


def check_installed() -> None:
    """
    Make sure that Word documents can be written and read.

    Raises:
        WrongUsage: What does it is not installed.
    """
    if find_spec("docx") is None or find_spec("lxml") is None:
        raise WrongUsage(INSTALL)


def listed(definition: BoundDefinition) -> list[TemplateView]:
    """Return every paper of a definition that is available blank."""
    from pathway.documents.guidance.papers import titles

    forms = definition.forms
    views: list[TemplateView] = []
    for name in paper_names(forms):
        form = forms.by_name[name]
        what = "referral" if kind_of(forms, name) else "form"
        views.append(TemplateView(name, title_of(form), what, form.help or ""))
    for name, (title, summary) in titles().items():
        views.append(TemplateView(name, title, "guidance", summary))
    return views


def paper_names(forms: Forms) -> list[str]:
    """Return the names of the forms that are papers: those of referrals first."""
    referrals = [kind.form for kind in forms.kinds.values()]
    others = [
        name
        for name, form in forms.by_name.items()
        if name not in referrals and not forms.is_of_kind(name) and _asks_something(form)
    ]
    return [*dict.fromkeys(referrals), *others]


def form_named(definition: BoundDefinition, name: str) -> str:
    """
    Return the name of a form.

    Raises:
        NotFound: There is none of that name.
    """
    known = paper_names(definition.forms)
    if name not in known:
        raise NotFound("form", name, known, SEE)
    return name


def blank(unit: UnitOfWork, definition: BoundDefinition, name: str) -> bytes:
    """
    Return a blank form, or guidance, as a Word document.

    Raises:
        NotFound: There is no such paper.
        WrongUsage: What writes Word documents is not installed.
    """
    check_installed()
    from pathway.documents.guidance.papers import titles
    from pathway.documents.word_forms.writing import word_document

    if name in titles():
        return _guidance(unit, definition, name)
    known = paper_names(definition.forms)
    if name not in known:
        raise NotFound("paper", name, [*known, *titles()], SEE)
    return word_document(paper(unit, definition, name, choices(unit, definition)), at=unit.now)


def choices(
    unit: UnitOfWork,
    definition: BoundDefinition,
    of_case: Mapping[str, Mapping[str, str]] | None = None,
) -> Choices:
    """Return what may be chosen: agencies by their names in the directory, and what a case has."""
    from pathway.documents.word_forms.making import Choices

    named = definition.agency_names
    return Choices({**named, **unit.directory.agency_names}, of_case or {}, also_called=named)


def _guidance(unit: UnitOfWork, definition: BoundDefinition, name: str) -> bytes:
    from pathway.documents.guidance.papers import guidance_paper
    from pathway.documents.printing.word import paper_as_docx

    own = unit.installation.settings
    made = guidance_paper(
        name,
        definition,
        unit.directory,
        partnership=own.partnership,
        risk_contact=own.risk_contact,
        today=unit.today,
    )
    return paper_as_docx(made)


def paper(unit: UnitOfWork, definition: BoundDefinition, name: str, choices: Choices) -> WordForm:
    """Return a form as it stands on paper."""
    from pathway.documents.word_forms.making import word_form

    kind = kind_of(definition.forms, name)
    contact = unit.installation.settings.risk_contact
    warning = [line for line in (NOT_A_REFERRAL, contact) if line] if kind else []
    return word_form(definition.forms, name, choices, kind=kind, warning=warning)


def kind_of(forms: Forms, name: str) -> str:
    """Return the kind of referral that a form is of; empty if it is of none."""
    kinds = [kind.name for kind in forms.kinds.values() if kind.form == name]
    return kinds[0] if kinds else ""


def title_of(form: Form) -> str:
    """Return the title of a form."""
    return form.title or form.name.replace("_", " ").capitalize()


def unusual(definition: BoundDefinition, name: str, *, version: str, kind: str) -> str | None:
    """Return why a form that came back is not one that is in use; None if it is."""
    form = definition.forms.by_name.get(name)
    if form is None or name not in paper_names(definition.forms):
        return f"the file is a form that is not in use here. {SEE}"
    if version != str(form.version):
        return (
            f"the file is another version of the form: {title_of(form)} is at version {form.version}. "
            f"Write a new one with `pathway document template {name}`, and copy the answers over"
        )
    if kind != kind_of(definition.forms, name):
        return "the file names another kind of referral than its form is of"
    return None


def on_paper(
    unit: UnitOfWork, definition: BoundDefinition, opened: OpenedForm, step: str | None
) -> FilledForm:
    """
    Return what a form says, as the input of a step.

    Raises:
        FormRefused: It has faults, or is not the form that the step takes in.
    """
    from pathway.documents.word_forms.checking import faults_of
    from pathway.documents.word_forms.reading import in_words, read_answers

    name = opened.form
    inside = _inside(definition, name, step)
    form = paper(unit, definition, name, choices(unit, definition))
    read = read_answers(form, opened.body)
    if opened.kind:
        read.answers[KIND] = opened.kind
    model = definition.forms.referral(read.answers) if opened.kind else definition.forms.model(name)
    paths = _paths(definition.forms, form.name)
    beside = [REASONS, *(path for path, field in paths if field.type in BESIDE)]
    prefix = f"{inside}." if inside else ""

    def words(path: str | None) -> str | None:
        return in_words(form, read, path.removeprefix(prefix) if path else path)

    faults = faults_of(
        model, read.answers, unit.today, unread=read.unread, beside=beside, words_of=words
    )
    if read.faults or faults:
        raise FormRefused([*read.faults, *faults])
    return FilledForm(
        form=name,
        title=form.title,
        kind=opened.kind,
        case=opened.case,
        input={inside: read.answers} if inside else read.answers,
        files={f"{prefix}{path}": file for path, file in read.files.items()},
        notes=tuple(opened.notes),
        words=words,
    )


def _inside(definition: BoundDefinition, name: str, step: str | None) -> str:
    """
    Return the field of the step's input that the form is; empty if it is the whole input.

    Raises:
        FormRefused: The step takes in another form.
    """
    if step is None:
        return ""
    forms = definition.forms
    inputs = [table.input for _, table in definition.steps_named(step)]
    if any(wanted in forms.line(name) for wanted in inputs):
        return ""
    for wanted in inputs:
        fields = forms.by_name[wanted].field if wanted in forms else ()
        for field in fields:
            if field.form == name and not field.many:
                return field.name
    known = [wanted for wanted in inputs if wanted in paper_names(forms)]
    usual = f"; it takes in the form {' or '.join(known)}" if known else ""
    why = f"the file is the form {name}, which {step} does not take in{usual}"
    raise FormRefused([Reason("input", why)])


def _paths(forms: Forms, name: str) -> Iterator[tuple[str, FormField]]:
    """Return every field of a form, those of tables among them, with its path."""
    yield from _paths_in(forms, forms.by_name[name].field, "")


def _paths_in(
    forms: Forms, fields: Sequence[FormField], inside: str
) -> Iterator[tuple[str, FormField]]:
    for field in fields:
        path = f"{inside}{field.name}"
        yield path, field
        if field.type == "table":
            yield from _paths_in(forms, forms.fields_of(field), f"{path}.")


def _asks_something(form: Form) -> bool:
    return any(field.type != "sha256" for field in form.field)
