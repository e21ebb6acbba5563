"""How often Python looks for garbage while a command runs."""

from __future__ import annotations

import gc

USUALLY = gc.get_threshold()
# Importing makes some hundred thousand objects that stay. Going through them for garbage after every
# 700, as Python does, takes a twentieth of a command's time, and after every 50,000 no less.
OBJECTS_BETWEEN_LOOKS = 500_000


def rarely() -> None:
    """Look for garbage rarely: most commands end before there is much of it."""
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)


def as_usual() -> None:
    """Look as Python does, at nothing that is there by now: for a command that goes on and on."""
    gc.freeze()
    gc.set_threshold(*USUALLY)
