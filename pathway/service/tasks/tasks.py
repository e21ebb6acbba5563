"""Tasks as callers keep them: who does what, of the duties that are open."""

from __future__ import annotations

import builtins
from datetime import date
from functools import partial
from itertools import islice

from pathway.errors import NotFound
from pathway.service.access.readers import note_read, read_as, required_reading
from pathway.service.cases.reading.duty_listing import check_limit, place_of
from pathway.service.tasks import acting
from pathway.service.tasks.acting import Act
from pathway.service.tasks.history import changes_of_tasks
from pathway.service.tasks.listing import listed
from pathway.service.transactions import Installation
from pathway.service.views.tasks import TaskChange, TaskView
from pathway.workflows.access.reading import HISTORY


class Tasks:
    """
    Tasks: open duties as work (`Pathway.tasks`).

    Whoever takes a task on is asked first, in mail and wherever the duty is shown. The others in
    charge of the duty may still meet it, reminders and escalations go on, and its day stays.
    Whoever is away, barred or removed has given their tasks back by that.
    """

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    def list(
        self,
        *,
        by: str | None = None,
        role: str | None = None,
        agency: str | None = None,
        mine: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> list[TaskView]:
        """
        Return the open duties as tasks, the soonest first: those that the person is in charge of;
        for the business unit, the chair and the scrutineer all, but for cases that they are kept
        from.

        Args:
            by: Who asks; left out, it is whoever keeps the installation, if the host answers for
                that (see `Pathway.connect`).
            role: Only duties of this role.
            agency: Only duties of which somebody of this agency is in charge; its code.
            mine: Only those that `by` has taken on.
            limit: At most so many: a page.
            after: The `cursor` of the last task of the page before. The page goes on from there,
                wherever that task is now. `REF/ID` begins where the task is now.

        Raises:
            NotFound: Nobody has that email, or works for that agency, or there is no such task to
                begin after.
            WrongUsage: There is no such role, or the limit is less than one.
            Refused: Nobody is named, and the host does not answer for that.
        """
        with self._installation.reading() as unit:
            person = read_as(unit, by)
            note_read(unit, "", "deadlines")
            check_limit(limit)
            place = place_of(unit, after)
            tasks = listed(
                unit, person, role=role, agency=agency, mine=mine, limit=limit, after=place
            )
            return [*islice(tasks, limit)]

    def get(self, reference: str, deadline: str, *, by: str | None = None) -> TaskView:
        """
        Return one of the tasks that `list` returns.

        Args:
            deadline: The deadline's id.
            by: Who asks, as for `list`.

        Raises:
            NotFound: There is no such task, or it is not theirs to see.
            Refused: Nobody is named, and the host does not answer for that.
        """
        with self._installation.reading() as unit:
            person = read_as(unit, by)
            note_read(unit, reference, "deadlines")
            tasks = listed(unit, person, role=None, agency=None, mine=False, references=[reference])
            for task in tasks:
                if task.id == deadline:
                    return task
            raise NotFound("task", deadline, hint="See `pathway task list`.")

    def take_on(self, reference: str, deadline: str, *, by: str) -> TaskView:
        """
        Take a task on, and return it: its mail then goes to this person first.

        Args:
            deadline: The deadline's id, or its key if the case has only one of it; so in all calls.

        Raises:
            NotFound: There is no such case, deadline or person.
            Refused: The duty is over or not theirs, or somebody else has taken it on.
        """
        return self._done(reference, deadline, by, acting.take_on)

    def give_back(self, reference: str, deadline: str, *, by: str) -> TaskView:
        """
        Give a task back, and return it: the first in the role is asked again. The business unit and
        the chair may give back what somebody else has. Raises what `take_on` raises.
        """
        return self._done(reference, deadline, by, acting.give_back)

    def hand(self, reference: str, deadline: str, *, to: str, by: str) -> TaskView:
        """
        Hand a task to a colleague who returns it, and return the task. Raises what `take_on` raises.

        Args:
            to: The email of somebody of the same agency who is in charge of the duty too.
        """
        return self._done(reference, deadline, by, partial(acting.hand, to=to))

    def resolve(self, reference: str, deadline: str, *, by: str) -> TaskView:
        """
        Return a task that was handed over to the colleague who has it from then on, and return it as
        it then is. That colleague may also take it back. Raises what `take_on` raises.
        """
        return self._done(reference, deadline, by, acting.resolve)

    def follow_up(self, reference: str, deadline: str, *, on: date | None, by: str) -> TaskView:
        """
        Set a person's own follow-up date for a duty, and return the task. They are reminded by mail
        in the digest of that day, or the next one. The duty's own day stays.

        Args:
            on: A day after today; None takes the date back.

        Raises:
            WrongUsage: The day has come already; and what `take_on` raises.
        """
        return self._done(reference, deadline, by, partial(acting.follow_up, day=on))

    def history(self, reference: str, *, by: str | None = None) -> builtins.list[TaskChange]:
        """
        Return what was done with the tasks of a case, the oldest first.

        Args:
            by: Who reads, as for `list`: somebody who may read the whole history of the case.

        Raises:
            NotFound: There is no such case.
            Refused: The history is not theirs to read.
        """
        with self._installation.reading() as unit:
            read_as(unit, by)
            required_reading(unit, unit.cases.get(reference), HISTORY)
            note_read(unit, reference, HISTORY)
            return changes_of_tasks(unit, reference)

    def _done(self, reference: str, deadline: str, by: str, act: Act) -> TaskView:
        return self._installation.in_transaction(
            lambda unit: acting.act_on(unit, reference, deadline, by=by, act=act)
        )
