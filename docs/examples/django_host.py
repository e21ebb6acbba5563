"""
A charity's case system in Django, with the desk beside its own pages, under `/reviews`.

    pip install 'practice-review-pathway[web]' django
    PATHWAY_DATABASE=sqlite:///pathway.db uvicorn --factory django_host:create_service

One ASGI server runs both. Django's session holds who is signed in, and the desk reads it; the
authoriser says which person of the directory that is. In a project of yours the settings are in
`settings.py`, and what `create_service` returns is the `application` of `asgi.py`.
"""

# Django ships no types.
# pyright: basic, reportAttributeAccessIssue=false, reportArgumentType=false
from __future__ import annotations

import django
from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount

from pathway import Authorised, Pathway, Settings
from pathway.web import desk

USERS = {
    "ann": Authorised("referrer.childrens@example.org"),
    "bob": Authorised("business.unit@example.org"),
}
USER = "user"

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        SECRET_KEY="one for this example",  # noqa: S106 - a project has its own
        ALLOWED_HOSTS=["localhost"],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
        INSTALLED_APPS=["django.contrib.sessions"],
    )
    django.setup()


def sign_in(request: HttpRequest, name: str) -> HttpResponse:
    """Sign somebody in; a system in earnest asks for more than a name."""
    request.session[USER] = name
    return HttpResponse(f"Hello, {name}.")


def front(request: HttpRequest) -> JsonResponse:
    """Return who is signed in."""
    return JsonResponse({USER: request.session.get(USER)})


urlpatterns = [path("", front), path("sign-in/<str:name>", sign_in)]


def create_service(pathway: Pathway | None = None) -> Starlette:
    """Return Django with the desk beside it, as a server for ASGI runs them."""
    cases = pathway or connect()
    return Starlette(
        routes=[
            Mount("/reviews", desk(cases, identify=user_of)),
            Mount("/", get_asgi_application()),
        ]
    )


def user_of(request: Request) -> str | None:
    """Return who is signed in to Django; None for a stranger."""
    cookie = request.cookies.get(settings.SESSION_COOKIE_NAME)
    user = SessionStore(cookie).get(USER)
    return user if user in USERS else None


def connect() -> Pathway:
    """Return the cases of the database that the environment names."""
    own = Settings.from_env()
    return Pathway.connect(own.database, settings=own, authoriser=USERS.get)
