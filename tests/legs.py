"""
The tests under other versions: the newest Python, if it is here, and the oldest SQLAlchemy that is
promised.

    python tests/legs.py

What each needs lies under `build/legs`, made anew when what it is made from has changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "legs"
PINNED = ROOT / "requirements" / "dev.txt"
MADE_FROM = "made-from"
UV = str(Path(sys.executable).with_name("uv"))
INSTALL = (UV, "pip", "install", "--quiet")
OLDEST = "sqlalchemy==2.0.40"
# The oldest that is promised, with which all tests run, and the newest.
PYTHONS = ("3.11", "3.13")
RULES = (
    "tests/unit",
    "tests/integration/test_testing.py",
    "tests/integration/test_service_joining.py",
    "docs/examples",
    "-m",
    "not long",
)
REMEMBERED = (
    "tests/integration",
    "-k",
    "test_storage or test_database or (test_service_s and not postgresql) or test_service_joining",
)


@dataclass(frozen=True)
class Leg:
    """
    One run of tests.

    Args:
        python: The interpreter that has what is pinned.
        found_first: A folder of packages that stand in for pinned ones.
    """

    name: str
    python: str
    tests: Sequence[str]
    found_first: str = ""

    def run(self) -> None:
        """Run its tests."""
        sys.stdout.write(f"\n{self.name}\n")
        sys.stdout.flush()
        command = [
            self.python,
            "-m",
            "pytest",
            "-n",
            "3",
            "--dist",
            "loadfile",
            "--no-loadscope-reorder",
            *self.tests,
        ]
        done(command, PYTHONPATH=self.found_first)


def legs() -> Iterator[Leg]:
    """
    Return the legs that can be run here, each once it is set up; a Python that is not there is
    named.
    """
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in PYTHONS:
        path = interpreter(version)
        if path is None:
            sys.stdout.write(f"Python {version} is not here, so nothing is run with it.\n")
        elif version != here:
            yield Leg(f"python-{version}", environment(version, path), RULES)
    yield Leg(OLDEST.replace("==", "-"), sys.executable, REMEMBERED, older(OLDEST))


def environment(version: str, python: str) -> str:
    """
    Return the interpreter of an environment with what is pinned, made anew where something else is
    pinned now.
    """
    folder = BUILD / f"python-{version}"
    own, pinned = str(folder / "bin" / "python"), hashlib.sha256(PINNED.read_bytes()).hexdigest()
    if not was_made_from(folder, pinned):
        done([UV, "venv", "--quiet", "--clear", "--python", python, str(folder)])
        done([*INSTALL, "--python", own, "--require-hashes", "-r", str(PINNED)])
        done(
            [
                *INSTALL,
                "--python",
                own,
                "--no-deps",
                "--no-build-isolation",
                "--editable",
                str(ROOT),
            ]
        )
        (folder / MADE_FROM).write_text(pinned)
    return own


def older(requirement: str) -> str:
    """
    Return a folder with an older version of a package that is pinned: all else is as in this
    environment.
    """
    folder = BUILD / requirement.replace("==", "-")
    if not was_made_from(folder, requirement):
        shutil.rmtree(folder, ignore_errors=True)
        done([*INSTALL, "--no-deps", "--target", str(folder), requirement])
        (folder / MADE_FROM).write_text(requirement)
    return str(folder)


def was_made_from(folder: Path, what: str) -> bool:
    """Say whether a folder is complete and up to date."""
    stamp = folder / MADE_FROM
    return stamp.exists() and stamp.read_text() == what


def interpreter(version: str) -> str | None:
    """Return where that Python is, or None: on the path, or among those that pyenv keeps."""
    name = f"python{version}"
    kept = (
        [str(path) for path in pyenv().glob(f"versions/*/bin/{name}")]
        if shutil.which("pyenv")
        else []
    )
    return next((path for path in [shutil.which(name), *kept] if path and works(path)), None)


def pyenv() -> Path:
    """Return the folder in which pyenv keeps its versions."""
    return Path(
        subprocess.run(["pyenv", "root"], check=True, capture_output=True, text=True).stdout.strip()
    )


def works(python: str) -> bool:
    """Say whether it runs: what stands on the path may be a shim that leads nowhere."""
    return subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode == 0


def done(command: Sequence[str], **variables: str) -> None:
    """Run a command, and stop where it fails."""
    if code := subprocess.run(
        command, check=False, cwd=ROOT, env=os.environ | variables
    ).returncode:
        raise SystemExit(code)


if __name__ == "__main__":
    for leg in legs():
        leg.run()
