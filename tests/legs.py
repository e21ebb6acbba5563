"""
The tests under other versions: each Python that is to be had, and the oldest SQLAlchemy that is promised.

    python tests/legs.py

Each leg has an environment of its own under `build/legs`, made anew when what it is made from has changed.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINNED = ROOT / "requirements" / "dev.txt"
PYTHONS = ("3.11", "3.12", "3.13")
RULES = (
    "tests/unit",
    "tests/integration/test_testing.py",
    "tests/integration/test_service_joining.py",
    "docs/examples",
)
REMEMBERED = ("tests/integration", "-k", "test_storage or test_database or (test_service and not postgresql)")


@dataclass(frozen=True)
class Leg:
    """
    One run of tests.

    Args:
        python: The interpreter.
        more: What is installed over the pinned versions.
    """

    name: str
    python: str
    tests: Sequence[str]
    more: Sequence[str] = ()

    @property
    def own(self) -> str:
        """Return the interpreter of its environment, made where it is not there or not of what is pinned now."""
        folder = ROOT / "build" / "legs" / self.name
        made, stamp = folder / "made-from", " ".join([hashlib.sha256(PINNED.read_bytes()).hexdigest(), *self.more])
        own = str(folder / "bin" / "python")
        if not made.exists() or made.read_text() != stamp:
            done([self.python, "-m", "venv", "--clear", str(folder)])
            install = [own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            done([*install, "--require-hashes", "-r", str(PINNED)])
            done([*install, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
            if self.more:
                done([*install, *self.more])
            made.write_text(stamp)
        return own

    def run(self) -> None:
        """Run its tests."""
        sys.stdout.write(f"\n{self.name}\n")
        sys.stdout.flush()
        done([self.own, "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *self.tests])


def legs() -> list[Leg]:
    """Return the legs that can be run here; a Python that is not there is named."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = {version: interpreter(version) for version in PYTHONS if version != here}
    for version in [version for version, path in found.items() if path is None]:
        sys.stdout.write(f"Python {version} is not here, so nothing is run with it.\n")
    runs = [Leg(f"python-{version}", path, RULES) for version, path in found.items() if path]
    return [*runs, Leg("sqlalchemy-2.0.40", sys.executable, REMEMBERED, ["sqlalchemy==2.0.40"])]


def interpreter(version: str) -> str | None:
    """Return where that Python is, or None: on the path, or among those that pyenv keeps."""
    name = f"python{version}"
    kept = [str(path) for path in pyenv().glob(f"versions/*/bin/{name}")] if shutil.which("pyenv") else []
    return next((one for one in [shutil.which(name), *kept] if one and works(one)), None)


def pyenv() -> Path:
    """Return the folder in which pyenv keeps its versions."""
    return Path(subprocess.run(["pyenv", "root"], check=True, capture_output=True, text=True).stdout.strip())


def works(python: str) -> bool:
    """Say whether an environment can be made with it: what stands on the path may be a shim that leads nowhere."""
    asked = [python, "-c", "import ensurepip, venv"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def done(command: Sequence[str]) -> None:
    """Run a command, and stop where it fails."""
    if code := subprocess.run(command, check=False, cwd=ROOT).returncode:
        raise SystemExit(code)


if __name__ == "__main__":
    for leg in legs():
        leg.run()
