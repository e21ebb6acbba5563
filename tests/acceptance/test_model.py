"""
A model check of the tables as encoded: every duty ends, whom it names may do it, and every case
comes to its end.

From each beginning the real rules are explored, state by state; see `tests/model`. What two
histories must have in common to be one state, which answers are varied and what is left out is said
in `abstraction` and `moves`. The suite looks at the states near each beginning; `--rest` at many
more, with a way back or round about in each history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline, Owner
from pathway.workflows.loading.definition_files import load, packaged, packaged_definition
from pathway.workflows.people.in_charge import for_owner
from tests.desk import Desk, form
from tests.explorer import other_case
from tests.model.addressed import wrongly_addressed
from tests.model.ending import closed_too_early, endings, stuck
from tests.model.exploring import Graph, explore
from tests.model.named import unable
from tests.routes import (
    BU,
    CHAIR,
    MONDAY,
    approved,
    in_impact,
    in_local_review,
    local_plan,
    not_serious,
    opener,
    referred,
    report,
    settle_returns,
    with_panel,
)

pytestmark = pytest.mark.long
KNOWN: dict[str, Any] = {"agencies_known": ["police"]}


@dataclass
class Explored:
    """What was explored from one beginning, and how far."""

    name: str
    graph: Graph
    detours: int

    def bounds(self) -> str:
        """Return how far it was looked."""
        graph = self.graph
        moves = sum(1 for _ in graph.edges)
        left = f"{graph.left} more seen" if graph.left else "no more there"
        way = f"at most {graph.depth} moves long, {self.detours} of them back or round about"
        return f"Model of {self.name}: {len(graph.nodes)} states ({left}), {moves} moves tried, ways {way}."


def one_incident() -> Desk:
    """Return a draft that tells of one incident; a case of the same children is open."""
    return replace(referred(**KNOWN), others={"PR-2026-0002": other_case()})


def two_incidents() -> Desk:
    """Return a draft with a further incident."""
    desk = referred(**KNOWN)
    report(desk)
    return desk


def looked_after_child_died() -> Desk:
    """Return the draft of a case in which a looked-after child died."""
    children = form("practice_review")["children"]
    died = children[0] | {"harm": "died", "care_status": ["looked_after"]}
    return referred(children=[died, *children[1:]], care_death_aware_on=MONDAY, **KNOWN)


def information_asked() -> Desk:
    """Return a case before the subgroup, which has asked an agency for information."""
    desk = not_serious(**KNOWN)
    desk.do("request_information", BU, input={"asked_of": "police", "what": "The log."})
    return desk


def suspended() -> Desk:
    """Return a local review that is suspended."""
    desk = in_local_review()
    settle_returns(desk)
    desk.do("suspend", CHAIR)
    return desk


BEGINNINGS: Mapping[str, tuple[Callable[[], Desk], int]] = {
    "one incident": (one_incident, 90),
    "two incidents": (two_incidents, 60),
    "the death of a looked-after child": (looked_after_child_died, 40),
    "a serious offence": (lambda: referred("serious_offence", **KNOWN), 40),
    "a good outcome": (lambda: referred("good_outcome", **KNOWN), 40),
    "information that is asked": (information_asked, 40),
    "a suspended review": (suspended, 25),
    "a review with the Panel": (lambda: with_panel("cspr"), 40),
    "a report that is approved": (approved, 30),
    "a plan whose impact is measured": (lambda: in_impact(local_plan()), 30),
}
# Moves back or round about that a way may hold. With some, states are cut off whose ways on were
# not looked at.
DETOURS = 0


@pytest.fixture(scope="module", params=BEGINNINGS)
def explored(request: pytest.FixtureRequest) -> Explored:
    """Return what is explored from a beginning, everything that was asked for."""
    begin, most = BEGINNINGS[request.param]
    whole = bool(request.config.getoption("--rest"))
    return Explored(request.param, explore(begin(), DETOURS, most * (4 if whole else 1)), DETOURS)


def test_every_duty_can_be_met_or_stopped(
    explored: Explored, record_bounds: Callable[[str], None]
) -> None:
    """From every state, by steps that are neither its waiver nor the closing of the case."""
    ends = endings(explored.graph)
    record_bounds(
        f"{explored.bounds()} {ends.histories} duties were followed to their end from their own history."
    )

    assert [] == ends.faults


def test_whom_a_duty_names_may_meet_it(explored: Explored) -> None:
    """Whoever of those who hold a part is away, removed or kept away by an interest."""
    assert [] == list(unable(explored.graph))


def test_no_notice_goes_to_anybody_who_must_not_be_told(explored: Explored) -> None:
    """Nobody who is away, removed or kept away is told, and somebody is."""
    assert [] == list(wrongly_addressed(explored.graph))


def test_every_state_leads_to_the_end(explored: Explored) -> None:
    """From each some way leads to a closed case."""
    assert [] == list(stuck(explored.graph))


def test_no_case_closes_while_an_incident_is_possible(explored: Explored) -> None:
    """By whatever step."""
    assert [] == list(closed_too_early(explored.graph))


def changed(file: str, old: str, new: str) -> BoundDefinition:
    """Return the shipped definition with a flaw, as if loading had not found it."""
    texts = packaged()
    assert old in texts[file], old
    return load(texts | {file: texts[file].replace(old, new)}, checked=True)


def explored_with(definition: BoundDefinition, most: int = 25) -> Graph:
    """Return what is explored of a quiet case under a definition."""
    quiet = {"possible_serious_incident": False, "local_authority_aware_on": None}
    answers = {
        name: value
        for name, value in (form("practice_review") | KNOWN | quiet).items()
        if value is not None
    }
    desk = Desk(MONDAY, definition=definition)
    desk.refer(answers, opener("practice_review"))
    return explore(desk, 0, most)


def test_a_duty_that_nothing_meets_is_found() -> None:
    """It begins with the endorsement, and only a step that nobody takes meets it."""
    triage = '[[deadline]]\nkey = "triage"'
    never = triage.replace("triage", "never_met")
    rule = f"""{never}
