"""Tasks: who does what, by role and agency; taken on, handed over and given back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from pathway.errors import WrongUsage
from pathway.service.views.tasks import TaskView
from pathway.web import reads, words
from pathway.web.pages.office.days import day_field, typed_day
from pathway.web.visit import OK, UNPROCESSABLE, Visit
from pathway.workflows.people.roles import ROLES

A_PAGE = 50
TAKE_ON, GIVE_BACK, HAND, RETURN, FOLLOW_UP = "take_on", "give_back", "hand", "return", "follow_up"


def listed(visit: Visit) -> Response:
    """Show the open duties as tasks, by role and agency."""
    chosen = {name: visit.query(name) for name in ("role", "agency", "mine")}
    people, roles = reads.people(visit), _roles(visit)
    agencies = {post.agency: post.agency_name for post in people}
    if chosen["role"] not in roles:
        chosen["role"] = ""
    if chosen["agency"] not in agencies:
        chosen["agency"] = ""
    after = visit.query("after") or None
    tasks = reads.tasks(
        visit,
        role=chosen["role"] or None,
        agency=chosen["agency"] or None,
        mine=bool(chosen["mine"]),
        limit=A_PAGE + 1,
        after=after,
    )
    page = tasks[:A_PAGE]
    return visit.page(
        "office/tasks.html",
        visit.text("tasks.title"),
        tasks=page,
        after=page[-1].cursor if len(tasks) > A_PAGE else None,
        is_whole=after is None and len(tasks) <= A_PAGE,
        chosen=chosen,
        roles=_choices(visit, roles, chosen["role"]),
        agency_choices=_choices(visit, agencies, chosen["agency"]),
        agencies=agencies,
        names={post.email: post.name for post in people},
        today=reads.today(visit),
    )


def _roles(visit: Visit) -> dict[str, str]:
    """Return the roles that own duties of a case or of a meeting, in words."""
    current = visit.pathway.definitions.current()
    rules = [*current.deadlines.values()]
    if current.meetings is not None:
        rules += current.meetings.deadlines.values()
    # An owner whom a step names, such as whoever is asked, is none of the roles.
    return {rule.owner: words.role(rule.owner) for rule in rules if rule.owner in ROLES}


def _choices(visit: Visit, titles: dict[str, str], chosen: str) -> list[dict[str, object]]:
    """Return the choices of a list, by their titles, after one for all."""
    by_title = sorted(titles.items(), key=lambda named: named[1].casefold())
    choices: list[dict[str, object]] = [{"value": "", "text": visit.text("tasks.all")}]
    for name, title in by_title:
        text = words.capital(title)
        choices.append({"value": name, "text": text, "selected": name == chosen})
    return choices


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody may do with a task; the library has the last word."""

    take_on: bool
    give_back: bool
    give_in_turn: bool
    colleagues: tuple[str, ...]
    follow_up: bool


def task(visit: Visit) -> Response:
    """Show who does a task, and do something with it."""
    shown = _task(visit)
    if visit.form is None:
        return _shown(visit, shown)
    try:
        _done(visit, shown)
    except (ValueError, WrongUsage) as wrong:
        words_of = wrong.message if isinstance(wrong, WrongUsage) else visit.text("day.wrong")
        return _shown(visit, shown, wrong=words_of)
    return visit.go(f"/tasks/{shown.case}/{shown.id}", done=visit.sent.text("do"))


def _task(visit: Visit) -> TaskView:
    return reads.task(visit, visit.argument("ref"), visit.argument("id"))


def _done(visit: Visit, task: TaskView) -> None:
    """
    Do what was asked for.

    Raises:
        ValueError: There is no such day.
        WrongUsage: That day or colleague will not do; and what the library raises.
    """
    tasks, user = visit.pathway.tasks, visit.person.user
    asked = visit.sent.text("do")
    if asked == TAKE_ON:
        tasks.take_on(task.case, task.id, by=user)
    elif asked == GIVE_BACK:
        tasks.give_back(task.case, task.id, by=user)
    elif asked == RETURN:
        tasks.resolve(task.case, task.id, by=user)
    elif asked == HAND:
        tasks.hand(task.case, task.id, to=visit.sent.text("to"), by=user)
    elif asked == FOLLOW_UP:
        day: date | None = typed_day(visit, "follow_up")
        tasks.follow_up(task.case, task.id, on=day, by=user)
    else:
        raise WrongUsage(visit.text("refused.no_form"))


def _shown(visit: Visit, task: TaskView, *, wrong: str = "") -> Response:
    people = reads.people(visit)
    done = visit.query("done")
    is_known = done in (TAKE_ON, GIVE_BACK, HAND, RETURN, FOLLOW_UP)
    own = _choices_for(visit, task)
    names = {post.email: post.name for post in people}
    return visit.page(
        "office/task.html",
        visit.text("task.title", reference=task.case),
        status=UNPROCESSABLE if wrong else OK,
        task=task,
        own=own,
        colleagues=[{"value": email, "text": names.get(email, email)} for email in own.colleagues],
        names=names,
        agencies={post.agency: post.agency_name for post in people},
        day=day_field(visit, "follow_up", visit.text("task.follow_up.day"), error=wrong),
        errors=[{"text": wrong, "href": "#follow_up"}] if wrong else [],
        done=visit.text(f"task.done.{done}") if is_known and visit.form is None else "",
        today=reads.today(visit),
    )


def _choices_for(visit: Visit, task: TaskView) -> Choices:
    me = visit.person.email
    is_mine, is_lent = task.holder == me, task.lent_by is not None
    is_in_charge = me in task.owner.emails
    is_free = task.holder is None or (is_mine and not is_lent)
    may_hand = is_in_charge and is_free
    may_return = is_lent and me in (task.holder, task.lent_by)
    keeps = visit.person.is_keeper
    return Choices(
        take_on=is_in_charge and task.holder is None,
        give_back=task.holder is not None
        and ((is_mine and not is_lent) or (keeps and not is_mine)),
        give_in_turn=may_return,
        colleagues=tuple(_colleagues(visit, task)) if may_hand else (),
        follow_up=is_in_charge,
    )


def _colleagues(visit: Visit, task: TaskView) -> list[str]:
    """Return who of the same agency is in charge of a duty too."""
    own = {post.agency for post in visit.person.posts}
    near = {post.email for post in reads.people(visit) if post.agency in own}
    return [email for email in task.owner.emails if email in near and email != visit.person.email]
