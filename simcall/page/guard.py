"""What stands before every page: who may ask, how much may be sent, and what a browser may do with the answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Guard", "Keys"]

HOST = "127.0.0.1"
"""The only address that the page listens on: no other machine reaches it."""
_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""On every answer, unless a picture brings its own policy. `same-origin` keeps the token from leaving in a referrer,
and lets the browser name the origin of a form."""
_READING = ("GET", "HEAD")
_OWN_SITE = ("same-origin", "none")
_CLOSED = "Open the address that `simcall page` printed when it started. This address does not hold its token.\n"
_ELSEWHERE = "simcall answers only requests from its own page.\n"
_TOO_LARGE = "This is more than simcall takes at once ({:,} bytes). Send a smaller file, or enter less.\n"


@dataclass(frozen=True)
class Keys:
    """What opens the page: random, and made anew whenever it starts.

    The token in the printed address opens the first page. From then on a cookie does, which the browser sends only
    under a random folder of this address: programs that listen on other ports of the same machine never get it, and
    the token need not stay in the address.

    Attributes
    ----------
    port : int
        The port that the page listens on.
    token, session, folder : str
        In the printed address; in the cookie; the folder in which all pages are.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    folder: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)

    @property
    def host(self) -> str:
        """What a browser of this machine sends as Host."""
        return HOST if self.port == 80 else f"{HOST}:{self.port}"

    @property
    def origin(self) -> str:
        """What the browser sends as Origin."""
        return f"http://{self.host}"

    @property
    def address(self) -> str:
        """The address that the user opens."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    @property
    def root(self) -> str:
        """The beginning of every page's address."""
        return f"/{self.folder}/"

    @property
    def cookie_name(self) -> str:
        """The name of the cookie, with the port: two pages on one machine need two cookies."""
        return f"simcall-{self.port}"

    @property
    def cookie(self) -> str:
        """The cookie that the first page sets."""
        return f"{self.cookie_name}={self.session}; Path={self.root}; HttpOnly; SameSite=Strict"


class Guard:
    """Let in only the user's own browser, and only requests that are not too large for their address.

    Parameters
    ----------
    app : ASGIApp
        What it guards. The addresses that it sees do not hold the random folder.
    keys : Keys
        What opens the page.
    largest : callable
        How many bytes may be sent to an address.
    """

    def __init__(self, app: ASGIApp, keys: Keys, largest: Callable[[str], int]) -> None:
        self._app, self._keys, self._largest = app, keys, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            raise RuntimeError(f"the page does not answer {scope['type']}")
        headers = Headers(scope=scope)
        opens = self._holds_token(scope)
        if (refusal := self._refusal(scope, headers, opens=opens)) is not None:
            await refusal(scope, receive, _with_headers(send))
            return
        inner = self._inner(scope, opens=opens)
        limit = self._largest(inner["path"])
        if _announced(headers) > limit:
            too_large = PlainTextResponse(_TOO_LARGE.format(limit), 413, {"Connection": "close"})
            await too_large(scope, receive, _with_headers(send))
            return
        cookie = self._keys.cookie if opens else None
        await self._app(inner, _limited(receive, limit), _with_headers(send, cookie))

    def _holds_token(self, scope: Scope) -> bool:
        """Tell whether a request opens the first page with the token."""
        if scope["path"] != "/" or scope["method"] not in _READING:
            return False
        tokens = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        return len(tokens) == 1 and secrets.compare_digest(tokens[0].encode(), self._keys.token.encode())

    def _refusal(self, scope: Scope, headers: Headers, *, opens: bool) -> PlainTextResponse | None:
        """Return the refusal of a request that is not allowed; None if it is allowed."""
        if headers.getlist("host") != [self._keys.host]:
            return PlainTextResponse(_ELSEWHERE, 403)
        if any(origin != self._keys.origin for origin in headers.getlist("origin")):
            return PlainTextResponse(_ELSEWHERE, 403)
        if opens:
            return None  # the token says enough: the address may be clicked in another program
        if headers.get("sec-fetch-site", "none") not in _OWN_SITE:
            return PlainTextResponse(_ELSEWHERE, 403)
        if scope["method"] not in _READING and "origin" not in headers:
            return PlainTextResponse(_ELSEWHERE, 403)
        if not scope["path"].startswith(self._keys.root) or not self._holds_cookie(headers):
            return PlainTextResponse(_CLOSED, 403)
        return None

    def _holds_cookie(self, headers: Headers) -> bool:
        return any(
            secrets.compare_digest(value.encode(), self._keys.session.encode()) for value in self._cookies(headers)
        )

    def _cookies(self, headers: Headers) -> Iterator[str]:
        for line in headers.getlist("cookie"):
            try:
                cookies = SimpleCookie(line)
            except CookieError:
                continue
            if self._keys.cookie_name in cookies:
                yield cookies[self._keys.cookie_name].value

    def _inner(self, scope: Scope, *, opens: bool) -> Scope:
        """Return the request as the application sees it."""
        path = "/" if opens else f"/{scope['path'].removeprefix(self._keys.root)}"
        return {**scope, "path": path, "raw_path": path.encode(), "root_path": ""}


def _limited(receive: Receive, limit: int) -> Receive:
    """Return how to read a request that ends once it is too large, whatever it announced."""
    taken = 0

    async def receive_some() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, _TOO_LARGE.format(limit).strip(), {"Connection": "close"})
        return message

    return receive_some


def _announced(headers: Headers) -> int:
    """Return how many bytes a request says that it has."""
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _with_headers(send: Send, cookie: str | None = None) -> Send:
    """Return how to send an answer with the headers that keep it safe."""

    async def send_safely(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if cookie is not None:
                headers.append("Set-Cookie", cookie)
        await send(message)

    return send_safely
