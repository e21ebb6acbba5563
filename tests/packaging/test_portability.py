"""What the code must not ask of a machine: systems other than Unix, and other languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

from tests.packaging.checkout import ROOT, checkout_files

SHIPPED = ("pathway", "workflows", "storage", "notifications")
SOURCES = [path for path in checkout_files() if path.suffix == ".py"]
PRODUCT = [path for path in SOURCES if path.parts[0] in SHIPPED]
# Modules of the standard library that Windows does not have.
UNIX_MODULES = {
    "curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty",
}  # fmt: skip
UNIX_NAMES = {
    *(f"os.{name}" for name in (
        "chown", "fchmod", "fchown", "fork", "getegid", "geteuid", "getgid", "getuid", "killpg", "lchown",
        "mkfifo", "nice", "openpty", "setsid", "ttyname", "uname", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW",
        "O_NONBLOCK",
    )),
    *(f"signal.{name}" for name in (
        "SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGWINCH",
        "alarm", "pause", "setitimer", "siginterrupt", "sigwait",
    )),
    "socket.AF_UNIX",
    "time.tzset",
}  # fmt: skip
TIME_CALLS = ("strftime", "strptime")
# Names of days and months come in the machine's language; `%-d` is unknown to Windows.
SPOKEN = re.compile(r"%(?:[-_^#][a-zA-Z]|[aAbBcpxX])")


def _asked(tree: ast.AST) -> Iterator[str]:
    """Yield what a module asks of the system that Windows does not have."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in UNIX_MODULES)
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name for name in names if name in UNIX_NAMES)
            yield from {str(node.module)} & UNIX_MODULES
        elif isinstance(node, ast.Attribute):
            name = ast.unparse(node)
            if name in UNIX_NAMES:
                yield name


def _formats(tree: ast.AST) -> Iterator[str]:
    """Yield the formats in which a module writes times: after a colon, and of `strftime`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            yield ast.unparse(node.format_spec)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(TIME_CALLS):
            yield " ".join(ast.unparse(argument) for argument in node.args)


def _tree(path: PurePosixPath) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"))


def test_nothing_is_asked_that_windows_does_not_have() -> None:
    """Neither at import nor later."""
    asked = {str(path): list(_asked(_tree(path))) for path in PRODUCT}

    assert {} == {path: names for path, names in asked.items() if names}


def test_no_day_is_written_in_the_language_of_the_machine() -> None:
    """`workflows/calendar/in_words.py` has the words; tests and docs use it too."""
    spoken = {
        str(path): [text for text in _formats(_tree(path)) if SPOKEN.search(text)]
        for path in SOURCES
    }

    assert {} == {path: formats for path, formats in spoken.items() if formats}


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl",
        "from pwd import getpwnam",
        "from os import geteuid",
        "import os; os.fchmod(1, 0o600)",
        "import signal; signal.signal(signal.SIGALRM, print)",
    ],
)
def test_what_windows_does_not_have_is_noticed(code: str) -> None:
    """The check itself can fail."""
    assert list(_asked(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["f'{day:%-d %m}'", "f'{day:%a %d}'", "day.strftime('%B')", "format.strptime(x, '%b')"]
)
def test_a_word_of_the_machine_is_noticed(code: str) -> None:
    """The check itself can fail."""
    assert [True] == [bool(SPOKEN.search(text)) for text in _formats(ast.parse(code))]
