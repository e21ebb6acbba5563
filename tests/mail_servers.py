"""
A real mail server on loopback that behaves as well or as badly as a test asks for, with a
certificate of its own.
"""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "pathway", "a long password"


@dataclass
class Behaviour:
    """
    What the server takes, and what it does instead.

    Args:
        recipients: The answer to RCPT for an address; those that are not named are taken.
        data: What happens to each message in turn: an answer, `hang up` before one, or `keep and
            hang up`.
    """

    recipients: dict[str, str] = field(default_factory=dict[str, str])
    data: list[str] = field(default_factory=list[str])
    kept: list[bytes] = field(default_factory=list[bytes])
    connections: int = 0
    transports: list[Any] = field(default_factory=list[Any])

    @property
    def ids(self) -> list[str]:
        """Return the Message-ID of each message that was kept."""
        return [str(message_from_bytes(message)["Message-ID"]) for message in self.kept]

    async def handle_EHLO(  # noqa: N802 - the server calls it so
        self,
        server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Greet."""
        session.host_name = hostname
        self.connections += 1
        self.transports.append(server.transport)
        return responses

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a recipient or not."""
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message or not."""
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer.startswith(("250", "keep")):
            assert isinstance(envelope.content, bytes)
            self.kept.append(envelope.content)
        if answer.endswith("hang up"):
            transport: Any = server.transport
            transport.abort()
        return answer


@dataclass(frozen=True)
class MailServer:
    """Where the server listens, its certificate, and what it does."""

    port: int
    certificate: Path
    behaviour: Behaviour

    def settings(self, security: str = "starttls", **other: Any) -> dict[str, Any]:
        """Return what Pathway is to be told of it."""
        own = {
            "smtp_host": "localhost",
            "smtp_port": self.port,
            "smtp_security": security,
            "smtp_timeout_seconds": 5,
        }
        trusted = {"smtp_ca_file": str(self.certificate)} if security != "none" else {}
        return own | trusted | other


@contextmanager
def mail_server(
    folder: Path,
    security: str = "starttls",
    *,
    login: bool = False,
    proof: tuple[Path, Path] | None = None,
) -> Generator[MailServer]:
    """
    Lend a server with STARTTLS, TLS from the start, or neither; with login it takes mail only after
    one.

    Args:
        proof: The files of its certificate and key; a good one is made if not given.
    """
    certificate, key = proof or certified(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    behaviour, port = Behaviour(), free_port()
    options: dict[str, Any] = {
        "authenticator": known,
        "auth_required": login,
        "auth_require_tls": security == "starttls",
    }
    if security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    controller = Controller(
        behaviour,
        hostname="localhost",
        port=port,
        ssl_context=context if security == "tls" else None,
        **options,
    )
    controller.start()
    try:
        yield MailServer(port, certificate, behaviour)
    finally:
        for transport in behaviour.transports:
            controller.loop.call_soon_threadsafe(transport.abort)
        controller.stop()


def known(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, credentials: Any
) -> AuthResult:
    """Say whether the user and the password are right."""
    right = isinstance(credentials, LoginPassword) and (
        credentials.login,
        credentials.password,
    ) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=False)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("localhost", 0)) as listener:
        return int(listener.getsockname()[1])


def certified(folder: Path, name: str = "localhost", ends: int = 1) -> tuple[Path, Path]:
    """
    Return the files of a new certificate for that name, signed by itself, and of its key.

    Args:
        ends: How many days it holds from now; with a negative number it has ended.
    """
    folder.mkdir(exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(now + datetime.timedelta(days=ends))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / f"{name}.pem", folder / f"{name}.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private.write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()))
    return certificate, private
