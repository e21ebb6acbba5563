"""
Chaos at its full size: prints what was tried, found and lost, and ends with 1 where anything was.

    python -m tests.chaos [KILLS [SEED]]
"""

from __future__ import annotations

import sys

from tests.chaos.rounds import Size, chaos


def main(kills: int = 1000, seed: int = 1) -> int:
    """Kill so often, and return the exit code."""
    tally = chaos(Size(kills), seed, tell=_tell)
    sys.stdout.write(f"{tally}\n")
    return int(not tally.is_clean)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
