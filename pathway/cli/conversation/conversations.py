"""
A step taken in conversation: what it wants is asked, what would follow is shown, and only a yes
takes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from pathway.cli.conversation.confirming import NOTHING, is_confirmed
from pathway.cli.conversation.given import Answer
from pathway.cli.conversation.keeping import Keeper
from pathway.cli.conversation.questions import Questions, agreed
from pathway.cli.screens import cards
from pathway.cli.session import Session, today
from pathway.errors import PathwayError, Reason, StepRefused

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.service.views import CaseView, PreviewView, ProposalView, StepView

SAID_WITH_IT = ("reason", "late_reason")
# What another answer may mend; all other reasons are against the step itself.
MENDABLE = ("input", "reason_required", "late_reason_required")
# Stands for words that were not asked for yet, so that the answers before them are checked
# together.
UNSAID = "..."
ANY_WORDS = r"\S"


def take(
    session: Session,
    pathway: Pathway,
    reference: str,
    step: str,
    options: dict[str, Any],
    keeper: Keeper,
) -> CaseView | None:
    """
    Ask for what a step wants, and take it; None where the answer is no.

    Args:
        options: What is said beside the input, by the library's names.
        keeper: Keeps what was typed, whatever comes of it.

    Raises:
        PathwayError: It cannot be taken, whatever is answered: what `Pathway.take` raises.
        KeyboardInterrupt: Somebody pressed Ctrl-C or closed the input; nothing was changed, and
            that was said.
    """
    conversation = Conversation(session, pathway, reference, step, options)
    given, taken = conversation.talk.given, None
    try:
        with keeper.keeping(given):
            taken = conversation.take()
    except (EOFError, KeyboardInterrupt) as error:
        click.echo(f"\n{NOTHING}", err=True)
        raise KeyboardInterrupt from error
    finally:
        if taken is None:
            keeper.hint(given)
    return taken


class Conversation:
    """One step, from the first question until it is taken or given up."""

    def __init__(
        self, session: Session, pathway: Pathway, reference: str, step: str, options: dict[str, Any]
    ) -> None:
        self.session, self.pathway, self.reference, self.step = session, pathway, reference, step
        self.key: str | None = options.pop("key")
        self.options = options
        self.talk = Questions(
            screen=session.screen,
            check=self._faults,
            confirms=lambda reason: is_confirmed(session.screen, reason),
            anew=self._schema,
        )

    def take(self) -> CaseView | None:
        """Ask, show what would follow, and take the step after a yes; None where it is given up."""
        # What is shown is what is taken: a change by somebody else in between is a conflict.
        if self.options["expect_version"] is None:
            self.options["expect_version"] = self.pathway.case(self.reference).version
        view = self._chosen(
            self.pathway.steps(self.reference, by=self.options["by"], on=self.options["on"])
        )
        if view is None or not view.allowed:
            return self.pathway.take(self.reference, self.step, key=self.key, **self.options)
        title = f"{self.reference}: {view.title}{f' ({view.item})' if view.item else ''}"
        self.session.screen.fold(title, 0, 2, "heading")
        if view.proposal is not None:
            self._show_proposal(view, view.proposal)
        self.talk.schema = self._schema({})
        self.talk.ask()
        return self._led_on()

    def _show_proposal(self, view: StepView, proposal: ProposalView) -> None:
        """Write what is voted on; its digest, which programs name, is known and not asked for."""
        cards.proposed(self.session.screen, proposal, view.input_schema)
        self.talk.given["proposal"] = view.input_schema["properties"]["proposal"]["const"]

    def _led_on(self) -> CaseView | None:
        """
        Show what would follow and take it after a yes, else change an answer and go on from there.
        """
        while (preview := self._previewed()) is not None:
            self.session.screen.line()
            cards.preview(self.session.screen, preview, today(self.pathway), "This would follow:")
            self.session.screen.line()
            if agreed(self.session.screen, f"Take the step {self.step}?"):
                try:
                    return self.pathway.take(
                        self.reference,
                        self.step,
                        input=self.talk.given,
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
        Return what would follow; what is wrong is asked for until nothing is, None where it is
        given up.
        """
        while True:
            try:
                return self.pathway.preview(
                    self.reference, self.step, input=self.talk.given, **self._confirmed()
                )
            except StepRefused as refused:
                self._tell(refused)
                wrong = [self._answer_about(reason) for reason in refused.reasons]
                again = {answer.path: answer for answer in wrong if answer is not None}
            for answer in again.values():
                self.talk.ask_again(answer)
            if not again and not self._is_changed():
                return None

    def _chosen(self, views: Sequence[StepView]) -> StepView | None:
        """
        Return the step as it may be taken; where it is about an item and none was named, that is
        asked for.
        """
        named = [view for view in views if view.name == self.step]
        items = [view.item for view in named if view.item and view.allowed]
        if self.options["item"] is None and items and not any(view.item is None for view in named):
            self.options["item"] = self.talk.chosen("Which item is it about?", items)
        return next((view for view in named if view.item == self.options["item"]), None)

    def _schema(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the schema of the step's input, without what was said as an option."""
        about = {name: self.options[name] for name in ("by", "item", "on")}
        schema = self.pathway.schema(self.reference, self.step, input=given, **about)
        return _without(schema, [name for name in SAID_WITH_IT if self.options.get(name)])

    def _tell(self, refused: StepRefused) -> None:
        """Write why it is refused; raise it where no other answer would mend that."""
        if any(reason.code not in MENDABLE for reason in refused.reasons):
            raise refused
        for reason in refused.reasons:
            self.session.screen.fold(
                f"{reason}" if reason.message.endswith("?") else f"{reason}.", 0, 2, "bad"
            )

    def _is_changed(self) -> bool:
        """
        Ask for another answer in place of one that was given, and return whether there is another.
        """
        answer = self.talk.to_change()
        if answer is not None:
            self.talk.ask_again(answer)
        return answer is not None

    def _answer_about(self, reason: Reason) -> Answer | None:
        """
        Return the answer that a reason is about; one that was not asked for yet is asked for as the
        reason says.
        """
        answer = self.talk.about(reason.path)
        if answer is not None:
            return replace(answer, is_optional=False)
        if reason.path in SAID_WITH_IT:
            return Answer(
                reason.path, {"type": "string"}, self.talk.given, reason.path, is_optional=False
            )
        return None

    def _faults(self, given: Mapping[str, Any]) -> Sequence[Reason]:
        """
        Return what is wrong with the answers so far, words that were not asked for yet taken as
        said.
        """
        unsaid = dict.fromkeys(_words_wanted(self.talk.schema), UNSAID)
        try:
            self.pathway.preview(
                self.reference, self.step, input={**unsaid, **given}, **self.options
            )
        except StepRefused as refused:
            return refused.reasons
        except PathwayError:
            return ()
        return ()

    def _confirmed(self) -> dict[str, Any]:
        """
        Return what is said beside the input, with the options that the answers need and somebody
        confirmed.
        """
        if not self.talk.confirmed:
            return self.options
        faults = [(fault.confirm, fault.message) for fault in self._faults(self.talk.given)]
        return {
            **self.options,
            **{option: True for option, told in self.talk.confirmed if (option, told) in faults},
        }


def _words_wanted(schema: Mapping[str, Any]) -> list[str]:
    """Return the fields that are wanted and take any words."""
    properties = schema.get("properties", {})
    wanted = {
        name: properties[name] for name in schema.get("required", []) if name not in SAID_WITH_IT
    }
    return [name for name, node in wanted.items() if _takes_any_words(node)]


def _takes_any_words(node: Mapping[str, Any]) -> bool:
    return (
        node.get("type") == "string"
        and node.get("pattern") == ANY_WORDS
        and not {"enum", "const"} & node.keys()
    )


def _without(schema: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return a schema that does not ask for what was said as an option."""
    properties = {
        name: node for name, node in schema.get("properties", {}).items() if name not in names
    }
    return {
        **schema,
        "properties": properties,
        "required": [name for name in schema.get("required", []) if name not in names],
    }
