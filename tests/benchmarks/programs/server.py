"""The desk on a port of loopback, or by Starlette alone a page as long as one of its pages."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from tests.benchmarks.programs import serve, told


def main() -> None:
    """Serve until nobody asks any more."""
    own = told()
    app = _page(own["length"]) if "length" in own else _desk(own)
    config = uvicorn.Config(
        app, host="127.0.0.1", port=own["port"], log_level="warning", access_log=False
    )
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, daemon=True).start()
    serve(lambda _: server.started)


def _desk(own: Mapping[str, Any]) -> Starlette:
    from pathway import Pathway
    from pathway.cli import garbage
    from pathway.settings import Settings
    from pathway.web import desk

    settings = Settings(base_url=f"http://127.0.0.1:{own['port']}")
    app = desk(Pathway.connect(own["database"], key_file=Path(own["key"]), settings=settings))
    garbage.as_usual()  # as `pathway serve` does
    return app


def _page(length: int) -> Starlette:
    text = "a" * length

    async def answer(_request: Request) -> HTMLResponse:
        return HTMLResponse(text)

    return Starlette(routes=[Route("/", answer)])


if __name__ == "__main__":
    main()
