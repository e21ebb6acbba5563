"""
What is shipped: built from a copy of the checkout without a network, and compared with it file by
file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from tests.packaging.checkout import ROOT, checkout_files

ROOMS = ("pathway", "workflows", "storage", "notifications")
MODULES = ("pathway", "pathway.workflows", "pathway.storage", "pathway.notifications")
SHOW_WHERE = f"import {', '.join(MODULES)}; print({', '.join(f'{module}.__file__' for module in MODULES)}, sep='\\n')"


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Return what the command prints; its whole output is the message when it fails."""
    done = subprocess.run(
        command,
        check=False,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    assert done.returncode == 0, done.stdout
    return done.stdout


def build(source: Path, kind: str, into: Path) -> Path:
    """Return the wheel or sdist, built with the setuptools that is installed."""
    run(
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        f"--{kind}",
        "--outdir",
        into,
        source,
        cwd=source,
    )
    (built,) = into.iterdir()
    return built


def shipped(path: PurePosixPath) -> PurePosixPath:
    """Return where a room's file lies in the wheel."""
    return path if path.parts[0] == "pathway" else "pathway" / path


def room_files() -> set[PurePosixPath]:
    """Return every file of every room, at its place in the wheel; the links are none."""
    return {
        shipped(path)
        for path in checkout_files()
        if path.parts[0] in ROOMS and not (ROOT / path).is_symlink()
    }


def wheel_files(wheel: Path) -> set[PurePosixPath]:
    """Return the files in the wheel."""
    return {PurePosixPath(name) for name in zipfile.ZipFile(wheel).namelist()}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the checkout, in which a build may leave what it likes."""
    root = tmp_path_factory.mktemp("copy")
    for path in checkout_files():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, root / path, follow_symlinks=False)
    return root


@pytest.fixture(scope="module")
def wheel(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel built from the checkout."""
    return build(copy, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the sdist, unpacked."""
    packed = build(copy, "sdist", tmp_path_factory.mktemp("sdist"))
    with tarfile.open(packed) as archive:
        archive.extractall(packed.parent, filter="data")
    return packed.with_name(packed.name.removesuffix(".tar.gz"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder into which the wheel is installed, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--target",
        folder,
        wheel,
        cwd=folder,
    )
    return folder


def run_installed(installed: Path, elsewhere: Path, *arguments: str) -> str:
    """
    Return what Python prints when it sees the installed wheel and its requirements, and no editable
    install.
    """
    places = (installed, sysconfig.get_path("platlib"), sysconfig.get_path("purelib"))
    path = os.pathsep.join(map(str, places))
    # -S: site-packages is then a plain folder, and the editable install's .pth in it is not read.
    return run(sys.executable, "-S", *arguments, cwd=elsewhere, env={"PYTHONPATH": path})


def test_every_folder_of_a_room_is_a_named_package() -> None:
    """
    setuptools ships no file of a folder that pyproject.toml does not name, and builds nothing if
    one is missing.
    """
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    named = set(settings["packages"])
    there = {".".join(path.parent.parts) for path in room_files()}
    add, remove = sorted(there - named), sorted(named - there)

    assert (add, remove) == ([], []), (
        f"packages in [tool.setuptools] of pyproject.toml: add {add}, remove {remove}"
    )


def test_the_wheel_has_every_file_of_every_room(wheel: Path) -> None:
    """No module, definition, template or form stays behind, and nothing else comes along."""
    inside = {path for path in wheel_files(wheel) if not path.parts[0].endswith(".dist-info")}
    missing, extra = (
        sorted(map(str, room_files() - inside)),
        sorted(map(str, inside - room_files())),
    )

    assert not missing, (
        f"not in the wheel, see packages and package-data in pyproject.toml: {missing}"
    )
    assert not extra, f"in the wheel and in no room: {extra}"


def test_the_wheel_claims_one_name(wheel: Path) -> None:
    """A host's own `storage` or `notifications` is safe from us."""
    names = {
        path.parts[0] for path in wheel_files(wheel) if not path.parts[0].endswith(".dist-info")
    }

    assert names == {"pathway"}


def test_the_wheel_says_that_it_is_typed_and_under_which_licence(wheel: Path) -> None:
    """Type checkers and lawyers find what they look for."""
    inside = {path.name for path in wheel_files(wheel)}

    assert {"py.typed", "LICENSE"} <= inside


def test_the_sdist_has_the_tests_and_the_docs(sdist: Path) -> None:
    """Whoever repackages Pathway can test and read it."""
    wanted = [
        path for path in checkout_files() if path.parts[0] in ("docs", "requirements", "tests")
    ]
    missing = [str(path) for path in wanted if not (sdist / path).is_file()]

    assert missing == []


def test_the_sdist_builds_the_same_wheel(
    sdist: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The links are not in the sdist and not missed there."""
    again = build(sdist, "wheel", tmp_path_factory.mktemp("again"))

    assert wheel_files(wheel) == wheel_files(again)


def test_the_installed_wheel_is_imported_from_elsewhere(installed: Path, tmp_path: Path) -> None:
    """Every room is found in the installed package, with no checkout in sight."""
    files = run_installed(installed, tmp_path, "-c", SHOW_WHERE).splitlines()

    assert files == [
        str(installed.joinpath(*module.split("."), "__init__.py")) for module in MODULES
    ]


def test_the_installed_wheel_has_a_command(installed: Path, tmp_path: Path) -> None:
    """`python -m pathway` answers, and the script `pathway` is made."""
    answer = run_installed(installed, tmp_path, "-m", "pathway", "--help")

    assert "pathway" in answer
    assert (installed / "bin" / "pathway").is_file()


def test_the_installed_wheel_has_all_that_a_case_needs(installed: Path, tmp_path: Path) -> None:
    """Migrations, definitions and the demo's forms are read from where it lies."""
    forms, shown = installed / "pathway" / "demo" / "forms", ""
    for arguments in (
        ("--version",),
        ("--now", "2026-03-16T09:00Z", "init", "--rehearsal"),
        ("people", "import", str(forms / "people.csv")),
        ("refer", str(forms / "practice_review.toml"), "--by", "referrer.nca@example.org"),
    ):
        shown = run_installed(installed, tmp_path, "-m", "pathway", *arguments)

    assert "PR-2026-0001" in shown


def test_a_checkout_without_links_builds_the_same_wheel(
    copy: Path, wheel: Path, tmp_path: Path
) -> None:
    """Git on Windows writes a link as a file that holds where it leads, unless told otherwise."""
    plain = tmp_path / "plain"
    shutil.copytree(
        copy, plain, symlinks=True, ignore=shutil.ignore_patterns("build", "*.egg-info")
    )
    for link in [path for path in (plain / "pathway").iterdir() if path.is_symlink()]:
        target = link.readlink().as_posix()
        link.unlink()
        link.write_text(target, "utf-8")
    again = build(plain, "wheel", tmp_path / "again")

    assert wheel_files(wheel) == wheel_files(again)


def test_the_editable_install_leads_to_the_four_folders(tmp_path: Path) -> None:
    """A change in the checkout is seen at once, from wherever Pathway is imported."""
    files = [
        Path(line).resolve()
        for line in run(sys.executable, "-I", "-c", SHOW_WHERE, cwd=tmp_path).splitlines()
    ]

    assert files == [ROOT / room / "__init__.py" for room in ROOMS]
