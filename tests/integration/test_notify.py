"""
Mail through GOV.UK Notify, by its official client against a stand-in on loopback: what it takes,
and what not.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pathway import Settings
from pathway.errors import WrongUsage
from pathway.notifications.sending.notify import NotifyAccount
from pathway.service.mail.mail_backends import mailer_of
from tests.mail_servers import free_port
from tests.notify_servers import KEY, SECRET, SERVICE, TEMPLATE, Service, notify_service, refusal
from tests.operators import Operator
from tests.rehearsals import NURSES_DEPUTY, NURSES_REP, Rehearsal

pytestmark = pytest.mark.either


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a service of Notify that takes everything."""
    with notify_service() as made:
        yield made


def waiting(desk: Rehearsal) -> int:
    """Let there be mail, and return how much."""
    desk.endorsed()
    desk.pathway.sweep()
    return len(desk.pathway.mail.list(state="waiting"))


def test_mail_leaves_with_subject_text_and_reference(desk: Rehearsal, service: Service) -> None:
    """The template's two fields, the recipient, and our Message-ID as Notify's reference."""
    count = waiting(desk)
    reply_to = "8e222534-7f05-4972-86e3-17c5d9f894e2"
    pathway = desk.connect(**service.settings(notify_reply_to_id=reply_to))
    done = pathway.dispatch()
    messages = pathway.mail.list()
    sent = [
        (email["email_address"], email["reference"], email["personalisation"]["subject"])
        for email in service.kept
    ]
    texts = {email["reference"]: email["personalisation"]["text"] for email in service.kept}

    assert count == done.sent > 1
    assert [(message.to, message.message_id, message.subject) for message in messages] == sent
    assert {message.message_id: pathway.mail.show(message.id)[1] for message in messages} == texts
    assert {(TEMPLATE, reply_to)} == {
        (email["template_id"], email["email_reply_to_id"]) for email in service.kept
    }


@pytest.mark.parametrize(
    ("answer", "state", "why"),
    [
        (refusal(400, "BadRequestError", "Your message is too long"), "dead", "notify 400"),
        (
            refusal(400, "ValidationError", "email_address Not a valid email address"),
            "bounced",
            "notify 400",
        ),
        (
            refusal(
                400, "BadRequestError", "Can’t send to this recipient using a team-only API key"
            ),
            "waiting",
            "notify_restricted 400",
        ),
        (
            refusal(
                400,
                "BadRequestError",
                "Can’t send to this recipient when service is in trial mode",
            ),
            "waiting",
            "notify_restricted 400",
        ),
        (
            refusal(400, "BadRequestError", "Missing personalisation: text"),
            "waiting",
            "notify_settings 400",
        ),
        (refusal(400, "BadRequestError", "Template not found"), "waiting", "notify_settings 400"),
        (
            refusal(403, "AuthError", "Error: Your system clock must be accurate"),
            "waiting",
            "notify 403",
        ),
        (
            refusal(400, "BadRequestError", "Service is not allowed to send emails"),
            "waiting",
            "notify_settings 400",
        ),
        (refusal(410, "Gone", "The service is archived"), "waiting", "notify_settings 410"),
        (refusal(404, "NoResultFound", "No result found"), "waiting", "notify_settings 404"),
        (refusal(429, "RateLimitError", "Exceeded rate limit"), "waiting", "notify 429"),
        (
            refusal(429, "TooManyRequestsError", "Exceeded send limits (50) for today"),
            "waiting",
            "notify 429",
        ),
        (refusal(500, "Exception", "Internal server error"), "waiting", "notify 500"),
        (refusal(503, "Exception", "Service unavailable"), "waiting", "notify 503"),
        ("keep and hang up", "unknown", "outcome_unknown"),
        ("hang up", "unknown", "outcome_unknown"),
    ],
)
@pytest.mark.sqlite
def test_each_refusal_is_tried_again_or_given_up(
    desk: Rehearsal, service: Service, answer: Any, state: str, why: str
) -> None:
    """
    What passes or what settings mend waits, what does not is given up; afterwards all mail leaves,
    each once.
    """
    waiting(desk)
    service.answers = [answer]
    pathway = desk.connect(**service.settings())
    pathway.dispatch()
    (failed,) = [message for message in pathway.mail.list() if message.last_error]
    pathway.clock.advance(timedelta(minutes=3))
    pathway.dispatch()
    left = {message.message_id for message in pathway.mail.list() if message.state == "sent"}

    assert (state, why) == (failed.state, failed.last_error)
    assert sorted(left) == sorted(service.references)
    assert (failed.message_id in left) == (state in ("waiting", "unknown"))


