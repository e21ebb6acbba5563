"""Agencies by code: those that a definition knows."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.definition import Definition


def defined_agencies(definition: Definition) -> Mapping[str, str]:
    """Return the agencies that the definition knows, by code, with what it calls them; empty where it gives no name."""
    return dict.fromkeys(definition.agencies.model_dump().values(), "")
