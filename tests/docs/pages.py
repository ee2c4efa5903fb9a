"""The blocks of commands, Python and TOML on the pages of the documentation."""

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
    """Return the title and the text of each block of a kind: those with a title, or those without.

    A title is the name of the file to save a block as. It stands above the block, or after the words "Save this as".
    """
    text = page.read_text("utf-8")
    matches = [(_title(text, match), match) for match in _BLOCK.finditer(text)]
    return [(title, match["text"]) for title, match in matches if match["kind"] == kind and bool(title) is titled]


def _title(text: str, block: re.Match[str]) -> str:
    before = text[: block.start()].rpartition("```")[2]
    saved = re.findall(r"Save this as\s`(.+?)`", before)
    return block["title"] or (saved[-1] if saved and block["kind"] == "toml" else "")


def command_lines(page: Path) -> Iterator[str]:
    """Yield every line in a block of commands that begins with simcall."""
    for _, text in blocks(page):
        yield from (line.partition(" #")[0].rstrip() for line in text.splitlines() if line.startswith("simcall "))


def commands(page: Path) -> list[list[str]]:
    """Return the words of each command that has no placeholder."""
    return [shlex.split(line) for line in command_lines(page) if not _PLACEHOLDER.search(line)]


def synopses(page: Path) -> list[str]:
    """Return each synopsis of a command, with its continued lines."""
    lines = [line for _, text in blocks(page) for line in text.splitlines()]
    starts = [index for index, line in enumerate(lines) if line.startswith("simcall ") and _PLACEHOLDER.search(line)]
    return [" ".join([lines[start], *_continued(lines[start + 1 :])]) for start in starts]


def _continued(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line.startswith(" "):
            return
        yield line.strip()


def lay_out(folder: Path, page: Path) -> None:
    """Put the supplied scenarios and the files that a page shows into a folder."""
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    for title, text in blocks(page, "toml", titled=True):
        (folder / title).write_text(text, encoding="utf-8")
