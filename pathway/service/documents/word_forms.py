"""Forms in Word: written blank or pre-filled from a case, and read back."""

from __future__ import annotations

from pathway.errors import FormRefused, NotFound, Reason, WrongUsage
from pathway.service.access.readers import note_read, read_as, refuse_barred, required_reading
from pathway.service.definition_choice import definition_on
from pathway.service.documents.filling import filled
from pathway.service.documents.templates import (
    blank,
    check_installed,
    form_named,
    listed,
    on_paper,
    unusual,
)
from pathway.service.transactions import Installation
from pathway.service.unit_of_work import UnitOfWork
from pathway.service.views.word_forms import FilledForm, TemplateView
from pathway.workflows.attempts.attempt import BoundDefinition


class WordForms:
    """Forms in Word, from the definition that new cases follow or the one that a case follows."""

    _installation: Installation

    def templates(self, *, definition: str | None = None) -> list[TemplateView]:
        """
        Return every paper available blank: referral forms, other forms, guidance.

        Args:
            definition: The name of the definition, as for `refer`.
        """
        with self._installation.reading() as unit:
            return listed(definition_on(unit, unit.today, definition))

    def template(self, name: str, *, definition: str | None = None) -> bytes:
        """
        Return a blank form, or guidance, as a Word document (.docx).

        Args:
            definition: The name of the definition, as for `refer`.

        Raises:
            NotFound: There is no such paper; the nearest names are listed.
            WrongUsage: There is no such definition, or what writes Word documents is not installed.
        """
        with self._installation.reading() as unit:
            return blank(unit, definition_on(unit, unit.today, definition), name)

    def fill(
        self, reference: str, name: str, *, by: str | None = None, item: str | None = None
    ) -> bytes:
        """
        Return a form as a Word document (.docx), pre-filled from a case: earlier answers, the
        choices that the case has, and what is on record for reference, as far as the person may read
        them.

        Args:
            by: Who reads, as for `Pathway.case`.
            item: What it is about: `agency_return:police`, `action:3`, `publication`.

        Raises:
            NotFound: There is no such case, form, item or person.
            Refused: The person may read nothing of the case.
            WrongUsage: What writes Word documents is not installed.
        """
        check_installed()
        with self._installation.reading() as unit:
            read_as(unit, by)
            unit.need_key()
            case = unit.cases.get(reference)
            note_read(unit, reference, *required_reading(unit, case).parts)
            if item is not None and item not in case.items:
                raise NotFound("item", item, case.items, f"See `pathway case {reference}`.")
            if item is not None:
                refuse_barred(unit, case, case.items[item])
            return filled(unit, case, form_named(unit.definition_of(case), name), item)

    def read_form(
        self,
        content: bytes,
        *,
        reference: str | None = None,
        step: str | None = None,
        definition: str | None = None,
    ) -> FilledForm:
        """
        Return the answers in a completed form; nothing is stored.

        Args:
            content: The bytes of the Word document (.docx).
            reference: The case that it is for; the form is then read under the definition that the
                case follows.
            step: The step that it is input for.
            definition: The name of the definition of a referral, as for `refer`.

        Raises:
            FormRefused: It is not a form that can be read, or has faults, each with its place in
                the words of the form.
            NotFound: There is no such case or step.
            WrongUsage: There is no such definition, or what reads Word documents is not installed.
        """
        check_installed()
        from pathway.documents.office import UnreadableOffice
        from pathway.documents.word_forms.opening import opened_form

        try:
            opened = opened_form(content)
        except UnreadableOffice as error:
            raise FormRefused([Reason("input", f"the file cannot be read: {error}")]) from error
        with self._installation.reading() as unit:
            bound = _definition(unit, reference, definition)
            if step is not None and not bound.steps_named(step):
                raise NotFound("step", step, bound.step_names())
            why = unusual(bound, opened.form, version=opened.version, kind=opened.kind)
            if why is None and reference is not None and opened.case not in ("", reference):
                why = f"the form was written for {opened.case}, not for {reference}"
            if why is not None:
                raise FormRefused([Reason("input", why)])
            return on_paper(unit, bound, opened, step=step)


def _definition(unit: UnitOfWork, reference: str | None, name: str | None) -> BoundDefinition:
    if reference is None:
        return definition_on(unit, unit.today, name)
    if name is not None:
        raise WrongUsage("A case has the definition that it follows; leave `definition` out.")
    return unit.definition_of(unit.cases.get(reference))
