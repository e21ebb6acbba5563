"""A paper as one HTML page that needs nothing else, or as a part of somebody's own page."""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING, Any

from pathway.documents.paper import Paper
from pathway.documents.printing import look
from pathway.documents.printing.characters import paragraphs_of
from pathway.documents.printing.prepared import prepared, shares_of

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

PAGE, STYLE = "paper.html.jinja", "paper.css.jinja"
# So that the headings of a paper, of which there are three levels below its title, end at h6.
LOWEST_TITLE = 3


def paper_as_html(paper: Paper, *, is_fragment: bool = False, title_level: int = 1) -> str:
    """
    Return a paper as a page, with its style, or as a fragment without one: an `article` whose
    classes begin with `paper-`.

    Args:
        title_level: The level of the title's heading, from 1 to 3; the others follow.

    Raises:
        ValueError: There is no such level for a title.
    """
    if not 1 <= title_level <= LOWEST_TITLE:
        raise ValueError(f"The level of a title is from 1 to {LOWEST_TITLE}.")
    paper = prepared(paper)
    return _written(
        PAGE,
        paper=paper,
        top=title_level,
        is_fragment=is_fragment,
        front_lines=look.front_lines(paper),
        footer=look.footer(paper),
        style="" if is_fragment else _style(paper),
        tones=look.TONES,
        paragraphs_of=paragraphs_of,
        shares_of=shares_of,
        base64_of=_base64_of,
    )


def _style(paper: Paper) -> Markup:
    """Return the style sheet, in which nothing stands that somebody wrote."""
    from markupsafe import Markup

    written = _written(STYLE, paper=paper, shades=look.SHADES, lines=look.LINES, header=look.HEADER)
    return Markup(written)  # noqa: S704 - made of our own colours alone


def _written(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("pathway.documents", "printing"),
        autoescape=True,
        undefined=StrictUndefined,
    )


def _base64_of(png: bytes) -> str:
    return base64.b64encode(png).decode("ascii")
