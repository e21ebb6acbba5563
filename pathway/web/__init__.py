"""
The desk: pages on which the people of a review read and act, as an ASGI application.

`pathway.web.desk(pathway)` returns it, for `pathway serve` or for a host to mount. It needs the
packages of the extra `web`.
"""

from __future__ import annotations

from pathway.web.app import desk

__all__ = ["desk"]
