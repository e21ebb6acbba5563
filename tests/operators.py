"""An operator at a desk: the command in a folder, on a terminal of 80 columns or without one."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests import forks
from tests.forks import SECONDS

PATHWAY = Path(sys.executable).with_name("pathway")
PATIENCE = 20  # seconds for an answer on a terminal
# Tells the terminal, around each question, to mark what is pasted; nobody sees it.
PASTING = re.compile("\x1b\\[\\?2004(?:h|l\r)")
ELSEWHERE = ("PATHWAY_", "XDG_", "NO_COLOR")


@dataclass(frozen=True)
class Result:
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


@dataclass
class Dialogue:
    """A program on a terminal of its own, typed at and read as it goes on."""

    process: subprocess.Popen[bytes]
    screen: int
    shown: str = ""
    _read: int = 0
    _raw: bytes = b""

    def until(self, text: str) -> str:
        """
        Return what was shown since the last time, up to and with the text; AssertionError where it
        never comes.
        """
        end = time.monotonic() + PATIENCE
        while (position := self.shown.find(text, self._read)) < 0:
            assert time.monotonic() < end, f"{text!r} never came: {self.shown[self._read :]!r}"
            assert self._more(), f"it ended before {text!r}: {self.shown[self._read :]!r}"
        start, self._read = self._read, position + len(text)
        return self.shown[start : self._read]

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self.screen, text.encode())

    def answer(self, *answers: tuple[str, str]) -> None:
        """Wait for each question, and type its answer and Enter."""
        for question, answer in answers:
            self.until(question)
            self.type(f"{answer}\n")

    def interrupt(self) -> None:
        """
        Do what Ctrl-C does, again where it was not heard: it fell between a question and the wait
        for its answer.
        """
        known = len(self.shown)
        for tried in range(PATIENCE):
            if tried % 5 == 0:
                self.process.send_signal(signal.SIGINT)
            if not self._more() or len(self.shown) > known:
                return

    def ended(self) -> int:
        """Wait until the program ends, and return its exit code; AssertionError where it never ends."""
        end = time.monotonic() + SECONDS
        while self._more():
            assert time.monotonic() < end, f"it never ended: {self.shown[self._read :]!r}"
        return self.process.wait(SECONDS)

    def _more(self) -> bool:
        if not select.select([self.screen], [], [], 1)[0]:
            return True
        try:
            piece = os.read(self.screen, 65536)
        except OSError:
            return False
        self._raw += piece
        plain = PASTING.sub("", self._raw.decode(errors="replace"))
        self.shown = plain.replace("\r\n", "\n")
        return bool(piece)


@dataclass(frozen=True)
class Operator:
    """Runs the command in a folder, with no setting but those of that folder."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    # Commands that are waited for are forked from a process that has loaded all, unless each is to
    # be started anew.
    anew: bool = False

    @property
    def environment(self) -> dict[str, str]:
        """
        Return this process's variables without Pathway's, and with a home in which nothing is set.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ELSEWHERE)}
        own = {"HOME": str(self.folder / "home"), "TERM": "xterm-256color", "COLUMNS": "80"}
        return kept | own | dict(self.variables)

    def run(self, *arguments: str, stdin: str | bytes = "", **variables: str) -> Result:
        """
        Return what the command answers where there is no terminal: started, it is piped; forked, it
        uses files.
        """
        typed = stdin.encode() if isinstance(stdin, str) else stdin
        if self.anew:
            done = self._start(arguments, variables, subprocess.PIPE, typed=typed)
            return Result(done.returncode, done.stdout.decode(), done.stderr.decode())
        with TemporaryDirectory() as folder:
            streams, out, err = (Path(folder) / name for name in forks.STREAMS)
            streams.write_bytes(typed)
            code = forks.run(
                arguments, self.folder, self.environment | variables, (streams, out, err)
            )
            return Result(code, out.read_bytes().decode(), err.read_bytes().decode())

    def on_terminal(self, *arguments: str, **variables: str) -> Result:
        """Return what the command answers on a terminal; its errors go elsewhere."""
        screen, side = pty.openpty()
        with os.fdopen(screen, "rb", buffering=0), ThreadPoolExecutor(1) as reader:
            shown = reader.submit(_everything, screen)
            try:
                code, err = self._shown(side, arguments, variables)
            finally:
                os.close(side)
            return Result(code, shown.result().decode().replace("\r\n", "\n"), err.decode())

    def _shown(
        self, side: int, arguments: Sequence[str], variables: dict[str, str]
    ) -> tuple[int, bytes]:
        if self.anew:
            done = self._start(arguments, variables, side, stdin=side)
            return done.returncode, done.stderr
        with TemporaryDirectory() as folder:
            terminal, err = Path(os.ttyname(side)), Path(folder) / "stderr"
            code = forks.run(
                arguments, self.folder, self.environment | variables, (terminal, terminal, err)
            )
            return code, err.read_bytes()

    def _start(
        self,
        arguments: Sequence[str],
        variables: dict[str, str],
        stdout: int,
        stdin: int | None = None,
        typed: bytes | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [PATHWAY, *arguments],
            check=False,
            cwd=self.folder,
            env=self.environment | variables,
            input=typed,
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
        )

    @contextmanager
    def at_terminal(
        self, program: str | Path, *arguments: str, **variables: str
    ) -> Generator[Dialogue]:
        """
        Start a program on a terminal of its own, all of whose streams are that terminal; stopped at
        the end.
        """
        screen, side = pty.openpty()
        try:
            process = subprocess.Popen(
                [program, *arguments],
                cwd=self.folder,
                env=self.environment | variables,
                stdin=side,
                stdout=side,
                stderr=side,
            )
        finally:
            os.close(side)
        try:
            yield Dialogue(process, screen)
        finally:
            process.kill()
            process.wait()
            os.close(screen)

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
    data = b""
    while True:
        try:
            piece = os.read(descriptor, 65536)
        except OSError:
            return data
        if not piece:
            return data
        data += piece
