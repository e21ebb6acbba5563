"""
A worker of its own process: it sweeps and sends beside each other, as the worker does.

    python -m tests.mailing URL KEYFILE PORT

waits for a line on standard input, works, sends what was made meanwhile, and prints how many messages
it made and sent, as JSON. The mail server is on that port of this machine.
"""

from __future__ import annotations

import json
import sys
import threading

from pathway import Pathway
from pathway.settings import Settings


def main(url: str, key: str, port: str) -> None:
    """Sweep and send once, and tell what was done."""
    settings = Settings(smtp_host="localhost", smtp_port=int(port), smtp_security="none")
    pathway = Pathway.connect(url, key_file=key, settings=settings)
    sys.stdin.readline()
    made: list[int] = []
    sweeping = threading.Thread(target=lambda: made.append(pathway.sweep().messages))
    sweeping.start()
    early = pathway.dispatch()
    sweeping.join()
    late = pathway.dispatch()
    done = {"made": sum(made) + early.written + late.written, "sent": early.sent + late.sent}
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main(*sys.argv[1:])
