"""A case: where it is, what happens next, what one can do, and its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from pathway.documents.case_pack.answers import Names
from pathway.documents.case_pack.pack import PARTS
from pathway.documents.paper import Heading
from pathway.documents.printing.html import paper_as_html
from pathway.service.views.cases import CaseView
from pathway.service.views.deadlines import DeadlineView
from pathway.service.views.steps import StepView
from pathway.web import reads, words
from pathway.web.pages.case_menu import case_page
from pathway.web.pages.stages import seen_in, stages_of
from pathway.web.pages.step_work import MENDABLE
from pathway.web.visit import Visit
from pathway.workflows.history.references import is_meeting
from pathway.workflows.people.in_charge import UNIT

SHOWN = 8
# More than a case has without an action plan.
STEPS = 100
HISTORY = "history"


def overview(visit: Visit) -> Response:
    """Show where a case is and what happens next."""
    reference = visit.argument("ref")
    if is_meeting(reference):
        told = {name: visit.query(name) for name in ("done", "discarded")}
        return visit.go(f"/meetings/{reference}", **told)
    case, names = reads.case(visit, reference), reads.names(visit, reference)
    steps = [(view, names.others.get(view.item or "", "")) for view in _steps(visit, case)]
    shown = steps[:STEPS]
    return case_page(
        visit,
        "case.html",
        visit.text("case.title", reference=case.reference),
        case=case,
        kind=names.others.get(case.kind, words.code(case.kind)),
        stages=stages_of(case, _stages(visit, case), visit.pathway.definitions.states()),
        allowed=[step for step in shown if step[0].allowed],
        refused=[step for step in shown if not step[0].allowed],
        further=shown[-1][0].cursor if len(steps) > len(shown) else None,
        # Whoever takes the step is asked for these.
        mendable=MENDABLE,
        records_for_others=UNIT in visit.person.roles,
        duties=_open(case)[:SHOWN],
        names=names,
        facts=_facts(visit, case, names),
        today=reads.today(visit),
        done=_done(visit, names),
    )


def part(visit: Visit) -> Response:
    """Show a part of a case as the case pack prints it."""
    return _printed(visit, visit.argument("part"))


def history(visit: Visit) -> Response:
    """Show everything that was done to a case, the latest last."""
    return _printed(visit, HISTORY)


def deadlines(visit: Visit) -> Response:
    """Show all duties of a case."""
    case = reads.case(visit, visit.argument("ref"))
    ended = [duty for duty in case.deadlines if duty.state not in words.OPEN]
    return case_page(
        visit,
        "deadlines.html",
        visit.text("deadlines.title", reference=case.reference),
        groups=[("open", _open(case)), ("ended", ended)],
        names=reads.names(visit, case.reference),
        today=reads.today(visit),
    )


def deadline(visit: Visit) -> Response:
    """Show why a duty is due on its day."""
    reference = visit.argument("ref")
    duty = reads.deadline(visit, reference, visit.argument("id"))
    names = reads.names(visit, reference)
    return case_page(
        visit,
        "deadline.html",
        visit.text("deadline.title", reference=reference),
        duty=duty,
        facts=_why(visit, duty, names),
        is_open=duty.state in words.OPEN,
        steps=reads.steps_meeting(visit, reference, duty.id),
        names=names,
    )


def do(visit: Visit) -> Response:
    """Lead to the step that meets a duty; where there is not exactly one, to the duty."""
    reference, name = visit.argument("ref"), visit.argument("id")
    steps = reads.steps_meeting(visit, reference, name)
    if len(steps) == 1:
        step = steps[0]
        return visit.go(f"/cases/{reference}/steps/{step.step}", item=step.item)
    return visit.go(f"/cases/{reference}/deadlines/{name}")


def _printed(visit: Visit, name: str) -> Response:
    reference = visit.argument("ref")
    paper = reads.paper(visit, reference, [name])
    title = PARTS[name].title
    # The page has the front of the paper already, and one part needs no list of parts.
    blocks = [block for block in paper.blocks if block != Heading(title)]
    paper = replace(paper, title=title, reference="", made_on="", marking="", blocks=blocks)
    # The paper escapes whatever people wrote.
    fragment = Markup(paper_as_html(paper, is_fragment=True))  # noqa: S704
    return case_page(visit, "part.html", f"{title}: {reference}", paper=fragment)


def _steps(visit: Visit, case: CaseView) -> list[StepView]:
    """Return a page of the steps, and one more where others follow."""
    if case.damaged:
        return []
    after = visit.query("steps_after") or None
    return list(reads.steps(visit, case.reference, limit=STEPS + 1, after=after))


def _stages(visit: Visit, case: CaseView) -> Sequence[str]:
    """Return the stages behind a case; to whoever reads some entries, those of which these tell."""
    return case.stages or seen_in(reads.history(visit, case.reference))


def _open(case: CaseView) -> list[DeadlineView]:
    duties = [duty for duty in case.deadlines if duty.state in words.OPEN]
    return sorted(duties, key=lambda duty: duty.due)


def _done(visit: Visit, names: Names) -> str:
    """Return what was just done, if this is where a step led."""
    step = visit.query("done")
    if step in names.others:
        return visit.text("case.done", step=names.others[step])
    if visit.query("kept"):
        return visit.text("case.kept")
    return visit.text("case.discarded") if visit.query("discarded") else ""


def _facts(visit: Visit, case: CaseView, names: Names) -> list[tuple[str, str]]:
    facts = [
        (visit.text("case.kind"), names.others.get(case.kind, words.code(case.kind))),
        (visit.text("case.opened"), words.day(case.opened_on)),
        (visit.text("case.children"), str(case.children)),
    ]
    if case.outcome:
        outcome = names.others.get(case.outcome, words.code(case.outcome))
        facts.append((visit.text("case.outcome"), outcome))
    yes = visit.text("yes")
    if case.urgent:
        facts.append((visit.text("case.urgent"), yes))
    if case.legal_hold:
        facts.append((visit.text("case.legal_hold"), yes))
    if case.suspended_on:
        facts.append((visit.text("case.suspended"), words.day(case.suspended_on)))
    return facts


def _why(visit: Visit, duty: DeadlineView, names: Names) -> list[tuple[str, str]]:
    """Return how the day of a duty came about, question by question."""
    people = [names.people.get(email, email) for email in duty.owner.emails]
    owner = words.owner(duty.owner, names.agencies)
    clock = words.instant(duty.clock_at) if duty.clock_at else words.day(duty.clock_on)
    facts = [
        ("due", _due(visit, duty)),
        ("left", words.time_left(duty, reads.today(visit))),
        ("rule", visit.text("deadline.from", rule=duty.rule, day=clock)),
        ("status", words.STATUSES[duty.status]),
        ("source", duty.source),
        ("grade", words.GRADES.get(duty.status_grade, duty.status_grade)),
        ("owner", f"{owner}: {', '.join(people) or visit.text('case.nobody')}"),
        ("calendar", duty.calendar),
        *(("moved", _move(visit, move)) for move in duty.moves),
    ]
    if duty.delay is not None:
        revised = words.day(duty.delay.revised)
        facts.append(("delay", visit.text("deadline.delayed", day=revised)))
    return [(visit.text(f"deadline.{key}"), answer) for key, answer in facts if answer]


def _due(visit: Visit, duty: DeadlineView) -> str:
    if duty.practical == duty.due:
        return words.due(duty)
    aim = words.day(duty.practical)
    return visit.text("deadline.practical", day=words.due(duty), practical=aim)


def _move(visit: Visit, move: Any) -> str:
    clock = date.fromisoformat(str(move["clock_on"])[:10])
    due = date.fromisoformat(str(move["due"])[:10])
    return visit.text(
        "deadline.move", due=words.day(due), clock=words.day(clock), event=move["event"]
    )
