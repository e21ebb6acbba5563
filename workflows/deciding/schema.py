"""
The JSON Schema of a step's input, made for one case and day.

Ids, labels and hashes that belong to the case come as enum or const, and `examples[0]` of each
property would be accepted now, so that a program that knows only the schema can fill it in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.attempts.reason_needed import why_reason_needed
from pathway.workflows.cases.votes import open_round, round_name
from pathway.workflows.deadlines.lateness import late_reason_wanted
from pathway.workflows.deciding.schema_examples import WORDS, example, example_without, is_among
from pathway.workflows.forms.ties import as_list

Schema = dict[str, Any]
# Fields whose answer changes what other fields may say, each with those fields; once one of them is
# answered, a program asks for the schema again.
ASKS_ANEW = "asks_anew"
# Marks a field that may be given but is not asked for in this case on this day.
NOT_ASKED = "not_asked"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
REASON_FIELDS: Mapping[str, Schema] = {
    "reason": {"type": "string", "minLength": 1, "pattern": r"\S", "examples": [WORDS]}
    | {"description": "Why; `--reason` may say it too."},
    "late_reason": {"type": "string", "minLength": 1, "pattern": r"\S", "examples": [WORDS]}
    | {"description": "Why a duty was done after its due day; `--late-reason` may say it too."},
}
VOTE: Schema = {
    "type": "string",
    "enum": ["for", "against"],
    "description": "A vote against gives its reason.",
    "examples": ["for"],
}


def input_schema(model: type[BaseModel], attempt: Attempt) -> Schema:
    """Return the complete schema of what the step wants to know, for this case and day."""
    schema = _situated(json.loads(_plain(model)), attempt)
    schema.setdefault("properties", {})
    if attempt.step.votes:
        schema = _voting(schema, attempt)
    schema = _with_reason_fields(schema, attempt)
    return (
        {
            "$schema": DRAFT,
            "title": attempt.step.title,
            "version": getattr(model, "version", 1),
        }
        | _tips(attempt)
        | schema
    )


def _tips(attempt: Attempt) -> Schema:
    """Return the tips that are shown beside the form, where it has some."""
    case = attempt.case
    kind = case.kind if case.version else str(attempt.command.input.get("kind"))
    tips = attempt.definition.forms.tips(attempt.step.input, kind)
    return {"tips": list(tips)} if tips else {}


@lru_cache(maxsize=256)
def _plain(model: type[BaseModel]) -> str:
    """Return the model's schema with references resolved, as JSON: reading it is a quick copy."""
    schema = model.model_json_schema()
    return json.dumps(_simple(schema, schema.pop("$defs", {})))


