"""What a letter says, and how."""

from __future__ import annotations

import pickle
import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.policy import default as standard
from typing import Any, get_type_hints

import pytest

from pathway.notifications.errors import LetterRefused
from pathway.notifications.writing.compose import Letter, Line, compose
from pathway.notifications.writing.envelopes import Envelope, KeptHeaders, addressed
from pathway.notifications.writing.invitations import Invitation
from pathway.notifications.writing.letters import ROLE_WORDS, EarlierEscalation, Task
from pathway.notifications.writing.phrases import day_words, role_words
from pathway.workflows.loading.definition_files import packaged_definition
from pathway.workflows.people.roles import ROLES
from tests.counted_calls import counted_calls
from tests.letters import DUTY, LETTER, TOLD, given_as, part, plain, subject

LATE = replace(DUTY, due=date(2026, 11, 20), rung="+2wd", days=-2)  # Fri
PARTNERS = "the safeguarding partners"


def test_a_letter_is_given_codes_dates_and_titles_and_nothing_else() -> None:
    """A field for a name or a note would have to be added here first, where everybody sees it."""
    line = {field.name: get_type_hints(Line)[field.name] for field in fields(Line)}
    invitation = {
        field.name: get_type_hints(Invitation)[field.name] for field in fields(Invitation)
    }
    letter = {field.name: get_type_hints(Letter)[field.name] for field in fields(Letter)}
    hints = {
        field.name: get_type_hints(EarlierEscalation)[field.name]
        for field in fields(EarlierEscalation)
    }
    tasks = {field.name: get_type_hints(Task)[field.name] for field in fields(Task)}

    assert line == {
        "reference": str,  # refused unless PR-2026-0001
        "duty": str,  # a title of the definition file
        "due": date | None,
        "rung": str,  # refused unless one of the ladder's
        "days": int | None,
        "provisional": bool,
        "sentence": str | None,  # a sentence of the definition file
        "prompt": bool,
        "deadline": str,  # refused unless codes; in no part but as the calendar's hash
        "sequence": int,
        "moved_from": date | None,
        "owner": str,  # refused unless words for a role
        "reminded": tuple[date, ...],
        "chain": tuple[EarlierEscalation, ...],
        "urgent": bool,
        "ended_on": date | None,
        "done": bool,
        "due_at": datetime | None,
        "meeting": Invitation | None,
        "about": str,  # an item by its kind, number or agency
        "whose": str,  # an agency by its name, and words for a role
        "tasks": tuple[Task, ...],
    }
    assert tasks == {
        "title": str,
        "path": str,
    }  # a title of the definition file; refused unless codes
    assert invitation == {
        "kind": str,  # a title of the definition file
        "day": date,
        "starts": str,  # refused unless a time
        "ends": str,
        "place": str,  # what the form asks for that says: no details of a case
        "link": str,
        "cases": Sequence[str],  # refused unless references
        "sequence": int,
        "cancelled": bool,
        "in_calendar": bool,
    }
    assert hints == {"day": date, "roles": tuple[str, ...]}  # refused unless words for roles
    assert letter == {
        "recipient_email": str,
        "message_id": str,
        "sent_at": datetime,
        "base_url": str | None,
        "sender": str,
        "lines": tuple[Line, ...],
        "help": str,  # whom the settings or the directory name
        "is_digest": bool,
    }


@pytest.mark.parametrize("field", ["reference", "rung"])
@pytest.mark.parametrize(
    "prose", ["Needle", "PR-2026-0001 Needle", "start Needle", "", "-3wd\n", "PR-2026-0001\n"]
)
def test_a_code_that_is_prose_is_refused_and_not_repeated(field: str, prose: str) -> None:
    """Neither a reference nor a rung can carry a name, and the refusal does not carry it either."""
    with pytest.raises(LetterRefused) as refused:
        replace(DUTY, **given_as(field, prose))

    assert "Needle" not in str(refused.value)


@pytest.mark.parametrize("line", [DUTY, LATE, TOLD])
def test_every_word_is_the_letters_own_or_was_given(line: Line) -> None:
    """
    The address is in its header alone: a letter that is forwarded does not say to whom it was sent
    first.
    """
    message = compose(replace(LETTER, recipient_email="needle@example.org", lines=(line,)))

    text = part(message, "plain") + part(message, "html") + str(message["Subject"])
    assert "needle" not in text.lower()


