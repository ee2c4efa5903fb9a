"""How the site shows files of the checkout that pages link to, and the pictures that pages name."""

from __future__ import annotations

import re
import runpy

import pytest

import simcall as sc
from simcall.measures.plots import pictures_of
from simcall.scenario import load
from tests.docs.pages import DOCS, ROOT

HOOK = runpy.run_path(str(DOCS / "hooks" / "outside.py"), run_name="outside")
SITE = frozenset({"checkout/scenarios/base.toml.md", "checkout/results/one.png"})


@pytest.mark.parametrize(
    ("page", "link", "led"),
    [
        ("limits.md", "../scenarios/base.toml", "checkout/scenarios/base.toml.md"),
        ("more/limits.md", "../../scenarios/base.toml", "../checkout/scenarios/base.toml.md"),
        ("limits.md", "../results/one.png", "checkout/results/one.png"),
        ("limits.md", "../scenarios/none.toml", "../scenarios/none.toml"),
        ("limits.md", "model.md#2-logic", "model.md#2-logic"),
        ("more/limits.md", "../model.md", "../model.md"),
    ],
)
def test_links_out_of_the_folder_lead_to_pages_of_the_site(page: str, link: str, led: str):
    """A link to a file of the checkout leads to its page; one to nothing stays broken, one within docs/ as it is."""
    assert HOOK["led_inside"](f"see [a]({link}).", page, SITE) == f"see [a]({led})."


def test_only_files_outside_are_shown():
    """What a page links to outside docs/ is found, by its path in the checkout, and nothing outside that."""
    text = "[a](../scenarios/base.toml) [b](model.md) [c](../../elsewhere.md) [d](../docs/model.md)"
    assert HOOK["outside_links"](text, "limits.md") == ["scenarios/base.toml"]


def test_pictures_that_pages_name_are_drawn():
    """The pictures to which the first hour and the recipes lead are among those of a run."""
    made = sc.run(load(ROOT / "scenarios" / "2024-02-backfill.toml", ["days=1"]), replications=2, jobs=1)
    drawn = {one.name for one in pictures_of(made)}
    named = {name for page in ("first-hour.md", "recipes.md") for name in pictures_in(page)}
    assert named
    assert named <= drawn


def pictures_in(page: str) -> list[str]:
    """Return the names of pictures on a page."""
    return re.findall(r"`(?:[\w/-]+/)?(\w+)\.png`", (DOCS / page).read_text("utf-8"))
