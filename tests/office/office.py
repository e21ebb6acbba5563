"""LibreOffice, running out of sight with settings of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

TYPIST = Path(__file__).with_name("typist.py")
SYSTEM_PYTHON = "/usr/bin/python3"
PATIENCE = 240
WORD = "docx:MS Word 2007 XML"


@dataclass(frozen=True)
class Office:
    """
    LibreOffice.

    Args:
        folder: Where its settings are, and whatever else it needs.
    """

    folder: Path

    def converted(self, files: Sequence[Path], target: str, into: Path) -> list[Path]:
        """Return files as they are saved in another format, such as `odt` or `docx`."""
        into.mkdir(exist_ok=True)
        names = [str(file) for file in files]
        self._run("--convert-to", target, "--outdir", str(into), *names)
        return [into / f"{file.stem}.{target.partition(':')[0]}" for file in files]

    def typed(
        self,
        form: Path,
        targets: Sequence[Path],
        *,
        answers: Mapping[str, str],
        rows: Mapping[str, Sequence[Sequence[str]]],
        behind: bool,
    ) -> None:
        """
        Type answers into a form, and save it.

        Args:
            answers: What is typed, by question.
            rows: The rows of a table, by the heading of its first column.
            behind: It is typed behind what stands there, rather than in its place.
        """
        work = self.folder / "work.json"
        work.write_text(json.dumps({"answers": answers, "rows": rows, "behind": behind}), "utf-8")
        pipe = f"pathway{uuid4().hex}"
        with self._listening(pipe):
            subprocess.run(
                [SYSTEM_PYTHON, str(TYPIST), pipe, str(form), str(work), *map(str, targets)],
                check=True,
                timeout=PATIENCE,
                env={"PATH": os.environ["PATH"]},
            )

    @contextmanager
    def _listening(self, pipe: str) -> Generator[None]:
        running = subprocess.Popen(
            [*self._command(), f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            running.terminate()
            running.wait(PATIENCE)

    def _run(self, *arguments: str) -> None:
        subprocess.run(
            [*self._command(), *arguments],
            check=True,
            timeout=PATIENCE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _command(self) -> list[str]:
        program = shutil.which("soffice") or shutil.which("libreoffice")
        assert program is not None, "LibreOffice is missing; .ci/libreoffice installs it"
        profile = (self.folder / "profile").as_uri()
        return [program, "--headless", "--norestore", f"-env:UserInstallation={profile}"]
