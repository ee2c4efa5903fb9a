"""The rota's grid as people use it: as a spreadsheet, with a keyboard alone, with a screen reader, and narrow.

These tests need Chromium and the extra ``browser``, and `make long` runs them. Without a browser, tests/page/ tests the
same server.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import simcall as sc
from tests.browser.looking import WIDTHS, check_with_axe
from tests.browser.watching import ROLES, arrived, focused, open_at, said, serving, settled, tree, watched
from tests.page.rota_hub import ROTA_HUB

pytestmark = pytest.mark.long

PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
}"""
COPY = """() => {
    const data = new DataTransfer();
    const event = new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
    return data.getData("text/plain");
}"""
DROP = """([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
    document.getElementById("sheet").dispatchEvent(event);
}"""
SHEET = "Name,05/02/2024,06/02/2024\nAnn Example,early,QX\nBob Sample,night,early\n"
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, in which the page is opened."""
    made = tmp_path_factory.mktemp("rota")
    (made / "hub.toml").write_text(ROTA_HUB, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The printed address of a page in a process of its own."""
    with serving(folder, "hub.toml", quickly=True) as printed:
        yield printed


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    """The rota, settled. Afterwards: nothing was asked of another machine, nothing failed, nothing was logged."""
    with watched(chromium, but=r"answer\?.*net::ERR_ABORTED") as opened:
        open_at(opened, address, "rota")
        settled(opened)
        yield opened


def cell(page: Any, row: str, day: str) -> Any:
    """Return a cell by the name that a screen reader says."""
    return page.get_by_role("textbox", name=f"{row}, {day}, ")


def week(page: Any, row: int) -> list[str]:
    """Return what is written in a row."""
    return [page.locator(f"#r{row}-{day}").input_value() for day in WEEK]


def test_edit_save_and_open(page: Any, folder: Path):
    """By mouse: write a number, see what the row becomes and what it changes, save it, and open it."""
    before = float(page.locator("#g0-Tue").inner_text())
    cell(page, "week day", "Tuesday").click()
    page.keyboard.type("5")
    cell(page, "week day", "Sunday").click()
    page.wait_for_selector("#r0-says:has-text('Becomes 2 posts')")
    settled(page, "week_day_Tue")
    assert float(page.locator("#g0-Tue").inner_text()) == before + 2
    page.get_by_text("Save as a scenario").click()
    page.get_by_label("Name of the scenario").fill("Busy Tuesday")
    page.get_by_role("button", name="Show the file").click()
    page.get_by_role("button", name="Write the file").click()
    page.get_by_role("link", name="Open its rota").click()
    settled(page)
    rota = sc.load(folder / "busy-tuesday.toml").groups["handlers"].rota
    assert rota is not None
    assert rota.fixed["week_day_Tue"].people == 2
    assert cell(page, "week day Tue", "Tuesday").input_value() == "2"


def test_the_edits_go_along(page: Any):
    """An edit counts on the first page and in Why; a lever moves beside it; the way back leaves both out."""
    cell(page, "week day", "Tuesday").fill("5")
    page.keyboard.press("Enter")
    settled(page, "week_day_Tue")
    answer = page.locator("#answer-body .sides").inner_text()
    page.get_by_role("link", name="What if").click()
    settled(page, "week_day_Tue")
    page.wait_for_selector("#week-again:visible")
    assert page.locator("#answer-body .sides").inner_text() == answer
    assert page.get_by_text("You have edited the rota on the page Rota.").is_visible()
    page.locator("#people").fill("1")
    page.locator("#calls").fill("10")
    settled(page, "growth=1.1 ")
    assert "week_day_Tue" in page.locator("#answer-body pre.command").inner_text()
    assert page.locator("#people-result").inner_text() == "What you edited on the page Rota keeps its numbers."
    page.get_by_role("link", name="Why").click()
    main = page.locator("main").inner_text()
    assert "week_day_Tue" in main
    assert "growth=1.1" in main
    page.get_by_role("link", name="Rota").click()
    settled(page, "week_day_Tue")
    assert cell(page, "week day", "Tuesday").input_value() == "5"
    page.get_by_role("link", name="What if").click()
    page.wait_for_selector("#week-again:visible")
    page.get_by_role("link", name="Back to the scenario as it stands").click()
    settled(page, "The main figures")
    page.wait_for_selector("#week-again:visible")


