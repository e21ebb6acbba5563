"""
Pathway: a workflow engine for child safeguarding practice reviews in England.

Names are loaded when they are first asked for, so that `pathway --help` loads neither SQLAlchemy nor pydantic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathway.service import Pathway
    from pathway.settings import Settings

__all__ = ["Pathway", "Settings"]

_PLACES = {"Pathway": "pathway.service", "Settings": "pathway.settings"}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)
