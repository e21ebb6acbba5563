"""
A hospital's service in FastAPI that refers cases: its own row and the case are stored together, or
neither is. The desk is beside its own pages, under `/reviews`.

    pip install 'practice-review-pathway[web]' fastapi
    PATHWAY_DATABASE=sqlite:///pathway.db uvicorn --factory fastapi_host:create_app

The service keeps a list of its own, on the same database: which ward raised which concern. Whoever
signs in is named by the header `X-User`; a service in earnest takes it from its single sign-on.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from pathway import Pathway, Settings
from pathway.errors import Conflict, DatabaseNotReady, NotFound, PathwayError, Refused
from pathway.web import desk

STATUS: dict[type[PathwayError], int] = {
    NotFound: 404,
    Conflict: 409,
    Refused: 422,
    DatabaseNotReady: 503,
}


class Base(DeclarativeBase):
    """The service's own tables."""


class Concern(Base):
    """A concern that a ward raised, and the case that came of it."""

    __tablename__ = "hospital_concern"

    reference: Mapped[str] = mapped_column(primary_key=True)
    ward: Mapped[str]


class NewConcern(BaseModel):
    """What a ward sends: its name, and the referral form."""

    ward: str
    form: dict[str, Any]


User = Annotated[str, Header(alias="X-User")]
Key = Annotated[str | None, Header(alias="Idempotency-Key")]


def create_app(pathway: Pathway | None = None) -> FastAPI:
    """Return the service on that Pathway; left out, it is the one that the environment names."""
    cases = pathway or connect()
    Base.metadata.create_all(cases.engine)
    app = FastAPI(title="Concerns")

    @app.post("/concerns", status_code=201)
    def raise_concern(concern: NewConcern, user: User, key: Key = None) -> dict[str, Any]:
        """
        Refer a case and keep which ward raised it: one transaction; a repeat with the same key is
        harmless.
        """
        with Session(cases.engine) as session, session.begin():
            case = cases.join(session).refer(concern.form, by=user, key=key)
            session.merge(Concern(reference=case.reference, ward=concern.ward))
        return case.as_json()

    @app.get("/concerns")
    def concerns(user: User) -> list[dict[str, Any]]:
        """Return every concern with where its case stands, as far as the user may read that."""
        with Session(cases.engine) as session:
            rows = session.scalars(select(Concern).order_by(Concern.reference)).all()
            states = {case.reference: case.state for case in cases.join(session).cases(by=user)}
        return [{"ward": row.ward, "state": states.get(row.reference)} for row in rows]

    @app.exception_handler(PathwayError)
    def refused(_request: Request, error: PathwayError) -> JSONResponse:
        """Answer with every reason; none of them names a child."""
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
        reasons = [
            {"code": reason.code, "message": reason.message, "path": reason.path}
            for reason in error.reasons
        ]
        return JSONResponse(
            {"error": error.code, "message": error.message, "reasons": reasons}, status
        )

    app.mount("/reviews", desk(cases, identify=user_of))
    return app


def user_of(request: Request) -> str | None:
    """Return who sent a request to the desk; None for nobody who is signed in."""
    return request.headers.get("X-User")


def connect() -> Pathway:
    """Return the cases of the database that the environment names."""
    settings = Settings.from_env()
    return Pathway.connect(settings.database, settings=settings)
