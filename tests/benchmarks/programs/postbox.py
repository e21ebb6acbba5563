"""A mail server on loopback that takes everything; told its port, it answers what it has got."""

from __future__ import annotations

from email.parser import BytesHeaderParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.benchmarks.programs import serve, told


class Postbox:
    """Keeps what it takes until it is asked."""

    def __init__(self) -> None:
        self._taken: list[bytes] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message."""
        assert isinstance(envelope.content, bytes)
        self._taken.append(envelope.content)
        return "250 OK"

    def emptied(self) -> str:
        """Return how many messages came since the last time, and how many different ones."""
        parser = BytesHeaderParser()
        names = [str(parser.parsebytes(message)["Message-ID"]) for message in self._taken]
        self._taken.clear()
        return f"{len(names)} {len(set(names))}"


def main() -> None:
    """Take mail until nobody asks any more."""
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=told()["port"])
    controller.start()
    serve(lambda _: postbox.emptied())
    controller.stop()


if __name__ == "__main__":
    main()
