"""The token with which an operator says who they are: in a variable, or in a file of their own."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pathway.errors import MAX_SHOWN_PLACE, Reason, Refused, WrongUsage, shown

if TYPE_CHECKING:
    from pathway.service import Pathway

VARIABLE = "PATHWAY_TOKEN"
TOKEN = re.compile(r"pathway_[A-Za-z0-9_-]{43}")
ISSUE = "`pathway people token EMAIL -o FILE` issues one"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
LARGEST = 1024  # bytes; a token has 51
NO_PROOF = (
    "--by alone does not prove who you are here: give your token in PATHWAY_TOKEN, or its file with --token-file. "
    "Whoever keeps Pathway issues it: pathway people token EMAIL -o FILE."
)
OTHER_PERSON = (
    "--by names somebody else than your token does: leave --by out, or use that person's own token."
)


def token_of(option: str, setting: str, environment: Mapping[str, str]) -> str | None:
    """
    Return the token of whoever is asking, or None where there is none: from the file that the
    option names, else from the variable, else from the file that is set.

    Raises:
        WrongUsage: A file cannot be read or can be read by others, or what is there is no token.
    """
    if option:
        return _token_in(option)
    if environment.get(VARIABLE):
        return _token(environment[VARIABLE], VARIABLE)
    return _token_in(setting) if setting else None


def asked_by(pathway: Pathway, by: str, token: str | None) -> Pathway:
    """
    Return the cases as somebody may use them who has proved who they are, where the database wants
    a proof.

    Raises:
        WrongUsage: There is no token.
        Refused: The token may not be used, or is somebody else's.
    """
    if pathway.trusts_operators():
        return pathway
    if token is None:
        raise WrongUsage(NO_PROOF)
    holder = pathway.tokens.person(token).email
    if by.strip().casefold() != holder.casefold():
        raise Refused(OTHER_PERSON, [Reason("not_permitted", OTHER_PERSON)])
    return pathway.with_token(token)


def _token_in(name: str) -> str:
    called = shown(name, MAX_SHOWN_PLACE)
    try:
        with Path(name).open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(LARGEST)
    except FileNotFoundError as error:
        raise WrongUsage(f"There is no token file {called}; {ISSUE}.") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "that is not the name of a file"
        raise WrongUsage(f"The token file {called} cannot be read: {why}.") from error
    # Windows has no such modes.
    if os.name == "posix" and mode & OTHERS:
        raise WrongUsage(
            f"The token file {called} can be read by others, and was not used: run "
            f"`chmod 600` on it, and have the token revoked if somebody may have read it."
        )
    return _token(content.decode("ascii", "replace"), f"The file {called}")


def _token(text: str, where: str) -> str:
    if not TOKEN.fullmatch(text.strip()):
        raise WrongUsage(f"{where} does not hold a token, which begins with pathway_; {ISSUE}.")
    return text.strip()
