"""Fills in the templates; what they lack is an error, and never a gap in a letter."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError, select_autoescape

from pathway.notifications.errors import LetterRefused


def rendered(template: str, **said: object) -> str:
    """
    Return a template filled in.

    Raises:
        LetterRefused: There is no such template, or it cannot be filled in from what was given.
    """
    try:
        return _environment().get_template(template).render(said)
    except TemplateError as error:
        # Its kind alone: an error's own words may quote what was to be filled in.
        raise LetterRefused(
            f"The template {template} of a letter cannot be filled in ({type(error).__name__}); "
            "install Pathway anew, then retry the message."
        ) from error


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pathway.notifications", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
