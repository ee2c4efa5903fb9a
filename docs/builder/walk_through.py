"""Make the pictures of docs/page.md: ``python -m docs.builder.walk_through``.

Chromium opens `simcall page` on a copy of the hub of February 2024 and does what the page describes: move a lever, edit
the rota, ask why, keep the answer. It takes some minutes, and needs the extra ``browser`` and Chromium. Make the
pictures again whenever the page looks different; tests/browser/ tests what it does.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from PIL import Image

__all__ = ["LARGEST_BYTES", "PICTURES", "STEPS"]

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "walk-through"
LARGEST_BYTES = 150_000
"""A picture has fewer, so that the checkout stays small."""
_SCENARIO = "2024-02-backfill.toml"
_WINDOW = {"width": 1160, "height": 900}
_COLOURS = 64
_ABOVE_SECTION = 40
"""Pixels above a section that the line in sight does not cover: the end of the section before it."""
_LONGEST_MS = 600_000


def main() -> None:
    """Walk through the page, and write a picture of each step."""
    sync_playwright = import_module("playwright.sync_api").sync_playwright  # only who makes the pictures needs it
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=_chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=_WINDOW)
        page.set_default_timeout(_LONGEST_MS)
        with _opened(Path(folder)) as address:
            page.goto(address)
            for name, step in STEPS.items():
                step(page)
                (PICTURES / f"{name}.png").write_bytes(_small(page.screenshot(clip=_filled(page))))
        browser.close()


def _open(page: Any) -> None:
    _settled(page)
    page.wait_for_selector("#week-again:visible")


def _move(page: Any) -> None:
    page.locator("#calls").fill("10")
    _settled(page, "growth=1.1 ")


def _edit(page: Any) -> None:
    page.get_by_role("link", name="Rota").click()
    officers = page.get_by_role("table", name="officers: people on each post")
    cell = officers.get_by_label("weekday evening, Friday, ")
    cell.fill(str(int(cell.input_value()) + 2))
    cell.press("Enter")
    page.wait_for_selector("#rota-brief:has-text('Settled.')")
    cell.focus()
    page.evaluate("document.activeElement.closest('section').scrollIntoView()")
    page.evaluate(f"scrollBy(0, {_ABOVE_SECTION})")


def _explain(page: Any) -> None:
    page.get_by_role("link", name="Why").click()
    page.get_by_role("button", name="Explain it").click()
    page.wait_for_selector("figure img")
    page.wait_for_function("document.querySelector('figure img').complete")


def _keep(page: Any) -> None:
    page.get_by_role("link", name="What if").click()
    page.locator("#calls").fill("10")
    _settled(page, "growth=1.1 ")
    page.get_by_role("button", name="Keep this answer").click()
    page.get_by_role("link", name="All results").click()
    page.get_by_role("heading", name="Results", exact=True, level=1).wait_for()
    page.wait_for_load_state()


STEPS: dict[str, Callable[[Any], None]] = {
    "1-open": _open,
    "2-move": _move,
    "3-rota": _edit,
    "4-why": _explain,
    "5-keep": _keep,
}
"""What is done before each picture, by the picture's name."""


def _filled(page: Any) -> dict[str, float]:
    """Return the part of the window that the page fills."""
    height = page.evaluate("document.body.getBoundingClientRect().bottom")
    return {"x": 0, "y": 0, "width": _WINDOW["width"], "height": min(height, _WINDOW["height"])}


def _settled(page: Any, text: str = "") -> None:
    within = f" >> xpath=.. >> text={text}" if text else ""
    page.wait_for_selector(f"#answer-body[aria-busy=false] .state.settled{within}")


@contextmanager
def _opened(folder: Path) -> Iterator[str]:
    """Give the address of a page on a copy of the scenarios."""
    shutil.copytree(ROOT / "scenarios", folder, dirs_exist_ok=True)
    command = [sys.executable, "-m", "simcall", "page", _SCENARIO, "--no-browser"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        try:
            yield started.stdout.readline().strip()
        finally:
            started.terminate()


def _chromium() -> str | None:
    """Return the browser of the system; None for the one that Playwright has."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _small(png: bytes) -> bytes:
    """Return a picture with few colours: the page has no more, and the file is a third of the size."""
    small = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()


if __name__ == "__main__":
    main()
