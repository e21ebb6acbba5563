"""
The service: the only package that knows all the others, and the only one that opens transactions.

Names are imported when they are first used, so that one module can be imported without all the
others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathway.service.pathway import Pathway

__all__ = ["Pathway"]


def __getattr__(name: str) -> Any:
    """Return a public name; AttributeError where there is none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pathway.service.pathway import Pathway

    return Pathway
