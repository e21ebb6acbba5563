"""
A rapid review from the referral to the plan by seven people, each in a browser of their own, who have
nothing but their mail and the pages of the desk; with files, with JavaScript and without.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from pathway.service.installing import install
from tests.browsers import chromium
from tests.databases import POSTGRESQL, server
from tests.desk_visitors import Postbox, Visitor
from tests.rehearsals import Rehearsal, form, instant
from tests.served_desks import Served

DATA = Path(__file__).parents[1] / "data" / "chronologies"
MANAGER, HOSPITAL = "manager.nca@example.org", "rep.nca@example.org"
OFFICE, CHAIR = "business.unit@example.org", "chair@example.org"
COUNCIL, HEALTH, POLICE = "council@example.org", "health@example.org", "police@example.org"
PEOPLE = (MANAGER, HOSPITAL, OFFICE, CHAIR, COUNCIL, HEALTH, POLICE)
DIRECTORY = f"""name,email,agency,roles,order,agency_name
Ward manager,{MANAGER},northern_care_alliance,referrer;author,1,Northern Care Alliance
Hospital representative,{HOSPITAL},northern_care_alliance,rep,1
Business unit manager,{OFFICE},sscp,bu,1,Safeguarding children partnership
Chair,{CHAIR},sscp,chair,1
Director of the council,{COUNCIL},childrens_services,partner;notifier;rep,1,Children's services
Director of health,{HEALTH},nhs_gm_icb,partner;rep,1,NHS integrated care board
Detective superintendent,{POLICE},police,partner;rep,1,Police
"""
PARTNERS = (COUNCIL, HEALTH, POLICE)
ASKED = ["northern_care_alliance", "police"]
QUESTIONS = (
    "child_at_the_centre",
    "facts_are_clear",
    "criteria_considered",
    "multi_agency_learning",
    "siblings_considered",
    "only_essential_personal_data",
    "staff_supported",
)
MEETING: dict[str, Any] = {
    "meeting_on": date(2026, 3, 20),
    "agenda": "The case",
    "invited": ["Representatives of all agencies"],
    "interests_asked": True,
    "parallel_processes": ["police", "family_court"],
}
PROPOSAL = {
    "vote": "for",
    "reasons": "Nothing more is to be learned.",
    "learning": "Agencies talk sooner.",
}
CONCLUSION: dict[str, Any] = {
    "attendance": {"local_authority": "present", "icb": "present", "police": "present"},
    "interests_handled": "Nobody has an interest.",
    "immediate_actions": "The siblings are safe.",
    "key_practice_episodes": "A visit in January.",
    "context": "A new adult in the home.",
    "criteria": {
        "improvements_needed": "Agencies told each other late.",
        "recurrent_themes": "None yet.",
        "agencies_working_together": "Mostly well.",
        "panel_view": "None yet.",
    },
    "recommended_outcome": "no_further_review",
    "national_review_view": "No.",
}
ACTION: dict[str, Any] = {
    "what": "Train the staff of the ward.",
    "outcome_sought": "Staff know the signs.",
    "owner": HOSPITAL,
    "due": date(2026, 6, 16),
    "evidence_needed": "Records of the training.",
    "impact_measure": "A survey.",
    "recommendations": ["recommendation:1"],
}
MONDAY = date(2026, 3, 16)


class Partnership:
    """Seven people, their desk and its worker."""

    def __init__(self, rehearsal: Rehearsal, served: Served, browser: Browser, *, script: bool):
        self.rehearsal, self.served = rehearsal, served
        self.mail = Postbox(rehearsal.mail)
        self.people = {
            email: Visitor(served, self.mail, email, browser, script=script) for email in PEOPLE
        }

    def __getitem__(self, email: str) -> Visitor:
        return self.people[email]

    def written(self, name: str, text: str) -> Path:
        """Return a new file."""
        path = self.rehearsal.folder / name
        path.write_text(text, "utf-8")
        return path

    def post(self) -> None:
        """Do what the worker does each minute: mail goes out."""
        self.rehearsal.pathway.sweep()
        self.served.pathway.sweep()
        self.served.pathway.dispatch()

    def next_day(self, days: int = 1) -> date:
        """Let it be the morning of another day."""
        today = self.served.pathway.clock.now().date() + timedelta(days=days)
        self.rehearsal.clock(today.isoformat(), 10)
        self.post()
        return today


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])


@pytest.fixture
def rehearsal(tmp_path: Path, backend: str) -> Iterator[Rehearsal]:
    """Return a rehearsal in which there is nobody but the seven."""
    url = server().create() if backend == POSTGRESQL else ""
    path = tmp_path / "pathway.db"
    address = url or f"sqlite:///{path}"
    now = instant(MONDAY.isoformat(), 10)
    install(address, path.with_suffix(".key"), rehearsal=True, trust_operators=False, now=now)
    made = Rehearsal(path, url)
    made.pathway.people.import_file(DIRECTORY)
    yield made
    for connected in made.opened:
        connected.close()
    if url:
        server().drop(url)


def test_a_rapid_review_by_mail_and_pages(rehearsal: Rehearsal, browser: Browser) -> None:
    """From the referral to an agreed plan, with what each of them did on record."""
    with Served(lambda address: rehearsal.connect(base_url=address)) as served:
        reference = reviewed(Partnership(rehearsal, served, browser, script=True))
        case = served.pathway.case(reference)
        history = served.pathway.history(reference)
        documents = [document.name for document in served.pathway.documents.list(reference)]
        doors = {read.door for read in served.pathway.reads.list(reference, by=CHAIR)}

    assert "action_plan.monitoring" == case.state
    assert set(PEOPLE) == {event.by for event in history}
    assert ["summary.txt", "police.csv", "report.txt", "letter.txt"] == documents
    assert {"desk"} == doors - {"library"}
    assert [] == rehearsal.pathway.verify()


@pytest.mark.sqlite
def test_the_same_without_javascript(rehearsal: Rehearsal, browser: Browser) -> None:
    """The pages are forms and links, and nothing else."""
    with Served(lambda address: rehearsal.connect(base_url=address)) as served:
        reference = reviewed(Partnership(rehearsal, served, browser, script=False))
        state = served.pathway.case(reference).state

    assert "action_plan.monitoring" == state


def reviewed(partnership: Partnership) -> str:
    """Take a case from its referral to a plan, and return its reference."""
    reference = referral(partnership)
    notification(partnership)
    returns(partnership, reference)
    rapid_review(partnership, reference)
    plan(partnership, reference)
    return reference


def referral(partnership: Partnership) -> str:
    """Refer a case, submit it, and endorse it; return its reference."""
    answers: dict[str, Any] = form("practice_review")
    reference = partnership[MANAGER].refer(answers.pop("kind"), answers)
    partnership[MANAGER].take_in(reference, "submit")
    partnership.post()
    partnership[HOSPITAL].follow("endorse")
    partnership[HOSPITAL].take(dict.fromkeys(QUESTIONS, "yes"))
    partnership.post()
    return reference


def notification(partnership: Partnership) -> None:
    """Notify the Panel, which asks two agencies for their returns."""
    council = partnership[COUNCIL]
    council.follow("notify_panel")
    council.take(national_reference="SIN-2026-0316", agencies=ASKED, partners_told=True)
    partnership.post()


def returns(partnership: Partnership, reference: str) -> None:
    """One agency sends its summary and chronology as files, and the other that it knew nobody."""
    manager, hospital = partnership[MANAGER], partnership[HOSPITAL]
    partnership.next_day()
    hospital.follow("confirm_involvement")
    hospital.take()
    partnership[POLICE].follow("nil")
    partnership[POLICE].take()
    partnership.next_day()
    summary = partnership.written("summary.txt", "The family was known to us since 2024.")
    # Authors are told by their representative; their way in is the page of the case.
    manager.take_in(reference, "submit_return", summary=summary, chronology=DATA / "police.csv")
    partnership.next_day()
    hospital.choose("Send the agency's summary and chronology", "accept_return")
    hospital.take()
    partnership.next_day()


def rapid_review(partnership: Partnership, reference: str) -> None:
    """Meet, conclude, sign, send, and record what the Panel replies."""
    office, chair = partnership[OFFICE], partnership[CHAIR]
    office.take_in(reference, "convene", **MEETING)
    office.take_in(reference, "add_recommendation", text="Talk sooner.", source="The meeting")
    partnership.next_day()
    report = partnership.written("report.txt", "What the meeting learned.")
    chair.take_in(reference, "conclude_rapid_review", **CONCLUSION, report=report)
    partnership.next_day()
    for email in PARTNERS:
        partnership[email].choose("Sign the rapid review", "sign_off")
        partnership[email].take()
    office.take_in(reference, "send_rapid_review")
    letter = partnership.written("letter.txt", "The Panel agrees.")
    office.take_in(reference, "record_panel_response", response="agrees", letter=letter)
    partnership.next_day()


def plan(partnership: Partnership, reference: str) -> None:
    """Vote for the end of the review, answer what it recommends, and agree a plan."""
    office, chair = partnership[OFFICE], partnership[CHAIR]
    first, *others = PARTNERS
    partnership[first].take_in(reference, "conclude_without_review", **PROPOSAL)
    partnership.next_day()
    for email in others:
        partnership[email].follow("conclude_without_review")
        proposed = partnership[email].page.inner_text("main")
        partnership[email].take(vote="for")

        assert PROPOSAL["learning"] in proposed
    partnership.next_day()
    reasons = {"answer": "accepted", "reasons": "It is right."}
    chair.take_in(reference, "answer_recommendation", **reasons)
    office.take_in(reference, "add_action", **ACTION)
    chair.take_in(reference, "agree_plan")
