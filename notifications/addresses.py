"""
Checks email addresses: they are the only text of a letter that comes from outside, so nothing else
may pass as one.
"""

from __future__ import annotations

import re
from email.headerregistry import Address

from pathway.notifications.errors import AddressRefused

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NAMED = re.compile(r'"?(?P<name>[^<>"]*?)"?\s*<(?P<address>[^<>]*)>')
# RFC 2606: names that are never anybody's.
_RESERVED = re.compile(r"(?:.*\.)?(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)")
MAX_ADDRESS_LENGTH = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1


def plain_address(text: str, whose: str) -> Address:
    """
    Return the address, its domain in ASCII.

    Args:
        text: `name@example.org`, without a display name.
        whose: Says in an error which address is meant: `recipient`, `sender`.

    Raises:
        AddressRefused: It is not an address, has a line break, or its local part is not ASCII.
    """
    local, _, domain = text.rpartition("@")
    host = ascii_domain(domain, whose)
    if (
        not _LOCAL.fullmatch(local)
        or len(local) > LONGEST_LOCAL
        or len(local) + 1 + len(host) > MAX_ADDRESS_LENGTH
    ):
        raise AddressRefused(whose)
    return Address(username=local, domain=host)


def named_address(text: str, whose: str) -> Address:
    """
    Return an address that may have a display name: `Pathway <no-reply@example.org>`.

    Raises:
        AddressRefused: As for a plain address, or the display name is not one printable line.
    """
    match = _NAMED.fullmatch(text)
    if match is None:
        return plain_address(text, whose)
    if not match["name"].isprintable():
        raise AddressRefused(whose)
    address = plain_address(match["address"], whose)
    return Address(
        display_name=match["name"].strip(), username=address.username, domain=address.domain
    )


def is_reserved(domain: str) -> bool:
    """Return whether a domain is reserved for examples and tests."""
    return _RESERVED.fullmatch(domain.casefold().rstrip(".")) is not None


def comparable(text: str) -> str:
    """
    Return an address in a form in which two spellings of it are equal; it need not be a good one.
    """
    local, at, domain = text.strip().rpartition("@")
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError:
        host = domain
    return f"{local}{at}{host}".casefold()


def ascii_domain(domain: str, whose: str) -> str:
    """
    Return the domain as the mail system spells it, an international name in its ASCII form.

    Raises:
        AddressRefused: It is not a domain name, or has characters that the mail system would drop
            or replace: a zero-width space, a full-width letter, a sharp s.
    """
    try:
        host = domain.encode("idna").decode("ascii")
        is_as_written = domain.isascii() or host.encode("ascii").decode("idna") == domain.lower()
    except UnicodeError as error:
        raise AddressRefused(whose) from error
    if not _DOMAIN.fullmatch(host) or not is_as_written:
        raise AddressRefused(whose)
    return host
