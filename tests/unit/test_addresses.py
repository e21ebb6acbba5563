"""Which addresses can be mailed, and which only look as if they could."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pathway.notifications.addresses import comparable, is_reserved, plain_address
from pathway.notifications.errors import AddressRefused
from pathway.service.people.import_faults import faults_of
from pathway.service.people.import_files import Row

CELLS = {
    "name": "Somebody",
    "agency": "police",
    "roles": "rep",
    "order": "1",
    "agency_name": "",
}


def is_imported(address: str) -> bool:
    """Return whether a file of people may have an address."""
    row = Row(where="row 2", cells=CELLS | {"email": address}, faults=())
    return not faults_of([row])


@pytest.mark.parametrize(
    "address",
    [
        "somebody@exam\u200bple.org",  # a zero-width space, which the mail system drops
        "somebody@example.org\u200b",
        "somebody@exam\u00adple.org",  # a soft hyphen
        "somebody@example\ufe0f.org",  # a variation selector
        "somebody@\u2060example.org",  # a word joiner
        "somebody@\uff45xample.org",  # a full-width letter
        "somebody@example\u3002org",  # an ideographic full stop
        "somebody@stra\u00dfe.example",  # another domain, with ss, to the mail system
        "some\u200bbody@example.org",
        "some\u00a0body@example.org",
        "somebody@exam\u202eple.org",  # a change of the direction of writing
        "somebody@example.org\x00",
        "somebody@exa mple.org",
    ],
)
def test_what_is_not_as_it_looks_is_refused_at_import_and_by_mail(address: str) -> None:
    """The mail system would drop or replace a character, and write to somebody else or nobody."""
    with pytest.raises(AddressRefused):
        plain_address(address, "recipient")

    assert not is_imported(address)


@pytest.mark.parametrize(
    "address",
    ["somebody@example.org", "somebody@BÜCHER.example", "o'neill+reviews@xn--bcher-kva.example"],
)
def test_what_mail_can_be_written_to_is_imported(address: str) -> None:
    """In capitals, with an international domain, or with that domain in ASCII."""
    assert plain_address(address, "recipient").username
    assert is_imported(address)


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_imported_can_be_mailed_as_it_is_kept(local: str, domain: str) -> None:
    """The directory keeps it without spaces around it and in lower case."""
    address = f"{local}@{domain}.example"
    if is_imported(address):
        kept = plain_address(address.strip().casefold(), "recipient")

        assert comparable(address) == comparable(kept.addr_spec)


@pytest.mark.parametrize(
    ("domain", "is_an_example"),
    [
        ("example.org", True),
        ("pathway.Example.org", True),
        ("sscp.example", True),
        ("localhost", True),
        ("sscp.test", True),
        ("sscp.org.uk", False),
        ("myexample.org", False),
    ],
)
def test_names_that_are_only_good_for_examples_are_known(
    domain: str, *, is_an_example: bool
) -> None:
    """RFC 2606 keeps them from ever being anybody's."""
    assert is_an_example == is_reserved(domain)