def filled(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return an input made of the first example of each property that is required."""
    return {name: schema["properties"][name]["examples"][0] for name in schema.get("required", [])}


def _voting(schema: Schema, attempt: Attempt) -> Schema:
    """Return the schema of a vote: on the whole input, or on an open round by its digest."""
    required = [*schema.get("required", []), "vote"]
    whole = schema | {
        "properties": schema["properties"] | {"vote": deepcopy(VOTE)},
        "required": required,
    }
    votes = open_round(attempt.case, round_name(attempt.step.name, attempt.item))
    if votes is None:
        return whole
    proposal = {"type": "string", "const": votes.digest, "examples": [votes.digest]}
    proposal["description"] = "The digest of the event that carries the input voted on."
    return {
        "type": "object",
        "description": "An input as in $defs.new_round begins a new round.",
        "properties": {"vote": deepcopy(VOTE), "proposal": proposal},
        "required": ["vote", "proposal"],
        "additionalProperties": False,
        "$defs": {"new_round": _with_reason_fields(whole, attempt)},
    }


def _with_reason_fields(schema: Schema, attempt: Attempt) -> Schema:
    """Return the schema with the reasons that the step asks for, or that a vote against needs."""
    asked = [name for name, wanted in _reason_fields_asked(attempt).items() if wanted]
    offered = [*asked, "reason"] if attempt.step.votes else asked
    properties = schema["properties"] | {name: deepcopy(REASON_FIELDS[name]) for name in offered}
    required = [*schema.get("required", []), *asked]
    schema = schema | {"properties": properties}
    if required:
        schema["required"] = required
    return schema


def _reason_fields_asked(attempt: Attempt) -> dict[str, bool]:
    return {
        "reason": why_reason_needed(attempt) is not None,
        "late_reason": late_reason_wanted(attempt),
    }


def _simple(node: Any, definitions: Mapping[str, Any]) -> Any:
    """Return a schema with references resolved, without generated titles and nulls of optionals."""
    if isinstance(node, list):
        return [_simple(part, definitions) for part in cast(Sequence[Any], node)]
    if isinstance(node, dict):
        return _simple_object(cast(Schema, node), definitions)
    return node


def _simple_object(node: Schema, definitions: Mapping[str, Any]) -> Schema:
    if "$ref" in node:
        target = _simple_object(definitions[node["$ref"].rsplit("/", 1)[1]], definitions)
        return target | _simple_object(
            {name: value for name, value in node.items() if name != "$ref"}, definitions
        )
    # A title that is a table is a field of that name, not a title that pydantic made.
    rest: Schema = {
        name: value for name, value in node.items() if name != "title" or isinstance(value, dict)
    }
    if rest.get("default", 0) is None:
        rest.pop("default")
    branches: list[Schema] = [
        branch for branch in rest.get("anyOf", []) if branch != {"type": "null"}
    ]
    if "anyOf" in rest and len(branches) == 1:
        rest.pop("anyOf")
        return _simple_object(branches[0] | rest, definitions)
    return {
        name: value if name == "titles" else _simple(value, definitions)
        for name, value in rest.items()
    }


def _situated(node: Schema, attempt: Attempt) -> Schema:
    """Fill in what belongs to the case, from the inside out, and return the node."""
    if "items" in node:
        node["items"] = _situated(node["items"], attempt)
    if "anyOf" in node:
        node["anyOf"] = [_situated(branch, attempt) for branch in node["anyOf"]]
    if "properties" in node:
        _situate_properties(node, attempt)
    node |= _named_choices(node, attempt)
    if node.get("format") == "date":
        node.setdefault("examples", [attempt.on.isoformat()])
    return node


def _named_choices(node: Schema, attempt: Attempt) -> Schema:
    """Take the names of choices out of a node, and return what the case puts in their place."""
    choice = node.pop("x-choice", None)
    suggestion = node.pop("x-suggest", None)
    each = node.pop("x-each", None)
    named: Schema = {}
    if choice:
        named |= _chosen(attempt.choices(choice))
    if suggestion:
        named |= _suggested(node, attempt.choices(suggestion))
    if each:
        named |= _each(node, attempt.choices(each["choice"]), each)
    return named


def _suggested(node: Schema, values: list[Any]) -> Schema:
    suggested: Schema = {"examples": values[:1]}
    if node.get("type") == "array" and values:
        suggested["suggested"] = values[0]
    return suggested


def _situate_properties(node: Schema, attempt: Attempt) -> None:
    """Fill in the properties of a table, and drop those for which the case has nothing to name."""
    properties: dict[str, Schema] = node["properties"]
    asked_on = _marks_taken(properties, "x-asked-on")
    depending = _fields_by_earlier(_marks_taken(properties, "x-depends-on"))
    required = [*node.get("required", []), *_asked_now(properties, attempt)]
    for name, value in list(properties.items()):
        field = _situated(value, attempt)
        if _is_empty(field) and name not in required:
            del properties[name]
            continue
        field["examples"] = [example_without(field, _answers_asking(asked_on, name))]
        properties[name] = field
    if depending:
        node[ASKS_ANEW] = depending
    if asked_on:
        node["allOf"] = [_asked_on(node, name, mark) for name, mark in asked_on.items()]
    for name, mark in asked_on.items():
        if _asks(properties.get(mark["field"], {}), mark):
            required.append(name)
    if required:
        node["required"] = list(dict.fromkeys(required))


def _marks_taken(properties: Mapping[str, Schema], mark: str) -> dict[str, Any]:
    """Take a mark away from the fields that have it, and return what it says of each."""
    marks: dict[str, Any] = {}
    for name, value in properties.items():
        content = value.pop(mark, None)
        if content:
            marks[name] = content
    return marks


def _fields_by_earlier(earlier: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the fields that depend on an earlier one, by its name."""
    depending: dict[str, list[str]] = {}
    for name, other in earlier.items():
        depending.setdefault(other, []).append(name)
    return depending


def _asked_now(properties: Mapping[str, Schema], attempt: Attempt) -> list[str]:
    """Return the fields that the case asks for now, and mark those that it does not ask for."""
    asked_now: list[str] = []
    for name, value in properties.items():
        asked, wanted = value.pop("x-asked", None), value.pop("x-wanted", None)
        if (asked or wanted) and attempt.condition(asked or wanted):
            asked_now.append(name)
        elif asked:
            value[NOT_ASKED] = True
    return asked_now


def _answers_asking(marks: Mapping[str, Any], name: str) -> list[Any]:
    """Return the answers of a field that ask for further fields."""
    answers: list[Any] = []
    for mark in marks.values():
        if mark["field"] == name:
            answers += mark["answers"]
    return answers


def _asked_on(node: Schema, name: str, mark: Mapping[str, Any]) -> Schema:
    """Return the rule that a field must be given where another has one of certain answers."""
    answers: Schema = {"enum": mark["answers"]}
    if node["properties"].get(mark["field"], {}).get("type") == "array":
        answers = {"contains": answers}
    asked: Schema = {"properties": {mark["field"]: answers}, "required": [mark["field"]]}
    return {"if": asked, "then": {"required": [name]}}


def _asks(node: Schema, mark: Mapping[str, Any]) -> bool:
    """Return whether the example of a field asks for the field with this mark."""
    parts = as_list(node.get("examples", [None])[0])
    return any(is_among(part, mark["answers"]) for part in parts)


def _is_empty(node: Mapping[str, Any]) -> bool:
    """Return whether the case has nothing that could be named there."""
    if node.get("type") == "array":
        return _is_empty(node.get("items", {}))
    if node.get("enum") == []:
        return True
    if "properties" not in node:
        return False
    required = (node["properties"].get(name, {}) for name in node.get("required", []))
    return any(_is_empty(field) for field in required)


def _chosen(values: list[Any]) -> Schema:
    if len(values) == 1:
        return {"const": values[0], "examples": values}
    if not values:
        return {"enum": []}
    return {"enum": values, "examples": values[:1]}


def _each(node: Mapping[str, Any], values: list[Any], each: Mapping[str, str]) -> Schema:
    plain = example({**node["items"], "examples": []})
    entries: list[Any] = []
    for number, value in enumerate(values, start=1):
        counted = {each["numbered"]: number} if each["numbered"] else {}
        entries.append(plain | {each["member"]: value} | counted)
    return {"minItems": len(values), "maxItems": len(values), "examples": [entries]}
