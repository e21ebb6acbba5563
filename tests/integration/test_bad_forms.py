"""Forms and inputs with faults, and with everything that text may hold."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from pathway.errors import FormRefused, PathwayError
from pathway.service.views.history import EventView
from tests.rehearsals import BU, CHAIR, NOTIFIER, NURSE, NURSES_REP, Rehearsal, form

pytestmark = pytest.mark.either
TEXTS = {
    "huge": "A line of words.\n" * 6000,  # 100 kB
    "emoji": "👩‍👧‍👦 family 🏳️‍🌈 \U0001f468\u200d\u2695\ufe0f",
    "right to left": "التقييم السريع \u202e\u200f בדיקה",
    "quotes": "\"'`$(rm)';--\\ \\n %s {0} <b>&amp;</b>",
    "controls": "before\x00after\x01\x1b[31m\x7f\x85\u2028\ufeff",
    "combining": "e\u0301\u0323 and é",
    "lines": "one\r\ntwo\rthree\tfour ",
}
NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)  # Mon
WRONG: list[Any] = [
    None, True, 0, -1, 1.5, float("nan"), float("inf"), 10**400, "", " ", "x", "2026-13-01", b"bytes", [], [[]], [None],
    {}, {"a": 1}, {1: 2}, set[str](), (), date(2026, 3, 16), NOON, Decimal("1.5"), Path("x"), object(),
]  # fmt: skip


def nothing_left(desk: Rehearsal, before: object) -> bool:
    """Say whether every table is as it was, the counter of references included."""
    return before == desk.contents()


def deep() -> Any:
    """Return a list in a list in a list, far deeper than anybody writes."""
    nested: Any = []
    for _ in range(5000):
        nested = [nested]
    return nested


def test_five_faults_are_five_sentences(desk: Rehearsal) -> None:
    """Each with its path, none repeating what was given, and nothing is left behind."""
    answers = form(
        "practice_review",
        possible_serious_incident="perhaps",
        incident_on="yesterday",
        agency="Salford!",
    )
    answers["children"][0]["harm"] = "hurt badly"
    del answers["children"][1]["label"]
    before = desk.contents()
    with pytest.raises(FormRefused) as refused:
        desk.pathway.refer(answers, by=NURSE)
    paths = [reason.path for reason in refused.value.reasons]
    sentences = [reason.message for reason in refused.value.reasons]

    assert {
        "possible_serious_incident",
        "incident_on",
        "agency",
        "children[0].harm",
        "children[1].label",
    } == set(paths)
    assert 5 == len(paths)
    assert not [
        word for word in ("perhaps", "yesterday", "Royal", "hurt") if word in " ".join(sentences)
    ]
    assert nothing_left(desk, before)


def test_no_reference_is_lost(desk: Rehearsal) -> None:
    """The case after a refused form has the first number."""
    with pytest.raises(FormRefused):
        desk.pathway.refer({}, by=NURSE)

    assert "PR-2026-0001" == desk.refer()


@pytest.mark.parametrize("field", list(form("practice_review")))
def test_a_field_of_a_wrong_type_is_refused_or_taken(desk: Rehearsal, field: str) -> None:
    """Whatever stands there, the answer is a case or a sentence, and a refusal leaves nothing."""
    before = desk.contents()
    for value in [*WRONG, deep()]:
        refused = refusal_of(
            partial(desk.pathway.refer, form("practice_review") | {field: value}, by=NURSE)
        )
        assert refused is None or refused.reasons
        assert refused is None or nothing_left(desk, before)
        before = desk.contents()

    assert [] == desk.pathway.verify()


@pytest.mark.parametrize("answers", WRONG, ids=lambda value: type(value).__name__)
def test_a_referral_that_is_not_an_object_is_refused(desk: Rehearsal, answers: Any) -> None:
    """A list, a number, nothing at all."""
    before = desk.contents()
    with pytest.raises(PathwayError):
        desk.pathway.refer(answers, by=NURSE)

    assert nothing_left(desk, before)


@pytest.mark.parametrize(
    "answers", [value for value in WRONG if value], ids=lambda value: type(value).__name__
)
def test_an_input_that_is_not_an_object_is_refused(desk: Rehearsal, answers: Any) -> None:
    """The same of a step."""
    reference = desk.refer()
    before = desk.contents()
    with pytest.raises(PathwayError):
        desk.pathway.take(reference, "submit", by=NURSE, input=answers)

    assert nothing_left(desk, before)


@pytest.mark.parametrize(
    "arguments",
    [
        {"by": None}, {"by": 7}, {"by": "x" * 10_000}, {"by": "\udc80"}, {"item": 7}, {"item": "\udc80"},
        {"reason": 7}, {"late_reason": ["x"]}, {"reason": "\udc80"}, {"on": "2026-03-16"}, {"on": NOON},
        {"on": date.max}, {"on": date.min}, {"expect_version": "one"},
    ],
    ids=str,
)  # fmt: skip
def test_arguments_of_a_wrong_kind_are_refused(desk: Rehearsal, arguments: dict[str, Any]) -> None:
    """Whoever is asking, whatever the day: a sentence, never another kind of error."""
    reference = desk.refer()
    before = desk.contents()
    keywords: dict[str, Any] = {"by": NURSE, **arguments}
    with pytest.raises(PathwayError):
        desk.pathway.take(reference, "submit", **keywords)

    assert nothing_left(desk, before)


@pytest.mark.parametrize(
    "name", ["PR-2026-9999", "", "x" * 10_000, "\udc80", "PR-2026-0001\x00", "' OR 1=1 --"]
)
def test_a_malformed_reference_is_not_found(desk: Rehearsal, name: str) -> None:
    """Reading and taking say so."""
    desk.refer()
    for ask in (
        desk.pathway.case,
        desk.pathway.history,
        desk.pathway.verify,
        desk.pathway.deadlines,
    ):
        with pytest.raises(PathwayError) as missing:
            ask(name)

        assert "not_found" == missing.value.code


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_comes_back_as_it_was_written(desk: Rehearsal, text: str) -> None:
    """In a form, an input, a reason and a late reason: stored, opened and given back exactly."""
    referral = form("practice_review", what_happened=text)
    referral["children"][0]["ethnicity"] = text
    reference = desk.pathway.refer(referral, by=NURSE).reference
    desk.pathway.take(reference, "submit", by=NURSE, reason=text, late_reason=text)
    answers = desk.filled(reference, "endorse", NURSES_REP) | {"comment": text}
    desk.pathway.take(reference, "endorse", by=NURSES_REP, input=answers)
    refer, submit, endorse = desk.connect().history(reference)

    assert text == _input(refer)["what_happened"] == _input(refer)["children"][0]["ethnicity"]
    assert (text, text) == (submit.reason, submit.late_reason)
    assert text == _input(endorse)["comment"]
    assert [] == desk.pathway.verify()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_label_may_be_any_text_of_a_line(desk: Rehearsal, text: str) -> None:
    """A child's label goes into schemas and comes back from them, whatever it holds."""
    answers = form("practice_review")
    answers["children"][0]["label"] = text[:100]
    reference = desk.pathway.refer(answers, by=NURSE).reference
    desk.do(reference, "submit", NURSE)
    desk.do(reference, "endorse", NURSES_REP)

    assert (
        "rapid_review.gathering"
        == desk.do(reference, "notify_panel", NOTIFIER, children=[text[:100]]).state
    )


