"""
A mail server in a process of its own, so that it can be killed: each message it takes is a file
before it says so.

    python -m tests.soak.letterbox PORT FOLDER
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path
from uuid import uuid4

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

DELAY = 0.02  # seconds
ROOT = Path(__file__).parents[2]


class Letterbox:
    """Keeps what it takes in a folder, in the order in which it came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """
        Keep a message: whole, under its name, and then say so, a little later: it may be killed in
        between.
        """
        assert isinstance(envelope.content, bytes)
        place = self._folder / f"{uuid4().hex}.part"
        place.write_bytes(envelope.content)
        os.replace(place, place.with_suffix(".eml"))  # noqa: PTH105 - a reader sees a whole file or none
        await asyncio.sleep(DELAY)
        return "250 OK"


def started(port: int, folder: Path) -> subprocess.Popen[bytes]:
    """Return the process of a mail server that takes mail by now."""
    command = [sys.executable, "-m", "tests.soak.letterbox", str(port), str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout
    with process.stdout:
        assert b"ready\n" == process.stdout.readline()
    return process


def serve(port: int, folder: Path) -> None:
    """Take mail until the process is killed."""
    Controller(Letterbox(folder), hostname="127.0.0.1", port=port).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