@pytest.mark.sqlite
def test_a_service_that_never_answers_leaves_it_unknown_and_nothing_comes_twice(
    desk: Rehearsal, service: Service
) -> None:
    """
    It has taken the message: asked by reference before the next try, it says so. The pass ends
    there, so that one timeout is all that it costs.
    """
    count = waiting(desk)
    service.answers = ["keep and hang"]
    pathway = desk.connect(**service.settings(notify_timeout_seconds=1))
    done = pathway.dispatch()
    pathway.clock.advance(timedelta(minutes=3))
    again = pathway.dispatch()

    assert (1, 0) == (done.unknown, done.sent)
    assert count == again.sent
    assert count == len(service.references) == len(set(service.references))


@pytest.mark.sqlite
def test_a_service_that_cannot_be_reached_ends_the_dispatch(
    desk: Rehearsal, service: Service
) -> None:
    """
    Nobody listens: it is tried once, and nothing is in doubt; neither where it goes before a
    message was said.
    """
    count = waiting(desk)
    nobody = desk.connect(**service.settings(notify_base_url=f"http://127.0.0.1:{free_port()}"))
    unreached = nobody.dispatch()
    nobody.clock.advance(timedelta(minutes=3))
    service.asking = ["hang up"]
    lost = desk.connect(**service.settings()).dispatch()
    messages = desk.pathway.mail.list()

    assert (1, 0, 0) == (unreached.failed, unreached.sent, unreached.unknown)
    assert (1, 0, 0) == (lost.failed, lost.sent, lost.unknown)
    assert ["waiting"] * count == [message.state for message in messages]
    assert {"notify_unreachable", None} == {message.last_error for message in messages}


def test_an_address_that_is_refused_brings_in_the_next_contact(
    desk: Rehearsal, service: Service
) -> None:
    """The deputy is told of the same duty."""
    desk.endorsed()
    desk.do(
        "PR-2026-0001", "notify_panel", "notifier@example.org", agencies=["northern_care_alliance"]
    )
    desk.pathway.sweep()
    service.refused = {
        NURSES_REP: refusal(400, "ValidationError", "email_address Not a valid email address")
    }
    pathway = desk.connect(**service.settings())
    pathway.dispatch()
    (dead, *_) = pathway.mail.list(dead=True)
    sent = [
        (message.to, tell.deadline)
        for message in pathway.mail.list(state="sent")
        for tell in message.notices
    ]

    assert NURSES_REP == dead.to
    assert {(NURSES_DEPUTY, tell.deadline) for tell in dead.notices} <= set(sent)


@pytest.mark.sqlite
def test_doctor_looks_at_the_template_and_sends_nothing(desk: Rehearsal, service: Service) -> None:
    """It says so where the key, the template or the way there is wrong, without the key."""
    right = desk.connect(**service.settings()).doctor()
    wrong_key = KEY.replace(SECRET, SERVICE)
    wrong_settings: list[dict[str, Any]] = [
        {"notify_api_key": wrong_key},
        {"notify_template_id": SERVICE},
        {"notify_base_url": f"http://127.0.0.1:{free_port()}"},
    ]
    wrong = [desk.connect(**service.settings(**settings)).doctor() for settings in wrong_settings]
    service.template = {"type": "email", "personalisation": {"name": {}}}
    wrong.append(desk.connect(**service.settings()).doctor())
    findings = [
        next(finding for finding in each if finding.what == "mail_server") for each in wrong
    ]

    assert "ok" == next(finding.level for finding in right if finding.what == "mail_server")
    assert ["fault"] * 4 == [finding.level for finding in findings]
    for finding, why in zip(
        findings,
        ["accept the key", "template", "cannot be reached", "((subject)) and ((text))"],
        strict=True,
    ):
        assert why in finding.message
    assert not [
        finding for finding in findings if SECRET in finding.message or SERVICE in finding.message
    ]
    assert [] == service.kept


