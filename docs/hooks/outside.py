"""A hook of MkDocs: a file of the checkout that a page links to, such as a scenario, becomes a page of the site too.

Pages are written for code hosts, where ``../scenarios/base.toml`` leads to the file. The site holds docs/ alone, so
each such file is shown on a page of its own, a folder by what is in it, a picture as it is, and the link is led there.
What is not there stays a broken link.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

__all__ = ["led_inside", "on_files", "on_page_markdown", "outside_links"]

FOLDER = "checkout"
"""Where on the site these are."""

_LINK = re.compile(r"\]\(((?:\.\./)+[^)#\s]+)\)")


def outside_links(markdown: str, page: str) -> list[str]:
    """Return the files of the checkout, by their paths in it, that a page links to outside docs/."""
    return [path for link in _LINK.findall(markdown) if (path := _in_checkout(link, page))]


def led_inside(markdown: str, page: str, site: Container[str]) -> str:
    """Return a page whose links to files of the checkout lead to where the site has them."""

    def lead(match: re.Match[str]) -> str:
        place = _on_site(_in_checkout(match[1], page))
        return f"]({posixpath.relpath(place, posixpath.dirname(page) or '.')})" if place in site else match[0]

    return _LINK.sub(lead, markdown)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for each file that some page links to."""
    from mkdocs.structure.files import File, InclusionLevel

    checkout = Path(config.docs_dir).parent
    for path in sorted(_linked(files, checkout)):
        held = (
            {"abs_src_path": str(checkout / path)} if _is_picture(path) else {"content": _page(path, checkout / path)}
        )
        shown = File.generated(config, _on_site(path), **held)
        shown.inclusion = InclusionLevel.NOT_IN_NAV
        files.append(shown)
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: object) -> str:
    """Lead the links of a page to what was added."""
    return led_inside(markdown, page.file.src_uri, files.src_uris)


def _linked(files: Files, checkout: Path) -> set[str]:
    pages = [(file.content_string, file.src_uri) for file in files.documentation_pages()]
    return {path for text, page in pages for path in outside_links(text, page) if (checkout / path).exists()}


def _in_checkout(link: str, page: str) -> str:
    """Return what a link of a page leads to, by its path in the checkout; nothing if that is in docs/, or outside."""
    path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), link))
    return "" if path.startswith(("docs/", "../")) else path


def _on_site(path: str) -> str:
    return f"{FOLDER}/{path}" if _is_picture(path) else f"{FOLDER}/{path}.md"


def _is_picture(path: str) -> bool:
    return path.endswith((".png", ".svg"))


def _page(path: str, place: Path) -> str:
    not_searched = "---\nsearch:\n  exclude: true\n---\n"
    return f"{not_searched}\n# {posixpath.basename(path)}\n\n`{path}` holds:\n\n{_held(place)}\n"


def _held(place: Path) -> str:
    """Return what is in a file, or the names of what is in a folder."""
    if place.is_dir():
        return "\n".join(f"- `{one.name}`" for one in sorted(place.iterdir()) if not one.name.startswith("."))
    language = {"toml": "toml", "py": "python", "csv": "csv"}.get(place.suffix[1:], "text")
    return f"```{language}\n{place.read_text('utf-8').rstrip()}\n```"
