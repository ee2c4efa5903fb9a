"""One browser for all tests of pages, and a page of simcall in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.watching import CHROMIUM


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser without a profile."""
    playwright = pytest.importorskip("playwright.sync_api", reason='needs Playwright: pip install "simcall[browser]"')
    pytest.importorskip("uvicorn", reason='needs uvicorn: pip install "simcall[page]"')
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here to open the page in")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
