"""A tiny site behind the gate, and a browser for it."""

from __future__ import annotations

from types import SimpleNamespace

from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from app.access.gate import Gate
from app.access.passwords import Hashes
from app.access.people import KEY
from app.pages import signing_in
from app.server.faults import add_fault_pages
from app.site import Site

PASSWORD = "three grey herons"
HTML = {"accept": "text/html,*/*;q=0.8"}


def cheap_hashes(time_cost=1):
    return Hashes(PasswordHasher(time_cost=time_cost, memory_cost=8, parallelism=1))


def site_with(access):
    return Site(SimpleNamespace(), SimpleNamespace(), access=access)


def app_behind(access, proxied=False):
    app = FastAPI(openapi_url=None)
    app.include_router(signing_in.router(site_with(access)))

    async def whoami(request: Request):
        person = request.scope.get(KEY)
        return JSONResponse({"name": person.name, "role": person.role, "via": person.via} if person else None)

    for path in ("/", "/whoami", "/healthz", "/readyz", "/accessibility", "/config", "/theme.css", "/site/{name}"):
        app.add_api_route(path, whoami, methods=["GET", "HEAD", "POST"])
    app.add_api_route("/gradio_api/{rest:path}", whoami, methods=["GET", "HEAD", "POST"])
    add_fault_pages(app)
    app.add_middleware(Gate, access=access, proxied=proxied)
    return app


def browser(app, base="http://testserver", **options):
    return TestClient(app, base, follow_redirects=False, headers=HTML, **options)


def signed_in(app, name, password=PASSWORD, base="http://testserver"):
    client = browser(app, base)
    reply = client.post("/login", data={"name": name, "password": password})
    assert reply.status_code == 303, reply.text
    return client


def whoami(client, **options):
    return client.get("/whoami", **options)
