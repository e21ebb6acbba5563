"""What `doctor` says of the key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pathway import Pathway
from pathway.service.installing import install


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
