"""Definitions of an invented partnership: the shipped files with forms of its own, and a few words changed."""

from __future__ import annotations

from collections.abc import Mapping

from pathway.workflows.loading import packaged

HEAD = """
format = 1
name = "ours"
title = "Forms of the partnership"
owns = "forms"
version = "2026.1-ours"
"""
Changes = Mapping[str, str]


def partnership(forms: str = "", review: Changes | None = None, version: str = "2026.1-ours") -> dict[str, str]:
    """
    Return the texts of a definition of the partnership's own, by file name.

    Args:
        forms: Tables of its own file of forms.
        review: What is written otherwise in the case's file: the old words, and the new ones.
    """
    texts = packaged()
    case = texts["review.toml"].replace('forms = ["forms"]', 'forms = ["forms", "ours"]')
    case = case.replace('version = "2026.1"', f'version = "{version}"')
    for old, new in (review or {}).items():
        assert old in case, old
        case = case.replace(old, new)
    return texts | {"review.toml": case, "ours.toml": HEAD + forms}
