"""Whether a request names a host of ours, and whether a form was sent from a page of ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE_METHODS = frozenset({"GET", "HEAD"})
# What a browser says of a request from the same page, or of one that somebody typed.
OWN_SITES = frozenset({"same-origin", "none"})


def host_of(authority: str) -> str:
    """Return the host of `host:port`; empty if there is none."""
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def allowed_hosts(base_url: str) -> frozenset[str]:
    """Return the hosts under which the desk is reached: that of its address, and this computer."""
    host = urlsplit(base_url).hostname if base_url else None
    return LOOPBACK | {host} if host else LOOPBACK


def is_host_allowed(request: Request, hosts: frozenset[str]) -> bool:
    """Return whether a request names a host of ours; others lead a browser astray."""
    return host_of(request.headers.get("host", "")) in hosts


def source_of(request: Request) -> str:
    """Return the address from which a request came; empty if nobody knows."""
    return request.client.host if request.client is not None else ""


def is_from_our_pages(request: Request) -> bool:
    """
    Return whether a request may have been sent by a page of ours: by what browsers say of it, where
    they say it.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in OWN_SITES:
        return False
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")
