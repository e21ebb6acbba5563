"""A demonstration of the whole pathway with invented cases."""

from __future__ import annotations

from pathway.demo.result import DemoCase, DemoResult
from pathway.demo.running import run

__all__ = ["DemoCase", "DemoResult", "run"]
