"""Where settings come from, and what is wrong with them: everything at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pathway.settings import FILE, Settings


def written(folder: Path, text: str) -> Path:
    """Return a folder with a `pathway.toml` in it."""
    (folder / FILE).write_text(text, "utf-8")
    return folder


def test_a_variable_beats_the_file_and_the_file_the_default(tmp_path: Path) -> None:
    """An empty variable is as good as none."""
    folder = written(tmp_path, 'sender = "a@example.org"\nsmtp_port = 25\nsmtp_user = "me"\n')
    environment = {"PATHWAY_SMTP_PORT": "587", "PATHWAY_SMTP_USER": "", "SMTP_HOST": "not ours"}

    assert Settings(sender="a@example.org", smtp_port=587, smtp_user="me") == Settings.find(
        [folder], environment
    )


def test_the_first_folder_that_has_a_file_is_the_one(tmp_path: Path) -> None:
    """Files are not mixed."""
    for name in ("near", "far"):
        (tmp_path / name).mkdir()
    near = written(tmp_path / "near", 'definition = "near"')
    far = written(tmp_path / "far", 'definition = "far"\nmail_folder = "far"')

    assert Settings(definition="near") == Settings.find([tmp_path, near, far], {})


@pytest.mark.parametrize("word", ["true", "TRUE", "1", "yes", "on"])
def test_yes_has_several_words(word: str) -> None:
    """Whoever writes a variable need not know TOML."""
    assert Settings.from_env({"PATHWAY_VERBOSE": word}).verbose


def test_a_password_of_digits_needs_no_quotes(tmp_path: Path) -> None:
    """TOML takes it for a number."""
    folder = written(tmp_path, "smtp_password = 1234")

    assert "1234" == Settings.find([folder], {}).smtp_password


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    """Each with where it is and what to write instead, and no value, which may be a secret."""
    folder = written(
        tmp_path, 'colour = 1\nflavour = 2\njson = "perhaps"\nsmtp_password = ["needle"]\n'
    )
    environment = {"PATHWAY_SMTP_PORT": "needle", "PATHWAY_LEASE_SECONDS": "1.5"}
    with pytest.raises(ValueError, match="The settings cannot be read") as refused:
        Settings.find([folder], environment)

    sentence = str(refused.value)
    file = folder / FILE
    assert f"{file} has no setting colour, flavour; " in sentence
    assert f"json in {file} is neither true nor false" in sentence
    assert f"smtp_password in {file} is not a text in quotes" in sentence
    assert "PATHWAY_SMTP_PORT is not a whole number such as 0" in sentence
    assert "PATHWAY_LEASE_SECONDS is not a whole number such as 120" in sentence
    assert "needle" not in sentence


def test_a_file_that_is_not_toml_hides_no_fault_of_a_variable(tmp_path: Path) -> None:
    """Both are told."""
    with pytest.raises(
        ValueError, match=r"is not TOML: .*; PATHWAY_JSON is neither true nor false"
    ):
        Settings.find([written(tmp_path, "database = ")], {"PATHWAY_JSON": "perhaps"})


def test_a_number_that_makes_no_sense_is_refused() -> None:
    """Before a port beyond all ports reaches the network."""
    with pytest.raises(ValueError, match="PATHWAY_SMTP_PORT is not between 0 and 65535"):
        Settings.from_env({"PATHWAY_SMTP_PORT": "1" + "0" * 30})


def test_of_very_many_unknown_settings_the_first_hundred_are_named(tmp_path: Path) -> None:
    """And how many there are besides."""
    text = "".join(f"unknown{number} = 1\n" for number in range(1000))
    with pytest.raises(ValueError, match=r"unknown\d+, and 900 more\."):
        Settings.find([written(tmp_path, text)], {})


def test_a_misspelt_setting_names_the_nearest(tmp_path: Path) -> None:
    """And none of the others."""
    text = 'smpt_host = "mail"\nDigest_Hour = 9\n'
    with pytest.raises(ValueError, match="has no setting") as refused:
        Settings.find([written(tmp_path, text)], {})

    sentence = str(refused.value)
    assert "smpt_host (did you mean smtp_host?)" in sentence
    assert "Digest_Hour (did you mean digest_hour?)" in sentence
    assert "base_url" not in sentence


def test_settings_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    """As Notepad saves them, also in UTF-16."""
    for encoding in ("utf-8-sig", "utf-16"):
        (tmp_path / FILE).write_bytes('sender = "Zoë <z@example.org>"'.encode(encoding))

        assert "Zoë <z@example.org>" == Settings.find([tmp_path], {}).sender