def test_the_headers_are_these_and_no_others() -> None:
    """Nothing is added by accident: no programme's name, no list, no priority."""
    message = compose(LETTER)

    assert {
        name: str(value)
        for name, value in message.items()
        if not name.startswith(("Content-", "MIME-"))
    } == {
        "From": "Pathway <no-reply@example.org>",
        "To": "notifier@example.org",
        "Subject": "Action needed, PR-2026-0001: due Fri 27 Nov 2026",
        "Date": "Tue, 24 Nov 2026 08:00:00 +0000",
        "Message-ID": LETTER.message_id,
        "X-Pathway-Message": LETTER.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "RN, NRN, OOF, AutoReply",
    }


def test_the_same_letter_is_the_same_message_byte_for_byte() -> None:
    """A retry sends what the first try sent, its boundary included."""
    assert compose(LETTER).as_bytes() == compose(LETTER).as_bytes()


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"sender": "Diogelu Môn <no-reply@example.org>"},
        {"sender": '"Hill, Sam" <no-reply@example.org>'},
        {"recipient_email": f"{'long' * 16}@{'host.' * 20}example.org"},
        {"lines": tuple(replace(DUTY, reference=f"PR-2026-{n:04}", deadline="x") for n in (1, 2))},
    ],
)
def test_headers_are_written_as_the_library_writes_them(change: dict[str, Any]) -> None:
    """Though most stay text until somebody reads them: folded where long, encoded where foreign."""
    letter = replace(LETTER, **change)
    written = compose(letter).as_bytes(policy=SMTP).partition(b"\r\n\r\n")[0]
    parsed = EmailMessage(policy=SMTP)
    for name, value in compose(letter).items():
        parsed[name] = value

    assert parsed.as_bytes().partition(b"\r\n\r\n")[0] == written


def test_a_header_can_be_read_in_its_parts() -> None:
    """By a host's mailer, as of any email."""
    message = compose(LETTER)

    assert "notifier@example.org" == message["To"].addresses[0].addr_spec
    assert LETTER.sent_at == message["Date"].datetime


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x85", "\u2028"])
def test_no_header_begins_another(end: str) -> None:
    """Whatever a program takes for the end of a line."""
    with pytest.raises(ValueError, match="linefeed"):
        addressed(
            Envelope("a@example.org", LETTER.sender, LETTER.message_id, LETTER.sent_at),
            f"Sign in{end}Bcc: b@example.org",
        )


def test_no_header_of_a_letter_is_parsed_to_send_it() -> None:
    """That takes longest of all, and of each its text is all that is sent."""
    compose(LETTER).as_bytes(policy=SMTP)
    other = replace(LETTER, recipient_email="other@example.org", message_id="<1f0c@example.org>")
    calls = counted_calls(lambda: compose(other).as_bytes(policy=SMTP))

    assert calls["compose"] == 1
    parsers = ("get_address_list", "get_unstructured", "parse_message_id", "parse_mime_parameters")
    assert {} == {name: calls[name] for name in parsers if calls[name]}


def test_boundaries_part_what_looks_like_one_or_has_the_same() -> None:
    """A title may be written like a boundary, and somebody may send two letters on as files."""
    title = "--=_pathway_0"
    odd = replace(DUTY, duty=title, deadline="x")
    letters = [compose(LETTER), compose(replace(LETTER, lines=(odd, TOLD)))]
    forward = EmailMessage()
    for letter in letters:
        forward.add_attachment(letter)
    came: Any = message_from_bytes(forward.as_bytes(), policy=standard)
    read = [attached.get_content() for attached in came.iter_attachments()]

    assert [part(letter, "html") for letter in letters] == [part(letter, "html") for letter in read]
    assert f"PR-2026-0001: {title}" in part(read[1], "plain")
    assert ["dates.ics"] == [file.get_filename() for file in read[1].iter_attachments()]


def test_headers_that_were_read_before_are_not_read_again() -> None:
    """Those of the parts, which are the same in every letter."""
    registry = KeptHeaders()
    kept = registry("Subject", "Return due")

    assert registry("Subject", "Return due") is kept
    assert registry("Subject", "Another") is not kept
    assert "Return due" == kept == HeaderRegistry()("Subject", "Return due")


