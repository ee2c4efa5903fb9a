"""Reports that simcall wrote and nobody has changed since: each bears a seal of its own contents."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from pathlib import Path

__all__ = ["EDITOR", "is_unchanged_report", "seal_report"]

EDITOR = "simcall report"
"""Who last changed a workbook that simcall wrote; Excel puts its user there when it saves one."""
_SEAL = b"<!-- simcall report %s -->\n"
"""A comment in HTML and in Markdown, which readers do not see."""
_SEAL_LENGTH = len(_SEAL % (b"0" * 64))


def seal_report(path: Path) -> None:
    """Add to a page or a text the digest of what is in it; a workbook says itself who changed it last."""
    content = path.read_bytes()
    if not zipfile.is_zipfile(path):
        path.write_bytes(content + _seal(content))


def is_unchanged_report(path: Path) -> bool:
    """Tell whether a file is a report as simcall wrote it."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as book:
                return f"<cp:lastModifiedBy>{EDITOR}</".encode() in book.read("docProps/core.xml")
        content = path.read_bytes()
    except (OSError, zipfile.BadZipFile, KeyError):
        return False
    return content[-_SEAL_LENGTH:] == _seal(content[:-_SEAL_LENGTH])


def _seal(content: bytes) -> bytes:
    return _SEAL % sha256(content).hexdigest().encode()
