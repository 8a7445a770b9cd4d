"""The review page over HTTP, for this machine alone."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from importlib.resources import files
from threading import Thread
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from extractor.errors import CallError, ExtractorError, ReadError
from extractor.review.decisions import Action, read_action
from extractor.review.guard import Guard
from extractor.review.session import ConflictError, Session

LARGEST = 1 << 20
"""Bytes that a decision may have; the longest paragraph with all its evidence has 100 KB."""
SHARPNESS = (1.0, 1.5, 2.0, 3.0)
"""Pixels a point in which pages are drawn; few, so that they are drawn once."""
PORT = 8765
"""Mostly the same, so that what a browser still keeps unsaved is there when the review is started anew."""
TYPES = {"html": "text/html", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


def make_app(session: Session, token: str, port: int) -> ASGIApp:
    """The app for `session`, that answers on `port` of 127.0.0.1 to whoever has the token."""

    def asset(request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        path = files("extractor.review") / "static" / name
        suffix = name.rpartition(".")[2]
        if suffix not in TYPES or not path.is_file():
            return PlainTextResponse("no such file", 404)
        return Response(path.read_bytes(), media_type=TYPES[suffix])

    def overview(_: Request) -> Response:
        return JSONResponse(session.overview())

    def incident(request: Request) -> Response:
        return _found(session.incident(request.path_params["name"]))

    def report(request: Request) -> Response:
        return _found(session.report(request.path_params["number"]))

    def page(request: Request) -> Response:
        wanted = _number(request.query_params.get("scale"), 1.5)
        scale = min(SHARPNESS, key=lambda one: abs(one - wanted))
        try:
            picture = session.page(request.path_params["number"], request.path_params["page"], scale)
        except ReadError as error:
            return PlainTextResponse(str(error), 422)
        return Response(picture, media_type="image/png") if picture else PlainTextResponse("no such page", 404)

    def since(request: Request) -> Response:
        return JSONResponse(session.since(int(_number(request.query_params.get("known"), 0))))

    def places(request: Request) -> Response:
        name = request.query_params.get("name", "").strip()[:200]
        return JSONResponse(session.places(name, request.query_params.get("governorate") or None) if name else [])

    def read(request: Request) -> Response:
        asked = [request.query_params.get(name, "")[:500] for name in ("field", "words", "incident")]
        return JSONResponse({"value": session.read(*asked)})

    async def save(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return PlainTextResponse("too large", 413)
        try:
            data = _json(bytes(body))
            action, known = read_action(data["action"]), int(data["known"])
            added = await run_in_threadpool(session.save, action, known)
        except ConflictError as conflict:
            return JSONResponse({"conflict": str(conflict), "actions": _plain(conflict.actions)}, 409)
        except (ValueError, KeyError, TypeError) as error:
            return JSONResponse({"error": str(error)}, 400)
        except ExtractorError as error:  # the disk is full, the log may not be written, OUT was converted anew
            return JSONResponse({"error": str(error)}, 507)
        return JSONResponse({"actions": _plain(added)})

    routes = [
        Route("/", asset),
        Route("/static/{name}", asset),
        Route("/api/overview", overview),
        Route("/api/incidents/{name}", incident),
        Route("/api/reports/{number:int}", report),
        Route("/api/reports/{number:int}/pages/{page:int}", page),
        Route("/api/actions", since),
        Route("/api/actions", save, methods=["POST"]),
        Route("/api/places", places),
        Route("/api/read", read),
    ]
    return Guard(Starlette(routes=routes, exception_handlers={ExtractorError: _refused}), token, port)


def _refused(_: Request, error: Exception) -> Response:
    return PlainTextResponse(str(error), 409)


def _found(data: dict[str, Any] | None) -> Response:
    return PlainTextResponse("no such record", 404) if data is None else JSONResponse(data)


def _plain(actions: list[Action]) -> list[dict[str, Any]]:
    return [action.model_dump(mode="json", exclude_defaults=True) for action in actions]


def _json(body: bytes) -> dict[str, Any]:
    import json

    data = json.loads(body)
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return data


def _number(text: str | None, default: float) -> float:
    try:
        return float(text) if text else default
    except ValueError:
        return default


def serve(session: Session, port: int | None, announce: Callable[[str], None]) -> None:
    """Serve until the user ends it; `announce` is told the link once the server listens.

    Without a `port` it is `PORT`, or any that is free where that is taken. Raises CallError where the one asked for is.
    """
    import uvicorn

    token = secrets.token_urlsafe(32)
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", PORT if port is None else port))
        except OSError as error:
            if port is not None:
                raise CallError(f"port {port}: {error.strerror}; give another --port") from error
            listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        listening.listen(64)
        config = uvicorn.Config(
            make_app(session, token, port), log_level="warning", access_log=False, server_header=False,
            proxy_headers=False, lifespan="off", timeout_graceful_shutdown=3,
        )  # fmt: skip
        Thread(target=session.warm, daemon=True).start()
        announce(f"http://127.0.0.1:{port}/?token={token}")
        try:
            uvicorn.Server(config).run(sockets=[listening])
        finally:
            session.close()
