"""The figures as a Prometheus server asks the desk for them, over HTTP."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from pathway import Pathway, Settings
from pathway.errors import WrongUsage
from pathway.testing import memory
from pathway.web import desk
from tests.served_desks import Served
from tests.watched import ABSENT, live, ran

TOKEN = "a-token-of-a-monitor"


def scraped(served: Served, token: str = TOKEN, **headers: str) -> httpx2.Response:
    """Return what a Prometheus server is answered."""
    headers["Authorization"] = f"Bearer {token}"
    return httpx2.get(f"{served.address}/metrics", headers=headers)


def connected(address: str) -> Pathway:
    """Return cases in memory whose figures may be asked for."""
    return memory(settings=Settings(base_url=address, metrics_token=TOKEN))


def test_prometheus_is_shown_the_figures() -> None:
    """Those of the database, and what the desk's process has counted."""
    with Served(connected) as served:
        case = live(served.pathway)
        answer = scraped(served)
        figures = served.pathway.figures().as_json()
    values = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }

    assert answer.headers["content-type"].startswith("text/plain; version=")
    for name, value in figures.items():
        assert value == values[f"pathway_{name}",]
    assert 1 == values["pathway_steps_total", "refer"]
    assert 1 == values["pathway_refusals_total", "wrong_state"]
    assert 1 == values["pathway_sweep_seconds_count",]
    assert 1 == values["pathway_verification_seconds_count", "sound"]
    assert case not in answer.text
    assert "@" not in answer.text


def test_prometheus_may_ask_for_openmetrics() -> None:
    """As newer servers do."""
    with Served(connected) as served:
        answer = scraped(served, Accept="application/openmetrics-text; version=1.0.0")

    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


@pytest.mark.parametrize("token", ["wrong", "another-token-of-some", "ä"])
def test_nobody_else_is_shown_the_figures(token: str) -> None:
    """Not without the token, not with another, and they are told nothing."""
    with Served(connected) as served:
        headers = [(b"Authorization", f"Bearer {token}".encode())]
        answer = httpx2.get(f"{served.address}/metrics", headers=headers)
        without = httpx2.get(f"{served.address}/metrics")

    assert (401, "") == (answer.status_code, answer.text)
    assert (401, "") == (without.status_code, without.text)
    assert "Bearer" == answer.headers["www-authenticate"]


def test_a_secret_may_have_any_letters(tmp_path: Path) -> None:
    """It comes from a file, and the server sends its bytes."""
    secret = tmp_path / "token"
    secret.write_text("ein-längeres-Geheimnis\n", "utf-8")

    def connect(address: str) -> Pathway:
        return memory(settings=Settings(base_url=address, metrics_token_file=str(secret)))

    with Served(connect) as served:
        headers = [(b"Authorization", "Bearer ein-längeres-Geheimnis".encode())]
        answer = httpx2.get(f"{served.address}/metrics", headers=headers)

    assert 200 == answer.status_code


def test_there_are_no_figures_unless_they_are_asked_for() -> None:
    """Without the setting there is no such page."""
    with Served(lambda address: memory(settings=Settings(base_url=address))) as served:
        answer = scraped(served)

    assert 404 == answer.status_code


def test_a_database_that_is_down_is_no_page_of_zeros() -> None:
    """The monitor sees that the desk cannot answer."""
    with Served(connected) as served:
        served.pathway.engine.dispose()
        answer = scraped(served)

    assert 503 == answer.status_code


def test_a_token_is_not_guessed() -> None:
    """One that is too short is refused when the desk is made."""
    with pytest.raises(WrongUsage, match="metrics_token is guessed too easily"):
        desk(memory(settings=Settings(metrics_token="short")))


def test_a_missing_package_is_named() -> None:
    """Where the setting asks for what it is needed for."""
    program = (
        f"{ABSENT}from pathway import Settings\nfrom pathway.testing import memory\n"
        "from pathway.web import desk\n"
        f"desk(memory(settings=Settings(metrics_token={TOKEN!r})))"
    )

    assert "install practice-review-pathway[metrics]" in ran(program)
