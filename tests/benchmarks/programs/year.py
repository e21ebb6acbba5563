"""A worker that lives days of a rehearsal, as many as it is told, and answers its megabytes after each."""

from __future__ import annotations

import gc
from contextlib import closing
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from pathway import Pathway
from tests.benchmarks.programs import megabytes_now, serve, told


class Nowhere:
    """A mailer that takes everything and keeps nothing."""

    def send(self, message: EmailMessage) -> None:
        """Take a message."""


def main() -> None:
    """Do what a worker does on each day, until nobody asks any more."""
    own = told()
    with closing(Pathway.connect(own["database"], key_file=Path(own["key"]))) as pathway:

        def live(days: str) -> float:
            for _ in range(int(days)):
                pathway.clock.set(pathway.clock.now() + timedelta(days=1))
                pathway.sweep()
                pathway.dispatch(Nowhere())
                pathway.link()
            gc.collect()
            return megabytes_now()

        serve(live)


if __name__ == "__main__":
    main()
