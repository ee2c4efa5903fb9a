"""What the pages of the documentation hold: blocks of commands, of Python and of TOML, and links."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]

_BLOCK = re.compile(r"^```(?P<kind>\w*)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_PLACEHOLDER = re.compile(r"…|\[--|\b(FILE|BASE|FOLDER|RESULTS|SCHEDULER)\b")


def blocks(page: Path, kind: str = "", *, titled: bool = False) -> list[tuple[str, str]]:
    """Return the title and the text of each block of a kind; those with a title, or those without.

    A title is the name of the file that a reader is to make of a block: above it, or in the words "Save this as".
    """
    text = page.read_text("utf-8")
    found = [(_title(text, one), one) for one in _BLOCK.finditer(text)]
    return [(title, one["text"]) for title, one in found if one["kind"] == kind and bool(title) is titled]


def _title(text: str, block: re.Match[str]) -> str:
    before = text[: block.start()].rpartition("```")[2]
    saved = re.findall(r"Save this as\s`(.+?)`", before)
    return block["title"] or (saved[-1] if saved and block["kind"] == "toml" else "")


def shown(page: Path) -> Iterator[str]:
    """Return every line of a page that begins with simcall and stands in a block of commands."""
    for _, text in blocks(page):
        yield from (line.partition(" #")[0].rstrip() for line in text.splitlines() if line.startswith("simcall "))


def commands(page: Path) -> list[list[str]]:
    """Return the words of each command that can be typed as it stands."""
    return [shlex.split(line) for line in shown(page) if not _PLACEHOLDER.search(line)]


def synopses(page: Path) -> list[str]:
    """Return the lines that tell how a command is written, options in brackets and continued lines included."""
    lines = [line for _, text in blocks(page) for line in text.splitlines()]
    starts = [place for place, line in enumerate(lines) if line.startswith("simcall ") and _PLACEHOLDER.search(line)]
    return [" ".join([lines[start], *_continued(lines[start + 1 :])]) for start in starts]


def _continued(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith(" "):
            return
        yield line.strip()


def lay_out(folder: Path, page: Path) -> None:
    """Put into a folder what somebody has who reads a page: the scenarios supplied, and the files that it shows."""
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    for title, text in blocks(page, "toml", titled=True):
        (folder / title).write_text(text, encoding="utf-8")
