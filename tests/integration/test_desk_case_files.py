"""At the desk, a document that the case has already stands in for a file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from pathway import Pathway, PathwayFile
from pathway.service.views.cases import CaseView
from pathway.testing import case_in, memory
from tests.desks import Browser, client_of
from tests.office_files import PDF

REP, BU = "rep.police@example.org", "business.unit@example.org"
RETURN = "agency_return:police"
NOTE = {"title": "What we know", "kind": "summary"}
CHOSEN = "case_file:"
CHRONOLOGY = ("police.csv", b"date,source,event\n2026-03-01,log,seen\n")


@pytest.fixture
def pathway() -> Iterator[Pathway]:
    made = memory()
    yield made
    made.close()


@pytest.fixture
def client(pathway: Pathway) -> Iterator[TestClient]:
    with client_of(pathway) as made:
        yield made


@pytest.fixture
def case(pathway: Pathway) -> CaseView:
    reference = case_in(pathway, "rapid_review.gathering").reference
    return pathway.take(reference, "confirm_involvement", by=REP, item=RETURN)


def add(pathway: Pathway, case: CaseView, by: str, name: str) -> str:
    """Have somebody add a document to the case, and return its id."""
    files = {"document": PathwayFile(name, PDF + name.encode())}
    pathway.take(case.reference, "add_document", by=by, input=NOTE, files=files)
    return pathway.documents.list(case.reference, by=by)[-1].id


def returning(client: TestClient, case: CaseView) -> Browser:
    """Return the browser of a representative who is about to send their return."""
    browser = Browser(client, REP)
    browser.open(f"/cases/{case.reference}/steps/submit_return?item={RETURN}")
    return browser


def test_a_document_of_the_case_is_chosen_in_place_of_a_file(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """It is kept with the draft, shown before the yes, and on record under its name and hash."""
    name = add(pathway, case, REP, "summary.pdf")
    browser = returning(client, case)
    kept = browser.send("look", {f"{CHOSEN}summary": name})
    looked = browser.send("look", files={"chronology": CHRONOLOGY})
    browser.send("take")
    document = next(own for own in pathway.documents.list(case.reference) if own.id == name)
    last = pathway.history(case.reference)[-1]

    assert f"What we know: summary.pdf ({name})" in kept.words
    assert "summary.pdf is kept" in kept.words
    assert "summary.pdf" in looked.words
    assert last.step == "submit_return"
    assert last.input is not None
    assert {"name": "summary.pdf", "sha256": document.sha256} == last.input["summary"]


def test_a_file_that_is_sent_comes_before_a_choice(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """Whoever does both sees which of them is kept."""
    name = add(pathway, case, REP, "summary.pdf")
    browser = returning(client, case)
    page = browser.send("look", {f"{CHOSEN}summary": name}, {"summary": ("new.pdf", PDF)})

    assert "new.pdf is kept" in page.words


def test_what_somebody_may_not_read_is_not_offered_and_not_taken(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """Nor where its id is sent all the same."""
    hidden, own = add(pathway, case, BU, "advice.pdf"), add(pathway, case, REP, "summary.pdf")
    browser = returning(client, case)
    shown = browser.page.html
    sent = browser.send("look", {f"{CHOSEN}summary": hidden}, {"chronology": CHRONOLOGY})

    assert own in shown
    assert hidden not in shown
    assert "advice.pdf" not in shown
    assert 422 == sent.status
    assert "advice.pdf" not in sent.words


def test_a_case_without_documents_offers_none(client: TestClient, case: CaseView) -> None:
    """The form asks for a file alone."""
    page = returning(client, case).page

    assert CHOSEN not in page.html
