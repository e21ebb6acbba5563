"""
What a case remembers of a step beside its effects, so that a correction, which decides the effects
again, leaves it as it is.
"""

from __future__ import annotations

from pathway.workflows.attempts.attempt import Attempt
from pathway.workflows.history.changes import Changes
from pathway.workflows.history.records import FileRecord


def remember_beside(attempt: Attempt, changes: Changes) -> None:
    """
    Remember which files are stored with the step, and how much that may be personal data was
    confirmed with it, by kind.
    """
    stored = attempt.case.memory.get("files", {})
    for sha256, file in attempt.command.files.items():
        if sha256 not in stored:
            changes.remember(files={sha256: file | FileRecord(event=changes.seq)})
    counts = dict(attempt.command.personal_data)
    if counts:
        changes.remember(personal_data={str(changes.seq): counts})
