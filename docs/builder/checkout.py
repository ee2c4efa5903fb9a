"""Pages for files of the checkout, such as scenarios, that the documentation links to.

Pages are written for code hosts, where ``../scenarios/base.toml`` leads to the file. The site holds only pages, so
each such file gets a page of its own, a folder gets a list of its files, and the links lead to those pages. A link to
a file that does not exist is left as it is, so that the check of links reports it.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

__all__ = ["add_linked_files", "linked_paths", "redirect_links"]

FOLDER = "checkout"
"""The folder of the site that holds these pages."""

_LINK = re.compile(r"\]\(((?:\.\./)+[^)#\s]+)\)")
_LANGUAGES = {".toml": "toml", ".py": "python", ".csv": "csv"}


def add_linked_files(pages: Path, checkout: Path) -> None:
    """Give each linked file of the checkout a page, and lead the links of all pages there."""
    texts = {page: page.read_text("utf-8") for page in sorted(pages.rglob("*.md"))}
    names = {page: page.relative_to(pages).as_posix() for page in texts}
    linked = {path for page, text in texts.items() for path in linked_paths(text, names[page])}
    existing = sorted(path for path in linked if (checkout / path).exists())
    for path in existing:
        _write_page(path, checkout / path, pages / _page_name(path))
    for page, text in texts.items():
        page.write_text(redirect_links(text, names[page], existing), encoding="utf-8", newline="\n")


def linked_paths(markdown: str, page: str) -> list[str]:
    """Return the paths in the checkout that a page links to outside docs/."""
    return [path for link in _LINK.findall(markdown) if (path := _checkout_path(link, page))]


def redirect_links(markdown: str, page: str, existing: Iterable[str]) -> str:
    """Return a page's text with its links to existing files of the checkout leading to their pages of the site."""

    def redirect(match: re.Match[str]) -> str:
        path = _checkout_path(match[1], page)
        if path not in existing:
            return match[0]
        return f"]({posixpath.relpath(_page_name(path), posixpath.dirname(page) or '.')})"

    return _LINK.sub(redirect, markdown)


def _checkout_path(link: str, page: str) -> str:
    """Return the path in the checkout that a link leads to, or "" if it leads into docs/ or out of the checkout."""
    path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), link))
    return "" if path.startswith(("docs/", "../")) else path


def _page_name(path: str) -> str:
    return f"{FOLDER}/{path}" if _is_picture(path) else f"{FOLDER}/{path}.md"


def _is_picture(path: str) -> bool:
    return path.endswith((".png", ".svg"))


def _write_page(path: str, source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if _is_picture(path):
        shutil.copyfile(source, target)
        return
    heading = f"---\nsearch:\n  exclude: true\n---\n\n# {posixpath.basename(path)}\n\n`{path}` contains:\n\n"
    target.write_text(f"{heading}{_contents(source)}\n", encoding="utf-8", newline="\n")


def _contents(source: Path) -> str:
    """Return the text of a file, or the names of the files in a folder."""
    if source.is_dir():
        return "\n".join(f"- `{file.name}`" for file in sorted(source.iterdir()) if not file.name.startswith("."))
    return f"```{_LANGUAGES.get(source.suffix, 'text')}\n{source.read_text('utf-8').rstrip()}\n```"
