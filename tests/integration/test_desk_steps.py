"""Taking steps at the desk: forms, drafts, files, a look before the yes, and what may go wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from starlette.testclient import TestClient

from pathway import Pathway
from pathway.service.views.cases import CaseView
from pathway.testing import PEOPLE, FakeClock, case_in, filled_in, form_of
from tests.desks import Browser, client_of

KEY = b"k" * 32
DATA = Path(__file__).parents[1] / "data" / "chronologies"
REP, BU, CHAIR = "rep.police@example.org", "business.unit@example.org", "chair@example.org"
RETURN = "agency_return:police"
NOTE = ("summary.txt", b"Known to the police since 2024.")
CHRONOLOGY = ("police.csv", (DATA / "police.csv").read_bytes())
ACTION = {
    "what": "Teach <b>all</b> staff.",
    "scope": "local",
    "outcome_sought": "Staff know the signs.",
    "owner": "rep.police@example.org",
    "starts_on-day": "16",
    "starts_on-month": "3",
    "starts_on-year": "2026",
    "due-day": "16",
    "due-month": "6",
    "due-year": "2026",
    "evidence_needed": "Records.",
    "impact_measure": "A survey.",
}


@pytest.fixture(scope="module")
def gathering(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a rapid review for which agencies gather, to be copied."""
    path = tmp_path_factory.mktemp("gathering") / "pathway.db"
    made = Pathway.create(f"sqlite:///{path}", key=KEY, trust_operators=True, clock=FakeClock())
    made.people.import_file(PEOPLE)
    case_in(made, "rapid_review.gathering")
    made.close()
    return path


@pytest.fixture
def pathway(gathering: Path, tmp_path: Path) -> Iterator[Pathway]:
    path = shutil.copy(gathering, tmp_path / "pathway.db")
    made = Pathway.connect(f"sqlite:///{path}", key=KEY, clock=FakeClock())
    yield made
    made.close()


@pytest.fixture
def client(pathway: Pathway) -> Iterator[TestClient]:
    with client_of(pathway) as made:
        yield made


@pytest.fixture
def case(pathway: Pathway) -> CaseView:
    return pathway.case("PR-2026-0001")


def state_of(pathway: Pathway, case: CaseView, item: str = RETURN) -> str:
    """Return the state of an item."""
    [shown] = [view for view in pathway.case(case.reference).items if view.id == item]
    return shown.state


def step(case: CaseView, name: str, item: str = "") -> str:
    """Return the address of a step."""
    return f"/cases/{case.reference}/steps/{name}" + (f"?item={item}" if item else "")


