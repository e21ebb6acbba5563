"""How a server proves its identity."""

from __future__ import annotations

import ssl


def checking(ca_file: str) -> ssl.SSLContext:
    """
    Return a TLS context that checks a server's certificate and name.

    Args:
        ca_file: Certificates to trust besides those of the operating system; may be empty.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
