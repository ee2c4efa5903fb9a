"""Your own exports on the page, as people use it: dropped or chosen, asked about, written, and compared.

These tests need Chromium and the extra ``browser``, and `make long` runs them. Without a browser, tests/page/ tests the
same server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import simcall as sc
from tests.browser.exports import FILES
from tests.browser.hands import Mouse
from tests.browser.looking import WIDTHS, check_with_axe
from tests.browser.watching import ROLES, focused, open_at, said, serving, tree, watched

pytestmark = pytest.mark.long

READ_MS = 60_000
COMPARED_MS = 300_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, in which the page is opened."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The printed address of a page in a process of its own."""
    with serving(folder, quickly=True) as printed:
        yield printed


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    """The page of one's data. Afterwards: nothing was asked of another machine, nothing failed, nothing was logged."""
    with watched(chromium) as opened:
        open_at(opened, address, "data")
        yield opened


def test_drop_answer_write_and_compare(page: Any, folder: Path):
    """The whole way by mouse: two files, the question of their times, the totals, the folder, and the verdict."""
    Mouse(page).give(None, "#drop", FILES)
    page.get_by_label("Name for the folder").fill("March")
    page.get_by_role("button", name="Read the files").click()
    page.wait_for_selector("h2:has-text('simcall asks')")
    assert page.get_by_role("radio", checked=True).count() == 0
    page.get_by_role("radio", name=re.compile("^m:ss")).check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_selector("h2:has-text('Compare these totals')")
    assert "1 March to 9 March 2026" in page.locator("main").inner_text().replace("\u00a0", " ")
    assert not (folder / "march").exists()
    page.get_by_role("button", name="Write the scenario").click()
    page.get_by_role("link", name="Compare your month").click()
    assert sc.load(folder / "march" / "scenario.toml").name == "march"
    page.get_by_role("button", name="Compare them").click()
    page.wait_for_selector(".headline", timeout=COMPARED_MS)
    assert page.locator("figure img").count() == page.locator("summary:has-text('The same as a table')").count() > 0
    assert all(image.evaluate("one => one.complete && one.naturalWidth > 0") for image in page.locator("img").all())
    assert [*(folder / "results").glob("march-validation-*/validation.html")]


def test_by_keyboard_alone(page: Any):
    """Files are chosen, taken off the list and read without a mouse; an error goes to the field."""
    page.get_by_role("button", name="Read the files").press("Enter")
    page.wait_for_selector("#files-error:has-text('Choose at least one file')")
    assert focused(page) == "files"
    files = [{"name": name, "mimeType": "text/csv", "buffer": text.encode()} for name, text in FILES]
    page.locator("#files").set_input_files(files)
    page.get_by_role("button", name="Take Two.csv off the list").press("Enter")
    assert page.locator("#chosen li").count() == 1
    assert focused(page) == "files"
    page.get_by_role("button", name="Read the files").press("Enter")
    page.get_by_role("radio", name=re.compile("^h:mm")).press("Space")
    assert page.get_by_role("radio", name=re.compile("^h:mm")).is_checked()
    page.locator("#spoken", has_text="simcall asks 1 question").wait_for(state="attached")


@pytest.mark.parametrize("shown", ["data", "question", "totals"])
def test_it_fits_and_axe_finds_nothing(page: Any, shown: str):
    """Nothing is wider than the window, down to 320 px; every control has a name; axe-core finds no breach."""
    if shown != "data":
        Mouse(page).give(None, "#drop", FILES)
        page.get_by_role("button", name="Read the files").click()
        page.wait_for_selector("h2:has-text('simcall asks')")
    if shown == "totals":
        page.get_by_role("radio", name=re.compile("^m:ss")).check()
        page.get_by_role("button", name="Go on").click()
        page.wait_for_selector("h2:has-text('Compare these totals')")
    for summary in page.locator("main summary").all():
        summary.click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    controls = [node for node in tree(page) if said(node, "role") in {*ROLES, "radio"}]
    assert controls
    assert [node for node in controls if not said(node, "name")] == []
    check_with_axe(page)
