"""
The worker: sweeps and sends, again and again, in one database or in many.

Each tick works in transactions of its own, so that a worker may be stopped at any moment, and
several may run on one database.
"""

from __future__ import annotations

from pathway.worker.one import Worker
from pathway.worker.shared import SharedWorker

__all__ = ["SharedWorker", "Worker"]
