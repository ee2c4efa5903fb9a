"""Files that the page sends as they are: a report to read, or something to get."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import FileResponse, Response

__all__ = ["OF_DOCUMENT", "sent_file"]

OF_DOCUMENT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A picture or a report is a document of its own: nothing in it runs or is fetched, and it has its style in it."""


def sent_file(path: Path) -> Response:
    """Return a report as a page, and any other file to be saved."""
    if path.name.endswith(".html"):
        return FileResponse(path, media_type="text/html", headers={"Content-Security-Policy": OF_DOCUMENT})
    return FileResponse(path, filename=path.name)
