"""The page as people use it: with a mouse, with a keyboard alone, with a screen reader, narrow, zoomed and printed.

These tests need Chromium and the extra ``browser``, and `make long` runs them. Without a browser, tests/page/ tests the
same server.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.looking import check_with_axe
from tests.browser.watching import QUICK, ROLES, arrived, focused, said, serving, settled, tree, watched
from tests.cli.calling import TINY, simcall_in

pytestmark = pytest.mark.long

WITH_VALUE = {"combobox", "slider", "spinbutton"}
HUB = (
    TINY.replace("headcount = 2", "")
    + """
[shifts.day]
start = "00:00"
length = "12 h"
[shifts.night]
start = "12:00"
length = "12 h"
[groups.handlers.absence]
probability = 0.1
[groups.handlers.rota.fixed]
days = { shift = "day", days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], people = 3 }
nights = { shift = "night", days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], people = 3 }
"""
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario, in which the page is opened."""
    made = tmp_path_factory.mktemp("page")
    before, _, after = HUB.partition("[provenance]")
    tables, _, provenance = after.partition("[shifts.day]")
    text = f"{before}[shifts.day]{provenance}\n[provenance]{tables}"
    (made / "hub.toml").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The printed address of a page in a process of its own."""
    with serving(folder, "hub.toml", quickly=True) as printed:
        yield printed


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    """The first page, settled. Afterwards: nothing was asked of another machine, nothing failed, nothing was logged."""
    with watched(chromium) as opened:
        opened.goto(address)
        settled(opened)
        opened.wait_for_selector("#week-again:visible")
        yield opened


def test_a_planners_path_by_mouse(page: Any, folder: Path):
    """Move a lever, see both scenarios, ask why, and find the answer saved."""
    slider = page.locator("#calls-slider")
    box = slider.bounding_box()
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2)
    settled(page, "As changed")
    assert int(page.locator("#calls").input_value()) > 50
    page.locator("#people_at").select_option(index=1)
    page.locator("#people").fill("2")
    settled(page, "nights.people=5")
    assert "5 in place of 3" in page.locator("#people-result").inner_text()
    page.get_by_role("link", name="Why").click()
    arrived(page, "Why?")
    assert "nights.people=5" in page.locator("main").inner_text()
    page.get_by_role("button", name="Explain it").click()
    page.wait_for_selector("text=The part of each cause")
    assert page.locator("figure img").evaluate("image => image.complete && image.naturalWidth > 100")
    assert [*(folder / "results").glob("why-tiny-hub-*/parts.csv")]
    page.get_by_role("link", name="What if").click()
    settled(page)


def test_a_planners_path_by_keyboard_alone(page: Any):
    """Reach and move every lever with keys; the focus stays where it is while answers arrive."""
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert focused(page) == "main"
    reached = []
    for _ in range(11):
        page.keyboard.press("Tab")
        reached.append(focused(page))
    controls = ["calls-slider", "calls", "handling-slider", "handling", "absence-slider", "absence"]
    assert reached == [*controls, "people_at", "people-slider", "people", "reset", reached[-1]]
    page.locator("#calls-slider").focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    settled(page, "growth=1.1 ")
    assert focused(page) == "calls-slider"
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("-20")
    settled(page, "growth=0.8 ")
    assert focused(page) == "calls"
    assert page.locator("#calls-slider").input_value() == "-20"
    page.locator("#reset").focus()
    page.keyboard.press("Enter")
    settled(page, "The main figures")
    assert page.locator("#calls").input_value() == "0"
    page.locator("#answer-body summary").focus()
    page.keyboard.press("Enter")
    page.locator("#calls").evaluate("box => { box.value = 7; box.dispatchEvent(new Event('input')); }")
    settled(page, "growth=1.07 ")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.locator("#answer-body details").get_attribute("open") is not None


def test_every_control_says_what_it_is(page: Any):
    """A screen reader is told the role and the name of each control, and the value of each that has one."""
    page.locator("#calls").fill("5")
    settled(page, "growth=1.05 ")
    controls = [node for node in tree(page) if said(node, "role") in ROLES]
    assert {said(node, "role") for node in controls} >= {"button", "combobox", "link", "slider", "spinbutton"}
    for node in controls:
        assert said(node, "name").strip(), node
        if said(node, "role").lower() in WITH_VALUE:
            assert said(node, "value") != "", node
    sliders = {said(node, "name"): said(node, "value") for node in controls if said(node, "role") == "slider"}
    assert sliders["Calls: change, slider"] == "5"
    assert page.locator("#calls-slider").get_attribute("aria-valuetext") == "+5 %"
    pictures = [node for node in tree(page) if said(node, "role") in ("image", "img")]
    assert len(pictures) == 7
    assert all(said(node, "name") for node in pictures)


def test_the_answer_is_announced(page: Any):
    """Once the answer is settled it is said, politely and once, in the sentences of the run."""
    page.locator("#calls").fill("30")
    settled(page, "growth=1.3 ")
    page.wait_for_selector("#spoken:has-text('Settled. 999:')", state="attached")
    assert page.locator("#spoken").get_attribute("role") == "status"
    targets = page.evaluate(
        "[...document.querySelectorAll('.side:nth-child(2) .target')].map(target => {"
        " const own = target.cloneNode(true); own.querySelector('.spread')?.remove();"
        " return own.textContent.replaceAll('\u00a0', ' '); })"
    )
    assert page.locator("#spoken").inner_text() == " ".join(["Settled.", *targets])


def test_what_is_wrong_stands_at_its_field(page: Any):
    """An amount that is not possible is named above and at its field; the focus is not taken away."""
    page.locator("#calls").fill("900")
    page.wait_for_selector("#problem:visible")
    assert focused(page) == "calls"
    assert page.locator("#calls").get_attribute("aria-invalid") == "true"
    assert "must be between" in page.locator("#calls-error").inner_text()
    assert page.locator("#answer-body.stale").count() == 1
    page.locator("#problem a").click()
    assert focused(page) == "calls"
    page.locator("#calls").fill("9")
    settled(page, "growth=1.09 ")
    assert page.locator("#problem").is_hidden()
    assert page.locator("#calls").get_attribute("aria-invalid") is None


def test_the_figures_are_those_of_the_command(page: Any, folder: Path):
    """The command on the page, run in a terminal, prints the figures of the page."""
    page.locator("#calls").fill("12")
    settled(page, "growth=1.12 ")
    words = shlex.split(page.locator("#answer-body pre.command").inner_text())
    few = ("--replications", str(QUICK))
    done = subprocess.run(**simcall_in(folder, *words[1:], "--json", "--no-figures", *few), check=True)
    estimate = json.loads(done.stdout)["lines"]["999"]["answered_in_target"]
    shown = page.locator("table.beside tbody tr").first.locator("td").nth(1).inner_text()
    low, high = (f"{100 * estimate[end]:.1f} %" for end in ("low", "high"))
    assert re.sub(r"\s+", " ", shown) == f"{100 * estimate['mean']:.1f} % [{low}, {high}]"


def test_many_moves_end_with_the_last(page: Any):
    """Fifty moves in five seconds: the last is answered, and nothing of the others comes after it."""
    for amount in range(1, 51):
        page.locator("#calls").fill(str(amount))
        page.wait_for_timeout(60)
    settled(page, "growth=1.5 ")
    page.wait_for_timeout(1000)
    assert "growth=1.5 " in page.locator("#answer-body pre.command").inner_text()
    assert "calls=50" in page.url


def test_two_tabs(page: Any):
    """Two tabs each have their own levers and answers, and one search for the people needed."""
    other = page.context.new_page()
    other.goto(page.url)
    settled(other)
    page.locator("#calls").fill("11")
    other.locator("#calls").fill("22")
    settled(page, "growth=1.11 ")
    settled(other, "growth=1.22 ")
    assert [tab.locator("#calls").input_value() for tab in (page, other)] == ["11", "22"]
    assert "growth=1.11 " in page.locator("#answer-body pre.command").inner_text()
    other.close()


def test_the_token_leaves_the_address(page: Any, chromium: Any, address: str):
    """The address that stays, in the history too, opens nothing by itself; here it can be loaded again."""
    assert "token" not in page.url
    page.reload()
    settled(page)
    stranger = chromium.new_context().new_page()
    assert stranger.goto(page.url).status == 403
    assert stranger.goto(address.replace("token=", "token=x")).status == 403
    stranger.context.close()


def test_what_is_kept_opens_from_the_results(page: Any, folder: Path):
    """Keep an answer, make its tables, find it among the results and read its report."""
    page.locator("#calls").fill("8")
    settled(page, "growth=1.08 ")
    page.get_by_role("button", name="Keep this answer").click()
    page.get_by_role("button", name="Make tables for Power BI").click()
    place = page.locator("code", has_text="/tables").inner_text()
    assert (folder / place / "csv" / "fact_figure.csv").is_file()
    page.get_by_role("link", name="All results").click()
    page.get_by_role("link", name=f"Open the report of {place.removesuffix('/tables')}").click()
    assert "Tiny hub" in page.locator("h1").inner_text()


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_it_fits_the_window(page: Any, width: int):
    """Nothing is wider than the window, down to 320 px (1280 px at 400 %); every control can be seen and pressed."""
    page.set_viewport_size({"width": width, "height": 800})
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("#calls").fill("10")
        settled(page, "growth=1.1 ")
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, input, summary')].filter(one => one.checkVisibility())"
        ".map(one => [one.id || one.outerHTML, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([name]) => name)"
    )
    assert small == []


def test_it_prints(page: Any):
    """Printed, it is a few A4 pages with the answer and the numbers of the levers."""
    page.emulate_media(media="print")
    assert page.locator("#calls-slider").is_hidden()
    assert page.locator("#calls").is_visible()
    assert page.locator("#answer-body").is_visible()
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 5


def test_without_a_script(chromium: Any, address: str):
    """With scripts switched off, the form gives the answer."""
    context = chromium.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address)
    opened.locator("#calls").fill("15")
    opened.get_by_role("button", name="Work it out").click()
    assert "growth=1.15" in opened.locator("#answer-body pre.command").inner_text()
    context.close()


@pytest.mark.parametrize("shown", ["settled", "wrong", "why", "choose", "job", "results"])
def test_axe_finds_nothing(page: Any, shown: str):
    """axe-core finds no breach of WCAG 2.2 AA or of its best practices on any page, nor where something is wrong."""
    if shown == "settled":
        page.locator("#calls").fill("10")
        settled(page, "growth=1.1 ")
        for summary in page.locator("summary").all():
            summary.click()
    elif shown == "wrong":
        page.locator("#calls").fill("900")
        page.wait_for_selector("#problem:visible")
    elif shown == "choose":
        page.get_by_role("link", name="Another scenario").click()
        arrived(page, "Choose a scenario")
    elif shown == "results":
        page.get_by_role("link", name="Results").click()
        arrived(page, "Results")
    else:
        page.get_by_role("link", name="Why").click()
        arrived(page, "Why?")
    if shown == "job":
        page.get_by_role("button", name="Draw the map").click()
        page.wait_for_selector("figure img")
    check_with_axe(page)


def test_when_simcall_ends_the_page_says_so(chromium: Any, folder: Path):
    """A move after simcall has ended is answered with what to do, and not with the older answer."""
    started = subprocess.Popen(**simcall_in(folder, "page", "hub.toml", "--no-browser"))
    assert started.stdout is not None
    opened = chromium.new_context().new_page()
    opened.goto(started.stdout.readline().decode().strip())
    settled(opened)
    started.terminate()
    started.communicate(timeout=30)
    opened.locator("#calls").fill("10")
    opened.wait_for_selector("#answer-body >> text=simcall does not answer")
    opened.wait_for_selector("#spoken:has-text('simcall does not answer.')", state="attached")
    opened.context.close()
