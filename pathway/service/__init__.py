"""The service: the only room that knows all the others, and the only one that opens a transaction."""

from __future__ import annotations

from pathway.service.pathway import Pathway

__all__ = ["Pathway"]
