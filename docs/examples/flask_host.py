"""
A council's case system in Flask that takes steps: its own task and the step are stored together, or
neither is. The desk is beside its own pages, under `/reviews`.

    pip install 'practice-review-pathway[web]' flask asgiref
    PATHWAY_DATABASE=sqlite:///pathway.db uvicorn --factory flask_host:create_service

Flask speaks WSGI and the desk ASGI. One server runs both: requests to `/reviews` go to the desk, all
others to Flask, through the adapter of asgiref.

The system keeps tasks of its own, on the same database: one for each step that was taken, for
whoever writes letters. Its users have numbers; the authoriser says which person of the directory
each of them is.
"""

from __future__ import annotations

from typing import Any

from asgiref.wsgi import WsgiToAsgi
from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount

from pathway import Authorised, Pathway, Settings
from pathway.errors import Conflict, DatabaseNotReady, NotFound, PathwayError, Refused
from pathway.web import desk

USERS = {
    "17": Authorised("referrer.childrens@example.org"),
    "18": Authorised("rep.childrens@example.org"),
    "19": Authorised("referrer.yjs@example.org"),
}
STATUS: dict[type[PathwayError], int] = {
    NotFound: 404,
    Conflict: 409,
    Refused: 422,
    DatabaseNotReady: 503,
}

metadata = MetaData()
task = Table(
    "council_task",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(40), nullable=False),
    Column("what", String(200), nullable=False),
)


def create_service(pathway: Pathway | None = None) -> Starlette:
    """Return the system with the desk beside it, as a server for ASGI runs them."""
    cases = pathway or connect()
    return Starlette(
        routes=[
            Mount("/reviews", desk(cases, identify=user_of)),
            Mount("/", WsgiToAsgi(create_app(cases))),  # type: ignore[no-untyped-call]
        ]
    )


def user_of(asked: Request) -> str | None:
    """Return the number of the user who sent a request to the desk; None for a stranger."""
    user = asked.headers.get("X-User")
    return user if user in USERS else None


def create_app(pathway: Pathway | None = None) -> Flask:
    """Return the system on that Pathway; left out, it is the one that the environment names."""
    cases = pathway or connect()
    metadata.create_all(cases.engine)
    app = Flask(__name__)

    @app.get("/cases/<reference>/steps")
    def next_steps(reference: str) -> ResponseReturnValue:
        """
        Return what the user may do next, with the schema of each step's input: enough to draw a
        form.
        """
        steps = cases.steps(reference, by=_user())
        return jsonify([step.as_json() for step in steps if step.allowed])

    @app.post("/cases/<reference>/steps/<step>")
    def take(reference: str, step: str) -> ResponseReturnValue:
        """Take a step and write the task that follows from it: one transaction."""
        answers: dict[str, Any] = request.get_json()
        with cases.engine.begin() as connection:
            case = cases.join(connection).take(
                reference,
                step,
                by=_user(),
                input=answers,
                key=request.headers.get("Idempotency-Key"),
            )
            for event in case.events:
                what = f"Write to the family about {event.step}"
                connection.execute(insert(task).values(reference=case.reference, what=what))
        return jsonify(case.as_json())

    @app.get("/tasks")
    def tasks() -> ResponseReturnValue:
        """Return the tasks of the cases of which the user may read anything."""
        with cases.engine.connect() as connection:
            readable = {case.reference for case in cases.join(connection).cases(by=_user())}
            rows = connection.execute(select(task)).mappings()
            return jsonify([dict(row) for row in rows if row["reference"] in readable])

    @app.errorhandler(PathwayError)
    def refused(error: PathwayError) -> ResponseReturnValue:
        """Answer with every reason; none of them names a child."""
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
        reasons = [
            {"code": reason.code, "message": reason.message, "path": reason.path}
            for reason in error.reasons
        ]
        return jsonify({"error": error.code, "message": error.message, "reasons": reasons}), status

    return app


def connect() -> Pathway:
    """Return the cases of the database that the environment names."""
    settings = Settings.from_env()
    return Pathway.connect(settings.database, settings=settings, authoriser=USERS.get)


def _user() -> str:
    """Return the user's number; a system in earnest takes it from the session."""
    return request.headers.get("X-User", "")
