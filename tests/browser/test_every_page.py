"""Every page and every state of it: names of controls, axe-core, narrow windows, without colour, and printed.

These tests need Chromium and the extra ``browser``, and `make long` runs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.exports import FILES
from tests.browser.hands import Mouse, control
from tests.browser.looking import look, open_everything
from tests.browser.watching import arrived, open_at, serving, settled, watched
from tests.page.rota_hub import ROTA_HUB

pytestmark = pytest.mark.long

SHEET = "Name,05/02/2024,06/02/2024\nAnn Example,early,QX\nBob Sample,night,early\n"
LONG = 'extends = "hub.toml"\nname = "Long"\ndays = 400\n'
TAKEN = 'extends = "hub.toml"\nname = "Taken"\n'
Open = Callable[[str], None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with scenarios: one takes long, and the place of another's results is taken."""
    made = tmp_path_factory.mktemp("every")
    (made / "hub.toml").write_text(ROTA_HUB.replace("days = 14", "days = 2"), encoding="utf-8")
    (made / "long.toml").write_text(LONG, encoding="utf-8")
    (made / "taken.toml").write_text(TAKEN, encoding="utf-8")
    (made / "results" / "taken").mkdir(parents=True)
    (made / "results" / "taken" / "mine.txt").write_text("not of simcall", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The printed address of a page in a process of its own."""
    with serving(folder, "hub.toml", quickly=True) as printed:
        yield printed


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """An empty tab. Pages are left while they answer, and the form with mistakes is refused."""
    refused = "^400: .*/rota/design$|status of 400"
    with watched(chromium, but=rf"(answer\?|week\?|/events).*net::ERR_ABORTED|{refused}") as opened:
        yield opened


def press(page: Any, role: str, name: str) -> None:
    """Press a control."""
    control(page, role, name).click()


def what_if(page: Any, go: Open) -> None:
    """A lever is moved, and the answer is settled."""
    go("?calls=10")
    settled(page, "growth=1.1 ")
    page.wait_for_selector("#week-again:visible")


def what_if_wrong(page: Any, go: Open) -> None:
    """An amount is not possible."""
    go("")
    page.locator("#calls").fill("900")
    page.wait_for_selector("#problem:visible")


def choose(page: Any, go: Open) -> None:
    """The scenarios of the folder."""
    go("choose")


def rota(page: Any, go: Open) -> None:
    """A post is divided and one is added."""
    go("rota?handlers.fixed.week_day.Tue=5&handlers.new.extra=early&handlers.fixed.extra.Mon=2")
    settled(page, "week_day")


def rota_wrong(page: Any, go: Open) -> None:
    """A cell holds what is not a number."""
    go("rota?handlers.fixed.week_day.Tue=many")
    page.wait_for_selector("#rota-brief:has-text('Not for this rota')")


def save(page: Any, go: Open) -> None:
    """The text of the file is shown."""
    go("rota/save?handlers.fixed.week_day.Tue=5&save_name=Kept")


def save_again(page: Any, go: Open) -> None:
    """The file is there already."""
    save(page, go)
    if page.get_by_role("checkbox").count():
        page.get_by_role("checkbox").check()
    press(page, "button", "Write the file")
    arrived(page, "Saved")
    save(page, go)
    assert page.get_by_role("checkbox").count() == 1


def saved(page: Any, go: Open) -> None:
    """The file is written."""
    save_again(page, go)
    page.get_by_role("checkbox").check()
    press(page, "button", "Write the file")
    arrived(page, "Saved")


def design(page: Any, go: Open) -> None:
    """The form that asks for a rota."""
    go("rota/design")


def design_wrong(page: Any, go: Open) -> None:
    """The form comes back with what is wrong."""
    design(page, go)
    page.get_by_role("textbox", name=re.compile("^999.*at least")).fill("many")
    press(page, "button", "Design the rota")
    page.get_by_role("heading", name="There is a problem").wait_for()


def designed(page: Any, go: Open) -> None:
    """The rota that was found."""
    design(page, go)
    page.get_by_label("Design the posts of handlers").uncheck()
    page.get_by_label("Design the posts of officers").check()
    page.get_by_role("textbox", name=re.compile("^999.*at least")).fill("95")
    press(page, "button", "Design the rota")
    control(page, "link", "Open it in the grid").wait_for()


def sheet(page: Any, go: Open) -> None:
    """A duty sheet raises a question."""
    go("rota")
    settled(page)
    Mouse(page).give(None, "#sheet", [("Duties.csv", SHEET)])
    arrived(page, "Duty sheet of handlers")


def sheet_read(page: Any, go: Open) -> None:
    """The totals of the sheet, to compare."""
    sheet(page, go)
    page.get_by_label("QX means").fill("10:00-18:00")
    press(page, "button", "Read it again")
    control(page, "button", "Write the files").wait_for()


def why(page: Any, go: Open) -> None:
    """Questions to ask, with two changes."""
    go("why?calls=10&people=1")


def explained(page: Any, go: Open) -> None:
    """The part of each cause."""
    why(page, go)
    press(page, "button", "Explain it")
    page.wait_for_selector("figure img")


def told_apart(page: Any, go: Open) -> None:
    """The part of each change."""
    why(page, go)
    press(page, "button", "Tell the changes apart")
    page.wait_for_selector("figure img")


def mapped(page: Any, go: Open) -> None:
    """Where one more person pays."""
    why(page, go)
    press(page, "button", "Draw the map")
    page.wait_for_selector("figure img")


def running(page: Any, go: Open) -> None:
    """Long work that goes on."""
    go("why?file=long.toml")
    press(page, "button", "Explain it")
    control(page, "button", "Stop").wait_for()


def stopped(page: Any, go: Open) -> None:
    """Long work that was stopped."""
    running(page, go)
    press(page, "button", "Stop")
    page.get_by_role("button", name=re.compile("^(Go on|Begin again)$")).wait_for()


def failed(page: Any, go: Open) -> None:
    """Long work that failed."""
    go("?file=taken.toml")
    settled(page)
    press(page, "button", "Keep this answer, with a report and a workbook")
    control(page, "button", "Try again").wait_for()


def data(page: Any, go: Open) -> None:
    """Two files are chosen."""
    go("data")
    page.wait_for_load_state()
    Mouse(page).give(None, "#drop", FILES)


def data_wrong(page: Any, go: Open) -> None:
    """No file is chosen."""
    go("data")
    page.wait_for_load_state()
    press(page, "button", "Read the files")
    page.wait_for_selector("#files-error:visible")


def read(page: Any, go: Open, folder: str) -> None:
    """Read the files, for a folder."""
    data(page, go)
    page.get_by_label("Name for the folder").fill(folder)
    press(page, "button", "Read the files")


def question(page: Any, go: Open) -> None:
    """The files can be read in two ways."""
    read(page, go, "Never written")
    page.get_by_role("heading", name="simcall asks").wait_for()


def totals(page: Any, go: Open) -> None:
    """The totals of the files, to compare."""
    question(page, go)
    page.get_by_role("radio", name=re.compile("^m:ss")).check()
    press(page, "button", "Go on")
    page.get_by_role("heading", name="Compare these totals").wait_for()


def written(page: Any, go: Open) -> None:
    """The scenario is written."""
    read(page, go, "March")
    page.get_by_role("heading", name=re.compile("^(simcall asks|Compare these totals)")).wait_for()
    if page.get_by_role("radio").count():  # the answers of the last import are used again
        page.get_by_role("radio", name=re.compile("^m:ss")).check()
        press(page, "button", "Go on")
        page.get_by_role("heading", name="Compare these totals").wait_for()
    if page.get_by_role("checkbox").count():
        page.get_by_role("checkbox").check()
    press(page, "button", "Write the scenario")
    control(page, "link", "Compare your month with the model's month").wait_for()


def comparable(page: Any, go: Open) -> None:
    """A scenario to compare with data."""
    written(page, go)
    press(page, "link", "Compare your month with the model's month")
    control(page, "button", "Compare them").wait_for()


def compared(page: Any, go: Open) -> None:
    """The verdict."""
    comparable(page, go)
    press(page, "button", "Compare them")
    page.wait_for_selector(".headline")


def kept(page: Any, go: Open) -> None:
    """The answer is saved."""
    what_if(page, go)
    press(page, "button", "Keep this answer, with a report and a workbook")
    control(page, "link", "Open the report").wait_for()


def tables(page: Any, go: Open) -> None:
    """Tables are written."""
    kept(page, go)
    press(page, "button", "Make tables for Power BI")
    page.wait_for_selector("text=The tables are written.")


def results(page: Any, go: Open) -> None:
    """The folders of results."""
    kept(page, go)
    go("results")


def lost(page: Any, go: Open) -> None:
    """Simcall has ended, and an address was not whole."""
    go("rota")
    settled(page)
    page.locator("#lost").evaluate("one => { one.hidden = false; }")
    page.get_by_label("Address that simcall has printed").fill("127.0.0.1")
    press(page, "button", "Go on with what you entered")
    page.wait_for_selector("#new-address-error:visible")


STATES = [
    *(what_if, what_if_wrong, choose, rota, rota_wrong, save, save_again, saved, design, design_wrong, designed),
    *(sheet, sheet_read, why, explained, told_apart, mapped, running, stopped, failed, data, data_wrong, question),
    *(totals, written, comparable, compared, kept, tables, results, lost),
]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_page(page: Any, address: str, state: Callable[[Any, Open], None]):
    """Every control has its role, name and value; the page fits; axe-core finds nothing; it can be printed."""
    state(page, lambda part: open_at(page, address, part))
    open_everything(page)
    look(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 960})  # the text of an A4 page
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    assert page.locator("main").inner_text().strip()
