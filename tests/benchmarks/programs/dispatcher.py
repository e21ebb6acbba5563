"""A worker that makes and sends what is due each time it is asked to; it answers how many messages left."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from pathway import Pathway
from pathway.settings import Settings
from tests.benchmarks.programs import serve, told


def main() -> None:
    """Make and send until nobody asks any more."""
    own = told()
    settings = Settings(smtp_host="127.0.0.1", smtp_port=own["port"], smtp_security="none")
    with closing(
        Pathway.connect(own["database"], key_file=Path(own["key"]), settings=settings)
    ) as pathway:
        serve(lambda _: _worked(pathway))


def _worked(pathway: Pathway) -> int:
    pathway.sweep()
    return pathway.dispatch().sent


if __name__ == "__main__":
    main()
