"""Serving the desk on this computer, by uvicorn."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from pathway.errors import WrongUsage
from pathway.service import Pathway
from pathway.web.app import DOOR, application, desk
from pathway.web.desk import Desk
from pathway.web.security.origins import allowed_hosts
from pathway.web.security.rehearsal import RehearsalVisitors
from pathway.web.texts import Texts, named_after

LOOPBACK = "127.0.0.1"
REHEARSAL = (
    "Open {link} in a browser of this computer: the link works once. It is a rehearsal, in which you "
    "may be any of its people. Ctrl-C stops the desk."
)
IN_EARNEST = (
    "The desk is at {link}, and only on this computer: others reach it through a web server with TLS. "
    "Ctrl-C stops it."
)


def serve(pathway: Pathway, *, port: int, tell: Callable[[str], None]) -> None:
    """
    Serve the desk of some cases until somebody stops it.

    Args:
        port: The port; 0 takes any that is free.
        tell: Told where it is once it can be reached.

    Raises:
        WrongUsage: Something else listens at the port.
    """
    listening = _bound(port)
    address = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
    is_rehearsal = pathway.clock.is_rehearsal()
    if is_rehearsal:
        visitors = RehearsalVisitors()
        app = application(
            Desk(
                pathway.through(DOOR),
                visitors,
                Texts(named_after(pathway.settings.partnership)),
                stand_ins=visitors,
                hosts=allowed_hosts(pathway.settings.base_url),
            )
        )
        tell(REHEARSAL.format(link=f"{address}/open/{visitors.token}"))
    else:
        app = desk(pathway)
        tell(IN_EARNEST.format(link=address))
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        # The web server in front of it, on this computer, says who asks and whether by TLS.
        proxy_headers=not is_rehearsal,
        forwarded_allow_ips=LOOPBACK,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _bound(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port))
        # Whoever follows the link before uvicorn is ready waits, and is not refused.
        listening.listen()
    except (OSError, OverflowError) as error:
        listening.close()
        raise WrongUsage(
            f"Port {port} cannot be used; name another with --port, or 0 for any."
        ) from error
    return listening
