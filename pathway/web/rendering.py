"""Templates of the desk: ours, over the macros of govuk-frontend-jinja."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from pathway.web import words

MACROS = "govuk_frontend_jinja"


@cache
def templates() -> Environment:
    """Return the templates; what people wrote is escaped in all of them."""
    environment = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("pathway.web", "templates"),
                PrefixLoader({MACROS: PackageLoader(MACROS)}),
            ]
        ),
        # The macros read what they were not given, so that undefined names are not errors.
        autoescape=True,
        # They do not change while the desk runs; a page would look at the files of some thirty.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= words.FILTERS
    return environment


@cache
def icon() -> bytes:
    """Return the icon that a browser shows with the pages."""
    return _static("icon.svg")


@cache
def style_sheet() -> bytes:
    """Return the style sheet."""
    return _static("desk.css")


@cache
def style_version() -> str:
    """Return what changes with the style sheet, so that browsers may keep each one for ever."""
    return hashlib.sha256(style_sheet()).hexdigest()[:12]


def _static(name: str) -> bytes:
    return (files("pathway.web") / "static" / name).read_bytes()