def test_by_keyboard_alone(page: Any):
    """Arrows and Enter move, typing replaces, Ctrl+Z and Ctrl+Y undo and redo; answers leave the focus where it is."""
    cell(page, "week day", "Monday").focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "r0-Tue"
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    assert focused(page) == "r1-Tue"
    settled(page, "week_day_Tue")
    assert focused(page) == "r1-Tue"
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "r0-Wed"
    page.keyboard.press("Control+Z")
    assert week(page, 0) == ["3", "3", "3", "3", "3", "", ""]
    assert focused(page) == "r0-Tue"
    page.keyboard.press("Control+Y")
    assert week(page, 0)[1] == "4"
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    page.keyboard.press("ArrowLeft")  # the caret, within what is typed
    page.keyboard.type("0")
    assert week(page, 0)[1] == "102"
    settled(page, "99")  # whoever thinks for a moment can still go back
    page.keyboard.press("Escape")
    assert week(page, 0)[1] == "4"
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    assert focused(page) == "r3-all"  # a team has one cell
    page.keyboard.press("ArrowLeft")  # a team has nothing beside its cell
    assert focused(page) == "r3-all"


def test_copy_paste_and_fill(page: Any):
    """A block of cells goes to and from Excel; one value fills a selection; what has no place is said."""
    cell(page, "week day", "Monday").focus()
    page.evaluate(PASTE, "1\t2\t3\r\n4\t\t6\r\n")
    assert week(page, 0) == ["1", "2", "3", "3", "3", "", ""]
    assert week(page, 1) == ["4", "", "6", "", "", "1", ""]
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert page.evaluate(COPY) == "1\t2\n4\t"
    page.keyboard.type("7")
    page.keyboard.press("Control+Enter")
    assert week(page, 0)[:3] == ["7", "7", "3"]
    assert week(page, 1)[:3] == ["7", "7", "6"]
    page.keyboard.press("Delete")
    assert week(page, 0)[:3] == ["", "", "3"]
    cell(page, "week day", "Sunday").focus()
    page.evaluate(PASTE, "1\t2")
    assert page.locator("#rota-note").inner_text() == "Pasted. 1 value had no place here and was left out."
    for _ in range(4):
        page.keyboard.press("Control+Z")
    assert week(page, 0) == ["3", "3", "3", "3", "3", "", ""]
    settled(page, "The main figures")


def test_every_control_says_what_it_is(page: Any):
    """A screen reader is told the role and the name of each control, and which cell is wrong and why."""
    page.locator("summary").first.click()
    controls = [node for node in tree(page) if said(node, "role") in ROLES]
    assert len([node for node in controls if said(node, "name").endswith(", people")]) == 3 * 7 + 2
    for node in controls:
        assert said(node, "name").strip(), node
    cell(page, "week day", "Tuesday").fill("many")
    page.keyboard.press("Enter")
    page.wait_for_selector("#problem:visible")
    assert focused(page) == "r1-Tue"
    wrong = next(
        node for node in tree(page) if said(node, "name") == "week day, Tuesday, shift early, handlers, people"
    )
    assert "Enter a whole number" in said(wrong, "description")
    assert page.locator("#rota-brief").inner_text().startswith("Not for this rota")
    page.locator("#problem a").click()
    assert focused(page) == "r0-Tue"
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.wait_for_selector("#problem", state="hidden")
    assert page.locator("#r0-Tue").get_attribute("aria-invalid") is None
    page.wait_for_selector("#rota-brief:has-text('Settled. 999:')")


def test_edits_outlive_another_page(page: Any):
    """They are there after another page of simcall, and after the page is loaded again."""
    cell(page, "week day", "Friday").fill("8")
    page.keyboard.press("Enter")
    settled(page, "week_day_Fri")
    page.get_by_role("link", name="Why", exact=True).click()
    arrived(page, "Why?")
    page.get_by_role("link", name="Rota", exact=True).click()
    arrived(page, "Rota")
    settled(page, "week_day_Fri")
    page.reload()
    settled(page, "week_day_Fri")
    page.get_by_role("link", name="Back to the rota as it stands").click()
    settled(page, "The main figures")
    assert week(page, 0)[4] == "3"


