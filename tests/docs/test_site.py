"""How the site is built: files of the checkout that pages link to, the Python reference, and the check of the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import simcall as sc
from docs.builder.checkout import add_linked_files, linked_paths, redirect_links
from docs.builder.links import problems
from simcall.present.pictures import pictures_of
from simcall.scenario import load
from tests.docs.pages import DOCS, ROOT

EXISTING = ["results/chart.png", "scenarios/base.toml"]


@pytest.mark.parametrize(
    ("page", "link", "redirected"),
    [
        ("limits.md", "../scenarios/base.toml", "checkout/scenarios/base.toml.md"),
        ("more/limits.md", "../../scenarios/base.toml", "../checkout/scenarios/base.toml.md"),
        ("limits.md", "../results/chart.png", "checkout/results/chart.png"),
        ("limits.md", "../scenarios/none.toml", "../scenarios/none.toml"),
        ("limits.md", "model.md#2-logic", "model.md#2-logic"),
        ("more/limits.md", "../model.md", "../model.md"),
    ],
)
def test_links_to_the_checkout_lead_to_pages_of_the_site(page: str, link: str, redirected: str):
    """A link to a file of the checkout leads to its page; a link to no file, or within docs/, stays as it is."""
    assert redirect_links(f"see [a]({link}).", page, EXISTING) == f"see [a]({redirected})."


def test_only_files_outside_docs_are_linked_paths():
    """The paths that a page links to outside docs/ are found, and nothing outside the checkout."""
    text = "[a](../scenarios/base.toml) [b](model.md) [c](../../elsewhere.md) [d](../docs/model.md)"
    assert linked_paths(text, "limits.md") == ["scenarios/base.toml"]


def test_a_linked_file_gets_a_page(tmp_path: Path):
    """A file, a folder and a picture of the checkout each become part of the pages."""
    pages, checkout = tmp_path / "pages", tmp_path / "checkout"
    for folder in (pages, checkout / "scenarios"):
        folder.mkdir(parents=True)
    (checkout / "scenarios" / "base.toml").write_text("days = 7\n", encoding="utf-8")
    (checkout / "chart.svg").write_text("<svg/>", encoding="utf-8")
    text = "[a](../scenarios/base.toml) [b](../scenarios) ![c](../chart.svg)\n"
    (pages / "limits.md").write_text(text, encoding="utf-8")
    add_linked_files(pages, checkout)
    assert "```toml\ndays = 7\n```" in (pages / "checkout/scenarios/base.toml.md").read_text("utf-8")
    assert "- `base.toml`" in (pages / "checkout/scenarios.md").read_text("utf-8")
    assert (pages / "checkout/chart.svg").read_text("utf-8") == "<svg/>"


def test_the_python_reference_has_every_public_name():
    """Each name of simcall.__all__ has a heading, and sections of its docstring are set as lists."""
    pytest.importorskip("griffe", reason="the docs extra is not installed")
    from docs.builder import api

    page = api.page()
    headings = re.findall(r"^### `(?:sc\.)?(\w+)`$", page, re.MULTILINE)
    assert sorted(headings) == sorted(name for name in sc.__all__ if not name.startswith("_"))
    assert "**Parameters**\n\n- `scenario` (`Scenario`): " in page
    assert "----" not in page


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a built site of two pages with nothing wrong."""
    (tmp_path / "index.html").write_text(
        '<a href="index.html">a</a> <a href="model.html#rules">b</a>', encoding="utf-8"
    )
    (tmp_path / "model.html").write_text('<h2 id="rules">Rules</h2><a href="#rules">c</a>', encoding="utf-8")
    return tmp_path


def test_a_sound_site_has_no_problem(site: Path):
    """Links to pages, to anchors and to other hosts are fine."""
    (site / "model.html").write_text('<h2 id="rules"></h2><a href="https://example.org">d</a>', encoding="utf-8")
    assert problems(site) == []


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("model.html", '<a href="none.html">d</a>', "the link none.html leads nowhere"),
        ("model.html", '<p id="rules"><a href="index.html#none">d</a>', "the link index.html#none leads nowhere"),
        ("model.html", '<p id="rules"><img src="none.png">', "the link none.png leads nowhere"),
        ("extra.html", "<p>extra", "the navigation has no entry for this page"),
        ("model.html", '<p id="rules"><script src="//cdn.example/a.js">', "the page would fetch //cdn.example/a.js"),
        ("site.css", "@import 'https://cdn.example/a.css';", "the style would fetch https://cdn.example/a.css"),
        ("site.css", "a { background: url(//cdn.example/a.png) }", "the style would fetch //cdn.example/a.png"),
    ],
)
def test_a_problem_of_the_site_is_found(site: Path, name: str, text: str, problem: str):
    """A broken link or anchor, a page that the navigation leaves out, and a request to another host are reported."""
    (site / name).write_text(text, encoding="utf-8")
    assert f"{name}: {problem}" in problems(site)


def test_pictures_that_pages_name_are_drawn():
    """The pictures to which the first hour and the recipes lead are among those of a run."""
    files = [ROOT / "scenarios" / f"2024-02-{name}.toml" for name in ("backfill", "hub-and-response")]
    runs = [sc.run(load(file, ["days=1"]), replications=2, jobs=1) for file in files]
    drawn = {picture.name for results in runs for picture in pictures_of(results)}
    named = {name for page in ("first-hour.md", "recipes.md") for name in pictures_in(page)}
    assert named
    assert named <= drawn


def pictures_in(page: str) -> list[str]:
    """Return the names of pictures on a page."""
    return re.findall(r"`(?:[\w/-]+/)?(\w+)\.png`", (DOCS / page).read_text("utf-8"))
