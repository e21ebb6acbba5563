"""What is said of a database address that does not work: which of its parts, and never a password."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import make_url

from pathway import Pathway
from pathway.errors import DatabaseNotReady, PathwayError, WrongUsage
from pathway.settings import Settings
from pathway.storage.database.engine import parsed
from pathway.storage.database.failures import REFUSED, named
from tests.operators import Operator
from tests.proxies import proxied
from tests.rehearsals import Rehearsal

# The numbers are long enough that no time or process id that is printed can hold them by chance.
SPILT = [
    "postgresql://pathway:Summer@9876012345-secret@127.0.0.1:1/x",
    "postgresql://pathway:Summer@9876012345:secret@127.0.0.1/x",
    "postgresql://pathway:Summer@9876012345/secret@127.0.0.1/x",
    "postgresql://pathway:Summer@9876012345?secret@127.0.0.1/x",
    "postgresql://pathway:Summer@9876012345/a?secret=b@127.0.0.1/x",
    "postgresql://pathway:Summer@9876012345#secret@127.0.0.1/x",
    "postgresql://pathway:9876012345@secret:Summer/x",
]


@pytest.mark.parametrize("address", SPILT)
def test_a_password_that_spills_into_other_parts_is_refused(address: str) -> None:
    """The sentence says how to write it, and neither it nor what caused it repeats any of it."""
    with pytest.raises(WrongUsage, match="%40 for @") as refused:
        parsed(address)

    words = f"{refused.value} {refused.value.__cause__}"
    assert not [part for part in ("Summer", "9876012345", "secret") if part in words]


@pytest.mark.either
@pytest.mark.parametrize("address", SPILT)
@pytest.mark.parametrize("verbose", [False, True])
def test_no_command_prints_a_part_of_it(desk: Rehearsal, address: str, *, verbose: bool) -> None:
    """Not with a traceback either."""
    words = ["-v"] if verbose else []
    result = Operator(desk.folder, {}).run("doctor", "--database", address, *words)

    assert result.code
    assert not [
        part for part in ("Summer", "9876012345", "secret") if part in result.out + result.err
    ]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://pathway:Sec%40ret@localhost:5432/reviews",
        "postgresql://pathway:Sec/ret@localhost/reviews",
        "postgresql://pathway@localhost/reviews?password=Sec-ret&sslpassword=Sec-ret",
    ],
)
def test_a_place_is_named_without_a_password(address: str) -> None:
    """Wherever in the address it is."""
    shown = named(parsed(address))

    assert "ret" not in shown
    assert "localhost" in shown
    assert shown.endswith("/reviews")


def test_settings_are_printed_without_the_address() -> None:
    """A host that logs its settings logs no password."""
    assert "9876012345" not in repr(Settings(database="postgresql://me:9876012345@localhost/x"))


@pytest.mark.parametrize(
    "rest", [":99999/x", "/x?sslmode=Summer", "/x?Summer=9876012345", "/x?connect_timeout=Summer"]
)
def test_what_postgresql_does_not_take_in_an_address_is_told_from_a_server_that_is_down(
    rest: str,
) -> None:
    """And is not repeated."""
    with pytest.raises(DatabaseNotReady, match="a port or an option") as refused:
        Pathway.connect(f"postgresql://pathway:Secret@127.0.0.1{rest}").cases()

    assert not [part for part in ("Summer", "9876012345", "Secret") if part in str(refused.value)]


@pytest.mark.parametrize(
    "address", ["postgresql://me@[::1]:5432/x", "postgresql://me@a,b/x?user=a@b"]
)
def test_other_addresses_are_read(address: str) -> None:
    """Of IPv6, of several servers, and of a user whose name has an @."""
    assert "x" == parsed(address).database


@pytest.mark.postgresql
def test_wrong_database_and_refused_login_are_told_apart(desk: Rehearsal) -> None:
    """Each with what there is to check."""
    address = make_url(desk.address)
    sentences = {
        "There is no database at": address.set(database="nowhere"),
        "does not know this user": address.set(username="nobody_known"),
        "a host that is not known": address.set(host="unknown.invalid", query={}),
        "cannot be reached; check": address.set(host="127.0.0.1", port=1, query={}),
    }
    for sentence, wrong in sentences.items():
        with pytest.raises(DatabaseNotReady, match=sentence):
            Pathway.connect(wrong.render_as_string(hide_password=False)).cases()


@pytest.mark.postgresql
def test_a_failure_of_tls_is_called_so(desk: Rehearsal) -> None:
    """Here the server speaks no TLS and the address asks for it."""
    with proxied(make_url(desk.address)) as proxy:
        address = proxy.address.update_query_dict({"sslmode": "require"})
        with pytest.raises(DatabaseNotReady, match="cannot be reached over TLS"):
            Pathway.connect(address.render_as_string(hide_password=False)).cases()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ('FATAL:  password authentication failed for user "me"', "does not accept this password"),
        ("fe_sendauth: no password supplied", "does not accept this password"),
        ("FATAL: no pg_hba.conf entry for host, SSL off", "does not know this user"),
        ("SSL error: certificate verify failed", "over TLS"),
        ('root certificate file "/x/root.crt" does not exist', "over TLS"),
        ("FATAL:  the database system is starting up", "starting or stopping"),
    ],
)
def test_what_a_client_says_is_sorted(words: str, sentence: str) -> None:
    """What servers answer that none of the tests has at hand."""
    first = next(text for pattern, text in REFUSED if re.search(pattern, words, re.IGNORECASE))

    assert sentence in first


def test_an_error_of_it_is_one_of_pathways() -> None:
    """A host catches one kind."""
    with pytest.raises(PathwayError):
        Pathway.connect(SPILT[0])
