"""What the open pages of one folder share: its scenarios, their answers, long work, and how HTML is made."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from simcall.page.answers import Answers
from simcall.page.folder import Folder
from simcall.page.guard import Keys
from simcall.page.jobs import Jobs, Work
from simcall.page.moves import is_of_question
from simcall.page.turns import Turns
from simcall.page.uploads import Uploads
from simcall.present.words.breakable import breakable

__all__ = ["NAVIGATION", "Desk", "desk_of", "event", "events", "form_values", "open_file", "query_of", "received"]

NAVIGATION = (("", "What if"), ("rota", "Rota"), ("why", "Why"), ("data", "Your data"), ("results", "Results"))
"""Addresses and words of the navigation, in its order."""
_PAGE = Path(__file__).parent


@dataclass(frozen=True)
class Desk:
    """What pages need.

    Attributes
    ----------
    folder : Folder
        The folder that the page was opened on.
    opened : str
        The scenario that it was opened with, by its name in the folder; empty if the user chooses.
    keys : Keys
        What opens the page.
    answers : Answers
        Answers what-if questions.
    """

    folder: Folder
    opened: str
    keys: Keys
    answers: Answers
    jobs: Jobs = field(default_factory=Jobs)
    turns: Turns = field(default_factory=Turns)
    uploads: Uploads = field(default_factory=Uploads)

    @cached_property
    def background_jobs(self) -> int:
        """Threads of long work: one core stays free for the levers."""
        return max(1, (os.cpu_count() or 1) - 1)

    @cached_property
    def templates(self) -> Environment:
        """The templates; all text in them is escaped."""
        environment = Environment(
            loader=FileSystemLoader(_PAGE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["breakable"] = breakable
        environment.globals["root"] = self.keys.root
        return environment

    def text(self, template: str, **values: Any) -> str:
        """Return HTML of a template."""
        return self.templates.get_template(template).render(values)

    def html(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Return a page of a template that extends ``layout.html.j2``.

        Parameters
        ----------
        template : str
            Its file.
        status : int
            The status of the answer.
        **values
            For the template. ``file`` is the scenario by its name, ``query`` what addresses of the same scenario end
            in; both are empty if they are left out. ``here`` is the page's address in the navigation, or with
            ``is_part`` that of the page which it belongs to.
        """
        shared = {"file": "", "query": "", "here": "", "is_part": False, "navigation": NAVIGATION}
        return HTMLResponse(self.text(template, **{**shared, **values}), status)

    def begin(self, work: Work, values: Mapping[str, str]) -> Response:
        """Begin long work, and go to its page.

        Parameters
        ----------
        work : Work
            What is to be done.
        values : mapping of str to str
            What the request holds: the page of the work leads back to the question among it.
        """
        job = self.jobs.begin(work)
        return RedirectResponse(f"{self.keys.root}jobs/{job.work.key}{query_of(values)}", 303)

    def close(self) -> None:
        """End all work."""
        self.turns.end_all()
        self.jobs.end()
        self.uploads.close()


def desk_of(request: Request) -> Desk:
    """Return the desk of a request."""
    desk: Desk = request.app.state.desk
    return desk


def open_file(desk: Desk, values: Mapping[str, str]) -> tuple[str, Path] | None:
    """Return the scenario that a request is about, by its name and its path; None if there is none yet."""
    name = values.get("file", "") or desk.opened
    return (name, desk.folder.file(name)) if name else None


def query_of(values: Mapping[str, str]) -> str:
    """Return what addresses of the same scenario, levers and rota end in: ``?file=…``, or nothing."""
    kept = {name: value for name, value in values.items() if is_of_question(name) and (value or "." in name)}
    return f"?{urlencode(kept)}" if kept else ""


def event(name: str, **values: Any) -> str:
    """Return a server-sent event whose data is a JSON object."""
    return f"event: {name}\ndata: {json.dumps(values)}\n\n"


def events(stream: Iterator[str] | AsyncIterator[str]) -> StreamingResponse:
    """Return an answer that sends events as they come.

    Chromium counts a stream that it must not store as broken off, so it may store this one, and asks again anyway.
    """
    return StreamingResponse(stream, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})


async def form_values(request: Request) -> dict[str, str]:
    """Return what a form and its address hold; of several values of one name the last, and the form's first of all."""
    sent = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    return {**request.query_params, **sent}


async def received(request: Request, path: Path) -> int:
    """Write what a request sends into a file, and return its size; the guard has a limit for it.

    Nothing is left of what is too large or breaks off.

    Parameters
    ----------
    request : Request
        Its body is the file itself.
    path : Path
        Where to write.
    """
    size = 0
    chunks: AsyncIterator[bytes] = request.stream()
    try:
        with path.open("wb") as file:
            async for chunk in chunks:
                file.write(chunk)
                size += len(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return size
