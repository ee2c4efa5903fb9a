"""The pages of long work: its progress, stop and resume, its pictures, and what it found."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from simcall.page.desk import Desk, desk_of, event, events, query_of
from simcall.page.jobs import Job
from simcall.page.sent_files import OF_DOCUMENT, sent_file

__all__ = ["ROUTES"]

_LOOK_S = 0.1
"""How often the progress is looked at."""


def _job(request: Request) -> Job:
    job = desk_of(request).jobs.get(request.path_params["key"])
    if job is None:
        raise HTTPException(404, "simcall no longer knows this work. Begin it again.")
    return job


def job_page(request: Request) -> Response:
    """Show a job by itself."""
    job, query = _job(request), query_of(request.query_params)
    return desk_of(request).html("job_page.html.j2", job=job, query=query, here=job.work.page, is_part=True)


def job_events(request: Request) -> Response:
    """Send the progress of a job, and what it found."""
    desk, job = desk_of(request), _job(request)
    return events(_progress(desk, job, query_of(request.query_params)))


async def _progress(desk: Desk, job: Job, query: str) -> AsyncIterator[str]:
    last_standing = None
    while not job.is_over:
        if desk.jobs.are_ending:
            return
        if job.standing != last_standing:
            last_standing = job.standing
            yield event("progress", state=job.state, done=job.done, planned=job.planned)
        await anyio.sleep(_LOOK_S)
    spoken = job.outcome.spoken if job.outcome is not None else {"stopped": "Stopped."}.get(job.state, "It failed.")
    html = desk.text("job.html.j2", job=job, query=query)
    yield event("over", state=job.state, html=html, spoken=f"{job.work.title}. {spoken}")


def picture(request: Request) -> Response:
    """Return a picture of what a job found."""
    job, number = _job(request), request.path_params["number"]
    if job.outcome is None or number >= len(job.outcome.pictures):
        raise HTTPException(404, "There is no such picture.")
    headers = {"Content-Security-Policy": OF_DOCUMENT}
    return Response(job.outcome.pictures[number].svg, media_type="image/svg+xml", headers=headers)


def file(request: Request) -> Response:
    """Return a file that a job wrote: a report to read, or a workbook to get."""
    job, name = _job(request), request.path_params["name"]
    if job.outcome is None or name not in job.outcome.files or not job.outcome.files[name].is_file():
        raise HTTPException(404, "There is no such file.")
    return sent_file(job.outcome.files[name])


def stop(request: Request) -> Response:
    """Stop a job at its next step."""
    desk, job = desk_of(request), _job(request)
    desk.jobs.stop(job.work.key)
    return RedirectResponse(f"{desk.keys.root}jobs/{job.work.key}{query_of(request.query_params)}", 303)


def resume(request: Request) -> Response:
    """Begin a job again: what it has kept is not done twice."""
    return desk_of(request).begin(_job(request).work, request.query_params)


ROUTES = (
    Route("/jobs/{key}", job_page),
    Route("/jobs/{key}/events", job_events),
    Route("/jobs/{key}/picture-{number:int}.svg", picture),
    Route("/jobs/{key}/files/{name}", file),
    Route("/jobs/{key}/stop", stop, methods=["POST"]),
    Route("/jobs/{key}/resume", resume, methods=["POST"]),
)
