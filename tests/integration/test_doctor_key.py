"""What `doctor` says of the key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pathway import Pathway
from pathway.errors import KeyMissing
from pathway.service.installing import install
from pathway.storage.cases.sealing import Keyring
from tests.rehearsals import BU, Rehearsal

HEAD = "name,email,agency,roles,order"


@pytest.mark.parametrize(("rehearsal", "level"), [(True, "ok"), (False, "warning")])
def test_a_key_beside_the_database_is_for_rehearsals(
    tmp_path: Path, rehearsal: bool, level: str
) -> None:
    """A copy of a database's folder would take the key along, which matters where cases are real."""
    address, key_file = f"sqlite:///{tmp_path / 'pathway.db'}", tmp_path / "pathway.key"
    now = datetime(2026, 3, 16, 9, tzinfo=UTC)  # Mon
    install(address, key_file, rehearsal=rehearsal, trust_operators=not rehearsal, now=now)
    pathway = Pathway.connect(address, key_file=key_file)

    levels = {diagnosis.what: diagnosis.level for diagnosis in pathway.doctor()}
    pathway.close()

    assert level == levels["key"]


def spoilt(kind: str, key: Path) -> None:
    """Make a key file unusable."""
    content = {"garbage": b"\xff\x00 no key", "empty": b"", "half": key.read_bytes()[:30]}
    key.unlink()
    if kind in content:
        key.write_bytes(content[kind])
    elif kind == "folder":
        key.mkdir()
    elif kind == "link to nothing":
        key.symlink_to(key.with_name("elsewhere"))
    elif kind == "link to itself":
        key.symlink_to(key)
    elif kind == "another's":
        Keyring.make(key)


@pytest.mark.either
@pytest.mark.parametrize(
    "kind",
    [
        "missing",
        "garbage",
        "empty",
        "half",
        "folder",
        "link to nothing",
        "link to itself",
        "another's",
    ],
)
def test_a_key_that_cannot_be_used_harms_only_what_needs_one(desk: Rehearsal, kind: str) -> None:
    """Lists and mail go on, whatever would be signed is refused, and `doctor` names the key."""
    reference = desk.endorsed()
    spoilt(kind, desk.key)
    pathway = desk.connect()
    desk.clock("2026-04-30")  # Thu

    assert [reference] == [case.reference for case in pathway.cases()]
    assert pathway.case(reference).deadlines
    assert pathway.deadlines()
    assert pathway.attention().overdue
    assert pathway.sweep().failed
    assert 0 == pathway.dispatch().dead
    assert pathway.mail.list()
    assert pathway.calendar(by=BU)
    assert pathway.people.list()
    assert ["fault"] == [line.level for line in pathway.doctor() if line.what == "key"]
    with pytest.raises(KeyMissing):
        pathway.take(reference, "note", by=BU, input={"text": "Seen."})
    with pytest.raises(KeyMissing):
        pathway.people.import_file(f"{HEAD}\nNew,new@example.org,police,rep,9\n")


@pytest.mark.either
def test_a_key_that_comes_back_is_found(desk: Rehearsal) -> None:
    """By what is connected already."""
    reference = desk.refer()
    content = desk.key.read_bytes()
    desk.key.write_bytes(b"")
    pathway = desk.connect()
    with pytest.raises(KeyMissing):
        pathway.history(reference)
    desk.key.write_bytes(content)

    assert 1 == len(pathway.history(reference))