@pytest.mark.parametrize("path", ["what_happened", "label", "reason", "late_reason", "comment"])
def test_lone_surrogates_are_refused_with_a_sentence(desk: Rehearsal, path: str) -> None:
    """They are no characters and no file could hold them."""
    broken = "half a \ud83d character"
    with pytest.raises(PathwayError) as refused:
        _say(desk, path, broken)

    assert refused.value.reasons
    assert not any("\ud83d" in str(reason) for reason in refused.value.reasons)
    str(refused.value).encode()


def test_faults_at_random_are_always_sentences(desk: Rehearsal) -> None:
    """Two hundred inputs with one value replaced somewhere inside, for a step with a deep input."""
    rng = random.Random(20260316)
    reference = desk.endorsed()
    desk.do(reference, "notify_panel", NOTIFIER, agencies=["housing"])
    desk.do(reference, "waive", CHAIR, "agency_return:housing")
    desk.do(reference, "convene", BU)
    good = desk.filled(reference, "conclude_rapid_review", CHAIR)
    for _ in range(200):
        answers: Any = _broken(good, rng)
        whole = not isinstance(answers, dict) or 1 in answers
        conclude = partial(desk.pathway.preview, reference, "conclude_rapid_review", by=CHAIR)
        refused = refusal_of(partial(conclude, input=answers))
        assert all(
            reason.code == "input" and (reason.path or whole)
            for reason in (refused.reasons if refused else ())
        )


def refusal_of(attempt: Callable[[], object]) -> PathwayError | None:
    """Return why an attempt was refused, or None where it was not."""
    try:
        attempt()
    except PathwayError as error:
        return error
    return None


def _say(desk: Rehearsal, path: str, text: str) -> None:
    referral = form("practice_review")
    if path == "label":
        referral["children"][0]["label"] = text
    elif path == "what_happened":
        referral[path] = text
    reference = desk.pathway.refer(referral, by=NURSE).reference
    if path in ("reason", "late_reason"):
        reasons: dict[str, Any] = {path: text}
        desk.pathway.take(reference, "submit", by=NURSE, **reasons)
    desk.do(reference, "submit", NURSE)
    answers = desk.filled(reference, "endorse", NURSES_REP) | {"comment": text}
    desk.pathway.take(reference, "endorse", by=NURSES_REP, input=answers)


def _broken(value: Any, rng: random.Random) -> Any:
    """Return a copy with one value, somewhere inside, replaced by what does not belong there."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        fields = cast(dict[str, Any], value)
        name = rng.choice(list(fields))
        return {**fields, name: _broken(fields[name], rng)}
    return rng.choice(WRONG)


def _input(event: EventView) -> dict[str, Any]:
    return dict(event.input or {})