@pytest.mark.sqlite
def test_a_test_message_shows_whether_mail_leaves(desk: Rehearsal, service: Service) -> None:
    """It is no message of the outbox."""
    identity = desk.connect(**service.settings()).mail.test("somebody@example.org")

    assert [identity] == service.references
    assert [] == desk.pathway.mail.list()


@pytest.mark.sqlite
def test_nothing_from_notify_reaches_the_log(desk: Rehearsal, service: Service) -> None:
    """Its sentences may name people: neither the client's log nor the outbox repeats them."""
    desk.refer()
    service.answers = [refusal(400, "BadRequestError", "No such person: needle@example.org")]
    settings = {f"PATHWAY_{name.upper()}": str(value) for name, value in service.settings().items()}
    run = Operator(desk.folder, desk.variables | settings).run("dispatch", "--verbose")
    outbox = str(desk.contents()["pathway_message"])

    assert "notify 400" in run.err
    assert "needle" not in run.err + run.out + outbox


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"smtp_host": "mail.example.org"}, "Mail is sent in one way"),
        ({"notify_api_key": "short"}, "not a key of GOV.UK Notify"),
        ({"notify_api_key": "", "notify_api_key_file": "nowhere"}, "cannot be read"),
        ({"notify_template_id": ""}, "Set notify_template_id"),
        ({"notify_base_url": "http://notify.example.org"}, "begins with https"),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(changes: dict[str, Any], why: str) -> None:
    """Before anything is sent."""
    settings = Settings(notify_api_key=KEY, notify_template_id=TEMPLATE)

    with pytest.raises(WrongUsage, match=why) as refused:
        mailer_of(replace(settings, **changes))
    assert SECRET not in refused.value.message


def test_without_the_client_the_extra_is_named() -> None:
    """Whoever sets a key and has not installed it learns what to install."""
    shown = f"Settings(notify_api_key='{KEY}', notify_template_id='{TEMPLATE}')"
    program = (
        "import sys; sys.modules['notifications_python_client'] = None\n"  # as if it were not there
        "from pathway import Settings\n"
        "from pathway.errors import WrongUsage\n"
        "from pathway.service.mail.mail_backends import mailer_of\n"
        f"try: mailer_of({shown})\n"
        "except WrongUsage as error: print(error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert "practice-review-pathway[notify]" in run.stdout


def test_the_key_is_shown_nowhere() -> None:
    """Neither the settings nor the account print it."""
    shown = f"{Settings(notify_api_key=KEY)!r} {NotifyAccount(KEY, TEMPLATE)!r}"

    assert SECRET not in shown


UNREAD = ("<html>", "[" * 50_000)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "answer",
    [
        *UNREAD,
        "[]",
        "null",
        "{}",
        '{"notifications": null}',
        '{"notifications": "x"}',
        '{"notifications": [1]}',
    ],
)
def test_an_answer_that_makes_no_sense_leaves_only_a_message_in_doubt(
    desk: Rehearsal, service: Service, answer: str
) -> None:
    """A login page of some network, or a program of it, answers for Notify."""
    waiting(desk)
    service.asking = [(200, answer)]
    pathway = desk.connect(**service.settings())
    asked = pathway.dispatch()
    pathway.clock.advance(timedelta(minutes=3))
    service.answers = [(201, answer if answer in UNREAD else "<html>")]
    result = pathway.dispatch()

    assert (1, 0) == (asked.failed, asked.unknown)
    assert (0, 1) == (result.failed, result.unknown)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "answer", ['{"errors": [1, null]}', '{"errors": {"a": 1}}', "[]", '{"errors": null}']
)
def test_a_refusal_in_words_that_make_no_sense_is_a_refusal(
    desk: Rehearsal, service: Service, answer: str
) -> None:
    """The message is given up by its status alone."""
    waiting(desk)
    service.answers = [(400, answer)]
    desk.connect(**service.settings()).dispatch()

    assert "dead" in {message.state for message in desk.pathway.mail.list()}


@pytest.mark.sqlite
@pytest.mark.parametrize("template", [[], {"type": "email", "personalisation": [1]}, {"type": []}])
def test_a_template_that_makes_no_sense_is_a_fault_of_the_settings(
    desk: Rehearsal, service: Service, template: Any
) -> None:
    """The doctor names the setting."""
    service.template = template
    lines = [line.message for line in desk.connect(**service.settings()).doctor()]

    assert [line for line in lines if "notify_template_id" in line]
