"""Each person and each step, in each state: for whom the definition's tables have it, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from pathway import Pathway
from pathway.errors import NotFound
from pathway.service.views.cases import CaseView
from pathway.service.views.steps import StepView
from pathway.testing import case_in, filled_in, memory, states, take
from tests.acting_rules import ActingRules
from tests.integration.test_read_matrix import CHAIR, EMAILS, EVERY_DAY, EVERYBODY, ICB
from tests.reading_rules import Rules

FOR_OTHERS = {"not_permitted", "interest"}
LA, POLICE = "partner.la@example.org", "partner.police@example.org"
REP, AUTHOR = "rep.police@example.org", "author.police@example.org"
UNIT = "business.unit@example.org"
TODAY = date(2026, 3, 16)  # Mon
Change = Callable[[Pathway, str], "World"]


@dataclass(frozen=True)
class World:
    """
    What a change has made of a directory.

    Args:
        removed: The emails of those who are no longer in it.
        away: The emails of those who are away today.
    """

    removed: tuple[str, ...] = ()
    away: tuple[str, ...] = ()

    @property
    def people(self) -> str:
        """Return the directory that is left, as CSV."""
        lines = EVERYBODY.splitlines(keepends=True)
        return "".join(line for line in lines if not set(line.split(",")) & set(self.removed))


@dataclass
class Comparison:
    """
    The answers that were compared.

    Args:
        wrong: Where the product answers otherwise than the tables.
    """

    allowed: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list[str])


@pytest.fixture
def own() -> Iterator[Pathway]:
    """Return a database in memory with everybody in it."""
    made = memory(people=EVERYBODY)
    yield made
    made.close()


def nothing(_: Pathway, __: str) -> World:
    """Leave everything as it is."""
    return World()


def barred(own: Pathway, reference: str) -> World:
    """Keep a partner, a representative and the chair themselves from the case."""
    for number, email in enumerate((ICB, REP, CHAIR), 1):
        declare(own, reference, email)
        decision = {
            "interest": f"interest:{number}",
            "outcome": "withdraws_case",
            "reasons": "Kin.",
        }
        own.take(reference, "decide_interest", by=decider(email), input=decision)
    return World()


def barred_from_an_item(own: Pathway, reference: str) -> World:
    """Keep a representative, or if there is no item for it nobody, from the first item."""
    items = [item.id for item in own.case(reference).items if item.kind != "incident"]
    if items:
        declare(own, reference, REP)
        decision = {"interest": "interest:1", "outcome": "withdraws_item", "item": items[0]}
        answers = {**decision, "reasons": "They wrote it."}
        own.take(reference, "decide_interest", by=CHAIR, input=answers)
    return World()


def declared(own: Pathway, reference: str) -> World:
    """Have the chair, a partner and a representative declare what nobody has decided on."""
    for email in (CHAIR, LA, REP):
        declare(own, reference, email)
    return World()


def away(own: Pathway, _: str) -> World:
    """Have the business unit, a representative, an author and the notifying officer be away."""
    gone = (UNIT, REP, AUTHOR, LA)
    for email in gone:
        own.people.absent(email, TODAY, TODAY)
    return World(away=gone)


def removed(own: Pathway, _: str) -> World:
    """Remove the chair, a representative, an author and whoever referred the case."""
    gone = (CHAIR, REP, AUTHOR, "referrer.childrens@example.org")
    for email in gone:
        own.people.remove(email)
    return World(removed=gone)


CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (nothing, barred, barred_from_an_item, declared, away, removed)
}


def declare(own: Pathway, reference: str, email: str) -> None:
    """Have somebody declare an interest."""
    own.take(reference, "declare_interest", by=email, input={"nature": "A relative."})


def decider(email: str) -> str:
    """Return who decides on somebody's interest: the chair, or a partner on the chair's own."""
    return POLICE if email == CHAIR else CHAIR


def is_theirs(step: StepView) -> bool:
    """Return whether a step is for whoever asked, whatever else is against it."""
    return not FOR_OTHERS & {reason.code for reason in step.reasons}


def compared(own: Pathway, reference: str, world: World) -> Comparison:
    """Return the answers to everybody, about every step, beside those of the tables."""
    case = own.case(reference)
    rules = ActingRules(Rules(own, case, world.people), frozenset(world.away))
    expected = set(rules.steps())
    result = Comparison()
    for email in EMAILS:
        if email in world.removed:
            with pytest.raises(NotFound, match="no person"):
                own.steps(reference, by=email)
            continue
        steps = {(step.step, step.item): step for step in own.steps(reference, by=email)}
        result.wrong += [f"{email} is shown {key}" for key in set(steps) - expected]
        for name, item in expected:
            step = steps.get((name, item))
            allowed = step is not None and is_theirs(step)
            result.allowed += allowed
            result.refused += not allowed
            if allowed != rules.may(email, name, item):
                result.wrong.append(f"{email} {'may' if allowed else 'may not'} {name} {item}")
    return result


def returns_under_way(own: Pathway) -> CaseView:
    """Return a case with a return that is being written, and another that was sent."""
    reference = case_in(own, "rapid_review.gathering").reference
    for agency in ("police", "nhs_gm_icb"):
        item = f"agency_return:{agency}"
        rep = REP if agency == "police" else "rep.icb@example.org"
        own.take(reference, "confirm_involvement", by=rep, item=item)
    item = "agency_return:nhs_gm_icb"
    rep = "rep.icb@example.org"
    schema = own.schema(reference, "submit_return", by=rep, item=item)
    own.take(reference, "submit_return", by=rep, item=item, input=filled_in(schema))
    return own.case(reference)


def evidence_sent(own: Pathway) -> CaseView:
    """Return a case with an action whose owner has sent evidence."""
    reference = case_in(own, "action_plan.drafting").reference
    take(own, reference, "add_action", owner=REP)
    take(own, reference, "agree_plan")
    own.take(reference, "start", by=REP, item="action:1")
    schema = own.schema(reference, "submit_evidence", by=REP, item="action:1")
    own.take(reference, "submit_evidence", by=REP, item="action:1", input=filled_in(schema))
    return own.case(reference)


def report_to_publish(own: Pathway) -> CaseView:
    """Return a case whose report is to be published for the Panel."""
    reference = case_in(own, "cspr.approval").reference
    take(own, reference, "approve_report")
    return own.case(reference)


def restricted(own: Pathway) -> CaseView:
    """Return a case that is restricted to the partners and a representative."""
    reference = case_in(own, "rapid_review.gathering").reference
    answers = {"people": [ICB, LA, POLICE, REP]}
    own.take(reference, "restrict", by=CHAIR, input=answers, reason="A member of staff is in it.")
    return own.case(reference)


SCENES = {
    make.__name__: make
    for make in (returns_under_way, evidence_sent, report_to_publish, restricted)
}


def scenes() -> Iterator[object]:
    """Yield each state with each change; in a closed case nobody declares an interest."""
    for state in (*states(), *SCENES):
        for change in CHANGES:
            if state != "closed" or change not in ("barred", "declared"):
                marks = [] if state in EVERY_DAY else [pytest.mark.rest]
                yield pytest.param(state, change, marks=marks)


@pytest.mark.parametrize(("scene", "change"), list(scenes()))
def test_each_step_is_for_whom_the_tables_have_it(
    own: Pathway, scene: str, change: str, record_bounds: Callable[[str], None]
) -> None:
    """Everybody, in their own agency and in others, about every step that is open."""
    case = SCENES[scene](own) if scene in SCENES else case_in(own, scene)
    result = compared(own, case.reference, CHANGES[change](own, case.reference))

    assert [] == sorted(set(result.wrong))
    assert result.allowed
    assert result.refused
    counts = f"{result.allowed} times for whoever asked, {result.refused} times for others"
    record_bounds(f"Steps in {scene}, {change}: {counts}.")
