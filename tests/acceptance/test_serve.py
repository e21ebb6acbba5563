"""`pathway serve`: the desk on this computer, opened by a link that works once."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import httpx2
import pytest

from tests.desks import Page
from tests.operators import Operator
from tests.rehearsals import NURSE, Rehearsal

pytestmark = pytest.mark.sqlite  # the doors are the same on either
SECONDS = 30
CONTACT = {"agency": "police", "name": "New Person", "email": "new.person@example.org"}
LINK = re.compile(r"http://127\.0\.0\.1:\d+[^\s,]*")


def test_a_rehearsal_is_opened_by_its_link(desk: Rehearsal) -> None:
    """Whoever has the link may be anybody; others see nothing; Ctrl-C ends it without a word."""
    desk.refer()
    operator = Operator(desk.folder, desk.variables)
    with operator.started("serve", "--port", "0") as process:
        assert process.stdout
        [link] = LINK.findall(process.stdout.readline())
        address = link.partition("/open/")[0]
        stranger = httpx2.get(f"{address}/who", follow_redirects=True, timeout=SECONDS)
        with httpx2.Client(base_url=address, follow_redirects=True, timeout=SECONDS) as client:
            page = Page(client.get(link))
            answers = {**page.form.values, "person": NURSE}
            work = Page(client.post(page.form.action, data=answers))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=SECONDS)

    assert 403 == stranger.status_code
    assert "Signed in as" in work.words
    assert "PR-2026-0001" in work.words
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_told(desk: Rehearsal) -> None:
    """In a sentence with the way out, exit 2."""
    operator = Operator(desk.folder, desk.variables)
    with operator.started("serve", "--port", "0") as process:
        assert process.stdout
        [link] = LINK.findall(process.stdout.readline())
        port = link.partition("/open/")[0].rpartition(":")[2]
        second = operator.run("serve", "--port", port)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=SECONDS)

    assert 2 == second.code
    assert "name another with --port" in second.err


def test_a_folder_brings_its_own_key_and_mail(desk: Rehearsal) -> None:
    """Whatever the settings of where it is started say of others."""
    reference = desk.refer()
    elsewhere = desk.folder / "elsewhere"
    elsewhere.mkdir()
    settings = 'database = "sqlite:///other.db"\nkey_file = "other.key"\n'
    (elsewhere / "pathway.toml").write_text(settings, "utf-8")
    operator = Operator(elsewhere, {})
    with operator.started("serve", "..", "--port", "0") as process:
        assert process.stdout
        [link] = LINK.findall(process.stdout.readline())
        address = link.partition("/open/")[0]
        with httpx2.Client(base_url=address, follow_redirects=True, timeout=SECONDS) as client:
            page = Page(client.get(link))
            client.post(page.form.action, data={**page.form.values, "person": NURSE})
            case = Page(client.get(f"/cases/{reference}/parts/referral"))
            asking = Page(client.get("/people/contact"))
            client.post(asking.form.action, data={**asking.form.values, **CONTACT})
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=SECONDS)

    assert 200 == case.status
    assert "The referral" in case.words
    assert [] == [*elsewhere.glob("**/*.eml")]
    assert [*desk.folder.glob("mail/*.eml")]


def test_a_web_server_in_front_says_that_it_came_by_tls(tmp_path: Path) -> None:
    """Then its cookies go by TLS only; a host that is not its own is refused."""
    (tmp_path / "pathway.toml").write_text('base_url = "https://desk.example.org"\n', "utf-8")
    operator = Operator(tmp_path, {})
    made = operator.run("init")
    with operator.started("serve", "--port", "0") as process:
        assert process.stdout
        [link] = LINK.findall(process.stdout.readline())
        by_tls = {"host": "desk.example.org", "x-forwarded-proto": "https"}
        answer = httpx2.get(f"{link}/sign-in", headers=by_tls, timeout=SECONDS)
        other = httpx2.get(f"{link}/sign-in", headers={"host": "evil.example"}, timeout=SECONDS)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=SECONDS)

    assert 0 == made.code
    assert 200 == answer.status_code
    assert "__Host-pathway-browser" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers
    assert 400 == other.status_code
