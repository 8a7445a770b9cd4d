"""Who may talk to the review server: this machine's browser, from the page that it was given, with the token.

A page of another site can send requests to 127.0.0.1, and a name that it controls can be made to point there (DNS
rebinding). So the Host must be ours, an Origin must be ours where there is one, and a cookie that only the link of
the terminal sets must come along.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """ASGI middleware around the app: refuses what is not ours, and puts `HEADERS` on every answer."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        """`port` is the one that the server listens on."""
        self.app = app
        self.token = token
        self.cookie = f"extractor-{port}"  # cookies of 127.0.0.1 are shared by all of its ports
        self.hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on to the app."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = {**message, "headers": [*message["headers"], *extra]}
            await send(message)

        from starlette.responses import PlainTextResponse, RedirectResponse, Response

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if host not in self.hosts:
            answer: Response = PlainTextResponse("This server answers to 127.0.0.1 only.", 421)
        elif headers.get("origin", f"http://{host}") != f"http://{host}":
            answer = PlainTextResponse("Requests of other pages are refused.", 403)
        elif scope["path"] == "/" and scope["method"] == "GET" and self._right(given):
            answer = RedirectResponse("/", 303)
            answer.set_cookie(self.cookie, self.token, httponly=True, samesite="strict")
        elif not self._right(_cookie(headers.get("cookie", ""), self.cookie)):
            answer = PlainTextResponse("Open the link that `extractor review` printed: it holds the key.", 401)
        elif scope["method"] not in ("GET", "HEAD") and headers.get("sec-fetch-site", "same-origin") != "same-origin":
            answer = PlainTextResponse("Requests of other pages are refused.", 403)
        elif scope["method"] == "POST" and headers.get("content-type") != "application/json":
            answer = PlainTextResponse("Only JSON is taken.", 415)
        else:
            await self.app(scope, receive, sealed)
            return
        await answer(scope, receive, sealed)

    def _right(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self.token.encode())


def _cookie(header: str, name: str) -> str:
    for part in header.split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value
    return ""
