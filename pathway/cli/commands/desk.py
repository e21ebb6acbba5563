"""The desk: pages on which people read and act."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click

from pathway.cli import garbage
from pathway.cli.options import Command
from pathway.cli.session import Session
from pathway.errors import WrongUsage

PORT = 8000
KEY, DEMO = "pathway.key", "demo.json"
SERVERS = ("smtp_host", "notify_api_key", "notify_api_key_file", "base_url")
PORTS = click.IntRange(0, 65_535)
NEEDED = ("starlette", "govuk_frontend_jinja", "python_multipart", "uvicorn")


@click.command(cls=Command)
@click.argument("folder", default="")
@click.option("--port", type=PORTS, default=PORT, help="The port; 8000 unless given.")
@click.pass_obj
def serve(session: Session, /, folder: str, port: int) -> None:
    """
    Open the desk on this computer.

    The desk is the pages on which people read and act. FOLDER is one with a pathway.db in it, such as
    that of a demo; without it, it is the desk of --database. A rehearsal is opened by a link that
    works once, and lets you be any of its people.
    """
    if any(find_spec(name) is None for name in NEEDED):
        raise WrongUsage("The desk needs further packages: install practice-review-pathway[web].")
    from pathway.web.serving import serve as serving

    if folder:
        _look_into(session, Path(folder))
    with session.pathway() as pathway:
        garbage.as_usual()
        serving(pathway, port=port, tell=click.echo)


def _look_into(session: Session, folder: Path) -> None:
    """
    Take database, key and folder of emails from a folder, whatever the settings say of others. Mail
    of a demo leaves by no server.
    """
    session.options["database"] = f"sqlite:///{folder / 'pathway.db'}"
    session.options["mail_folder"] = str(folder / "mail")
    if (folder / KEY).exists():
        session.options["key_file"] = str(folder / KEY)
    if (folder / DEMO).exists():
        session.options |= dict.fromkeys(SERVERS, "")


COMMANDS = (serve,)
