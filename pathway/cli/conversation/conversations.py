"""
Taking a step by answering questions: it asks for what the step wants, shows what would follow, and
goes on only after a yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.conversation.answer_places import Answer
from pathway.cli.conversation.asking.personal_data import confirmed_finds
from pathway.cli.conversation.asking.question_words import agreed, chosen, write_tips
from pathway.cli.conversation.confirming import NOTHING, is_confirmed
from pathway.cli.conversation.keeping import Keeper
from pathway.cli.conversation.look_back import look_back
from pathway.cli.conversation.questions import Questions
from pathway.cli.conversation.schema_parts import without, words_wanted
from pathway.cli.given_files import file_named
from pathway.cli.screens import cards
from pathway.cli.session import Session, today
from pathway.errors import PathwayError, Reason, Refused, StepRefused
from pathway.service.files.places import value_at

if TYPE_CHECKING:
    from pathway.documents.files import CheckedFile
    from pathway.service import Pathway
    from pathway.service.views.cases import CaseView
    from pathway.service.views.steps import PreviewView, ProposalView, StepView

SAID_WITH_IT = ("reason", "late_reason")
# Another answer may mend these; every other reason is against the step itself.
MENDABLE = ("input", "reason_required", "late_reason_required")
# Fills in for text that was not asked for yet, so that the answers before it can be checked
# together.
UNSAID = "..."
DOCUMENT_ID = "doc:"
CHANGE = "After any answer but y you may change what you answered, or give up."
SENT_BACK = "Nothing was changed. What you may do, such as send it back: pathway steps {} --by {}"


def take(
    session: Session,
    pathway: Pathway,
    reference: str,
    step: str,
    options: dict[str, Any],
    keeper: Keeper,
) -> CaseView | None:
    """
    Ask for what a step wants, and return the case after it; None if the answer is no.

    Args:
        options: What is passed to `Pathway.take` beside the input.
        keeper: Keeps what was typed, whatever comes of it.

    Raises:
        PathwayError: The step cannot be taken, whatever is answered: what `Pathway.take` raises.
        KeyboardInterrupt: Somebody pressed Ctrl-C or closed the input; they were told that nothing
            was changed.
    """
    conversation = Conversation(session, pathway, reference, step=step, options=options)
    answers, taken = conversation.talk.answers, None
    try:
        with keeper.keeping(answers):
            taken = conversation.take()
    except (EOFError, KeyboardInterrupt) as error:
        click.echo(f"\n{NOTHING}", err=True)
        raise KeyboardInterrupt from error
    finally:
        if taken is None:
            keeper.hint(answers)
    return taken


class Conversation:
    """One step, from the first question until it is taken or given up."""

    def __init__(
        self, session: Session, pathway: Pathway, reference: str, step: str, options: dict[str, Any]
    ) -> None:
        self.session, self.pathway, self.reference, self.step = session, pathway, reference, step
        self.key: str | None = options.pop("key")
        self.options = options
        self.files: dict[str, CheckedFile] = {}
        self.talk = Questions(
            screen=session.screen,
            check=self._faults,
            confirms=lambda reason: is_confirmed(session.screen, reason),
            anew=self._schema,
            take_file=self._take_file,
        )

    def take(self) -> CaseView | None:
        """Ask, take the step after a yes, and return the case; None if somebody gives up."""
        # If somebody else changes the case after it was shown, taking the step is a conflict.
        if self.options["expect_version"] is None:
            self.options["expect_version"] = self._version()
        context = {name: self.options[name] for name in ("by", "on_behalf_of", "on")}
        steps = self.pathway.steps(self.reference, step=self.step, **context)
        view = self._chosen(steps)
        if view is None or not view.allowed:
            # Raises the error that says why the step cannot be taken.
            return self.pathway.take(self.reference, self.step, key=self.key, **self.options)
        item = f" ({view.item})" if view.item else ""
        self.session.screen.fold(f"{self.reference}: {view.title}{item}", 0, 2, "heading")
        if view.proposal is not None:
            self._show_proposal(view, view.proposal)
        if not self._is_personal_data_confirmed(view):
            self.session.screen.fold(SENT_BACK.format(self.reference, self.options["by"]))
            return None
        self.talk.schema = self._schema({})
        write_tips(self.session.screen, self.talk.schema)
        self.talk.ask()
        return self._preview_and_take()

    def _is_personal_data_confirmed(self, view: StepView) -> bool:
        """Show what may be personal data, where the step asks, until each find is confirmed."""
        if not view.personal_data or "personal_data" in self.options:
            return True
        personal_data = self.pathway.personal_data(self.reference, by=self.options["by"])
        ids = confirmed_finds(self.session.screen, personal_data)
        if ids is None:
            return False
        self.options["personal_data"] = ids
        return True

    def _show_proposal(self, view: StepView, proposal: ProposalView) -> None:
        """Write what is voted on; nobody is asked for its digest, which the schema has already."""
        cards.proposed(self.session.screen, proposal, view.input_schema)
        self.talk.answers["proposal"] = view.input_schema["properties"]["proposal"]["const"]

    def _preview_and_take(self) -> CaseView | None:
        """
        Show what would follow and take the step after a yes; after a no, change an answer and show
        it again. None if somebody gives up.
        """
        while (preview := self._previewed()) is not None:
            look_back(self.session.screen, self.talk.schema, self.talk.answers)
            self.session.screen.line()
            cards.preview(self.session.screen, preview, today(self.pathway), "This would follow:")
            self.session.screen.line()
            self.session.screen.fold(CHANGE)
            if agreed(self.session.screen, f"Take the step {self.step}?"):
                try:
                    return self.pathway.take(
                        self.reference,
                        self.step,
                        input=self.talk.answers,
                        files=self._files_in(self.talk.answers),
                        key=self.key,
                        **self._confirmed(),
                    )
                except StepRefused as refused:
                    self._tell(refused)
            if not self._is_changed():
                break
        self.session.screen.line(NOTHING)
        return None

    def _previewed(self) -> PreviewView | None:
        """
        Return what would follow, asking again for wrong answers until there are none; None if
        somebody gives up.
        """
        while True:
            try:
                return self.pathway.preview(
                    self.reference,
                    self.step,
                    input=self.talk.answers,
                    files=self._files_in(self.talk.answers),
                    **self._confirmed(),
                )
            except StepRefused as refused:
                self._tell(refused)
                answers = [self._answer_about(objection) for objection in refused.reasons]
                wrong = {answer.path: answer for answer in answers if answer is not None}
            for answer in wrong.values():
                self.talk.ask_again(answer)
            if not wrong and not self._is_changed():
                return None

    def _chosen(self, views: Sequence[StepView]) -> StepView | None:
        """
        Return one of the views of the step, asking for its item if it needs one and none was named;
        None if there is no such step.
        """
        items = [view.item for view in views if view.item and view.allowed]
        needs_item = not any(view.item is None for view in views)
        if self.options["item"] is None and items and needs_item:
            self.options["item"] = chosen(self.session.screen, "Which item is it about?", items)
        return next((view for view in views if view.item == self.options["item"]), None)

    def _version(self) -> int | None:
        """Return the version of the case; None if whoever asks may read nothing of it."""
        try:
            return self.pathway.case(self.reference, by=self.options["by"]).version
        except Refused:
            return None

    def _schema(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Return the schema of the step's input, without what was given as an option."""
        context = {name: self.options[name] for name in ("by", "on_behalf_of", "item", "on")}
        schema = self.pathway.schema(self.reference, self.step, input=answers, **context)
        return without(schema, [name for name in SAID_WITH_IT if self.options.get(name)])

    def _take_file(self, path: str, named: str) -> object:
        """
        Return what stands for a file in the input: its name, or the id of a document of the case.

        Raises:
            Refused: The file is not taken.
        """
        self.files.pop(path, None)
        if named.startswith(DOCUMENT_ID):
            return named
        checked = self.pathway.documents.check(file_named(named))
        self.files[path] = checked
        return {"name": checked.name}

    def _files_in(self, answers: Mapping[str, Any]) -> dict[str, CheckedFile]:
        """Return the files for which something stands in an input; others were taken back."""
        return {
            path: file
            for path, file in self.files.items()
            if isinstance(value_at(answers, path), Mapping)
        }

    def _tell(self, refused: StepRefused) -> None:
        """Write why the step is refused; raise the refusal if no other answer would mend it."""
        if any(objection.code not in MENDABLE for objection in refused.reasons):
            raise refused
        for objection in refused.reasons:
            stop = "" if objection.message.endswith("?") else "."
            self.session.screen.fold(f"{objection}{stop}", 0, 2, "bad")

    def _is_changed(self) -> bool:
        """Ask which answer to change and what to, and return whether somebody chose one."""
        answer = self.talk.to_change()
        if answer is None:
            return False
        self.talk.ask_again(answer)
        return True

    def _answer_about(self, objection: Reason) -> Answer | None:
        """
        Return the answer that a reason is about, which must now be given; None if it is about none.
        """
        answer = self.talk.about(objection.path)
        if answer is not None:
            return replace(answer, is_optional=False)
        if objection.path in SAID_WITH_IT:
            return Answer(
                path=objection.path,
                schema={"type": "string"},
                into=self.talk.answers,
                name=objection.path,
                is_optional=False,
            )
        return None

    def _faults(self, answers: Mapping[str, Any]) -> Sequence[Reason]:
        """
        Return what is wrong with the answers so far, as if all text that is still to come were
        given.
        """
        unsaid = dict.fromkeys(words_wanted(self.talk.schema, but=SAID_WITH_IT), UNSAID)
        try:
            self.pathway.preview(
                self.reference,
                self.step,
                input={**unsaid, **answers},
                files=self._files_in(answers),
                **self.options,
            )
        except StepRefused as refused:
            return refused.reasons
        except PathwayError:
            return ()
        return ()

    def _confirmed(self) -> dict[str, Any]:
        """
        Return the options, with those that somebody confirmed and the answers still need.
        """
        if not self.talk.confirmed:
            return self.options
        faults = [(fault.confirm, fault.message) for fault in self._faults(self.talk.answers)]
        needed = {
            option: True for option, message in self.talk.confirmed if (option, message) in faults
        }
        return {**self.options, **needed}