def test_a_step_is_taken_by_form_look_and_yes(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """Nothing is changed before the yes; afterwards the case says so, and the draft is gone."""
    browser = Browser(client, REP)
    browser.open(step(case, "confirm_involvement", RETURN))
    looked = browser.send("look")
    before = state_of(pathway, case)
    done = browser.send("take")

    assert (200, "requested") == (looked.status, before)
    assert "This will follow" in looked.words
    assert "involved" == state_of(pathway, case)
    assert "this is on record now" in done.words
    assert [] == pathway.drafts.list(by=REP)


def test_faults_are_listed_and_linked_to_their_fields(client: TestClient, case: CaseView) -> None:
    """Every fault is listed at once, each leads to its field, and what was typed is still there."""
    browser = Browser(client, BU)
    browser.open(step(case, "add_action"))
    page = browser.send("look", {"what": "Teach staff.", "due-day": "31", "due-month": "2"})
    linked = [link.removeprefix("#") for link in page.links if link.startswith("#f-")]

    assert 422 == page.status
    assert page.title.startswith("Error:")
    assert {"f-owner", "f-due", "f-evidence-needed"} <= set(linked)
    assert set(linked) <= set(page.ids)
    assert ["Teach staff."] == page.form.values["what"]
    assert (["31"], ["2"]) == (page.form.values["due-day"], page.form.values["due-month"])


def test_rows_are_added_and_removed_without_javascript(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """Each press leads back to the same form with what was typed; a row taken out takes its own."""
    browser = Browser(client, BU)
    browser.open(step(case, "add_action"))
    browser.send("add:milestones", ACTION)
    browser.send("add:milestones", {"milestones[0].what": "First"})
    browser.send("remove:milestones[0]", milestone(1, "Second"))
    browser.send("look")
    browser.send("take")
    last = pathway.history(case.reference)[-1]

    assert last.input is not None
    assert [{"on": "2026-04-01", "what": "Second"}] == last.input["milestones"]


def milestone(number: int, what: str) -> dict[str, str]:
    """Return what is typed into a row."""
    row = f"milestones[{number}]."
    day = {f"{row}on-day": "1", f"{row}on-month": "4", f"{row}on-year": "2026"}
    return {f"{row}what": what, **day}


def test_files_are_sent_kept_and_taken_in(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """A file that was sent once need not be sent again, whatever else is wrong with the form."""
    browser = Browser(client, REP)
    browser.open(step(case, "confirm_involvement", RETURN))
    browser.send("look")
    browser.send("take")
    browser.open(step(case, "submit_return", RETURN))
    wrong = browser.send("look", files={"summary": NOTE})
    looked = browser.send("look", {"learning": "Talk sooner."}, {"chronology": CHRONOLOGY})
    browser.send("take")
    names = {document.name for document in pathway.documents.list(case.reference, by=REP)}

    assert (422, 200) == (wrong.status, looked.status)
    assert "summary.txt is kept" in wrong.words
    assert {"summary.txt", "police.csv"} == names


def test_a_file_that_is_not_taken_is_a_fault_of_its_field(
    client: TestClient, case: CaseView
) -> None:
    """What a scan refuses is said where it was sent, and nothing of it is kept."""
    browser = Browser(client, BU)
    browser.open(step(case, "add_document"))
    page = browser.send("look", {"title": "Note"}, {"document": ("run.exe", b"MZ" + b"0" * 100)})

    assert 422 == page.status
    assert "#f-document" in page.links
    assert "is kept" not in page.words


def test_a_draft_is_kept_until_it_is_sent_or_thrown_away(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """It is under one's work, is still there when one comes back, and for nobody else."""
    browser, other = Browser(client, BU), Browser(client, CHAIR)
    browser.open(step(case, "add_action"))
    work = browser.send("save", {"what": "Begun."})
    again = browser.open(step(case, "add_action"))
    elsewhere = other.open(step(case, "add_action"))
    browser.send("discard")

    assert "add_action" in " ".join(work.links)
    assert ["Begun."] == again.form.values["what"]
    assert [""] == elsewhere.form.values.get("what", [""])
    assert [] == pathway.drafts.list(by=BU)


def test_a_second_window_is_told_what_changed(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """Whoever was slower sees what happened meanwhile and their own answers, and may go on."""
    slow = Browser(client, BU)
    slow.open(step(case, "add_action"))
    slow.send("look", ACTION)
    hold = {"hold": "placed", "why": "Asked for."}
    pathway.take(case.reference, "legal_hold", by=BU, input=hold)
    conflict = slow.send("take")
    slow.open(step(case, "add_action"))
    slow.send("look")
    done = slow.send("take")

    assert 409 == conflict.status
    assert "legal_hold by bu" in conflict.words
    assert "Staff know the signs." in conflict.words
    assert 200 == done.status
    assert any(item.kind == "action" for item in pathway.case(case.reference).items)


def test_a_form_sent_after_the_step_closed_keeps_its_answers(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """It is refused with the reason, nothing is recorded, and what was typed is shown."""
    browser = Browser(client, REP)
    browser.open(step(case, "nil", RETURN))
    pathway.take(case.reference, "confirm_involvement", by=REP, item=RETURN)
    version = pathway.case(case.reference).version
    page = browser.send("look")

    assert 409 == page.status
    assert version == pathway.case(case.reference).version


def test_pressing_yes_twice_is_harmless(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """The second press leads to the same case, and records nothing."""
    browser = Browser(client, REP)
    browser.open(step(case, "confirm_involvement", RETURN))
    looked = browser.send("look")
    browser.send("take")
    version = pathway.case(case.reference).version
    browser.page = looked
    again = browser.send("take")

    assert 200 == again.status
    assert version == pathway.case(case.reference).version


def test_a_yes_to_what_was_thrown_away_records_nothing(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """It is not said to be on record; whoever sees what they may do now can write it again."""
    browser = Browser(client, BU)
    browser.open(step(case, "add_action"))
    browser.send("look", ACTION)
    pathway.drafts.discard(case.reference, "add_action", None, by=BU)
    page = browser.send("take")

    assert 422 == page.status
    assert "Nothing was recorded" in page.words
    assert case.version == pathway.case(case.reference).version


def test_a_yes_to_what_somebody_else_recorded_is_told_so(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """The business unit recorded the step meanwhile: the representative's own answers were not."""
    browser = Browser(client, REP)
    browser.open(step(case, "confirm_involvement", RETURN))
    browser.send("look")
    pathway.take(case.reference, "confirm_involvement", by=BU, item=RETURN, on_behalf_of=REP)
    page = browser.send("take")

    assert 409 == page.status
    assert "This is not possible now" in page.words


def test_a_year_that_no_calendar_reaches_is_a_fault_of_the_form(
    client: TestClient, case: CaseView
) -> None:
    """Such as by a typing mistake: when it is sent, and when the look is opened again."""
    browser = Browser(client, BU)
    browser.open(step(case, "add_action"))
    sent = browser.send("look", {**ACTION, "due-year": "9206"})
    again = browser.open(step(case, "add_action") + "?look=yes")

    assert (422, 422) == (sent.status, again.status)
    assert "do not reach 9206-06-16; check the date" in sent.words
    assert ["9206"] == again.form.values["due-year"]


def test_no_look_at_a_day_that_there_is_not(client: TestClient, case: CaseView) -> None:
    """The look of a moment ago would take it as today."""
    browser = Browser(client, BU)
    browser.open(step(case, "add_action"))
    looked = browser.send("look", ACTION)
    browser.open(step(case, "add_action"))
    browser.send("look", {"on-day": "31", "on-month": "2", "on-year": "2026"})
    browser.page = looked
    page = browser.send("take")

    assert "This will follow" not in page.words
    assert ["31"] == page.form.values["on-day"]


def test_what_is_sent_is_what_was_looked_at(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """A draft that was changed in another window is shown again before anything is recorded."""
    first, second = Browser(client, BU), Browser(client, BU)
    first.open(step(case, "add_action"))
    looked = first.send("look", ACTION)
    second.open(step(case, "add_action"))
    second.send("save", {**ACTION, "what": "Something else."})
    first.page = looked
    again = first.send("take")

    assert "changed in another window" in again.words
    assert "Something else." in again.words
    assert not any(item.kind == "action" for item in pathway.case(case.reference).items)


def test_free_text_is_shown_as_it_was_typed(client: TestClient, case: CaseView) -> None:
    """Markup, script and terminal escapes are letters wherever they are shown."""
    hostile = "<script>alert(1)</script> \x1b[31m \u202e {{ 7 * 7 }} '\" onmouseover=x"
    browser = Browser(client, BU)
    browser.open(step(case, "add_action"))
    looked = browser.send("look", {**ACTION, "what": hostile})
    browser.send("take")
    pages = [looked, browser.open(f"/cases/{case.reference}/parts/plan"), browser.page]

    for page in pages:
        assert "<script" not in page.html
        assert "{{ 7 * 7 }}" in page.words


def test_a_vote_shows_the_proposal_in_words(pathway: Pathway, client: TestClient) -> None:
    """Whoever votes second reads what is proposed, question by question, and never its digest."""
    case = case_in(pathway, "cspr.approval")
    first, second = (
        Browser(client, "partner.la@example.org"),
        Browser(client, "partner.icb@example.org"),
    )
    [vote] = [
        view
        for view in pathway.steps(case.reference, by=first.user)
        if view.allowed
        and "vote" in view.input_schema["properties"]
        and view.step == "approve_report"
    ]
    pathway.take(case.reference, vote.step, by=first.user, input=filled_in(vote.input_schema))
    page = second.open(step(case, vote.step))

    assert "What you vote on" in page.words
    assert "Proposed by Delegated partner local authority" in page.words
    assert vote.input_schema["properties"]["anonymised"]["description"] in page.words
    assert "proposal" not in page.form.values


def test_the_business_unit_records_what_it_was_told(
    pathway: Pathway, client: TestClient, case: CaseView
) -> None:
    """The step is the representative's, both names stand in the history, and the draft is gone."""
    browser = Browser(client, BU)
    asked = browser.open(step(case, "confirm_involvement", RETURN))
    form = browser.send("behalf", {"told_by": REP})
    browser.send("look")
    browser.send("take")
    last = pathway.history(case.reference)[-1]

    assert "Did somebody tell you by telephone?" in asked.words
    assert "You record this for Police representative" in form.words
    assert (REP, BU) == (last.by, last.typed_by)
    assert [] == pathway.drafts.list(by=BU)


@pytest.mark.parametrize(
    ("user", "told_by"),
    [("rep.icb@example.org", REP), (BU, "nobody@example.org"), (BU, BU), (BU, "")],
)
def test_nobody_else_records_for_others(
    pathway: Pathway, client: TestClient, case: CaseView, user: str, told_by: str
) -> None:
    """Who is not in the business unit is not asked, and refused where they ask; nor for nobody."""
    browser = Browser(client, user)
    page = browser.open(step(case, "confirm_involvement", RETURN))
    form = browser.open("/cases/new?kind=practice_review").form
    form.action = step(case, "confirm_involvement", RETURN)
    refused = browser.send("behalf", {"told_by": told_by})

    assert (user == BU) == ("by telephone" in page.words)
    assert 409 == refused.status
    assert [] == pathway.drafts.list(by=user)


def test_personal_data_is_confirmed_before_endorsing(pathway: Pathway, client: TestClient) -> None:
    """Each find is shown with its place and ticked; without the ticks it is not endorsed."""
    form = form_of(pathway, "practice_review") | {"what_happened": "Ring 07400 123456 at night."}
    case = pathway.refer(form, by="referrer.childrens@example.org", again=True)
    pathway.take(case.reference, "submit", by="referrer.childrens@example.org")
    browser = Browser(client, "rep.childrens@example.org")
    form_page = browser.open(step(case, "endorse"))
    examples = filled_in(pathway.schema(case.reference, "endorse", by=browser.user))
    answers = answers_to(examples)
    refused = browser.send("look", answers)
    [find] = pathway.personal_data(case.reference, by=browser.user).finds
    looked = browser.send("look", {**answers, "personal_data": find.id})
    browser.send("take")

    assert "07400 123456" in form_page.words
    assert 422 == refused.status
    assert "--personal-data" not in refused.words
    assert "This will follow" in looked.words
    assert "quality_assurance" != pathway.case(case.reference).state


def answers_to(examples: dict[str, object]) -> dict[str, str | list[str]]:
    """Return what is typed for plain answers and tables of them."""
    typed: dict[str, str | list[str]] = {}
    for name, value in examples.items():
        if isinstance(value, dict):
            inner = answers_to(cast("dict[str, object]", value))
            typed |= {f"{name}.{key}": text for key, text in inner.items()}
        else:
            typed[name] = "yes" if value is True else str(value)
    return typed
