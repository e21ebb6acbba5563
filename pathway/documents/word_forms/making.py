"""Making a form on paper from its description in the definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pathway.documents.word_forms.questions import NO, ROWS, YES, Part, Question, WordForm
from pathway.workflows.definitions.form_format import Answered, FormField
from pathway.workflows.forms.catalogue import Forms
from pathway.workflows.forms.types import DAYS

# What Pathway itself knows, so that nobody is asked; a referral form is of one kind.
KIND, DIGEST = "kind", "sha256"
# The rows of a blank table that gets long.
LONG_ROWS = 15
MAX_ENTRIES = 100
SUBMISSION = "Needed before the referral is submitted."
OPTIONAL = "May be left empty."
NONE = "Leave it empty if there are none."
CONDITION = "Answer it if it applies; it may be required for this case."
FILE = "Write the name of the file and send the file with this form."
AGENCY = "Choose one, or write its name or code."
DAY_FIRST = "One on each line, the day first: 31 March 2027: Draft agreed."
NOT_APPLICABLE = "Not applicable"
# The types of an entry that fits into a line: its day, and what is said of it.
IN_A_LINE = [[day, "line"] for day in DAYS]
FIXED: Mapping[str, Mapping[str, str]] = {
    "yes": {"yes": YES},
    "yes_or_no": {"yes": YES, "no": NO},
    "answer": {"yes": YES, "no": NO, "not_applicable": NOT_APPLICABLE},
}


@dataclass(frozen=True, slots=True)
class Choices:
    """
    What may be chosen beside the codes of the definition.

    Args:
        agencies: The names of agencies by code.
        of_case: What a case has, by the path of the question.
        also_called: Other names of the agencies, which are read but not offered, by code.
    """

    agencies: Mapping[str, str]
    of_case: Mapping[str, Mapping[str, str]]
    also_called: Mapping[str, str] | None = None


def word_form(
    forms: Forms, name: str, choices: Choices, kind: str = "", warning: Sequence[str] = ()
) -> WordForm:
    """Return a form of a definition as it stands on paper."""
    form = forms.by_name[name]
    making = _Making(forms, choices, not_asked=(KIND, DIGEST) if kind else (DIGEST,))
    return WordForm(
        name=name,
        title=form.title or name.replace("_", " ").capitalize(),
        help=form.help or "",
        version=form.version,
        parts=tuple(making.parts(form.field)),
        kind=kind,
        warning=warning,
        tips=forms.tips(name, kind),
    )


class _Making:
    """Makes the parts of a form, and numbers its questions."""

    def __init__(self, forms: Forms, choices: Choices, not_asked: Sequence[str]) -> None:
        self._forms, self._choices, self._not_asked = forms, choices, not_asked
        self._number = 0

    def parts(
        self, fields: Sequence[FormField], inside: str = "", level: int = 2
    ) -> Iterator[Part]:
        """Return the parts of some fields: a table is a part, and so are the questions between."""
        waiting: list[Question] = []
        labels = {field.name: field for field in fields}
        for field in fields:
            if field.type in self._not_asked:
                continue
            path = f"{inside}.{field.name}" if inside else field.name
            question = self._question(field, path, labels)
            if field.type != "table":
                waiting.append(question)
                continue
            yield from self._together(waiting, level)
            waiting = []
            yield from self._table(field, question, level)
        yield from self._together(waiting, level)

    def _table(self, field: FormField, question: Question, level: int) -> Iterator[Part]:
        inner = self._forms.fields_of(field)
        note = " ".join(text for text in (question.help, question.when) if text)
        if not field.many:
            yield Part(question.label, level, note=note, path=question.path)
            yield from self.parts(inner, question.path, level + 1)
            return
        columns = tuple(self._columns(inner, question.path))
        free = [column.words for column in columns if column.when == OPTIONAL]
        # The headings are short, as other programs read such tables too.
        columns = tuple(
            replace(column, when="") if column.when == OPTIONAL else column for column in columns
        )
        note += f" These columns may be left empty: {', '.join(free)}." if free else ""
        nested = [part.label or part.name for part in inner if self._is_left_out(part)]
        note += f" Lists of their own are left to the step: {', '.join(nested)}." if nested else ""
        most = field.max_entries or MAX_ENTRIES
        usual = LONG_ROWS if most > MAX_ENTRIES else ROWS
        rows = min(most, max(field.min_entries or 1, usual))
        table = replace(question, columns=columns, rows=rows, is_list=True)
        yield Part(question.label, level, table=table, note=note.strip())

    def _columns(self, fields: Sequence[FormField], table: str) -> Iterator[Question]:
        labels = {field.name: field for field in fields}
        for field in fields:
            if field.type in self._not_asked or self._is_left_out(field):
                continue
            question = self._question(field, field.name, labels, in_table=table)
            if field.type == "table":
                parts = tuple(self._columns(self._forms.fields_of(field), f"{table}.{field.name}"))
                help_ = question.help or DAY_FIRST
                question = replace(question, columns=parts, help=help_)
            yield question

    def _is_left_out(self, field: FormField) -> bool:
        """Return whether a field of a row is a table that does not fit into a cell."""
        if field.type != "table":
            return False
        inner = self._forms.fields_of(field)
        is_plain = all(part.is_required and not part.many for part in inner)
        fits = field.many and is_plain and [part.type for part in inner] in IN_A_LINE
        return not fits

    def _together(self, questions: Sequence[Question], level: int) -> Iterator[Part]:
        """Return questions that follow each other as one part, under their numbers."""
        if not questions:
            return
        first = self._number + 1
        self._number += len(questions)
        which = f"Questions {first} to {self._number}"
        yield Part(which if len(questions) > 1 else f"Question {first}", level, tuple(questions))

    def _question(
        self, field: FormField, path: str, others: Mapping[str, FormField], in_table: str = ""
    ) -> Question:
        full_path = f"{in_table}.{path}" if in_table else path
        choices, is_open = self._chosen(field, full_path)
        return Question(
            path=path,
            type=field.type,
            label=field.label or title_of_code(field.name),
            help=AGENCY if field.type == "agency" and not field.many else field.help or "",
            when=" ".join(self._when(field, others)),
            is_list=field.many,
            may_be_none=_may_be_none(field),
            choices=choices,
            also_called=self._choices.also_called if field.type == "agency" else None,
            is_open=is_open,
        )

    def _chosen(self, field: FormField, path: str) -> tuple[Mapping[str, str] | None, bool]:
        """Return what may be chosen, and whether something else may be written too."""
        if field.type in FIXED:
            return FIXED[field.type], False
        if field.type == KIND:
            return {name: kind.title for name, kind in self._forms.kinds.items()}, False
        if path in self._choices.of_case:
            return self._choices.of_case[path], field.type != "choice"
        if field.type == "agency":
            return self._choices.agencies, True
        if field.type == "choice" and not field.of:
            return self.codes(field), False
        return None, True

    def codes(self, field: FormField) -> Mapping[str, str]:
        """Return the codes of a choice, each with a title."""
        codes = self._forms.codes(field)
        return told_apart({code: title or title_of_code(code) for code, title in codes.items()})

    def _when(self, field: FormField, others: Mapping[str, FormField]) -> Iterator[str]:
        if isinstance(field.asked, Answered):
            yield self._asked_on(field.asked, others[field.asked.field])
        elif field.asked or field.wanted:
            yield CONDITION
        elif field.at_submission:
            yield SUBMISSION
        elif not field.is_required:
            yield OPTIONAL
        elif _may_be_none(field):
            yield NONE
        if field.type == "document":
            yield FILE

    def _asked_on(self, asked: Answered, other: FormField) -> str:
        titles = FIXED.get(other.type) or self.codes(other)
        codes = [_code(answer) for answer in asked.is_]
        named = [titles.get(code, code) for code in codes]
        label = (other.label or other.name).rstrip("?")
        return f"Answer it if “{label}” is answered with {' or '.join(named)}."


def _may_be_none(field: FormField) -> bool:
    return field.many and field.is_required and not field.min_entries


def _code(answer: str | int | bool) -> str:
    """Return an answer as its code; that of true is yes."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer)


def told_apart(titles: Mapping[str, str]) -> Mapping[str, str]:
    """Return titles by code, each with its code where others have the same title."""
    plain = [title.casefold() for title in titles.values()]
    return {
        code: f"{title} ({code})" if plain.count(title.casefold()) > 1 else title
        for code, title in titles.items()
    }


def title_of_code(code: str) -> str:
    """Return a code as words: `seriously_harmed` is `Seriously harmed`."""
    words = code.replace("_", " ")
    return words[:1].upper() + words[1:]
