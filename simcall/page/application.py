"""The addresses of the page, and the answers to faulty requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from simcall.errors import SimcallError
from simcall.page import comparing, design, imports, job_pages, keep, results, rota, save, sheets, what_if, why
from simcall.page.desk import Desk, desk_of, form_values, query_of
from simcall.page.guard import Guard
from simcall.page.uploads import LARGEST_BYTES
from simcall.studies.levers import ImpossibleMovesError
from simcall.studies.rota_edits import ImpossibleEditsError

__all__ = ["LARGEST", "application"]

PAGES = (what_if, rota, save, design, sheets, why, imports, comparing, keep, results, job_pages)
"""Modules with pages; each has its addresses in ``ROUTES``."""
LARGEST: Mapping[str, int] = {f"/{page}": LARGEST_BYTES for page in ("rota/sheet", "data/file", "data/sheet")}
"""Bytes that may be sent to an address, where they are more than a form needs."""
_LARGEST_FORM = 100_000


def application(desk: Desk) -> ASGIApp:
    """Return the page, with its guard before it."""
    routes: list[BaseRoute] = [route for page in PAGES for route in page.ROUTES]
    routes.append(Mount("/static", _Static(directory=Path(__file__).parent / "static")))
    app = Starlette(
        routes=routes,
        exception_handlers={
            SimcallError: _refused,
            ImpossibleMovesError: _refused,
            ImpossibleEditsError: _refused,
            HTTPException: _not_there,
            Exception: _failed,
        },
    )
    app.state.desk = desk
    return Guard(app, desk.keys, lambda path: LARGEST.get(path, _LARGEST_FORM))


class _Static(StaticFiles):
    """Scripts and styles, which a browser may keep: their address is another one whenever the page starts."""

    def file_response(self, *arguments: Any, **keywords: Any) -> Response:
        """Return a file."""
        response = super().file_response(*arguments, **keywords)
        response.headers["Cache-Control"] = "private, max-age=86400"
        return response


async def _refused(request: Request, error: Exception) -> Response:
    return await _refusal(request, 400, str(error).splitlines())


async def _not_there(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    is_unknown = error.status_code == 404 and error.detail == "Not Found"
    detail = "simcall has no page at this address." if is_unknown else error.detail
    return await _refusal(request, error.status_code, [detail])


def _failed(request: Request, error: Exception) -> Response:
    fault = f"simcall itself has failed ({type(error).__name__}: {error})."
    remedy = "Try again. If it fails again, report what the terminal shows."
    return _problem(request, 500, [fault, remedy], request.query_params)  # the form may be what failed


async def _refusal(request: Request, status: int, lines: Sequence[str]) -> Response:
    """Say what is wrong with a request; the navigation keeps the question that its address or its form holds."""
    is_form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return _problem(request, status, lines, await form_values(request) if is_form else request.query_params)


def _problem(request: Request, status: int, lines: Sequence[str], values: Mapping[str, str]) -> Response:
    query = query_of(values)
    return desk_of(request).html("problem.html.j2", status, title="There is a problem", lines=lines, query=query)
