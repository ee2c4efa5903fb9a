"""A planner's whole path through the page, with a mouse and again with a keyboard alone.

These tests need Chromium and the extra ``browser``, and `make long` runs them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import simcall as sc
from tests.browser.exports import FILES
from tests.browser.hands import Hands, Keyboard, Mouse, control, summary
from tests.browser.watching import arrived, focused, heard, serving, settled, watched
from tests.page.rota_hub import ROTA_HUB

pytestmark = pytest.mark.long

SAVED = "Friday covered"
CELL = re.compile("^week day, Tuesday,")


@pytest.mark.parametrize("way", [Mouse, Keyboard])
def test_a_planners_whole_path(chromium: Any, tmp_path: Path, way: type[Mouse | Keyboard]):
    """Open, move, edit the rota, read an export, compare, design, save and report: all is shown, said and written.

    No request leaves the machine or fails, nothing is logged, and what arrives never takes the focus.
    """
    (tmp_path / "hub.toml").write_text(ROTA_HUB.replace("days = 14", "days = 2"), encoding="utf-8")
    with serving(tmp_path, "hub.toml", quickly=True) as address, watched(chromium) as page:
        hands = way(page)
        page.goto(address)
        settled(page)
        page.wait_for_selector("#week-again:visible")
        move_a_lever(page, hands)
        edit_the_rota(page, hands)
        read_an_export(page, hands, tmp_path)
        compare_the_months(page, hands, tmp_path)
        design_a_rota(page, hands, tmp_path)
        save_it(page, hands, tmp_path)
        keep_and_report(page, hands, tmp_path)


def move_a_lever(page: Any, hands: Hands) -> None:
    """The answer comes for both scenarios, and is said; the focus stays on the lever."""
    slider = control(page, "slider", "Calls: change, slider")
    hands.slide(slider, 10)
    settled(page, "growth=1.1 ")
    assert slider.get_attribute("aria-valuetext") == "+10 %"
    assert page.get_by_role("heading", name="As changed").is_visible()
    heard(page, "Settled. 999:")
    assert focused(page) == "calls-slider"
    hands.write(control(page, "spinbutton", "Calls: change in per cent"), "20")
    settled(page, "growth=1.2 ")
    assert slider.input_value() == "20"
    assert focused(page) == "calls"


def edit_the_rota(page: Any, hands: Hands) -> None:
    """One more person on Tuesday counts on top of the lever, and is said."""
    hands.press(control(page, "link", "Rota"))
    arrived(page, "Rota")
    settled(page, "growth=1.2 ")
    cell = page.get_by_role("textbox", name=CELL)
    assert cell.input_value() == "3"
    hands.write(cell, "4")
    page.keyboard.press("Enter")
    settled(page, "week_day")
    heard(page, "Settled. 999:")
    assert cell.evaluate("one => one.classList.contains('changed')")
    assert focused(page) == "r1-Tue"  # Enter goes to the cell below, as in a spreadsheet


def read_an_export(page: Any, hands: Hands, folder: Path) -> None:
    """Two files are read, their question is answered, their totals are shown, and then the scenario is written."""
    hands.press(control(page, "link", "Your data"))
    arrived(page, "Your data")
    hands.give(page.locator("#files"), "#drop", FILES)
    heard(page, "2 files are chosen.")
    hands.write(control(page, "textbox", "Name for the folder of the scenario"), "March")
    hands.press(control(page, "button", "Read the files"))
    page.get_by_role("heading", name="simcall asks").wait_for()
    assert page.get_by_role("radio", checked=True).count() == 0
    hands.pick(page.get_by_role("radio", name=re.compile("^m:ss")))
    hands.press(control(page, "button", "Go on"))
    page.get_by_role("heading", name="Compare these totals").wait_for()
    heard(page, "Compare the totals with your own report.")
    assert not (folder / "march").exists()
    hands.press(control(page, "button", "Write the scenario"))
    page.get_by_text("The scenario is in march/scenario.toml.").wait_for()
    heard(page, "Written: march/scenario.toml.")
    assert list(sc.load(folder / "march" / "scenario.toml").lines) == ["101"]


def compare_the_months(page: Any, hands: Hands, folder: Path) -> None:
    """The verdict is said, and each picture is there with its table."""
    hands.press(control(page, "link", "Compare your month with the model's month"))
    arrived(page, "Your data")
    hands.press(control(page, "button", "Compare them"))
    verdict = page.locator(".headline").inner_text()
    heard(page, verdict.replace("\u00a0", " "))
    pictures = page.locator("figure img").all()
    assert len(pictures) == page.locator("summary", has_text="The same as a table").count() > 0
    assert all(one.evaluate("one => one.complete && one.naturalWidth > 0") for one in pictures)
    assert [*(folder / "results").glob("march-validation-*/validation.html")]


def design_a_rota(page: Any, hands: Hands, folder: Path) -> None:
    """The edits are still there; a rota for one group is found, said, saved and opened in the grid."""
    hands.press(control(page, "link", "Another scenario"))
    arrived(page, "Choose a scenario")
    hands.press(control(page, "link", "hub.toml"))
    settled(page)
    page.wait_for_selector("#week-again:visible")
    hands.press(control(page, "link", "Rota"))
    settled(page, "week_day")
    assert page.get_by_role("textbox", name=CELL).input_value() == "4"
    hands.press(control(page, "button", "Design a rota from this one"))
    arrived(page, "Design a rota")
    hands.tick(control(page, "checkbox", "Design the posts of handlers"))
    hands.tick(control(page, "checkbox", "Design the posts of officers"))
    hands.write(page.get_by_role("textbox", name=re.compile("^999.*at least")), "95")
    hands.press(control(page, "button", "Design the rota"))
    control(page, "link", "Open it in the grid").wait_for()
    heard(page, "A rota for Rota hub.")
    (designed,) = (folder / "results").glob("rota-hub-design-*/scenario.toml")
    assert sc.load(designed).groups["officers"].rota
    hands.press(control(page, "link", "Open it in the grid"))
    settled(page)
    assert page.get_by_role("textbox", name=CELL).input_value() == "4"


def save_it(page: Any, hands: Hands, folder: Path) -> None:
    """The text is shown first; what is written extends the scenario and holds the edit."""
    hands.press(summary(page, "Save as a scenario"))
    hands.write(control(page, "textbox", "Name of the scenario"), SAVED)
    hands.press(control(page, "button", "Show the file"))
    arrived(page, "Save as a scenario")
    text = page.get_by_role("region", name="Text of the file").inner_text()
    assert 'extends = "hub.toml"' in text
    assert not (folder / "friday-covered.toml").exists()
    hands.press(control(page, "button", "Write the file"))
    arrived(page, "Saved")
    assert (folder / "friday-covered.toml").read_text("utf-8").strip() == text.strip()
    assert sc.load(folder / "friday-covered.toml").name == SAVED


def keep_and_report(page: Any, hands: Hands, folder: Path) -> None:
    """The saved scenario opens with the levers; its answer is kept, and its report can be read."""
    hands.press(control(page, "link", "Open it with the levers"))
    settled(page)
    page.wait_for_selector("#week-again:visible")
    hands.press(control(page, "button", "Keep this answer, with a report and a workbook"))
    control(page, "link", "Open the report").wait_for()
    heard(page, "Keep this answer. Saved.")
    assert (folder / "results" / "friday-covered" / "report.xlsx").is_file()
    hands.press(control(page, "link", "Open the report"))
    page.get_by_role("heading", name=SAVED).first.wait_for()
