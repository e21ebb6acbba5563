"""Asking somebody to confirm what was refused."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from pathway.cli.conversation.confirming import confirmed_by_asking
from pathway.cli.session import Session
from pathway.errors import AGAIN, UNLISTED, Reason, Refused


def test_an_option_that_the_command_lacks_is_not_asked_about() -> None:
    """The refusal itself comes through, with what speaks against the step."""
    refused = Refused("It was made before.", [Reason("again", "made before", confirm=AGAIN)])

    def refuse(_: Mapping[str, bool]) -> None:
        raise refused

    with pytest.raises(Refused) as raised:
        confirmed_by_asking(Session(), refuse, {UNLISTED: False})

    assert refused is raised.value
