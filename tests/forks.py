"""
Programs in processes of their own that need not load Pathway first: one that has loaded it forks
for each of them.

Loading is most of a command's time, and the tests run hundreds.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

from pathway.cli import main

SECONDS = 120
STREAMS = ("stdin", "stdout", "stderr")
COMMAND = (
    "alembic.command",
    "pathway.testing",
    "rich",
    "structlog",
    "tests.preloaded",
)
HOSTS = ("fastapi.testclient", "flask")
# Pytest is the program that forks begin with where it was not xdist that started it.
LOADED = (*COMMAND, *HOSTS, "pytest")

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload([*LOADED])


def run(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[Path]
) -> int:
    """
    Return the exit code of a command.

    Args:
        streams: The files that are its standard input, output and error; a terminal is one.

    Raises:
        TimeoutError: It did not end.
    """
    return call(command, arguments, folder, environment, streams)


def call(program: Callable[..., object], *arguments: object) -> int:
    """
    Return the exit code of a function in a process of its own, negative where a signal ended it.

    Raises:
        TimeoutError: It did not end.
    """
    process = started(program, *arguments)
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(f"{program.__name__} did not end")
    return process.exitcode


def started(program: Callable[..., object], *arguments: object) -> BaseProcess:
    """Return a process of its own in which a function runs."""
    process = _forks.Process(target=program, args=arguments)
    process.start()
    return process


def command(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[Path]
) -> None:
    """Be the command, with nothing left of the process that forked."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, (name, file) in enumerate(zip(STREAMS, streams, strict=True)):
        mode = "w" if number else "r"
        with file.open(mode) as opened:
            os.dup2(opened.fileno(), number)
        setattr(sys, name, os.fdopen(number, mode, closefd=False))
    sys.argv = ["pathway", *arguments]
    sys.exit(main())
