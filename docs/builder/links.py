"""Check a built site: every link and anchor, every page in the navigation, nothing fetched from another host.

Zensical's strict mode covers links between Markdown pages. This check reads what was built, so that it also covers
links to files, pages that the navigation leaves out, and addresses of scripts, styles and pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

__all__ = ["problems"]

_UNLISTED = ("404.html", "checkout/")
"""Pages that need no entry in the navigation."""

_FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""The attribute of each element whose address a browser fetches by itself."""

_STYLE_ADDRESS = re.compile(r"""(?:url\(|@import)\s*["']?(?P<address>(?:https?:)?//[^"')\s]+)""")


@dataclass
class Page(HTMLParser):
    """One page of the site: what it links to, what it fetches, and its anchors.

    Attributes
    ----------
    file : Path
        Where the page is.
    links, fetched : list of str
        The addresses of its links, and of what the browser fetches with it.
    anchors : set of str
        The names that a link may have behind "#".
    """

    file: Path
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses and the anchor of an element."""
        values = dict(attrs)
        if anchor := values.get("id") or values.get("name"):
            self.anchors.add(anchor)
        if tag == "a" and (href := values.get("href")):
            self.links.append(href)
        if address := values.get(_FETCHED.get(tag, "")):
            self.fetched.append(address)

    def target(self, address: str) -> Path:
        """Return the file that an address on this page leads to."""
        path = unquote(urlsplit(address).path)
        target = (self.file.parent / path).resolve() if path else self.file.resolve()
        return target / "index.html" if target.is_dir() else target


@dataclass(frozen=True)
class Site:
    """A built site.

    Attributes
    ----------
    folder : Path
        Where the site was built.
    """

    folder: Path

    @cached_property
    def pages(self) -> dict[Path, Page]:
        """Every page by its file."""
        return {file.resolve(): Page(file) for file in sorted(self.folder.rglob("*.html"))}

    def name(self, file: Path) -> str:
        """Return the name of a file in the site."""
        return file.resolve().relative_to(self.folder.resolve()).as_posix()


def problems(folder: Path) -> list[str]:
    """Return a sentence for each problem of the site in a folder; none if all is well."""
    site = Site(folder)
    return [*_broken_links(site), *_unlisted_pages(site), *_outside_requests(site)]


def _broken_links(site: Site) -> Iterator[str]:
    for page in site.pages.values():
        if site.name(page.file) == "404.html":
            continue  # its addresses are those of the server's root
        for address in dict.fromkeys([*page.links, *page.fetched]):
            if not _is_outside(address) and not _leads_somewhere(site, page, address):
                yield f"{site.name(page.file)}: the link {address} leads nowhere"


def _leads_somewhere(site: Site, page: Page, address: str) -> bool:
    target = page.target(address)
    anchor = unquote(urlsplit(address).fragment)
    if not anchor or target not in site.pages:
        return target.exists()
    return anchor in site.pages[target].anchors


def _unlisted_pages(site: Site) -> Iterator[str]:
    front = site.pages[(site.folder / "index.html").resolve()]
    listed = {front.target(address) for address in front.links if not _is_outside(address)}
    for file in site.pages:
        if file not in listed and not site.name(file).startswith(_UNLISTED):
            yield f"{site.name(file)}: the navigation has no entry for this page"


def _outside_requests(site: Site) -> Iterator[str]:
    for page in site.pages.values():
        for address in filter(_is_outside, page.fetched):
            yield f"{site.name(page.file)}: the page would fetch {address}"
    for style in sorted(site.folder.rglob("*.css")):
        for match in _STYLE_ADDRESS.finditer(style.read_text("utf-8")):
            yield f"{site.name(style)}: the style would fetch {match['address']}"


def _is_outside(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme in ("http", "https", "mailto")
