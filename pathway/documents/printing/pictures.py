"""How large a picture is printed."""

from __future__ import annotations

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What a page holds beside its margins, heading and footer, in centimetres.
HEIGHT, WIDTH = 21.0, 17.0
WIDE_HEIGHT, WIDE_WIDTH = 13.0, 25.7


def printed_width(png: bytes, *, is_wide: bool) -> float:
    """
    Return the width in centimetres at which a picture fits the page.

    Raises:
        ValueError: It is not a PNG.
    """
    if not png.startswith(SIGNATURE) or len(png) < 24:
        raise ValueError("The picture is not a PNG.")
    width = int.from_bytes(png[16:20], "big")
    height = int.from_bytes(png[20:24], "big")
    if not width or not height:
        raise ValueError("The picture has no size.")
    widest, highest = (WIDE_WIDTH, WIDE_HEIGHT) if is_wide else (WIDTH, HEIGHT)
    return min(widest, highest * width / height)
