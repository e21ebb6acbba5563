"""
The texts of the desk, by key. A host may replace any of them; what people wrote, and what the
definition says, is not among them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from string import Formatter

from pathway.errors import WrongUsage, shown
from pathway.web.english import ENGLISH


class Texts:
    """
    The texts of one desk.

    Args:
        replaced: Texts by key, in place of ours; they may use the same `{names}`.

    Raises:
        WrongUsage: There is no text with such a key, or a text uses a name that ours does not.
    """

    def __init__(self, replaced: Mapping[str, str] | None = None) -> None:
        replaced = replaced or {}
        faults = [fault for key, text in replaced.items() if (fault := _fault(key, text))]
        if faults:
            raise WrongUsage(f"The texts of the desk cannot be replaced: {'; '.join(faults)}.")
        self._texts = {**ENGLISH, **replaced}

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with values in place of its names."""
        return self._texts[key].format(**values)

    def number(self, key: str, count: int) -> str:
        """Return the text for one or for several, of which `key.one` and `key.many` are the keys."""
        return self(f"{key}.one" if count == 1 else f"{key}.many", count=count)


def named_after(partnership: str) -> Mapping[str, str]:
    """Return the name of a desk: that of its partnership, as a title."""
    name = partnership.replace("{", "{{").replace("}", "}}")
    return {"name": f"{name[:1].upper()}{name[1:]}"}


def _fault(key: str, text: str) -> str:
    if key not in ENGLISH:
        near = difflib.get_close_matches(key, ENGLISH, n=1)
        return f"{shown(key)} is not a key{f' (did you mean {near[0]}?)' if near else ''}"
    try:
        unknown = sorted(_names(text) - _names(ENGLISH[key]))
    except ValueError:
        return f"{key} has a brace without its fellow; write {{{{ for a brace"
    return f"{key} has no {{{unknown[0]}}}" if unknown else ""


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
