"""
The names of IMAP folders as the protocol has them: modified UTF-7 (RFC 3501, 5.1.3).

Python has a codec for UTF-7 and none for this: `&` begins what is encoded, and `,` stands for `/`.
"""

from __future__ import annotations

import re
from base64 import b64encode

_NOT_PLAIN = re.compile(r"[^\x20-\x7e]+|&")


def wire_name(name: str) -> str:
    """Return the name of a folder as it is said to the server, in printable ASCII."""
    return _NOT_PLAIN.sub(lambda match: _shifted(match[0]), name)


def _shifted(text: str) -> str:
    if text == "&":
        return "&-"
    encoded = b64encode(text.encode("utf-16-be", "surrogatepass")).decode("ascii")
    return f"&{encoded.rstrip('=').replace('/', ',')}-"
