"""A page that is left open: for a day, over a broken stream, and until simcall has ended or was started again.

These tests need Chromium and the extra ``browser``, and `make long` runs them.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import simcall as sc
from tests.browser.watching import QUICK, SETTLED_MS, arrived, focused, heard, open_at, settled, started_page
from tests.page.rota_hub import ROTA_HUB

pytestmark = pytest.mark.long

Start = Callable[..., tuple["subprocess.Popen[bytes]", str]]
STREAMS = "**/answer?*"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start simcall, as often as wanted, on a folder with a hub."""
    (tmp_path / "hub.toml").write_text(ROTA_HUB.replace("days = 14", "days = 2"), encoding="utf-8")
    running = []

    def _start(*words: str) -> tuple[subprocess.Popen[bytes], str]:
        running.append(started_page(tmp_path, "hub.toml", *words, quickly=True))
        assert running[-1].stdout is not None
        return running[-1], running[-1].stdout.readline().decode().strip()

    yield _start
    for each in running:
        each.kill()
        each.communicate()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """An empty tab, whose clock a test can move."""
    context = chromium.new_context()
    context.set_default_timeout(SETTLED_MS)
    context.clock.install()
    yield context.new_page()
    context.close()


def end(running: subprocess.Popen[bytes]) -> None:
    """End simcall as Ctrl-C does."""
    running.terminate()
    running.communicate(timeout=30)


def test_after_a_day_and_a_broken_stream(page: Any, start: Start, tmp_path: Path):
    """A laptop sleeps for a day, and the first stream after it breaks off: the next move has a right answer."""
    running, address = start()
    page.goto(address)
    settled(page)
    page.locator("#calls").fill("10")
    settled(page, "growth=1.1 ")
    os.kill(running.pid, signal.SIGSTOP)
    page.clock.fast_forward("24:00:00")
    os.kill(running.pid, signal.SIGCONT)
    broken = []

    def break_off(route: Any) -> None:
        broken.append(route.request.url)
        route.abort() if len(broken) == 1 else route.continue_()

    page.route(STREAMS, break_off)
    page.locator("#people").fill("1")
    settled(page, "people=4")
    assert len(broken) == 2
    assert page.locator("#lost").is_hidden()
    assert page.locator("#calls").input_value() == "10"
    changes = ["lines.999.demand.growth=1.1", "groups.handlers.rota.fixed.week_day.people=4"]
    run = sc.run(sc.load(tmp_path / "hub.toml", changes), replications=QUICK, seed=1)
    expected = run.document()["lines"]["999"]["answered_in_target"]
    shown = page.locator("table.beside tbody tr").first.locator("td").nth(1).inner_text()
    assert " ".join(shown.split()) == "{:.1f} % [{:.1f} %, {:.1f} %]".format(
        *(100 * expected[part] for part in ("mean", "low", "high"))
    )


def test_work_whose_stream_breaks_off(page: Any, start: Start):
    """The page of long work listens again, and shows what was found; nothing says that simcall had ended."""
    _, address = start()
    page.goto(address)
    settled(page)
    broken = []

    def break_off(route: Any) -> None:
        broken.append(route.request.url)
        route.abort() if len(broken) == 1 else route.continue_()

    page.route("**/jobs/*/events?*", break_off)
    page.get_by_role("link", name="Why").click()
    page.get_by_role("button", name="Draw the map").click()
    page.wait_for_selector("figure img")
    assert len(broken) == 2
    assert page.locator("#lost").is_hidden()


def test_started_again_at_the_same_port(page: Any, start: Start):
    """The page says what to do; the levers and the rota go along to the new address, and nothing typed is lost."""
    running, address = start()
    page.goto(address)
    settled(page)
    page.locator("#calls").fill("10")
    settled(page, "growth=1.1 ")
    page.get_by_role("link", name="Rota").click()
    arrived(page, "Rota")
    settled(page)
    page.locator("#r0-Tue").fill("4")
    page.keyboard.press("Enter")
    settled(page, "week_day")
    end(running)
    _, again = start("--port", address.partition("127.0.0.1:")[2].partition("/")[0])
    assert again != address
    page.locator("#r0-Mon").fill("5")
    page.keyboard.press("Enter")
    page.wait_for_selector("#lost:visible")
    heard(page, "simcall does not answer.")
    assert focused(page) == "r1-Mon"
    assert "start it again in a terminal" in page.locator("#lost").inner_text()
    for lead in ("What if", "Rota"):
        page.get_by_role("link", name=lead, exact=True).click()
        page.wait_for_selector("#lost:focus")
        page.locator("#lost").evaluate("one => one.blur()")
    assert page.locator("#r0-Mon").input_value() == "5"
    page.get_by_label("Address that simcall has printed").fill(address.partition("?")[0])
    page.get_by_role("button", name="Go on with what you entered").click()
    assert "Paste the whole address" in page.locator("#new-address-error").inner_text()
    assert focused(page) == "new-address"
    page.get_by_label("Address that simcall has printed").fill(again)
    page.get_by_role("button", name="Go on with what you entered").click()
    settled(page, "growth=1.1 ")
    assert "token" not in page.url
    page.get_by_role("link", name="Rota", exact=True).click()
    arrived(page, "Rota")
    settled(page, "growth=1.1 ")
    assert [page.locator(f"#r0-{day}").input_value() for day in ("Mon", "Tue")] == ["5", "4"]


def test_a_form_is_not_lost_when_simcall_has_ended(page: Any, start: Start):
    """Pressing a button of a form leaves the page as it is, with what was typed, and says what to do."""
    running, address = start()
    open_at(page, address, "rota/design")
    field = page.get_by_label("Most posts").first
    field.fill("12")
    end(running)
    page.get_by_role("button", name="Design the rota").click()
    page.wait_for_selector("#lost:visible")
    assert focused(page) == "lost"
    assert field.input_value() == "12"
    assert page.get_by_role("heading", name="simcall does not answer").is_visible()


def test_refused_is_not_ended(page: Any, start: Start):
    """A search for an impossible lever says what is wrong with it, and not that simcall has ended."""
    _, address = start()
    page.goto(address)
    settled(page)
    page.wait_for_selector("#week-again:visible")
    page.locator("#calls").fill("900")
    page.wait_for_selector("#problem:visible")
    page.locator("#week-again").click()
    page.wait_for_selector("#week-progress >> text=must be between")
    assert page.locator("#lost").is_hidden()
