"""
What can be found by how it is written: emails, numbers, postcodes.

Every pattern is bounded, so that no text takes longer than its length warrants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_valid_number,
    parse,
)
from stdnum.gb import nhs, upn

from pathway.documents.personal_data.finds import (
    EMAIL,
    NHS_NUMBER,
    POSTCODE,
    PUPIL_NUMBER,
    TELEPHONE,
    Span,
)

COUNTRY = "GB"
# The fewest digits of a number that somebody can ring from elsewhere.
MIN_DIGITS = 9
MAX_TRIES = 1_000
NEARBY = 50
# A number of this country; the matcher misses those that follow each other with a space between.
OF_COUNTRY = re.compile(r"(?<![\w+])(?:\+44 ?\(?0?\)? ?|\(?0)\d(?:[ ()-]{0,2}\d){8,9}(?!\w)")
ADDRESS = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}", re.IGNORECASE
)
PUPIL = re.compile(r"(?<![A-Za-z0-9])[A-Z]\d{11}[0-9A-Z](?![A-Za-z0-9])", re.IGNORECASE)
TEN_DIGITS = re.compile(r"(?<![\w/.-])(?:\d{10}|\d{3}[ -]\d{3}[ -]\d{4})(?![\w/-]|\.\d)")
NHS_WORDS = re.compile(r"\bNHS\b", re.IGNORECASE)
OUTWARD = r"(?:GIR|[A-PR-UWYZ](?:\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[ABEHMNPRVWXY]))"
CODE = re.compile(
    rf"(?<![A-Za-z0-9-])({OUTWARD}) ?(\d[ABD-HJLNP-UW-Z]{{2}})(?![A-Za-z0-9-])", re.IGNORECASE
)
# "S1 2nd" is a paragraph and a place in a row.
ORDINAL = re.compile(r"\d(?:st|nd|rd|th)")
DIGIT = re.compile(r"\d")


def emails(text: str) -> Iterator[Span]:
    """Yield the email addresses in a text."""
    for match in ADDRESS.finditer(text):
        yield Span(EMAIL, match.start(), match.end(), match[0].casefold())


def pupil_numbers(text: str) -> Iterator[Span]:
    """Yield the unique pupil numbers in a text."""
    for match in PUPIL.finditer(text):
        if upn.is_valid(match[0].upper()):
            yield Span(PUPIL_NUMBER, match.start(), match.end(), match[0].upper())


def nhs_numbers(text: str, context: str) -> Iterator[Span]:
    """
    Yield the NHS numbers in a text. Of any ten digits one in eleven passes for such a number: it is
    likely to be one only where "NHS" stands nearby.
    """
    is_asked = NHS_WORDS.search(context) is not None
    for match in TEN_DIGITS.finditer(text):
        if not nhs.is_valid(match[0]):
            continue
        around = text[max(0, match.start() - NEARBY) : match.end() + NEARBY]
        is_likely = is_asked or NHS_WORDS.search(around) is not None
        value = nhs.compact(match[0])
        yield Span(NHS_NUMBER, match.start(), match.end(), value, is_likely)


def national_numbers(text: str) -> Iterator[Span]:
    """
    Yield the telephone numbers of this country in a text. Dates and times must be taken out of it
    before: a number beside one is not found.
    """
    for match in OF_COUNTRY.finditer(text):
        try:
            number = parse(match[0], COUNTRY)
        except NumberParseException:
            continue
        if is_valid_number(number):
            yield _telephone(match.start(), match.end(), number)


def telephone_numbers(text: str) -> Iterator[Span]:
    """Yield the telephone numbers in a text, as `national_numbers` does, of any country."""
    start = 0
    for line in text.split("\n"):
        if len(DIGIT.findall(line)) >= MIN_DIGITS:
            for match in PhoneNumberMatcher(line, COUNTRY, Leniency.VALID, MAX_TRIES):
                yield _telephone(start + match.start, start + match.end, match.number)
        start += len(line) + 1


def _telephone(start: int, end: int, number: PhoneNumber) -> Span:
    return Span(TELEPHONE, start, end, format_number(number, PhoneNumberFormat.E164))


def postcodes(text: str) -> Iterator[Span]:
    """Yield the postcodes in a text."""
    for match in CODE.finditer(text):
        if not ORDINAL.fullmatch(match[2]):
            value = f"{match[1]} {match[2]}".upper()
            yield Span(POSTCODE, match.start(), match.end(), value)
