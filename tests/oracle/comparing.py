"""What the case says of its duties beside what the oracle says of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pathway.workflows.attempts.attempt import BoundDefinition
from pathway.workflows.attempts.directory import Appointment, Directory
from pathway.workflows.people.in_charge import for_deadline
from tests.desk import Desk
from tests.oracle.addressees import Asked, addressees
from tests.oracle.counting import Closed
from tests.oracle.oracle import Oracle
from tests.oracle.people import People, Post
from tests.oracle.rules import Rules


class Differs(AssertionError):
    """The case and the oracle say different things of a duty."""


@dataclass
class Watch:
    """
    An oracle beside a desk.

    Args:
        rules: The rules of each version of the definition, by its hash.
        everybody: Everybody who ever held a post.
        seen: How often a duty of each key was compared in each state.
    """

    desk: Desk
    rules: Mapping[str, Rules]
    everybody: Sequence[Appointment]
    oracle: Oracle = field(init=False)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def __post_init__(self) -> None:
        self.oracle = Oracle(self.rules)

    def compare(self) -> None:
        """
        Let the oracle hear what is new, and compare every duty of the case.

        Raises:
            Differs: They say different things; the history is told with it.
        """
        desk = self.desk
        closed = Closed(set(desk.calendar.holidays), set(desk.calendar.closures))
        self.oracle.hear(desk.events, self.people(desk.directory), closed, desk.today)
        self.seen.update((duty.key, duty.state) for duty in desk.case.deadlines.values())
        different = [*self.differing(), *self.addressed_otherwise(desk.definition)]
        if different:
            history = (
                f"  {event.seq} {event.step} {event.item or ''} on {event.occurred_on}"
                for event in desk.events
            )
            raise Differs("\n".join([*different, f"in {desk.case.state} after", *history]))

    def people(self, directory: Directory) -> People:
        """Return the directory as the oracle knows it."""
        return People(_posts(directory.appointments), _posts(self.everybody), set(directory.absent))

    def differing(self) -> Iterator[str]:
        """
        Return each duty that is another one for the oracle: its clock, its due day, its state or
        its end.
        """
        answers, deadlines = self.oracle.answers, self.desk.case.deadlines
        for name in dict.fromkeys([*deadlines, *answers]):
            case, answer = deadlines.get(name), answers.get(name)
            if case is None:
                yield f"{name}: the case has no such duty"
            elif answer is None:
                # A duty that a correction took away is on record still, and asks nothing of
                # anybody.
                yield from [f"{name}: the oracle knows no such duty"] if case.is_open else []
            elif (case.clock_on, case.due, case.state, case.ended_on) != (
                answer.clock_on,
                answer.due,
                answer.state,
                answer.ended_on,
            ):
                text = (
                    f"from {case.clock_on}, due {case.due}, {case.state}, ended on {case.ended_on}"
                )
                yield f"{name}: {text}; the oracle says {answer}"

    def addressed_otherwise(self, definition: BoundDefinition) -> Iterator[str]:
        """Return each open duty that names other people for the oracle."""
        desk, duties = self.desk, {duty.id: duty for duty in self.oracle.duties}
        heard = self.oracle.now
        for deadline in desk.case.open_deadlines() if heard is not None else []:
            duty = duties.get(deadline.id)
            if duty is None or heard is None:
                continue
            heard.story.people = self.people(desk.directory)
            rules = self.rules[definition.hash]
            named = for_deadline(definition, desk.case, deadline, desk.directory).people
            case = list(dict.fromkeys(post.person for post in named))
            oracle = addressees(
                Asked(duty, heard.story, rules, duties.get(duty.subject.about or ""))
            )
            if case != oracle:
                yield f"{deadline.id}: names {case}; the oracle says {oracle}"


def _posts(appointments: Sequence[Appointment]) -> list[Post]:
    return [
        Post(post.person, post.email, post.agency, post.roles, post.order) for post in appointments
    ]
