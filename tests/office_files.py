"""Small files of every kind that is taken, made for tests; and Office archives made by hand."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

DOCX_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
DOCX_PARTS: dict[str, bytes] = {
    "[Content_Types].xml": DOCX_TYPES,
    "word/document.xml": b"<document>What the agency did.</document>",
}
ODT = b"application/vnd.oasis.opendocument.text"
ODT_PARTS: dict[str, bytes] = {
    "mimetype": ODT,
    "content.xml": b"<office/>",
    "META-INF/manifest.xml": b"<manifest/>",
}
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"


def archive(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, content in parts.items():
            # The same parts make the same bytes at any time.
            made.writestr(zipfile.ZipInfo(name), content, compression)
    return file.getvalue()


def docx(words: str = "What the agency did.", more: Mapping[str, bytes] | None = None) -> bytes:
    """Return a Word file with some words, and further parts under their names."""
    written = {"word/document.xml": f"<document>{words}</document>".encode()}
    return archive(DOCX_PARTS | written | dict(more or {}))


def png() -> bytes:
    """Return a picture of a single point."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    content = b"\x89PNG\r\n\x1a\n"
    for name, data in parts:
        checksum = zlib.crc32(name + data)
        content += struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)
    return content
