"""An operator at a desk: the installed command in a folder, its output piped or on a terminal of 80 columns."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATHWAY = Path(sys.executable).with_name("pathway")
SECONDS = 120
ELSEWHERE = ("PATHWAY_", "XDG_", "NO_COLOR")


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return standard output, which must be one JSON document."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """Return the last line of standard error, which must be a JSON document."""
        return json.loads(self.err.splitlines()[-1])


@dataclass(frozen=True)
class Operator:
    """Runs the command in a folder, with no setting but those of that folder."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def environment(self) -> dict[str, str]:
        """Return this process's variables without Pathway's, and with a home in which nothing is set."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ELSEWHERE)}
        own = {"HOME": str(self.folder / "home"), "TERM": "xterm-256color", "COLUMNS": "80"}
        return kept | own | dict(self.variables)

    def run(self, *arguments: str, stdin: str | bytes = "", **variables: str) -> Said:
        """Return what the command answers, its output piped."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [PATHWAY, *arguments],
            check=False,
            cwd=self.folder,
            env=self.environment | variables,
            input=given,
            capture_output=True,
            timeout=SECONDS,
        )
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    def on_terminal(self, *arguments: str, **variables: str) -> Said:
        """Return what the command answers on a terminal."""
        screen, side = pty.openpty()
        try:
            process = subprocess.Popen(
                [PATHWAY, *arguments],
                cwd=self.folder,
                env=self.environment | variables,
                stdin=side,
                stdout=side,
                stderr=subprocess.PIPE,
            )
        finally:
            os.close(side)
        with os.fdopen(screen, "rb", buffering=0) as shown, process:
            out = _everything(shown.fileno())
            err = process.stderr.read() if process.stderr else b""
        return Said(process.returncode, out.decode().replace("\r\n", "\n"), err.decode())

    def started(self, *arguments: str) -> subprocess.Popen[str]:
        """Return the command while it runs, its output piped line by line."""
        return subprocess.Popen(
            [PATHWAY, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def _everything(descriptor: int) -> bytes:
    """Read until the other side hangs up, which Linux tells as an error."""
    found = b""
    while True:
        try:
            piece = os.read(descriptor, 65536)
        except OSError:
            return found
        if not piece:
            return found
        found += piece
