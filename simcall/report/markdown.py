"""A document as plain text with Markdown's marks, for an e-mail or a repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from simcall.report.content import Block, Code, Document, Illustration, Listing, Paragraph, Part, Section, Table
from simcall.report.marks import IN_MARKDOWN

__all__ = ["escaped", "text", "write"]

_SPECIAL = re.compile(r"([\\`*_\[\]|#~$])")
_LINK = re.compile(r"(?=://)|(?<=\bwww)(?=\.)", re.IGNORECASE)
"""Where a bare address is broken, so that no program makes a link of it."""
_AT_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def write(document: Document, path: Path) -> None:
    """Write a document as a Markdown file, the same bytes on every system."""
    path.write_text(text(document), encoding="utf-8", newline="\n")


def text(document: Document) -> str:
    """Return a document as Markdown; whatever stands in names cannot become a mark, a link or HTML."""
    lines = [f"# {escaped(document.title)}", "", IN_MARKDOWN, "", escaped(document.written_by), ""]
    if document.beside:
        lines += ["## The main figures beside each other", "", *_table(document.beside)]
    for part in document.parts:
        level = 2
        if document.beside:
            lines += [f"## {escaped(part.title)}", ""]
            level = 3
        lines += _part(part, level)
    return "\n".join(lines).rstrip("\n") + "\n"


def _part(part: Part, level: int) -> Iterator[str]:
    yield from (escaped(part.about), "")
    yield from (f"{'#' * level} The answer", "")
    headline, *sentences = part.answer
    yield from (f"**{escaped(headline)}**", "")
    for sentence in sentences:
        yield from (escaped(sentence), "")
    for alert in part.alerts:
        yield from _alert(alert)
    for table in (part.key_table, part.targets):
        if table:
            yield from _table(table)
    for block in part.evidence:
        yield from _block(block)
    if part.basis:
        yield from (escaped(part.basis), "")
    for section in part.sections:
        yield from _section(section, level)


def _section(section: Section, level: int) -> Iterator[str]:
    yield from (f"{'#' * min(level, 6)} {escaped(section.heading)}", "")
    for block in section.blocks:
        yield from _block(block)
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text=content):
            yield from (escaped(content), "")
        case Listing(items=items):
            yield from (*(f"- {escaped(item)}" for item in items), "")
        case Code(label=label, text=content, is_long=is_long):
            yield from _code(label, content, is_long)
        case Table():
            yield from _table(block)
        case Illustration(is_folded=True):
            return
        case Illustration(title=title, alternative=content):
            yield from (
                f"*Picture, in the HTML report: {escaped(title)}.* {escaped(content if content != title else '')}",
                "",
            )


def _code(label: str, content: str, is_long: bool) -> Iterator[str]:
    """Yield a command; what is long stands in the HTML report."""
    if is_long:
        yield from (f"{escaped(label)}: in the HTML report (`simcall report`), and in manifest.json.", "")
    else:
        # After a list, indented lines would be part of the list, and HTML in them would be HTML.
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", content)), default=2))
        yield from (fence, *content.splitlines(), fence, "")


def _alert(alert: str) -> Iterator[str]:
    yield from (f"> **Note:** {escaped(alert)}", "")


def _table(table: Table) -> Iterator[str]:
    if not table.on_page:
        return
    yield from (f"**{escaped(table.caption)}**", "")
    yield _row(table.columns)
    yield "|" + " --- |" * len(table.columns)
    for row in table.rows:
        yield _row([str(cell) for cell in row])
    yield ""


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"


def escaped(content: str) -> str:
    """Return a text in one line that Markdown shows as it is."""
    one_line = " ".join(content.split())
    marked = _AT_START.sub(r"\1\\\2", _LINK.sub(r"\\", _SPECIAL.sub(r"\\\1", one_line)))
    return escape(marked, quote=False)