def test_a_message_can_be_copied_and_pickled() -> None:
    """A host's mailer may put it into a queue."""
    message = compose(LETTER)

    assert message.as_bytes() == pickle.loads(pickle.dumps(message)).as_bytes()
    assert message.as_bytes() == deepcopy(message).as_bytes()


def test_both_parts_give_the_duty_the_day_and_where_to_go() -> None:
    """Whoever sees only one part misses nothing."""
    message = compose(LETTER)

    assert message.get_content_type() == "multipart/alternative"
    for kind in ("plain", "html"):
        for words in (
            "PR-2026-0001",
            "Notify the Panel",
            "Due in 3 working days",
            "Fri 27 Nov 2026",
        ):
            assert words in part(message, kind)
        assert "https://pathway.example.org/cases/PR-2026-0001" in part(message, kind)


SUBMIT = Task("Submit it", "/cases/PR-2026-0001/steps/submit_return?item=agency_return:police")
NIL = Task("Send a nil return", "/cases/PR-2026-0001/steps/nil?item=agency_return:police")
ACTED_ON = replace(DUTY, about="Police", whose="Police, the representative", tasks=(SUBMIT, NIL))


def test_a_duty_leads_to_the_very_step() -> None:
    """Both parts say what to do, whose it is, and link to each step that would do it."""
    message = compose(replace(LETTER, lines=(ACTED_ON,), help="Sam Hill, 01632 960001"))
    text, html = part(message, "plain"), part(message, "html")

    for words in (
        "Notify the Panel (Police)",
        "Whose duty: Police, the representative",
        f"https://pathway.example.org{SUBMIT.path}",
        f"https://pathway.example.org{NIL.path}",
        "For help, contact Sam Hill, 01632 960001.",
    ):
        assert words in text
        assert words in html
    assert "What to do: Submit it" in text
    assert "Or: Send a nil return" in text


def test_without_a_page_a_person_is_named_and_no_command() -> None:
    """A desk without a website says what to do, and with whom."""
    letter = replace(LETTER, base_url=None, lines=(ACTED_ON,), help="Sam Hill, 01632 960001")
    message = compose(letter)

    for kind in ("plain", "html"):
        text = part(message, kind)
        assert "To do this, or for help, contact Sam Hill, 01632 960001." in text
        assert "Submit it" in text
        assert "pathway case" not in text
        assert "steps/" not in text
    assert "href" not in part(message, "html")


def test_a_digest_says_so_in_its_subject() -> None:
    """What could not wait until morning asks for something; news asks for nothing."""
    digest = replace(LETTER, is_digest=True)

    assert "Digest, PR-2026-0001: due Fri 27 Nov 2026" == compose(digest)["Subject"]
    assert "Action needed, PR-2026-0001: due Fri 27 Nov 2026" == compose(LETTER)["Subject"]
    assert "PR-2026-0001: for your information" == subject(TOLD)


def test_the_html_has_inline_styles_and_loads_nothing() -> None:
    """
    Mail clients drop style sheets and block pictures; a picture would also tell who has read the
    letter.
    """
    html = part(compose(LETTER), "html")

    assert not re.search(r"<(style|link|img|script|iframe)|url\(|@import|src=", html)
    assert set(re.findall(r"https?://[^\s\"<]+", html)) == {
        "https://pathway.example.org/cases/PR-2026-0001"
    }


def test_words_of_a_definition_are_not_markup() -> None:
    """An ampersand in a title is an ampersand, and a tag is none."""
    message = compose(replace(LETTER, lines=(replace(DUTY, duty="Ask <b>A&E</b>"),)))

    assert "Ask &lt;b&gt;A&amp;E&lt;/b&gt;" in part(message, "html")
    assert "Ask <b>A&E</b>" in part(message, "plain")


def test_words_beyond_ascii_arrive_through_a_relay_of_seven_bits() -> None:
    """Welsh, dashes and pounds are readable, and no byte of the message is above 127."""
    message = compose(
        replace(
            LETTER,
            sender="Diogelu Môn <no-reply@example.org>",
            lines=(replace(DUTY, duty="Tŷ – £"),),
        )
    )

    assert message.as_bytes().isascii()
    assert "Tŷ – £" in part(message, "plain")
    assert "Tŷ – £" in part(message, "html")
    assert "Diogelu Môn <no-reply@example.org>" == str(message["From"])


