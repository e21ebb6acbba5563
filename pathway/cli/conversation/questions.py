"""
Asking for an input field by field, as its schema says; the case checks each answer at once.

Nothing here knows of any step: the schema and the check decide what is asked, offered and refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pathway.cli.conversation.answer_places import (
    TAKES_FILE,
    Answer,
    answers_in,
    fixed_entries,
    is_about,
    put,
    take_back,
)
from pathway.cli.conversation.answers import (
    NONE,
    Schema,
    may_be_empty,
    picked,
    prompt_for,
    read_answer,
    shown_answer,
    typed_line,
)
from pathway.cli.conversation.asking.fields import in_order, is_required
from pathway.cli.conversation.asking.files import file_answer
from pathway.cli.conversation.asking.question_words import (
    agreed,
    named_choice,
    offer,
    write_faults,
    write_question,
)
from pathway.cli.conversation.asking.texts import edit_lines, typed_text
from pathway.cli.conversation.schema_parts import takes_any_words
from pathway.cli.screens.screen import Screen

if TYPE_CHECKING:
    from pathway.errors import Reason

# In a schema: each field whose answer changes what is asked of others, with those others.
ASKS_ANEW = "asks_anew"


@dataclass
class Questions:
    """
    Asks for an input on a terminal.

    Args:
        check: Returns what is wrong with the input so far, each fault with its path.
        confirms: Asks somebody to confirm a fault, and returns whether they do.
        anew: Returns the schema for the input so far.
        schema: The schema of the input.
        answers: The input so far.
        confirmed: The faults that somebody confirmed, each by its option and its message.
        asked: The fields that were asked for, also those that were left out.
        earlier: Answers that are asked for again, by path.
        hint: How a long text is answered; empty once somebody was told.
        take_file: Takes in a file for a field, and returns what stands for it: see `file_answer`.
    """

    screen: Screen
    check: Callable[[Mapping[str, Any]], Sequence[Reason]]
    confirms: Callable[[Reason], bool]
    anew: Callable[[Mapping[str, Any]], Schema]
    take_file: Callable[[str, str], object]
    schema: Schema = field(default_factory=dict[str, Any])
    answers: dict[str, Any] = field(default_factory=dict[str, Any])
    confirmed: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    asked: set[str] = field(default_factory=set[str])
    earlier: dict[str, Any] = field(default_factory=dict[str, Any])
    # Lines can be edited from the first question on.
    hint: str = field(default_factory=edit_lines)

    def ask(self) -> None:
        """Ask for every field that was not asked for yet, required ones first."""
        while (name := self._next()) is not None:
            self._ask_field(name)

    def ask_again(self, answer: Answer) -> None:
        """
        Ask for an answer again, and for those that depend on it; if asking is broken off, the old
        answer stays.
        """
        if answer.is_given:
            self.screen.line()
            self.screen.fold(f"{answer.path} is now: {shown_answer(answer.value)}", 0, 2)
        before = answer.taken_away()
        self.earlier[answer.path] = before
        try:
            self._ask_one(
                answer.schema,
                answer.into,
                answer.name,
                path=answer.path,
                optional=answer.is_optional,
            )
        except (EOFError, KeyboardInterrupt):
            answer.put_back(before)
            raise
        self._renew_schema(answer.path)
        self.ask()

    def to_change(self) -> Answer | None:
        """Ask which answer to change, by its name or number; None if none."""
        answers = answers_in(self.schema, self.answers)
        names = [answer.path for answer in answers]
        if not answers:
            return None
        self.screen.line()
        self.screen.fold("Which answer do you want to change?", 0, 2, "heading")
        for place, answer in enumerate(answers, start=1):
            value = shown_answer(answer.value) if answer.is_given else "(left out)"
            self.screen.fold(f"{place:>3}  {answer.path}: {value}", 2, 7)
        while True:
            name = typed_line("a number or a name; Enter gives up> ")
            if not name:
                return None
            for answer in answers:
                if answer.path == picked(name, names):
                    return answer
            self.screen.fold("Give one of the names, or its number.", 2, 2, "bad")

    def about(self, path: str | None) -> Answer | None:
        """Return the innermost answer that a fault at that path is about; None if there is none."""
        fault = path or ""
        answers = answers_in(self.schema, self.answers)
        matches = [answer for answer in answers if is_about(fault, answer.path)]
        return max(matches, key=lambda answer: len(answer.path), default=None)

    def _next(self) -> str | None:
        """Return the next field to ask for; None if there is none left."""
        for name in in_order(self.schema, self.answers):
            if name not in self.answers and name not in self.asked:
                return name
        return None

    def _ask_field(self, name: str) -> None:
        self.asked.add(name)
        optional = not is_required(self.schema, name, self.answers)
        field_schema = self.schema["properties"][name]
        self._ask_one(field_schema, self.answers, name, path=name, optional=optional)
        self._renew_schema(name)

    def _renew_schema(self, path: str) -> None:
        """If other fields depend on this answer, forget theirs and take the schema again."""
        depending = self.schema.get(ASKS_ANEW, {}).get(path)
        if depending is None:
            return
        for name in depending:
            self.answers.pop(name, None)
            self.asked.discard(name)
        self.schema = self.anew(self.answers)

    def _ask_table(
        self,
        schema: Schema,
        into: dict[str, Any],
        path: str,
        usual: Mapping[str, Any] | None = None,
    ) -> None:
        """
        Ask for the fields of a table, required ones first; `usual` holds the values that are fixed.
        """
        asked: set[str] = set()
        while True:
            # Each answer may call for other fields, so the order is looked up again.
            left = [name for name in in_order(schema, into) if name not in asked]
            if not left:
                return
            name = left[0]
            asked.add(name)
            self._ask_one(
                schema["properties"][name],
                into,
                name,
                path=f"{path}.{name}",
                optional=not is_required(schema, name, into),
                usual=(usual or {}).get(name),
            )

    def _ask_one(
        self,
        schema: Schema,
        into: Any,
        name: str | int,
        *,
        path: str,
        optional: bool,
        usual: Any = None,
    ) -> None:
        """Ask for one value, until it is right or, if that is allowed, left out."""
        kind = schema.get("type")
        # A constant yes is not filled in: somebody has to say it.
        is_constant = "const" in schema and not optional and kind != "boolean"
        if usual is not None or is_constant:
            value = schema.get("const", usual)
            put(into, name, value)
            self.screen.fold(f"{path}: {named_choice(schema, value)}", 0, 2)
        elif TAKES_FILE in schema:
            self._file(schema, into, name, path=path, optional=optional)
        elif kind == "object" and "properties" in schema:
            self._table(schema, into, name, path=path, optional=optional)
        elif kind == "array" and schema["items"].get("type") == "object":
            self._tables(schema, into, name, path=path, optional=optional)
        else:
            self._value(schema, into, name, path=path, optional=optional)

    def _table(
        self, schema: Schema, into: Any, name: str | int, *, path: str, optional: bool
    ) -> None:
        write_question(self.screen, schema, path, optional)
        if optional and not agreed(self.screen, f"Fill in {path}?"):
            return
        table: dict[str, Any] = {}
        put(into, name, table)
        self._ask_table(schema, table, path)

    def _file(
        self, schema: Schema, into: Any, name: str | int, *, path: str, optional: bool
    ) -> None:
        write_question(self.screen, schema, path, optional)
        answer = file_answer(self.screen, path, self.take_file, optional=optional)
        if answer is not None:
            put(into, name, answer)

    def _tables(
        self, schema: Schema, into: Any, name: str | int, *, path: str, optional: bool
    ) -> None:
        write_question(self.screen, schema, path, optional)
        least, most = schema.get("minItems", 0 if optional else 1), schema.get("maxItems")
        fixed = fixed_entries(schema)
        entries: list[Any] = []
        while most is None or len(entries) < most:
            question = f"Another entry for {path}?" if entries else f"Any {path}?"
            if len(entries) >= least and not agreed(self.screen, question):
                break
            put(into, name, entries)
            place = len(entries)
            if TAKES_FILE in schema["items"]:
                self._file(schema["items"], entries, place, path=f"{path}[{place}]", optional=False)
                continue
            entries.append({})
            known = fixed[place] if fixed else {}
            self._ask_table(schema["items"], entries[-1], f"{path}[{place}]", known)

    def _value(
        self, schema: Schema, into: Any, name: str | int, *, path: str, optional: bool
    ) -> None:
        write_question(self.screen, schema, path, optional)
        offer(self.screen, schema.get("items", schema))
        suggested = schema.get("suggested")
        if suggested:
            none = f"; {NONE} is an answer too" if may_be_empty(schema) else ""
            self.screen.fold(f"On record: {'; '.join(suggested)}. Enter accepts that{none}.", 2, 2)
        while True:
            answer = self._typed(schema, path, optional) or "; ".join(suggested or ())
            if not answer and optional:
                return
            is_answer = bool(answer) or may_be_empty(schema)
            if is_answer:
                put(into, name, read_answer(answer, schema))
            faults = self._faults_at(path)
            if is_answer and not faults:
                return
            write_faults(self.screen, faults)
            take_back(into, name)

    def _typed(self, schema: Schema, path: str, optional: bool) -> str:
        """Return what somebody types, or for a text also pastes or writes in an editor."""
        prompt = prompt_for(schema, optional)
        if not takes_any_words(schema):
            return typed_line(prompt)
        if self.hint:
            self.screen.fold(self.hint, 2, 2, "quiet")
            self.hint = ""
        return typed_text(self.screen, prompt, self.earlier.get(path))

    def _faults_at(self, path: str) -> list[Reason]:
        """Return what is wrong with the value at that path and was not confirmed."""
        faults = self.check(self.answers)
        here = [fault for fault in faults if fault.path and is_about(fault.path, path)]
        return [fault for fault in here if not self._is_confirmed(fault)]

    def _is_confirmed(self, fault: Reason) -> bool:
        """Return whether somebody confirms a fault, asking them unless they did so before."""
        key = (fault.confirm or "", fault.message)
        if fault.confirm and key not in self.confirmed and self.confirms(fault):
            self.confirmed.add(key)
        return key in self.confirmed
