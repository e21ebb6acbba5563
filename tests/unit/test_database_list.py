"""The file that names many databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from pathway.database_list import ListedDatabase, read_list
from pathway.settings import Settings


def listed(folder: Path, text: str, **environment: str) -> list[ListedDatabase]:
    """Return the databases that a file with this text names."""
    path = folder / "databases.toml"
    path.write_text(text, "utf-8")
    return read_list(path, environment)


def faults(folder: Path, text: str, **environment: str) -> str:
    """Return what is said of a file that cannot be used."""
    with pytest.raises(ValueError, match=r"databases\.toml") as refused:
        listed(folder, text, **environment)
    return str(refused.value)


NORTH = '[north]\ndatabase = "sqlite:///north.db"\n'


def test_a_table_beats_what_is_above_it_and_that_the_environment(tmp_path: Path) -> None:
    text = f'smtp_host = "all"\nsmtp_user = "all"\n{NORTH}smtp_user = "north"\n'
    (north,) = listed(tmp_path, text, PATHWAY_SMTP_HOST="env", PATHWAY_SMTP_PASSWORD="env")

    wanted = Settings(
        database="sqlite:///north.db", smtp_host="all", smtp_user="north", smtp_password="env"
    )
    assert ("north", wanted, 3) == (north.name, north.settings, north.line)


def test_no_variable_is_the_address_or_key_of_all(tmp_path: Path) -> None:
    """Nor do those count that are about a run of the command."""
    variables = {"PATHWAY_DATABASE": "x", "PATHWAY_KEY_FILE": "x", "PATHWAY_JSON": "true"}
    (north,) = listed(tmp_path, NORTH, **variables)

    assert Settings(database="sqlite:///north.db") == north.settings


def test_every_fault_is_named_with_its_line_and_no_value(tmp_path: Path) -> None:
    lines = (
        'key_file = "needle"',  # 1
        "smtp_port = 'needle'",  # 2
        "",
        "[north]",  # 4
        'database = "sqlite:///needle.db"',
        'smtp_host = """',  # 6
        'json = "needle"',
        '"""',
        "verbose = true",  # 9
        "[ 'south' ]",  # 10
        'database = "sqlite:///needle.db"',  # 11
        "[sender]",  # 12
        'colour = "needle"',  # 13
        '["a b"]',  # 14
        'database = "sqlite:///other.db"',
    )
    sentence = faults(tmp_path, "\n".join(lines), PATHWAY_LEASE_SECONDS="needle")

    wanted = (
        ": PATHWAY_LEASE_SECONDS is not a whole number such as 120; ",
        "line 1: key_file is for one database: write it in its table; ",
        "line 2: smtp_port is not a whole number such as 0; ",
        "line 5: north has the same database as another; ",
        "line 9: verbose is not a setting of a database; ",
        "line 11: south has the same database as another; ",
        "line 12: sender cannot name a database; ",
        "line 12: sender has no database, which is its address; ",
        "line 13: there is no setting colour; ",
        "line 14: a b cannot name a database; ",
    )
    plain = sentence.replace("; use up to 63 letters, digits, hyphens and underscores", "")
    assert [] == [part for part in wanted if part.rstrip("; ") not in plain]
    assert len(wanted) == plain.count("; ") + 1
    assert "needle" not in sentence


def test_very_many_faults_are_counted(tmp_path: Path) -> None:
    """As of a file of another kind that is named by mistake."""
    text = "\n".join(f"colour{number} = 1" for number in range(200))

    assert faults(tmp_path, f"{text}\n{NORTH}").endswith("; and 100 more.")


@pytest.mark.parametrize(
    ("text", "why"),
    [("north = 1", "no table that names a database"), ("[north", "not TOML"), ("\0", "not text")],
)
def test_what_names_no_database(tmp_path: Path, text: str, why: str) -> None:
    assert why in faults(tmp_path, text)
