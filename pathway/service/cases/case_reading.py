"""What callers read of cases: one, a list, the steps that may be taken, schemas and histories."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pathway.errors import WrongUsage
from pathway.service.access.readers import note_read, read_as, required_reading
from pathway.service.transactions import Installation

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pathway.service.views.case_summaries import CaseSummary
    from pathway.service.views.cases import CaseView
    from pathway.service.views.history import EventView
    from pathway.service.views.personal_data import PersonalDataView
    from pathway.service.views.steps import StepView

# What a referral form is read with.
REFERRAL = ("referral", "children")


class CaseReading:
    """Reads cases, each call in a transaction of its own or inside a host's."""

    _installation: Installation

    def case(self, reference: str, *, by: str | None = None) -> CaseView:
        """
        Return one case, with what the person who asks may read of it.

        Args:
            by: Who reads: the email of a person, or the host's user if there is an authoriser; only
                what they may read is returned. If left out, it is whoever keeps the installation,
                where that is trusted (see `Pathway.connect`); so in all reads.

        Raises:
            NotFound: There is no such case, and the nearest references are named; or nobody has
                that email.
            Refused: They may read nothing of it, or nobody is named where somebody must be.
        """
        from pathway.service.cases.reading.cases import late_case_view

        with self._installation.reading() as unit:
            read_as(unit, by)
            case = unit.cases.get(reference)
            note_read(unit, reference, *required_reading(unit, case).parts)
            return late_case_view(unit, case, self._installation.explaining_damage_of)

    def cases(
        self,
        *,
        state: str | None = None,
        kind: str | None = None,
        overdue: bool = False,
        due_within: int | None = None,
        mine: str | None = None,
        limit: int | None = None,
        after: str | None = None,
        sort: str = "opened",
        by: str | None = None,
    ) -> list[CaseSummary]:
        """
        Return summaries of cases; one that cannot be read is among them, and its `damaged` says why.

        Args:
            state: Only those in this state; `cspr.*` is every state of `cspr`, and `*` every state
                that is not final.
            kind: Only those of this kind of referral.
            overdue: Only those with an overdue duty.
            due_within: Only those with a duty due within that many working days.
            mine: Only those with an open duty of the person with this email.
            limit: At most so many of those that whoever reads may read: a page.
            after: The `cursor` of the last case of the page before. The page goes on from there,
                wherever that case is now, so that what has moved since makes no gap. A reference
                begins where that case is now.
            sort: `opened`: in the order in which they were opened; `newest`: the other way round;
                `changed`: by their last change of state, the latest first; `due`: by the day of
                their next duty, whoever may read it, those without one last.
            by: Who reads, as for `case`; what they may read nothing of is left out.

        Raises:
            NotFound: There is no such case or person.
            Refused: Nobody is named where somebody must be.
            WrongUsage: There is no such order, or the limit is less than one.
        """
        from pathway.service.cases.reading.listing import SUMMARY, CasesAsked, cases_asked

        asked = CasesAsked(
            state=state,
            kind=kind,
            overdue=overdue,
            due_within=due_within,
            mine=mine,
            limit=limit,
            after=after,
            sort=sort,
        )
        with self._installation.reading() as unit:
            read_as(unit, by)
            return cases_asked(unit, asked, SUMMARY)

    def whole_cases(self, *, by: str | None = None, **asked: Any) -> list[CaseView]:
        """
        Return cases as `case` returns each, which takes longer than their summaries. Raises what
        `cases` raises.

        Args:
            asked: Which, as for `cases`.
        """
        from pathway.service.cases.reading.listing import CasesAsked, cases_asked
        from pathway.service.cases.reading.whole_cases import WHOLE

        with self._installation.reading() as unit:
            read_as(unit, by)
            views = cases_asked(unit, CasesAsked(**asked), WHOLE)
            for view in views:
                if view.parts:
                    note_read(unit, view.reference, *view.parts)
            return views

    def steps(
        self,
        reference: str,
        *,
        by: str,
        on: date | datetime | None = None,
        step: str | None = None,
        item: str | None = None,
        on_behalf_of: str | None = None,
        limit: int | None = None,
        after: str | None = None,
        forms: bool = True,
    ) -> list[StepView]:
        """
        Return every step that is open in the state of the case or of its items: whether this person
        may take it, what is missing, and what input it takes. Somebody who may read nothing of the
        case is told only of the steps that are theirs.

        Args:
            by: The email of the person who asks.
            on: The day on which the steps would happen; today if left out.
            step: Only steps of this name, one for each item that may take it.
            item: Only steps of this item.
            on_behalf_of: The email of the person whose steps they would be, as for `take`.
            limit: At most so many of them: a page.
            after: The `cursor` of the last step of the page before.
            forms: Whether to say what input each takes, which is most of the work.

        Raises:
            NotFound: There is no such case, person or item, or no step has that place.
            WrongUsage: The limit is less than one.
        """
        from pathway.service.actors import actors_of
        from pathway.service.cases.reading.form_reads import note_steps
        from pathway.service.cases.reading.open_steps import StepsAsked
        from pathway.service.cases.reading.steps import steps_of

        asked = StepsAsked(on=on, step=step, item=item, limit=limit, after=after, forms=forms)
        with self._installation.reading() as unit:
            actors = actors_of(unit, by, on_behalf_of)
            unit.reader = actors.asking
            unit.need_key()
            case = unit.cases.get(reference)
            views = steps_of(unit, case, actors, asked)
            note_steps(unit, case, views)
            return views

    def schema(
        self,
        reference: str,
        step: str,
        *,
        by: str | None = None,
        item: str | None = None,
        on: date | datetime | None = None,
        input: BaseModel | Mapping[str, Any] | None = None,  # noqa: A002 - the contract names it so
        on_behalf_of: str | None = None,
        limit: int | None = None,
        after: int | None = None,
    ) -> dict[str, Any]:
        """
        Return the JSON Schema of a step's input for this case and day.

        Args:
            input: The answers so far. If the schema has `asks_anew`, call again with the answers to
                those fields to learn more about the fields that depend on them.
            on_behalf_of: The email of the person whose step it would be, as for `take`.
            limit: Of the entries of a long history among which a correction chooses, at most so
                many, the latest first: a page. All are there once one is named.
            after: The number of the last entry of the page before.

        Raises:
            NotFound: There is no such case, person, step or item.
            Refused: The step is for others, and who asks may not read what its form shows.
            WrongUsage: It would be on behalf of somebody, and who asks is left out; or the limit is
                less than one.
        """
        from pathway.service.actors import actors_of
        from pathway.service.cases.past_entries import EntriesAsked
        from pathway.service.cases.reading.form_reads import note_form
        from pathway.service.cases.reading.steps import schema_of
        from pathway.service.cases.step_request import input_table

        if on_behalf_of is not None and by is None:
            raise WrongUsage("Name who would record it on their behalf too, with `by`.")
        answers, _ = input_table(input, None, None, None)
        entries = EntriesAsked(limit, after) if (limit, after) != (None, None) else None
        with self._installation.reading() as unit:
            read_as(unit, by)
            unit.need_key()
            actors = actors_of(unit, by, on_behalf_of) if by else None
            case = unit.cases.get(reference)
            schema = schema_of(
                unit, case, step, item, actors, on=on, answers=answers, entries=entries
            )
            note_form(unit, case, step, schema)
            return schema

    def form_schema(self, kind: str, *, definition: str | None = None) -> dict[str, Any]:
        """
        Return the JSON Schema of the form for a kind of referral: practice_review, serious_offence
        or good_outcome.

        Args:
            definition: The name of the definition, as for `refer`.
        """
        from pathway.service.cases.reading.steps import form_schema

        with self._installation.reading() as unit:
            return form_schema(unit, kind, definition)

    def personal_data(self, reference: str, *, by: str) -> PersonalDataView:
        """
        Return what may be personal data in a referral and the files of its case, with its places.
        Files that the person may not read are not looked through.

        It is for whoever asks: keep it out of logs, emails and error messages.

        Raises:
            NotFound: There is no such case or person.
            Refused: The referral is not theirs to read.
            KeyMissing: There is no key to open what was written.
        """
        from pathway.service.cases.loading import review_in
        from pathway.service.personal_data.looking import personal_data_of

        with self._installation.reading() as unit:
            read_as(unit, by)
            case = review_in(unit, reference)
            own = required_reading(unit, case, *REFERRAL)
            read = (*REFERRAL, "documents") if "documents" in own.parts else REFERRAL
            note_read(unit, reference, *read)
            return personal_data_of(unit, case)

    def history(
        self,
        reference: str,
        *,
        limit: int | None = None,
        after: int | None = None,
        by: str | None = None,
    ) -> list[EventView]:
        """
        Return what was done to a case: by whom, when, and when it was recorded.

        Args:
            limit: At most so many of the entries that whoever reads may read: a page.
            after: The number of the last entry of the page before.
            by: Who reads, as for `case`. Entries that they may not read are left out; and where
                they may only read that an entry was made, so is what was written with it.

        Raises:
            What `case` raises, NotFound also where there is no such entry before the page.
            KeyMissing: There is no key to open what was written.
            WrongUsage: The limit is less than one.
        """
        from pathway.service.cases.reading.history_pages import history_page

        with self._installation.reading() as unit:
            read_as(unit, by)
            unit.need_key()
            case = unit.cases.get(reference)
            required_reading(unit, case)
            note_read(unit, reference, "history")
            return history_page(unit, case, limit=limit, after=after)
