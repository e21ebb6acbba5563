"""What questions and choices are called on a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from pathway.documents.case_pack.answers import Names, day_of
from pathway.service.files.places import SHA256
from pathway.web import words
from pathway.web.forms import schemas
from pathway.web.forms.schemas import Schema
from pathway.web.texts import Texts


@dataclass(frozen=True)
class Labels:
    """
    Words for what schemas say.

    Args:
        names: What the codes and ids of a case are called.
        documents: Returns the names of its documents by their SHA-256; few forms ask for one.
    """

    texts: Texts
    names: Names = field(default_factory=Names)
    documents: Callable[[], Mapping[str, str]] = dict[str, str]

    def question(self, node: Schema, name: str) -> str:
        """Return the question that a field asks, without what may help to answer it."""
        label = node.get(schemas.LABEL) or node.get("description")
        return words.code(name) if not label or label == name else str(label)

    def help(self, node: Schema) -> str:
        """Return what may help to answer a field; empty if nothing is said."""
        label, description = node.get(schemas.LABEL), str(node.get("description", ""))
        return description.removeprefix(str(label)).strip() if label else ""

    def choice(self, node: Schema, choice: Any) -> str:
        """Return what a choice is called."""
        titles: Mapping[str, str] = node.get("titles", {})
        return titles.get(str(choice)) or self.word(choice)

    def word(self, code: Any) -> str:
        """Return what a code or id is called, wherever it stands."""
        if isinstance(code, bool):
            return self.texts("yes" if code else "no")
        name = str(code)
        for known in (self.names.others, self.names.agencies, self.names.people):
            if name in known:
                return known[name]
        if SHA256.fullmatch(name):
            return self._documents.get(name, name)
        return words.code(name) if name.islower() and name.isidentifier() else day_of(name)

    @cached_property
    def _documents(self) -> Mapping[str, str]:
        return self.documents()

    def answer(self, node: Schema, answer: Any) -> str:
        """Return an answer in words, as somebody looks at it once more."""
        if answer is None:
            return self.texts("answer.none")
        if isinstance(answer, Mapping):
            return self._table(node, cast("Mapping[str, Any]", answer))
        if isinstance(answer, list | tuple):
            entries = cast("Sequence[Any]", answer)
            of: Schema = node.get("items", {})
            texts = [self.answer(of, entry) for entry in entries]
            return "\n".join(texts) or self.texts("answer.none")
        if schemas.choices_of(node) or isinstance(answer, bool):
            return self.choice(node, answer)
        return day_of(str(answer)) if schemas.is_day(node) else str(answer)

    def _table(self, node: Schema, table: Mapping[str, Any]) -> str:
        if schemas.is_file(node) or set(table) == {"name", "sha256"}:
            return str(table.get("name", self.texts("answer.none")))
        properties: Mapping[str, Schema] = node.get("properties", {})
        return "; ".join(
            f"{self.question(properties.get(name, {}), name).rstrip('?')}: "
            f"{self.answer(properties.get(name, {}), answer)}"
            for name, answer in table.items()
        )