title = "Never met"
starts = ["endorse"]
due = {{ working_days = 5 }}
met_by = ["hand_back_incidents"]
owner = "bu"
status = "local"
grade = "D"
source = "None."

"""
    graph = explored_with(changed("review.toml", triage, rule + triage))

    assert ["never_met"] == [fault.split("'")[1] for fault in endings(graph).faults]


def test_a_duty_that_names_who_may_not_meet_it_is_found() -> None:
    """The scrutineer owns the triage, which the business unit alone can end."""
    source = (
        'owner = "bu"\nstatus = "local"\ngrade = "D"\nsource = "Our default, after a partnership'
    )
    flawed = changed("review.toml", source, source.replace('"bu"', '"scrutineer"'))

    assert any(
        "triage names scrutineer@example.org" in fault
        for fault in unable(explored_with(flawed, 20))
    )


def test_a_notice_to_who_is_kept_away_is_found() -> None:
    """Where interests were not looked at, those who are withdrawn would be told."""

    def careless(
        definition: BoundDefinition,
        case: Case,
        owner: Owner,
        directory: Directory,
        deadline: Deadline | None,
    ) -> list[Appointment]:
        blind = case.changed({"memory": {"interests": None}})
        return list(for_owner(definition, blind, owner, directory, deadline).people)

    wrong = list(wrongly_addressed(explored_with(packaged_definition(), 5), careless))

    assert any("goes to" in fault and "kept away" in fault for fault in wrong)
    assert not any(
        "away" in fault and "kept" not in fault for fault in wrong if "goes to nobody" not in fault
    )


def test_a_state_from_which_nobody_may_lead_on_is_found() -> None:
    """Nobody in the directory may submit, nor withdraw, nor notify from a draft."""
    texts = packaged()
    text = texts["review.toml"]
    for step in ("submit", "withdraw", "notify_panel", "close_as_duplicate"):
        begin = text.index(f'name = "{step}"\n')
        who = text.index("who = [", begin)
        text = text[:who] + 'who = ["system"]' + text[text.index("]", who) + 1 :]
    graph = explored_with(load(texts | {"review.toml": text}, checked=True), 20)

    assert ["no way leads from draft to the end after refer"] == list(stuck(graph))


def test_a_closing_with_a_possible_incident_is_found() -> None:
    """The guard that keeps a draft from being withdrawn is left out."""
    guards = 'guards = ["no_incident_possible", "notifications_made", "nothing_left_open"]'
    flawed = changed("review.toml", guards, guards.replace('"no_incident_possible", ', ""))
    desk = Desk(MONDAY, definition=flawed)
    desk.refer(form("practice_review"), opener("practice_review"))

    assert any("withdraw closes" in fault for fault in closed_too_early(explore(desk, 0, 5)))
