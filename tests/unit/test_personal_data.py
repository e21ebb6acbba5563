"""Looking for personal data in texts: what is planted is found, and dates and references are not."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs

from pathway.documents.personal_data.finds import Find, Passage
from pathway.documents.personal_data.looking import MAX_CHARACTERS, look
from pathway.documents.personal_data.names import names_of

SECONDS = 20
NAMES = names_of(["Jayden O'Brien", "Rose", "Zoë Smith-Jones"])
DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))
WORDS = st.sampled_from(
    ["The family moved", "she was seen", "at the ward", "by the duty team", "and again", "flat 3"]
)
FORMATS = ["{0:%d/%m/%Y}", "{0.day}.{0.month}.{0:%y}", "{0:%Y-%m-%d}", "{0.day} {0:%B} {0.year}"]


def _written(form: str, day: date) -> str:
    return form.format(day)


DATES = st.builds(_written, st.sampled_from(FORMATS), DAYS)
TIMES = st.times().map(lambda moment: f"{moment:%H:%M}")
REFERENCES = st.builds("PR-{}-{:04}".format, st.integers(2020, 2030), st.integers(1, 9999))
HARMLESS = st.lists(st.one_of(WORDS, DATES, TIMES, REFERENCES), max_size=12).map(" ".join)


def _valid_nhs_number(digits: str) -> str | None:
    """Return these nine digits with their check digit; None where they have none."""
    numbers = [f"{digits}{check}" for check in range(10)]
    return next((number for number in numbers if nhs.is_valid(number)), None)


NHS_NUMBERS = st.from_regex(r"[4-7]\d{8}", fullmatch=True).map(_valid_nhs_number).filter(bool)
MOBILES = st.from_regex(r"07400 \d{6}", fullmatch=True)
PLANTED = st.one_of(
    st.tuples(st.just("nhs_number"), NHS_NUMBERS, st.just("NHS number {}")),
    st.tuples(st.just("telephone_number"), MOBILES, st.just("phone {}")),
    st.tuples(st.just("date_of_birth"), DATES, st.sampled_from(["DOB: {}", "born on {}"])),
    st.tuples(st.just("email"), st.just("a.person@example.org"), st.just("{}")),
    st.tuples(st.just("postcode"), st.sampled_from(["M6 5UZ", "SW1A 1AA", "B33 8TH"]), st.just("{}")),
    st.tuples(st.just("unique_pupil_number"), st.just("B801200005001"), st.just("{}")),
    st.tuples(st.just("name"), st.sampled_from(["Jayden O’Brien", "zoe smith jones", "Rose"]), st.just("{}")),
)  # fmt: skip


def finds_in(*texts: str, context: str = "") -> list[Find]:
    """Return what is found in texts."""
    return list(look([Passage("here", text, context) for text in texts], NAMES).finds)


def kinds_in(*texts: str, context: str = "") -> list[tuple[str, str]]:
    """Return each find by its kind and its text."""
    return [(find.kind, find.text) for find in finds_in(*texts, context=context)]


@given(HARMLESS, PLANTED, HARMLESS)
def test_what_is_planted_is_found(before: str, planted: tuple[str, str, str], after: str) -> None:
    """Also between dates and times, beside which telephone numbers are easily missed."""
    kind, text, sentence = planted

    finds = finds_in(f"{before} {sentence.format(text)} {after}")

    # The same date may stand elsewhere, in other words.
    excerpts = [place.excerpt for find in finds if find.kind == kind for place in find.places]
    assert any(text in excerpt for excerpt in excerpts)


@given(HARMLESS)
def test_nothing_is_found_in_dates_and_references(text: str) -> None:
    """Nor in what people write around them."""
    assert [] == kinds_in(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He was born in Salford. On 12 March 2026 he came in.", []),
        ("born at St. Mary's at 03:12 on 4 March 2015", ["4 March 2015"]),
        ("Born: 31 February 2015", []),
        ("4.3.2015 (DOB)", ["4.3.2015"]),
        ("Seen 5.3.2026 DOB 4.3.2015", ["4.3.2015"]),
        ("d.o.b. 04032015", ["04032015"]),
        ("Room 04032015", []),
        ("born 4 Apr\u0131l 2015", ["4 Apr\u0131l 2015"]),
    ],
)
def test_a_date_is_one_of_birth_where_words_say_so(text: str, expected: list[str]) -> None:
    """In the same sentence."""
    assert [("date_of_birth", day) for day in expected] == kinds_in(text)


def test_the_same_date_is_one_of_birth_elsewhere_too() -> None:
    """Once one text says so, however it is written in others."""
    finds = finds_in("Seen on 4.3.15.", "DOB 04/03/2015", "Seen on 5.3.15.")

    assert [("date_of_birth", 2)] == [(find.kind, len(find.places)) for find in finds]


def test_a_question_or_a_heading_says_what_a_text_is() -> None:
    """As in a form or a table."""
    assert [("date_of_birth", "5 May 2011")] == kinds_in("5 May 2011", context="Date of birth")
    assert [] == kinds_in("5 May 2011", context="Date of the meeting")


def test_ten_digits_are_likely_beside_nhs_alone() -> None:
    """One in eleven passes the check; those that are likely come first."""
    finds = finds_in("Order 9434765919", "a.person@example.org", "NHS no. 401 023 2137")

    assert [("401 023 2137", True), ("a.person@example.org", True), ("9434765919", False)] == [
        (find.text, find.is_likely) for find in finds
    ]
    assert [] == kinds_in("NHS number 943 476 5918")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07400 123456 0161 496 0000", ["07400 123456", "0161 496 0000"]),
        ("on 12/03/2026 0161 496 0000 at 14:30", ["0161 496 0000"]),
        ("+44 (0)161 496 0000", ["+44 (0)161 496 0000"]),
        ("call 07400\u00a0123\u2011456", ["07400 123-456"]),
        ("0033 1 42 68 53 00", ["0033 1 42 68 53 00"]),
        ("in 2019 2020 2021 and 2022", []),
    ],
)
def test_telephone_numbers_are_found_as_people_write_them(text: str, expected: list[str]) -> None:
    """One after the other, with spaces that are none, of other countries."""
    assert [("telephone_number", number) for number in expected] == kinds_in(text)


@pytest.mark.parametrize("text", ["section S1 2nd floor", "at 10 Downing", "M65UZX", "XM6 5UZ"])
def test_what_only_resembles_a_postcode_is_none(text: str) -> None:
    """An ordinal, a house number, a part of a longer word."""
    assert [] == kinds_in(text)


def test_a_single_name_is_found_with_a_capital_only() -> None:
    """Many are words of the language too."""
    assert [("name", "ROSE")] == kinds_in("ROSE fell; the moon rose, and jayden wept.")


def test_a_find_has_every_place_with_its_line_and_words() -> None:
    """Once in the list, however often it was written."""
    (find,) = finds_in("One line.\nRose’s aunt", "a bunch for Rose")

    assert [(2, "One line. Rose’s aunt"), (1, "a bunch for Rose")] == [
        (place.line, place.excerpt) for place in find.places
    ]


def test_a_find_does_not_show_what_it_found_when_it_is_printed() -> None:
    """So that no log of a host has it by mistake."""
    assert "a.person" not in repr(finds_in("a.person@example.org"))


@pytest.mark.parametrize(
    "piece",
    ["born ", "1/1/2020 ", "born 1 jan 2020 ", "1 2 3 4 5 6 7 8 9 0 ", "a.", "07400 123456 ",
     "12-", "Rose ", "@", "a", "a@", "(((+", "A1 ", "0"],
)  # fmt: skip
def test_a_long_text_takes_no_longer_than_its_length_warrants(piece: str) -> None:
    """Whatever it repeats."""
    text = piece * (200_000 // len(piece))
    began = time.monotonic()

    finds_in(text)

    assert SECONDS > time.monotonic() - began


def test_what_is_longer_than_is_looked_through_is_told() -> None:
    """Never in silence."""
    assert not look([Passage("here", "a" * (MAX_CHARACTERS + 1))]).is_whole
    assert look([Passage("here", "a" * 1000)]).is_whole
