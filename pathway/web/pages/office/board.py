"""The board: where all cases are, who owes what, and whether everything is in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pathway.service.views.cases import CaseView
from pathway.service.views.deadlines import DeadlineView, OwnerView
from pathway.service.views.today import AttentionView
from pathway.web import reads, words
from pathway.web.visit import Visit
from pathway.workflows.known_names import ACTION

SOON = 5  # working days
MOST_ENTRIES, MOST_CASES = 20, 100
# A publication stays on the partnership's pages until this duty's day.
KEPT = "publication_kept"
RATINGS = ("red", "amber", "green", "blue", "grey")


@dataclass
class Owed:
    """What one role of one agency owes, in figures."""

    owner: OwnerView
    overdue: int = 0
    soon: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The actions of a case by their rating."""

    reference: str
    ratings: Mapping[str, int]


@dataclass(frozen=True)
class Board:
    """
    What the business unit and the chair look at in the morning.

    Args:
        stages: The cases of each stage, in the order of the cases.
        owed: Who owes what, whoever is overdue first.
        come_down: The publications that may be taken down on a day, the soonest first.
        more: How many cases were looked at, if there are others.
        more_to_come_down: How many publications are listed, if there are others.
    """

    attention: AttentionView
    stages: Mapping[str, Sequence[CaseView]]
    owed: Sequence[Owed]
    plans: Sequence[PlanRow]
    come_down: Sequence[DeadlineView]
    more: int | None
    more_to_come_down: int | None
    ratings: Sequence[str] = field(default=RATINGS)


def board(visit: Visit) -> Board | None:
    """Return the board for those who look after all cases; None for others."""
    if not visit.person.is_keeper:
        return None
    # Those that need attention first: however many cases there are, these are looked at.
    listed = reads.due_first(visit, MOST_CASES + 1)
    cases = listed[:MOST_CASES]
    kept = reads.duties_of_key(visit, KEPT, MOST_ENTRIES + 1)
    duties = [
        duty
        for case in cases
        for duty in case.deadlines
        if duty.state in words.OPEN and not duty.damaged
    ]
    return Board(
        # It examines what can be looked at quickly; `pathway doctor` also tries the mail server.
        attention=reads.attention(visit, MOST_ENTRIES),
        stages=_by_stage(cases),
        owed=_owed(duty for duty in duties if not duty.prompt),
        plans=[row for case in cases if (row := _plan(case)).ratings],
        come_down=[duty for duty in kept[:MOST_ENTRIES] if not duty.damaged],
        more=MOST_CASES if len(listed) > MOST_CASES else None,
        more_to_come_down=MOST_ENTRIES if len(kept) > MOST_ENTRIES else None,
    )


def _by_stage(cases: Iterable[CaseView]) -> dict[str, list[CaseView]]:
    stages: dict[str, list[CaseView]] = {}
    for case in cases:
        stages.setdefault(case.state_title, []).append(case)
    return stages


def _owed(duties: Iterable[DeadlineView]) -> list[Owed]:
    owed: dict[tuple[str, str], Owed] = {}
    for duty in duties:
        owner = duty.owner
        own = owed.setdefault((owner.role, owner.agency or ""), Owed(owner))
        if duty.overdue:
            own.overdue += 1
        elif duty.days_left <= SOON:
            own.soon += 1
        else:
            own.later += 1
    return sorted(owed.values(), key=lambda own: (-own.overdue, -own.soon, -own.later))


def _plan(case: CaseView) -> PlanRow:
    actions = [item for item in case.items if item.kind == ACTION]
    return PlanRow(case.reference, Counter(str(item.data.get("brag")) for item in actions))
