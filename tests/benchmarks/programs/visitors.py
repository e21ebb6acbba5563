"""People with browsers, many at once, who take steps at a desk; answers how that went as JSON."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.programs import serve

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
DONE = "this is on record now"
NOTE = {"text": "As recorded in the minutes."}
PAGES = 4  # of a step: its form, what will follow, and what was recorded, to which it leads


@dataclass
class Outcome:
    """
    What visitors met with.

    Args:
        seconds: Until the last of them had ended.
        pages: The seconds in which each page came.
        lengths: Of each page, in bytes.
        errors: What was not as it should be.
    """

    steps: int = 0
    seconds: float = 0.0
    pages: list[float] = field(default_factory=list[float])
    lengths: list[int] = field(default_factory=list[int])
    errors: list[str] = field(default_factory=list[str])


@dataclass
class Visitor:
    """
    Somebody who is signed in, with a connection that is kept.

    Args:
        case: The one in which they take steps; empty where they only look at a page.
    """

    port: int
    session: str
    case: str
    outcome: Outcome

    async def visit(self, first: float, every: float, until: float) -> None:
        """Take a step, and another one each time so many seconds have passed."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        turn = first
        while turn < until:
            await asyncio.sleep(turn - perf_counter())
            try:
                await (self._step() if self.case else self._look())
                self.outcome.steps += 1
            except (AssertionError, OSError, asyncio.IncompleteReadError) as error:
                self.outcome.errors.append(repr(error))
            turn = max(turn + every, perf_counter())
        self._writer.close()

    async def _look(self) -> None:
        for _ in range(PAGES):
            await self._page("GET", "/")

    async def _step(self) -> None:
        path = f"/cases/{self.case}/steps/note"
        form = await self._page("GET", path)
        looked = await self._page("POST", path, {**_hidden(form), **NOTE, "do": "look"})
        done = await self._page("POST", path, {**_hidden(looked), "do": "take"})
        assert DONE in done, "the step was not taken"

    async def _page(self, method: str, path: str, answers: Mapping[str, str] | None = None) -> str:
        """Return a page, that to which it leads if it leads to another."""
        begun = perf_counter()
        status, headers, page = await self._asked(method, path, urlencode(answers or {}))
        self.outcome.pages.append(perf_counter() - begun)
        if status == 303:
            return await self._page("GET", headers["location"])
        assert status == 200, f"{method} {path} was answered {status}"
        self.outcome.lengths.append(len(page))
        return page

    async def _asked(self, method: str, path: str, body: str) -> tuple[int, dict[str, str], str]:
        origin = f"127.0.0.1:{self.port}"
        lines = [f"{method} {path} HTTP/1.1", f"host: {origin}"]
        lines += [f"cookie: pathway-session={self.session}", f"origin: http://{origin}"]
        lines += ["content-type: application/x-www-form-urlencoded", "sec-fetch-site: same-origin"]
        lines += [f"content-length: {len(body)}", "", body]
        self._writer.write("\r\n".join(lines).encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (line.partition(": ") for line in head[1:] if line)
        headers = {name.lower(): value for name, _, value in pairs}
        content = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return int(head[0].split()[1]), headers, content.decode()


def _hidden(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))


async def _visited(own: Mapping[str, Any]) -> Outcome:
    """Let everybody take a step in turn, evenly spread, until the time is over."""
    outcome, begun = Outcome(), perf_counter()
    visitors = [
        Visitor(own["ports"][number % len(own["ports"])], session, case, outcome)
        for number, (session, case) in enumerate(own["people"])
    ]
    every, until = len(visitors) / own["rate"], begun + own["seconds"]
    visits = [
        visitor.visit(begun + number / own["rate"], every, until)
        for number, visitor in enumerate(visitors)
    ]
    await asyncio.gather(*visits)
    outcome.seconds = perf_counter() - begun
    return outcome


def main() -> None:
    """Visit each time it is asked for."""
    serve(lambda line: json.dumps(asdict(asyncio.run(_visited(json.loads(line))))))


if __name__ == "__main__":
    main()