def test_a_post_is_added(page: Any):
    """The new row has the focus, and takes numbers."""
    page.get_by_text("Add a post to officers").click()
    section = page.locator("section", has=page.get_by_role("heading", name="officers", exact=True)).first
    section.get_by_label("Name").fill("extra")
    section.get_by_role("button", name="Add the post").click()
    page.wait_for_selector(".tag")
    page.wait_for_function("document.activeElement.ariaLabel === 'extra, Monday, shift early, officers, people'")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    settled(page, "extra=")
    assert page.get_by_role("textbox", name="extra, Monday, shift early, officers, people").input_value() == "2"


def test_a_sheet_is_dropped(page: Any, folder: Path):
    """It is read, its question is asked and answered on the page, and both files are written."""
    page.evaluate(DROP, ["Duties.csv", SHEET])
    page.get_by_label("QX means").fill("10:00-18:00")
    page.get_by_role("button", name="Read it again").click()
    page.get_by_role("button", name="Write the files").wait_for()
    assert "2 people, 4 duties" in page.locator("main").inner_text().replace("\u00a0", " ")
    page.get_by_role("button", name="Write the files").click()
    page.wait_for_selector("h1:has-text('Saved')")
    assert (folder / "duties.csv").read_text("utf-8") == SHEET
    assert sc.load(folder / "rota-hub-duties.toml").groups["handlers"].roster is not None


def go_to(page: Any, shown: str) -> None:
    """Open one of the pages."""
    if shown == "wrong":
        cell(page, "week day", "Tuesday").fill("many")
        page.keyboard.press("Enter")
        page.wait_for_selector("#problem:visible")
    elif shown == "save":
        cell(page, "week day", "Tuesday").fill("6")
        page.get_by_text("Save as a scenario").click()
        page.get_by_role("button", name="Show the file").click()
        page.wait_for_selector("h1:has-text('Save as')")
    elif shown == "design":
        page.get_by_role("button", name="Design a rota from this one").click()
        page.wait_for_selector("h1:has-text('Design')")
    elif shown == "sheet":
        page.evaluate(DROP, ["Duties.csv", SHEET])
        page.wait_for_selector("h1:has-text('Duty sheet')")


def test_what_is_wrong_can_be_read_in_a_narrow_window(page: Any):
    """At 320 px each message takes the width of the row below its cells, one after the other, and names its day."""
    for day in ("Tuesday", "Wednesday"):
        cell(page, "week day", day).fill("many")
        page.keyboard.press("Enter")
    page.set_viewport_size({"width": 320, "height": 800})
    errors = page.locator("table.rota .error:visible")
    errors.nth(1).wait_for()
    boxes = [error.bounding_box() for error in errors.all()]
    assert [box["width"] > 250 for box in boxes] == [True, True]
    assert cell(page, "week day", "Sunday").bounding_box()["y"] < boxes[0]["y"]
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    said_after = [error.evaluate("one => getComputedStyle(one, '::after').content") for error in errors.all()]
    assert [day in text for day, text in zip(("Tuesday", "Wednesday"), said_after, strict=True)] == [True, True]


@pytest.mark.parametrize("shown", ["rota", "wrong", "save", "design", "sheet"])
def test_it_fits_and_axe_finds_nothing(page: Any, shown: str):
    """Nothing is wider than the window, down to 320 px; each control is large enough; axe-core finds no breach."""
    go_to(page, shown)
    for summary in page.locator("main summary").all():
        if summary.evaluate("one => !one.parentElement.open"):
            summary.click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.evaluate(
            "[...document.querySelectorAll('button, select, input, summary')].filter(one => one.checkVisibility())"
            ".map(one => [one.id || one.outerHTML, one.getBoundingClientRect()])"
            ".filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"
        )
        assert small == []
    check_with_axe(page)
