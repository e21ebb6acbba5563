"""Days and times of a chronology, as people write them, certain or not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.documents.chronologies.days.times import time_of
from pathway.documents.chronologies.days.when import NO_DAY, When, when_of
from pathway.documents.chronologies.entries import Entry
from pathway.workflows.calendar.in_words import month_words


def between(day: date, days: int) -> str:
    """Return a span of days as people write it."""
    return f"between {day:%d/%m/%Y} and {day + timedelta(days=days):%d/%m/%Y}"


DAYS = st.dates(date(1970, 1, 1), date(2060, 12, 31))
YEARS = st.integers(1950, 2060)
UNCERTAIN = st.one_of(
    DAYS.map(lambda day: f"?{day:%d/%m/%Y}"),
    DAYS.map(lambda day: f"{day:%Y-%m}"),
    DAYS.map(lambda day: f"c. {month_words(day)}"),
    YEARS.map(str),
    st.builds(
        "{} {}".format, st.sampled_from(["spring", "autumn", "winter", "early", "late"]), YEARS
    ),
    st.builds(between, DAYS, st.integers(0, 400)),
)
FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d.%m.%Y", "%a %d %b %Y", "%d-%b-%Y")
CERTAIN = st.builds(date.strftime, DAYS, st.sampled_from(FORMS))


def entry(when: When) -> Entry:
    """Return an entry of that day."""
    return Entry("police", when, time_of(""), None, "", None, "log", "", "Call", "", "", "", "")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("12/2025", "2025-12-01", "2025-12-31"),
        ("?22 May 2016", "2016-05-22", "2016-05-22"),
        ("22 May 2016 (?)", "2016-05-22", "2016-05-22"),
        ("early 2024", "2024-01-01", "2024-04-30"),
        ("late May 2024", "2024-05-21", "2024-05-31"),
        ("c. March 2025", "2025-03-01", "2025-03-31"),
        ("circa 2019", "2019-01-01", "2019-12-31"),
        ("spring 2024", "2024-03-01", "2024-05-31"),
        ("winter 2024/25", "2024-12-01", "2025-02-28"),
        ("autumn term 2024", "2024-09-01", "2024-12-31"),
        ("between 3 and 5 May 2025", "2025-05-03", "2025-05-05"),
        ("3rd - 5th May 2025", "2025-05-03", "2025-05-05"),
        ("12-14/03/2026", "2026-03-12", "2026-03-14"),
        ("28 Feb to 3 March 2025", "2025-02-28", "2025-03-03"),
        ("March\u2013April 2025", "2025-03-01", "2025-04-30"),
        ("2024/2025", "2024-01-01", "2025-12-31"),
        ("w/c 12 January 2026", "2026-01-12", "2026-01-18"),
        ("before 3 May 2025", "2025-05-03", "2025-05-03"),
        ("unknown", "9999-12-31", "9999-12-31"),
    ],
)
def test_what_is_not_certain_is_kept_as_it_is_written(text: str, first: str, last: str) -> None:
    """With the first and the last day that it may have been."""
    assert When(text, date.fromisoformat(first), date.fromisoformat(last), True) == when_of(text)


@pytest.mark.parametrize(
    "text",
    [
        *("12/03/2026", "12.3.26", "2026-03-12", "20260312", "12 March 2026", "12-Mar-2026"),
        *("Thursday, 12th of March 2026", "March 12, 2026", " 12 / 03 / 2026 ", "46093"),
    ],
)
def test_a_certain_day_is_written_in_one_way(text: str) -> None:
    """However the agency writes it, the day before the month."""
    assert When("2026-03-12", date(2026, 3, 12), date(2026, 3, 12)) == when_of(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("12/03/2026 18:10", "18:10"),
        ("2026-03-12T18:10:05", "18:10"),
        ("12 March 2026 at 6.10pm", "18:10"),
        ("46093.7569444444", "18:10"),
        ("2026-03-12 00:00:00", ""),
    ],
)
def test_a_time_may_stand_with_the_day(text: str, time: str) -> None:
    """Midnight to the second is a day without a time."""
    assert ("2026-03-12", time) == (when_of(text).written, when_of(text).time)


def test_days_of_old_workbooks_are_counted_from_1904() -> None:
    """They say so in the workbook."""
    assert "2026-03-12" == when_of("44631", since_1904=True).written


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31/02/2026", "no such day"),
        ("03/14/2026", "no such day; the day is written before the month"),
        ("Dec 25", "four digits"),
        ("2024-25", "not a date that can be read"),
        ("1066", "the year 1066 cannot be right"),
        ("5 to 3 May 2025", "later than"),
        ("Christmas", "not a date that can be read"),
        ("1" * 300, "not a date that can be read"),
    ],
)
def test_what_is_no_day_is_refused(text: str, fault: str) -> None:
    """With a sentence that says what to write."""
    with pytest.raises(ValueError, match=fault):
        when_of(text)


@given(text=st.text(max_size=40))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    """Nothing else is raised."""
    try:
        when = when_of(text)
    except ValueError as error:
        when, sentence = when_of("unknown"), str(error)
    else:
        sentence = "read"

    assert sentence
    assert when.first <= when.last


@given(text=CERTAIN)
def test_a_certain_day_is_one_day(text: str) -> None:
    """And reads the same when it is read again."""
    when = when_of(text)

    assert when.first == when.last
    assert not when.is_uncertain
    assert when == when_of(when.written)


@given(first=st.one_of(CERTAIN, UNCERTAIN), second=st.one_of(CERTAIN, UNCERTAIN))
def test_what_was_certainly_before_comes_before(first: str, second: str) -> None:
    """The order of uncertain days contradicts none that is known."""
    one, other = entry(when_of(first)), entry(when_of(second))

    assert (one.place < other.place) or not one.when.last < other.when.first


@given(day=DAYS)
def test_on_its_first_day_what_is_certain_comes_first(day: date) -> None:
    """Then what may have been within the fewest days."""
    first = day.replace(day=1)
    texts = [
        first.isoformat(),
        f"?{first:%d/%m/%Y}",
        f"early {month_words(first)}",
        f"{first:%Y-%m}",
    ]
    places = [entry(when_of(text)).place for text in texts]

    assert sorted(places) == places
    assert places[-1] < entry(when_of("unknown")).place
    assert NO_DAY == when_of("unknown").first


@pytest.mark.parametrize(
    ("text", "written", "minute"),
    [
        ("", "", -1),
        ("14:05", "14:05", 845),
        ("2.30pm", "14:30", 870),
        ("0930 hrs", "09:30", 570),
        ("9am", "09:00", 540),
        ("09:30:00", "09:30", 570),
        ("0.395833333", "09:30", 570),
        ("evening", "evening", 1080),
        ("c. 14:00", "c. 14:00", 840),
        ("14:00-15:00", "14:00-15:00", 840),
        ("2 to 3pm", "2 to 3pm", 840),
        ("not known", "not known", -1),
    ],
)
def test_times_of_day(text: str, written: str, minute: int) -> None:
    """One that is not certain is kept as it is written."""
    assert (written, minute) == time_of(text)


@pytest.mark.parametrize("text", ["25:00", "13pm", "soon", "12:75"])
def test_what_is_no_time_is_refused(text: str) -> None:
    """With a sentence that says what to write."""
    with pytest.raises(ValueError, match="write 14:05"):
        time_of(text)
