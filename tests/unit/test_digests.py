"""
A letter of many lines: one for each duty, the most urgent first, readable however many they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pathway.notifications.writing.compose import Letter, Line, compose, message_id
from pathway.notifications.writing.digests import sections
from tests.letters import part

TODAY = date(2026, 11, 24)  # Tue
DUTY = Line(
    "PR-2026-0001",
    "Notify the Panel",
    date(2026, 11, 27),
    "-3wd",
    3,
    False,
    deadline="panel_notification",
)
OVERDUE = replace(
    DUTY,
    duty="Send the rapid review",
    deadline="sent",
    due=date(2026, 11, 20),
    rung="+2wd",
    days=-2,
)
LONGEST = replace(
    OVERDUE, reference="PR-2026-0009", due=date(2026, 11, 10), rung="breach", days=-10
)
DUE_TODAY = replace(
    DUTY, duty="Sign the rapid review", deadline="signed", due=TODAY, rung="0", days=0
)
CHASE = replace(OVERDUE, duty="Chase the Panel's reply", deadline="chase", prompt=True)
NEW = replace(
    DUTY, reference="PR-2026-0002", deadline="triage", duty="Triage the referral", rung="start"
)
TOLD = Line("PR-2026-0003", "", None, "told", None, False, sentence="The Panel was notified.")
LINES = (TOLD, NEW, CHASE, DUTY, DUE_TODAY, OVERDUE, LONGEST)
LETTER = Letter(
    "person@example.org",
    message_id("person@example.org", "digest", secret="invented"),
    datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    "https://pathway.example.org",
    "Pathway <no-reply@example.org>",
    LINES,
    is_digest=True,
)


def subject(*lines: Line) -> str:
    """Return the subject of the letter with these lines."""
    return str(compose(replace(LETTER, lines=lines))["Subject"])


def test_the_most_urgent_comes_first_under_its_heading() -> None:
    """
    Overdue, and there what is longest overdue; today; soon; reminders; new; to be known. In both
    parts.
    """
    message = compose(LETTER)
    text, html = part(message, "plain"), part(message, "html")
    duties = [LONGEST, OVERDUE, DUE_TODAY, DUTY, CHASE, NEW]
    headings = ["Overdue (2)", "Due today (1)", "Due soon (1)", "Reminders (1)", "Newly yours (1)"]

    assert [f"{line.reference}: {line.duty}" for line in duties] == re.findall(
        r"^(PR-[0-9-]+: .+[a-z])$", text, re.M
    )
    assert [line.duty for line in duties] == re.findall(
        r"<strong>(.+[a-z])</strong>", html.replace("&#39;", "'")
    )
    assert [*headings, "For your information (1)"] == re.findall(r"<h2[^>]*>(.*)</h2>", html)
    assert [heading.upper() for heading in [*headings, "For your information (1)"]] == re.findall(
        r"^([A-Z ]+ \(1?2?\))$", text, re.M
    )
    assert "The Panel was notified." in text
    assert "The Panel was notified." in html


def test_each_line_has_reference_day_standing_and_link() -> None:
    """In a digest no less than alone."""
    for kind in ("plain", "html"):
        text = part(compose(LETTER), kind)
        for words in (
            "Overdue by 10 working days", "Tue 10 Nov 2026", "https://pathway.example.org/cases/PR-2026-0009",
            "Due today", "Due in 3 working days", "Fri 27 Nov 2026", "This is escalated to you.",
        ):  # fmt: skip
            assert words in text
        plain = part(compose(replace(LETTER, base_url=None)), kind)
        assert "PR-2026-0009" in plain
        assert "href" not in plain


def test_a_line_does_not_repeat_its_heading() -> None:
    """Forty times "is due soon and is still open" would hide the one line that says more."""
    text = part(compose(LETTER), "plain")

    assert "still open" not in text
    assert "newly yours." not in text


def test_a_new_duty_that_is_due_is_due() -> None:
    """A clock that began long ago may start a duty that is overdue already."""
    grouped = sections(
        (replace(NEW, due=date(2026, 11, 20), days=-2), replace(NEW, due=TODAY), DUTY), TODAY, None
    )

    assert ["Overdue", "Due today", "Due soon"] == [section.heading for section in grouped]


def test_a_duty_that_moved_is_not_called_new() -> None:
    """The heading says both where there are both."""
    moved = replace(NEW, reference="PR-2026-0007", moved_from=date(2026, 11, 26))

    assert ["Newly yours, or with a new date"] == [
        section.heading for section in sections((NEW, moved), TODAY, None)
    ]
    assert ["Newly yours"] == [section.heading for section in sections((NEW, NEW), TODAY, None)]


def test_each_duty_has_one_line() -> None:
    """
    Of a reminder, a breach and two escalations the last escalation speaks; another date is another
    duty.
    """
    rungs = ["escalate+3wd", "breach", "escalate+10wd", "+5wd", "start"]
    grouped = sections([replace(LONGEST, rung=rung) for rung in rungs], TODAY, None)

    assert 1 == len(grouped[0].paragraphs)
    assert "within 10 working days" in grouped[0].paragraphs[0].sentences[0]
    assert "Digest, PR-2026-0009: overdue since Tue 10 Nov 2026" == subject(
        LONGEST, replace(LONGEST, rung="+5wd")
    )
    assert "Digest, PR-2026-0009: 2 duties, 2 overdue" == subject(
        LONGEST, replace(LONGEST, due=date(2026, 11, 11), days=-9)
    )


def test_a_subject_counts_and_names_no_duty() -> None:
    """Duties and news apart; one case is named, several are counted."""
    assert "Digest: 6 duties and 1 update on 4 cases, 2 overdue" == subject(*LINES)
    assert "Digest, PR-2026-0001: 2 duties, 1 overdue" == subject(DUTY, OVERDUE)
    assert "Digest: 2 duties on 2 cases" == subject(DUTY, NEW)
    assert "Digest: 2 updates on 2 cases" == subject(TOLD, replace(TOLD, reference="PR-2026-0004"))
    assert "Digest, PR-2026-0001: 1 duty and 1 update" == subject(
        DUTY, replace(TOLD, reference="PR-2026-0001")
    )


def test_forty_duties_are_one_readable_letter() -> None:
    """Two or three lines each in the text, and the same size for each in the HTML."""
    lines = tuple(
        replace(
            OVERDUE,
            reference=f"PR-2026-{number:04}",
            due=TODAY - timedelta(days=number),
            days=-number,
        )
        for number in range(1, 41)
    )
    message = compose(replace(LETTER, lines=lines))
    text = part(message, "plain")

    assert "Digest: 40 duties on 40 cases, 40 overdue" == message["Subject"]
    assert len(text.splitlines()) < 40 * 4 + 15
    assert 40 == len(re.findall(r"<strong>", part(message, "html")))
    assert text.index("PR-2026-0040") < text.index("PR-2026-0039") < text.index("PR-2026-0001")


@settings(deadline=None)  # the first letter compiles its templates
@given(st.permutations(LINES))
def test_the_order_of_what_is_given_changes_nothing(lines: list[Line]) -> None:
    """Two workers that read the same notices in another order make the same message."""
    assert compose(LETTER).as_bytes() == compose(replace(LETTER, lines=tuple(lines))).as_bytes()
