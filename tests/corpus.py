"""
Recorded databases: what an earlier Pathway stored, and what it told of it. The present one must
tell the same.

    python -m tests.corpus NAME

records the demo as the present code runs it, into a folder of that name under `tests/data/corpus`.
What was recorded is never recorded again: a change that would read it differently is a change to
how history is read.
"""

from __future__ import annotations

import json
import lzma
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, cast

from pathway import Pathway

FOLDER = Path(__file__).parent / "data" / "corpus"
DATABASE, KEY, TOLD = "pathway.db.xz", "pathway.key", "told.json.xz"


def recorded() -> list[str]:
    """Return the names of what was recorded."""
    return sorted(path.name for path in FOLDER.iterdir())


def unpacked(name: str, folder: Path) -> str:
    """Return the address of a copy of a recorded database, its key beside it."""
    path = folder / "pathway.db"
    path.write_bytes(lzma.decompress((FOLDER / name / DATABASE).read_bytes()))
    shutil.copy(FOLDER / name / KEY, folder / KEY)
    return f"sqlite:///{path}"


def told_then(name: str) -> dict[str, Any]:
    """Return what was told of each case when it was recorded, by reference."""
    content: dict[str, Any] = json.loads(lzma.decompress((FOLDER / name / TOLD).read_bytes()))
    return content


def told_now(pathway: Pathway) -> dict[str, Any]:
    """
    Return what is told of each case: where it stands, its history, why each of its deadlines is due
    when it is.
    """
    return {case.reference: told_of(pathway, case.reference) for case in pathway.cases()}


def told_of(pathway: Pathway, reference: str) -> dict[str, Any]:
    """Return what is told of one case."""
    case = pathway.case(reference)
    explained = {
        deadline.id: pathway.explain(reference, deadline.id).as_json()
        for deadline in case.deadlines
    }
    history = [event.as_json() for event in pathway.history(reference)]
    return {"case": case.as_json(), "history": history, "deadlines": explained}


def differences(then: Any, now: Any, where: str = "") -> list[str]:
    """Return where the two differ; what is told besides is no difference."""
    before, after = parts_of(then), parts_of(now)
    if before is None or after is None or (isinstance(then, list) and len(before) != len(after)):
        return [] if then == now else [f"{where}: {then!r} is now {now!r}"]
    return [
        line
        for name, value in before.items()
        for line in differences(value, after.get(name), f"{where}/{name}")
    ]


def parts_of(value: Any) -> dict[str, Any] | None:
    """Return what an object or a list holds, by name or number; None of anything else."""
    if isinstance(value, list):
        items = cast(Sequence[Any], value)
        return {str(number): item for number, item in enumerate(items)}
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def record(name: str) -> None:
    """Record the demo as the present code runs it."""
    target = FOLDER / name
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([Path(sys.executable).with_name("pathway"), "demo", folder], check=True)
        path = Path(folder) / "pathway.db"
        pathway = Pathway.connect(f"sqlite:///{path}")
        (target / TOLD).write_bytes(
            lzma.compress(json.dumps(told_now(pathway), sort_keys=True).encode())
        )
        pathway.close()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM")
        (target / DATABASE).write_bytes(lzma.compress(path.read_bytes(), preset=9))
        shutil.copy(path.with_name(KEY), target / KEY)


if __name__ == "__main__":
    record(sys.argv[1])
