"""
Chromium without a window, which shows a page at any width.

A window cannot be as narrow as a telephone, so the page is shown in a frame of that width: for the
page in it that is its window.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 120
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--disable-lcd-text",
)  # fmt: skip
NARROWEST = 500
ANSWER = re.compile(r'<pre id="answer">(.*?)</pre>', re.DOTALL)
FRAMED = """<!DOCTYPE html>
<html>
<body style="margin: 0; background-color: {background};">
<iframe style="display: block; margin: 0 auto; border: 0; width: {width}px; height: {height}px;" srcdoc="{page}">
</iframe>
<pre id="answer"></pre>
<script>
document.querySelector("iframe").addEventListener("load", function () {{
    const page = this.contentDocument;
    document.getElementById("answer").textContent = JSON.stringify((function (page) {{ {script} }})(page));
}});
</script>
</body>
</html>
"""


def chromium() -> str | None:
    """Return where Chromium is, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def asked(page: str, script: str, width: int, height: int = 800) -> Any:
    """
    Return what a script says of a page that is shown at a width.

    Args:
        page: Its HTML.
        script: JavaScript that returns something of `page`, the document.
        width: In CSS pixels.
    """
    framed = FRAMED.format(
        background="#ffffff", width=width, height=height, page=html.escape(page), script=script
    )
    shown = _run(framed, "--dump-dom", f"--window-size={max(width, NARROWEST)},{height}")
    answer = ANSWER.search(shown)
    assert answer, f"Chromium did not answer: {shown[-500:]}"
    return json.loads(html.unescape(answer[1]))


def pictured(page: str, width: int, into: Path) -> None:
    """
    Write a picture (PNG) of the whole of a page at a width; a narrow one stands in the middle of a
    grey ground.
    """
    height = int(asked(page, "return page.documentElement.scrollHeight;", width, height=1))
    framed = FRAMED.format(
        background="#b1b4b6", width=width, height=height, page=html.escape(page), script="return 0;"
    )
    framed = framed.replace('<pre id="answer">', '<pre id="answer" hidden>')
    _run(
        framed, f"--screenshot={into.resolve()}", f"--window-size={max(width, NARROWEST)},{height}"
    )


def _run(framed: str, *options: str) -> str:
    program = chromium()
    assert program, f"None of {', '.join(NAMES)} is installed."
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(framed, "utf-8")
        command = [program, *QUIET, f"--user-data-dir={folder}/profile", *options, page.as_uri()]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
    return done.stdout