@pytest.mark.parametrize(
    ("rung", "due", "days", "headline", "sentence"),
    [
        ("start", date(2026, 12, 1), 5, "Due in 5 working days", "This duty is newly yours."),
        (
            "-3wd",
            date(2026, 11, 27),
            3,
            "Due in 3 working days",
            "This duty is due soon and is still open.",
        ),
        (
            "-1wd",
            date(2026, 11, 25),
            1,
            "Due in 1 working day\n",
            "This duty is due soon and is still open.",
        ),
        (
            "-14d",
            date(2026, 12, 8),
            None,
            "Due by Tue 8 Dec 2026\n",
            "This duty is due soon and is still open.",
        ),
        ("0", date(2026, 11, 24), 0, "Due today", "This duty is due today and is still open."),
        (
            "+1wd",
            date(2026, 11, 23),
            -1,
            "Overdue by 1 working day\n",
            "The due date has passed and this duty is still",
        ),
        (
            "+2wd",
            date(2026, 11, 20),
            -2,
            "Overdue by 2 working days",
            "The due date has passed and this duty is",
        ),
        (
            "breach",
            date(2026, 11, 23),
            -1,
            "Overdue by 1 working day\n",
            "This is recorded as a breach.",
        ),
        (
            "escalate+3wd",
            date(2026, 11, 19),
            -3,
            "Overdue by 3 working days",
            "not done within 3 working days of the",
        ),
        (
            "escalate+1wd",
            date(2026, 11, 23),
            -1,
            "Overdue by 1 working day\n",
            "not done within 1 working day of the",
        ),
    ],
)
def test_each_rung_gives_the_standing_and_the_reason(
    rung: str, due: date, days: int | None, headline: str, sentence: str
) -> None:
    """In words, on the Tuesday of the letter; colour is never the only sign."""
    text = plain(replace(DUTY, rung=rung, due=due, days=days))

    assert headline in text
    assert sentence in text


def test_a_reminder_that_was_held_back_speaks_of_today_and_not_of_its_rung() -> None:
    """After an outage "due today" would be wrong by two days."""
    text = plain(replace(LATE, rung="0"))

    assert "Overdue by 2 working days" in text
    assert "today" not in text


