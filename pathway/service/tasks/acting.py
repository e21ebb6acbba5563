"""
What is done with a task: it is taken on, given back, handed to a colleague, returned.

None of this changes who may meet the duty, nor its day. It only says who is asked first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pathway.errors import Reason, Refused, WrongUsage
from pathway.service.access.readers import part_refused, required_reading
from pathway.service.cases.reading.deadlines import deadline_view, find_deadline
from pathway.service.tasks.listing import task_view
from pathway.service.unit_of_work import KEEPERS, UnitOfWork
from pathway.service.views.tasks import TaskView
from pathway.storage import follow_ups, tasks
from pathway.storage.tasks import Duty, Taken
from pathway.workflows.access.reading import DEADLINES
from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Appointment
from pathway.workflows.history.case import Case
from pathway.workflows.history.deadline import Deadline
from pathway.workflows.people.in_charge import for_deadline


@dataclass(frozen=True)
class Task:
    """
    An open duty in the hands of somebody who does something with it.

    Args:
        person: Their number in the directory.
        people: Those who are in charge of the duty now.
        taken: Who has taken it on and may still act, if anybody has.
    """

    unit: UnitOfWork
    definition: BoundDefinition
    case: Case
    deadline: Deadline
    person: int
    people: tuple[Appointment, ...]
    taken: Taken | None

    @property
    def duty(self) -> Duty:
        """Return what the duty is stored under."""
        return self.case.reference, self.deadline.id

    def view(self) -> TaskView:
        """Return the task as it is stored now."""
        unit = self.unit
        # Who is in charge first may have changed with it.
        unit.read_directory_anew()
        duty = deadline_view(unit, self.definition, self.case, self.deadline)
        own_days = follow_ups.of_person(unit.connection, self.person)
        return task_view(unit, duty, tasks.taken(unit.connection), own_days)


Act = Callable[[Task], None]


def act_on(unit: UnitOfWork, reference: str, name: str, by: str, act: Act) -> TaskView:
    """
    Do something with a task, and return it.

    Args:
        name: The deadline's id, or its key if only one has it.

    Raises:
        NotFound: There is no such case, deadline or person.
        Refused: The duty is over, it is not theirs to read, or it is not for this person.
    """
    person = unit.reader = unit.actor(by)
    case = unit.cases.get(reference, lock=unit.writes)
    own = required_reading(unit, case)
    deadline = find_deadline(case, name, own)
    definition = unit.definition_of(case)
    people = for_deadline(definition, case, deadline, unit.directory_for(person)).people
    # Whoever was in charge of it is told that it is over.
    if not own.sees_deadline(deadline) and person not in {post.person for post in people}:
        raise part_refused(case, DEADLINES)
    if not deadline.is_open:
        raise _refused(
            Reason("wrong_state", f"{deadline.id} of {reference} is over; there is nothing to do.")
        )
    taken = tasks.taken(unit.connection).get((reference, deadline.id))
    if taken is not None and taken.person not in {post.person for post in people}:
        taken = None
    task = Task(unit, definition, case, deadline, person, people=people, taken=taken)
    act(task)
    return task.view()


def take_on(task: Task) -> None:
    """Take a task on; nothing changes where the person has it already."""
    _check_in_charge(task)
    if task.taken is not None and task.taken.person == task.person:
        return
    _check_free(task)
    with task.unit.recording("take_on", task.person, of=["task"]):
        tasks.take(task.unit.connection, task.duty, Taken(task.person, None, task.unit.now))


def give_back(task: Task) -> None:
    """Give a task back; the business unit and the chair may give back that of another."""
    taken = _held(task)
    if taken.lent_by is not None and taken.person == task.person:
        raise _refused(
            Reason("task_held", "A colleague handed you this task: return it to them instead.")
        )
    if taken.person != task.person and not _keeps(task):
        raise _refused(Reason("task_held", f"{_name(task, taken.person)} has taken this task on."))
    with task.unit.recording("give_back", task.person, of=["task"]):
        tasks.give_back(task.unit.connection, task.duty)


def hand(task: Task, to: str) -> None:
    """Hand a task to a colleague of the same agency and role, who returns it."""
    _check_in_charge(task)
    if task.taken is not None and task.taken.lent_by is not None:
        raise _refused(
            Reason("task_held", "This task is with a colleague already: return it first.")
        )
    _check_free(task)
    colleague = task.unit.person(to)
    if colleague == task.person:
        raise WrongUsage("Hand the task to somebody else; it is yours already.")
    agencies = {post.agency for post in task.people if post.person == task.person}
    posts = [post for post in task.people if post.person == colleague]
    if not any(post.agency in agencies for post in posts):
        others = [
            post.email
            for post in task.people
            if post.agency in agencies and post.person != task.person
        ]
        who = ", ".join(dict.fromkeys(others)) or "nobody at present"
        raise _refused(
            Reason(
                "not_permitted",
                f"A task is handed to somebody of your agency who may meet the duty too: {who}.",
            )
        )
    with task.unit.recording("hand", task.person, of=["task"]):
        tasks.take(task.unit.connection, task.duty, Taken(colleague, task.person, task.unit.now))


def resolve(task: Task) -> None:
    """Return a task to the colleague who handed it over; they may also take it back themselves."""
    taken = _held(task)
    if taken.lent_by is None:
        raise _refused(Reason("task_held", "Nobody handed this task over: give it back instead."))
    if task.person not in (taken.person, taken.lent_by):
        raise _refused(Reason("task_held", f"{_name(task, taken.person)} has this task."))
    with task.unit.recording("return", task.person, of=["task"]):
        if taken.lent_by in {post.person for post in task.people}:
            back = Taken(taken.lent_by, None, task.unit.now)
            tasks.take(task.unit.connection, task.duty, back)
        else:
            tasks.give_back(task.unit.connection, task.duty)


def follow_up(task: Task, day: date | None) -> None:
    """Set the day on which the person wants to be reminded of the duty; None for no day."""
    _check_in_charge(task)
    unit = task.unit
    if day is not None and day <= unit.today:
        raise WrongUsage(f"The follow-up date, {day}, has come already; give a later day.")
    with unit.recording("follow_up", task.person, of=["task"]):
        follow_ups.record(unit.connection, task.duty, task.person, day, now=unit.now)


def _check_in_charge(task: Task) -> None:
    if task.person not in {post.person for post in task.people}:
        who = ", ".join(dict.fromkeys(post.email for post in task.people)) or "nobody at present"
        raise _refused(
            Reason("not_permitted", f"You are not in charge of this duty; it is for {who}.")
        )


def _check_free(task: Task) -> None:
    if task.taken is not None and task.taken.person != task.person:
        name = _name(task, task.taken.person)
        raise _refused(
            Reason(
                "task_held",
                f"{name} has taken this task on; they, or the business unit, may give it back.",
            )
        )


def _held(task: Task) -> Taken:
    if task.taken is None:
        raise _refused(Reason("task_held", "Nobody has taken this task on."))
    return task.taken


def _keeps(task: Task) -> bool:
    return task.unit.directory_for(task.person).holds(task.person, *KEEPERS)


def _name(task: Task, number: int) -> str:
    person = task.unit.names.get(number)
    return person.email if person else "somebody who was removed"


def _refused(reason: Reason) -> Refused:
    return Refused(reason.message, [reason])
