"""Links and anchors of the pages, as a code host shows them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT

LINK = re.compile(r"\]\(([^)\s]+)\)")
OUTSIDE = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]


def anchors(page: Path) -> set[str]:
    """Return the anchors that a code host gives a page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


def broken(page: Path) -> list[str]:
    """Return the links of a page that lead nowhere in the checkout."""
    links = []
    for link in LINK.findall(page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not link.startswith("http") and not (target.exists() and (not anchor or anchor in anchors(target))):
            links.append(link)
    return links


@pytest.mark.parametrize("page", [*OUTSIDE, *sorted(DOCS.glob("*.md"))], ids=lambda page: page.name)
def test_links_lead_somewhere_on_a_code_host(page: Path):
    """Every link between files of the checkout leads to a file, and every anchor to a heading."""
    assert broken(page) == []


def test_a_broken_link_is_found(tmp_path: Path):
    """A link to a file or a heading that does not exist is found."""
    page = tmp_path / "page.md"
    page.write_text("# One\n\n[a](other.md) [b](#one) [c](#two) [d](page.md#one)\n", encoding="utf-8")
    assert broken(page) == ["other.md", "#two"]
