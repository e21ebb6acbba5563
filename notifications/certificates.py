"""How a server proves who it is."""

from __future__ import annotations

import ssl


def checking(ca_file: str) -> ssl.SSLContext:
    """
    Return what checks a server's certificate and name.

    Args:
        ca_file: Certificates to be trusted besides those of the operating system; may be empty.
    """
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