def test_on_the_friday_before_a_saturday_no_working_day_is_left() -> None:
    """
    A duty counted in months may fall on a weekend: it is not due on the Friday, and Friday is the
    last chance.
    """
    friday = replace(LETTER, sent_at=datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    saturday = replace(DUTY, due=date(2026, 11, 28), rung="0", days=0)

    text = part(compose(replace(friday, lines=(saturday,))), "plain")

    assert "Due by Sat 28 Nov 2026: no working day is left after today" in text


def test_today_is_the_day_in_london() -> None:
    """At 23:30 UTC in June it is the next day in London."""
    night = replace(
        LETTER, sent_at=datetime(2026, 6, 10, 23, 30, tzinfo=UTC)
    )  # Thu 11 June in London
    message = compose(
        replace(night, lines=(replace(DUTY, due=date(2026, 6, 11), rung="0", days=0),))
    )

    assert "Action needed, PR-2026-0001: due today, Thu 11 Jun 2026" == message["Subject"]
    assert "Thu, 11 Jun 2026 00:30:00 +0100" == message["Date"]


def test_a_prompt_is_a_reminder_and_never_overdue() -> None:
    """A chase of somebody else's reply blames nobody."""
    chase = replace(LATE, duty="Chase the Panel's reply", prompt=True)

    assert "Action needed, PR-2026-0001: reminder for Fri 20 Nov 2026" == subject(chase)
    assert "Reminder for: Fri 20 Nov 2026" in plain(chase)
    assert "verdue" not in plain(chase)


def test_a_provisional_date_says_so_and_why() -> None:
    """Beyond the published bank holidays the day may still move."""
    text = plain(replace(DUTY, due=date(2029, 1, 5), provisional=True))  # Fri

    assert "provisional: the bank holidays of 2029 are not published yet" in text
    assert "provisional" not in plain(DUTY)


def test_an_event_has_a_sentence_of_its_own() -> None:
    """It has no due day, so none is mentioned."""
    assert "PR-2026-0001: for your information" == subject(TOLD)
    assert "The Panel was notified." in plain(TOLD)
    assert "due" not in plain(TOLD).lower()


def test_a_subject_names_the_case_and_the_day() -> None:
    """Subjects are read on locked screens, so the duty is not in them."""
    escalated = replace(LATE, rung="escalate+2wd")

    assert "Action needed, PR-2026-0001: overdue since Fri 20 Nov 2026" == subject(LATE)
    assert (
        "Action needed, PR-2026-0001: escalated to you, overdue since Fri 20 Nov 2026"
        == subject(escalated)
    )


def test_a_breach_says_who_was_reminded_and_told() -> None:
    """Whoever hears of it need not ask whether the owner knew: by role, never by name."""
    reminders = (
        EarlierEscalation(date(2026, 11, 30), ("the business unit", "the chair")),
        EarlierEscalation(date(2026, 12, 3), (PARTNERS,)),
    )
    breach = replace(LATE, rung="breach", owner="the representative", chain=reminders)
    twice = replace(breach, reminded=(date(2026, 11, 27), date(2026, 11, 25)))
    often = replace(twice, reminded=tuple(date(2026, 12, day) for day in (1, 2, 3, 4, 31)))
    over_new_year = replace(twice, reminded=(date(2026, 12, 31), date(2027, 1, 4)), owner=PARTNERS)

    for sentence in (
        "This is escalated to you.\n",
        "The representative was reminded on Wed 25 Nov and Fri 27 Nov 2026.\n",
        "The business unit and the chair were told on Mon 30 Nov 2026.\n",
        "The safeguarding partners were told on Thu 3 Dec 2026.\n",
    ):
        assert sentence in plain(twice)
        assert sentence.strip() in part(compose(replace(LETTER, lines=(twice,))), "html")
    assert "was reminded 5 times: first on Tue 1 Dec 2026, last on Thu 31 Dec 2026.\n" in plain(
        often
    )
    assert "partners were reminded on Thu 31 Dec 2026 and Mon 4 Jan 2027.\n" in plain(over_new_year)
    assert "reminded" not in plain(breach)


def test_a_duty_that_moved_says_from_where() -> None:
    """It is not new, though its reminders begin anew."""
    moved = plain(replace(DUTY, rung="start", moved_from=date(2026, 11, 26)))

    assert "The due date has changed: it was Thu 26 Nov 2026." in moved
    assert "newly" not in moved


def test_every_role_has_words() -> None:
    """
    Whoever may own a duty or hear of it is spoken of; a host's own role is the person in charge.
    """
    definition = packaged_definition()
    rules = definition.deadlines.values()
    ladders = [ladder for rule in rules if (ladder := definition.ladder_of(rule))]
    roles = {role for ladder in ladders for step in ladder.escalate for role in step.to}
    owners = {rule.owner for rule in rules} - {"delay"}  # a partner or the chair, when it is opened

    assert roles | owners <= set(ROLE_WORDS)
    assert set(ROLES) <= set(ROLE_WORDS)
    assert "the business unit" == role_words("bu")
    assert "the person in charge" == role_words("archivist")


@pytest.mark.parametrize(
    "field",
    [
        {"deadline": "Needle"}, {"deadline": "a b"}, {"deadline": "a\n"}, {"deadline": "a" * 201}, {"sequence": -1},
        {"owner": "Needle"}, {"owner": "the chair\nBcc: needle@example.org"},
    ],
)  # fmt: skip
def test_what_a_calendar_and_a_chain_need_can_carry_no_name(field: dict[str, Any]) -> None:
    """An id is a code, a role is one of the letter's own words."""
    with pytest.raises(LetterRefused) as refused:
        replace(DUTY, **field)

    assert "Needle" not in str(refused.value)


@pytest.mark.parametrize("roles", [(), ("Needle",), ("the chair", "Needle")])
def test_nobody_is_told_by_name(roles: tuple[str, ...]) -> None:
    """A chain is made of roles."""
    with pytest.raises(LetterRefused):
        EarlierEscalation(date(2026, 11, 30), roles)


def test_a_day_is_written_for_people() -> None:
    """Without a leading zero, in English on every machine."""
    assert "Tue 1 Dec 2026" == day_words(date(2026, 12, 1))
