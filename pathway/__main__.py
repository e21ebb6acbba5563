"""`python -m pathway` is the command `pathway`."""

from __future__ import annotations

import sys

from pathway.cli import main

if __name__ == "__main__":
    sys.exit(main())
