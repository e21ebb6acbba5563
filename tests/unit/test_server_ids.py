"""What a mail server calls a message that it took, where nobody could guess it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.notifications.receipts import Receipt
from pathway.notifications.receiving.delivery_reports import report_in
from pathway.notifications.server_ids import server_id_in, server_ids_in
from tests.bounces import WHOSE, Bounce

OURS = "<0123456789abcdef0123456789abcdef@pathway.example.org>"
SES = "0102018f2c3d4e5f-1b2c3d4e-5f60-4718-8293-a4b5c6d7e8f9-000000"
OUTLOOK = "AM0PR01MB12345F6E7D8C9BA0F1E2D3C4B5A6978869"


@pytest.mark.parametrize(
    ("answer", "server_id"),
    [
        (f"Ok {SES}", SES),
        (f"2.0.0 Ok {SES}\nthank you", SES),
        (
            f"2.0.0 OK <{OUTLOOK}@AM0PR01MB1234.eurprd01.prod.exchangelabs.com> [Hostname=AM0PR01MB1234]",
            OUTLOOK,
        ),
        ("2.0.0 Ok: queued as 4F2B1C0D9E", None),
        ("2.0.0 Ok: queued as 4Rx9Vk2Zq0z9xJk", None),
        ("OK id=1rXyZa-00000001Abc-2Dab", None),
        ("OK", None),
        (f"2.0.0 OK from {'a' * 40}.example.net", None),
        (f"2.0.0 OK from relay.{'a' * 40}", None),
        (f"2.0.0 OK for somebody@{'a' * 40}", None),
        ("0" * 31, None),
        ("0" * 32, "0" * 32),
        ("0" * 191, None),
        ("é" * 40, None),
        ("", None),
        (None, None),
        ({"somebody@example.org": SES}, None),
    ],
)
def test_only_what_nobody_can_guess_is_taken_from_an_answer(
    answer: object, server_id: str | None
) -> None:
    """Not the numbers of Postfix's queue or Exim's, nor the names of servers."""
    assert server_id == server_id_in(answer)


@given(st.from_regex(r"[A-Za-z0-9-]{32,190}", fullmatch=True))
def test_what_was_answered_is_found_again_in_the_message_id_made_of_it(server_id: str) -> None:
    """Whatever characters it is made of."""
    named = f"<{server_id}@eu-west-2.amazonses.com>"

    assert server_id == server_id_in(f"Ok {server_id}")
    assert [server_id] == server_ids_in(["<short@example.org>", named])


def test_a_report_counts_that_names_what_the_server_called_the_message() -> None:
    """Only with the recipient, and only by the whole of it."""
    report = report_in(Bounce(f"<{SES}@eu-west-2.amazonses.com>").content)
    assert report is not None

    assert Receipt(OURS, "failed", "dsn 5.1.1") == report.about(OURS, WHOSE, SES)
    assert report.about(OURS, WHOSE) is None
    assert report.about(OURS, WHOSE, SES[:-1]) is None
    assert report.about(OURS, "somebody.else@example.org", SES) is None
