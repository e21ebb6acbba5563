"""What the documents tell a reader to type is typed here, as it stands."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def blocks(document: str, language: str) -> str:
    """Return a document's blocks of one language, one after the other."""
    text = (ROOT / document).read_text("utf-8")
    return "".join(body for kind, body in BLOCK.findall(text) if kind == language)


def typed(document: str) -> str:
    """
    Return what a document tells a reader to type, as a script that stops at the first failure.
    """
    lines = [re.sub(r"^\$ ", "", line) for line in blocks(document, "console").splitlines()]
    return "set -eu\n" + "\n".join(lines) + "\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder that looks like a checkout that was set up, without its databases."""
    (tmp_path / "pathway").symlink_to(ROOT / "pathway")
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    return tmp_path


def run(command: list[str], folder: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, without the settings of whoever runs the tests."""
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        command,
        cwd=folder,
        input=text,
        text=True,
        capture_output=True,
        env=environment,
        check=False,
    )


def test_readme(checkout: Path) -> None:
    """
    The README's commands work in their order, and its library example on the database that they
    made.
    """
    shell = run(["bash"], checkout, typed("README.md"))
    python = run([sys.executable, "-"], checkout, blocks("README.md", "python"))

    assert (0, "") == (shell.returncode, shell.stderr if shell.returncode else "")
    assert "PR-2026-0001" in shell.stdout
    assert (0, "") == (python.returncode, python.stderr)
    assert "notify_panel -> rapid_review.gathering" in python.stdout


def test_tutorial(checkout: Path) -> None:
    """The tutorial leads from the referral to closure."""
    shell = run(["bash"], checkout, typed("docs/tutorial/first-case.md"))

    assert (0, "") == (shell.returncode, shell.stderr if shell.returncode else "")
    assert "closed" in shell.stdout.casefold()
    assert list((checkout / "build/tutorial/mail").glob("*.eml"))


def test_how_to_correct_an_entry(checkout: Path) -> None:
    """
    Every command of the how-to works in its order, and the history tells what it says that it
    tells.
    """
    shell = run(["bash"], checkout, typed("docs/how-to/correct-an-entry.md"))
    text = " ".join(shell.stdout.split())

    assert (0, "") == (shell.returncode, shell.stderr if shell.returncode else "")
    assert (
        "corrects 1: local_authority_aware_on from 2026-03-12 to 2026-03-10, because The duty team's log"
        in text
    )
    assert "corrected by 4: local_authority_aware_on from 2026-03-12 to 2026-03-10" in text
    assert "moved by event 4" in text


def test_how_to_open_the_desk(checkout: Path) -> None:
    """The last command of the how-to prints a link that opens the desk of a rehearsal."""
    *commands, serve = typed("docs/how-to/open-the-desk.md").splitlines()
    done = run(["bash"], checkout, "\n".join(commands))
    paths = f"{checkout / '.venv/bin'}:/usr/bin:/bin"
    with subprocess.Popen(
        [*serve.split(), "--port", "0"],
        cwd=checkout,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": paths, "HOME": str(checkout), "LANG": "C.UTF-8"},
        executable=checkout / ".venv/bin/pathway",
    ) as process:
        assert process.stdout
        link = process.stdout.readline().split()[1]
        answer = httpx2.get(link, follow_redirects=True, timeout=30)
        process.send_signal(signal.SIGINT)

    assert (0, "") == (done.returncode, done.stderr if done.returncode else "")
    assert "Who are you?" in answer.text


def test_readme_is_short() -> None:
    """The README is read in one sitting."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 150


@pytest.mark.parametrize(
    "document", ["README.md", *(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/**/*.md"))]
)
def test_links_lead_somewhere(document: str) -> None:
    """Every relative link of a document leads to a file or folder of the project."""
    place = ROOT / document
    missing = [
        link
        for link in LINK.findall(place.read_text("utf-8"))
        if not (place.parent / link).exists()
    ]

    assert [] == missing


def test_generated_pages_are_current() -> None:
    """The reference pages are what `make docs` would write."""
    made = run([sys.executable, "-m", "docs.generate", "--check"], ROOT)

    assert (0, "") == (made.returncode, made.stdout + made.stderr)
