"""A command that runs in a process of its own, watched, and what became of it."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import mkdtemp

from tests import forks
from tests.chaos import points
from tests.chaos.points import Plan

PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, negative where a signal ended it, and its output."""

    name: str
    code: int
    out: str
    err: str
    passed: tuple[str, ...]

    @property
    def was_killed(self) -> bool:
        """Return whether SIGKILL ended it."""
        return self.code == -signal.SIGKILL


@dataclass
class Running:
    """A command while it runs."""

    name: str
    process: BaseProcess
    folder: Path

    @property
    def log(self) -> Path:
        """Return the file that holds what it wrote to standard error."""
        return self.folder / "stderr"

    @property
    def is_alive(self) -> bool:
        """Return whether it still runs."""
        return self.process.is_alive()

    def has_started(self) -> bool:
        """Return whether a worker says that it has started; until then it may end without a database."""
        return self.log.exists() and "worker.started" in self.log.read_text("utf-8", "replace")

    def kill(self) -> Ended:
        """Kill it where it is, and return how it ended: it may have ended by itself."""
        with suppress(ProcessLookupError):
            self.process.kill()
        return self.ended()

    def ended(self, patience: float = PATIENCE) -> Ended:
        """Wait until it ends, and return how; AssertionError where it does not."""
        self.process.join(patience)
        code = self.process.exitcode
        if code is None:
            self.process.kill()
            self.process.join()
        assert code is not None, f"{self.name} did not end"
        out, err, passed = (
            (self.folder / name).read_text("utf-8", "replace")
            if (self.folder / name).exists()
            else ""
            for name in ("stdout", "stderr", "passed")
        )
        return Ended(self.name, code, out, err, tuple(passed.splitlines()))

    def within(self, seconds: float) -> bool:
        """Return whether it ends within so many seconds."""
        self.process.join(seconds)
        return not self.process.is_alive()


@dataclass(frozen=True)
class Desk:
    """
    Where commands are run.

    Args:
        folder: The operator's folder.
        scratch: A folder for what the processes write, outside of it.
    """

    folder: Path
    scratch: Path
    variables: Mapping[str, str]

    def start(
        self, name: str, arguments: Sequence[str], plan: Plan | None = None, out: Path | None = None
    ) -> Running:
        """Return a command that runs, watched as planned; its output goes into files."""
        folder = Path(mkdtemp(dir=self.scratch))
        own = replace(plan or Plan(folder), passed=folder / "passed")
        streams = [folder / "stdin", out or folder / "stdout", folder / "stderr"]
        streams[0].touch()
        process = forks.started(points.become, own, arguments, self.folder, self.variables, streams)
        return Running(name, process, folder)
