"""Fills in the templates; a missing value is an error, and never a gap in a letter."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pathway.notifications.errors import LetterRefused

if TYPE_CHECKING:
    from jinja2 import Environment


def rendered(template: str, **values: object) -> str:
    """
    Return a template filled in.

    Raises:
        LetterRefused: There is no such template, or it cannot be filled in with these values.
    """
    from jinja2 import TemplateError

    try:
        return _environment().get_template(template).render(values)
    except TemplateError as error:
        # Only the kind of error is given: its own words may quote a value.
        raise LetterRefused(
            f"The template {template} of a letter cannot be filled in ({type(error).__name__}); "
            "install Pathway anew, then retry the message."
        ) from error


@cache
def _environment() -> Environment:
    """
    Return what fills in templates; imported with the first letter, since few commands write one.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("pathway.notifications", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        # The files of an installed package do not change, and are not looked at before each letter.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
