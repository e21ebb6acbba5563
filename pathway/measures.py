"""
What a running Pathway is watched by: which figures there are, and those that one process counts.

No figure has anything of a person or a case in it, not even in its labels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple, Protocol

SECONDS = "_seconds"
# A label is a name from a definition or the code of a reason, and there are only so many of them;
# whatever a host brings besides is counted together.
LABEL = re.compile(r"[a-z][a-z0-9_.]{0,79}")
MOST_LABELS, OTHER = 500, "other"


class Measure(NamedTuple):
    """
    One figure.

    Args:
        name: As in `doctor --json`; what is measured in seconds ends with `_seconds`.
        description: What it says, in a sentence.
        label: By what it is told apart; empty if by nothing.
    """

    name: str
    description: str
    label: str = ""

    @property
    def is_in_seconds(self) -> bool:
        """Return whether it is a time."""
        return self.name.endswith(SECONDS)


STEPS = Measure("steps", "Steps that were recorded, by step.", "step")
REFUSALS = Measure("refusals", "Calls that were refused, by the code of each reason.", "reason")
CLAIMS_LOST = Measure(
    "claims_lost", "Cases and messages that another worker was busy with.", "claim"
)
COUNTERS = (STEPS, REFUSALS, CLAIMS_LOST)

SWEEP = Measure("sweep_seconds", "How long each sweep took.")
VERIFICATION = Measure(
    "verification_seconds", "How long each verification took, by what it found.", "result"
)
LENGTHS = (SWEEP, VERIFICATION)

# What the database says at an instant, the same for every process; see `service.views.figures`.
STANDING = (
    Measure("duties_breached", "Open duties whose breach is on record."),
    Measure("oldest_look_seconds", "How long ago the sweep should have looked at a duty."),
    Measure("cases_failing", "Cases that the sweep fails on."),
    Measure("messages_waiting", "Messages that have not left, due or not."),
    Measure("messages_due", "Messages that should have left by now."),
    Measure("oldest_due_message_seconds", "How long ago the oldest of them should have left."),
    Measure("messages_given_up", "Messages that were given up, or whose address takes no mail."),
    Measure("workers_alive", "Workers that were heard of just now."),
    Measure("workers_silent", "Workers that stopped without saying so."),
)

# Claims, and what a verification found.
CASE, MESSAGE = "case", "message"
SOUND, FAULTS = "sound", "faults"


class Recorder(Protocol):
    """What is told of everything that is counted, as it happens."""

    def count(self, measure: Measure, label: str) -> None:
        """Take note that it happened once more."""
        ...

    def lasted(self, measure: Measure, label: str, seconds: float) -> None:
        """Take note of how long it took."""
        ...


class Length(NamedTuple):
    """How often something was done, and how many seconds that took altogether."""

    times: int = 0
    seconds: float = 0.0


@dataclass
class Tally:
    """What happened in this process since it connected."""

    _counts: dict[Measure, dict[str, int]] = field(
        default_factory=lambda: {measure: {} for measure in COUNTERS}
    )
    _lengths: dict[Measure, dict[str, Length]] = field(
        default_factory=lambda: {measure: {} for measure in LENGTHS}
    )
    _recorders: list[Recorder] = field(default_factory=list[Recorder])
    _lock: Lock = field(default_factory=Lock)

    def tell(self, recorder: Recorder) -> None:
        """Tell a recorder, too, of everything from now on."""
        self._recorders.append(recorder)

    def count(self, measure: Measure, label: str = "") -> None:
        """Count that something happened."""
        counts = self._counts[measure]
        with self._lock:
            label = _among(counts, label)
            counts[label] = counts.get(label, 0) + 1
        for recorder in self._recorders:
            recorder.count(measure, label)

    def lasted(self, measure: Measure, seconds: float, label: str = "") -> None:
        """Note how long something took."""
        lengths = self._lengths[measure]
        with self._lock:
            before = lengths.get(label, Length())
            lengths[label] = Length(before.times + 1, before.seconds + seconds)
        for recorder in self._recorders:
            recorder.lasted(measure, label, seconds)

    def counts(self, measure: Measure) -> Mapping[str, int]:
        """Return how often it happened, by label."""
        with self._lock:
            return dict(self._counts[measure])

    def lengths(self, measure: Measure) -> Mapping[str, Length]:
        """Return how long it took, by label."""
        with self._lock:
            return dict(self._lengths[measure])


def _among(counts: Mapping[str, int], label: str) -> str:
    """Return a label as it is counted."""
    if label in counts or not label:
        return label
    is_name = LABEL.fullmatch(label) is not None
    return label if is_name and len(counts) < MOST_LABELS else OTHER
