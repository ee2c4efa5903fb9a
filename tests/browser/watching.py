"""What tests of pages in Chromium share: where it is, what it does beside showing a page, and what a reader hears."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.cli.calling import simcall_in

__all__ = [
    "CHROMIUM",
    "QUICK",
    "ROLES",
    "SETTLED_MS",
    "Seen",
    "arrived",
    "focused",
    "heard",
    "open_at",
    "said",
    "serving",
    "settled",
    "started_page",
    "tree",
    "watched",
]

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
SETTLED_MS = 120_000
"""The engine may have to be compiled first."""
QUICK = 8
"""Replications of a page that works everything out quickly."""
ROLES = {"button", "checkbox", "combobox", "link", "progressbar", "slider", "spinbutton", "textbox"}


class Seen:
    """What a browser does beside showing the page."""

    def __init__(self, context: Any) -> None:
        self.hosts: set[str] = set()
        self.wrong: list[str] = []
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        context.on("requestfailed", lambda request: self.wrong.append(f"failed: {request.url} {request.failure}"))
        context.on("response", self._look)
        context.on("console", lambda message: self.wrong.append(f"console: {message.text}"))
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))

    def _look(self, response: Any) -> None:
        if response.status >= 400:
            self.wrong.append(f"{response.status}: {response.url}")


def started_page(folder: Path, *words: str, quickly: bool = False) -> subprocess.Popen[bytes]:
    """Start the page in a process of its own; its first line is the address."""
    command = simcall_in(folder, "page", *words, "--no-browser")
    if quickly:
        program = Path(__file__).with_name("quick_page.py")
        command["args"] = [sys.executable, str(program), str(QUICK), *words, "--no-browser"]
    return subprocess.Popen(**command)


@contextmanager
def serving(folder: Path, *words: str, quickly: bool = False) -> Iterator[str]:
    """Serve a folder in a process of its own, and give the printed address; afterwards it has ended cleanly.

    Parameters
    ----------
    folder : Path
        Where to start it.
    *words : str
        What follows the command.
    quickly : bool
        Whether everything takes few replications.
    """
    with started_page(folder, *words, quickly=quickly) as started:
        assert started.stdout is not None
        try:
            yield started.stdout.readline().decode().strip()
        finally:
            started.terminate()
            _, err = started.communicate(timeout=30)
    assert started.returncode == 0
    assert b"Traceback" not in err


@contextmanager
def watched(chromium: Any, *, but: str = "(?!)") -> Iterator[Any]:
    """Give an empty tab; afterwards nothing was asked of another machine, nothing failed and nothing was logged.

    Parameters
    ----------
    chromium : Browser
        Where to open it.
    but : str
        What may happen (a regular expression), as where a test leaves a page while it answers.
    """
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SETTLED_MS)
    seen = Seen(context)
    yield context.new_page()
    assert seen.hosts == {"127.0.0.1"}
    wrong = [each for each in seen.wrong if not re.search(but, each)]
    assert wrong == [], wrong
    context.close()


def arrived(page: Any, heading: str) -> None:
    """Wait until a page with a heading is there, and its scripts run."""
    page.get_by_role("heading", name=heading, exact=True, level=1).wait_for()
    page.wait_for_load_state()


def open_at(page: Any, printed: str, address: str) -> None:
    """Open one of the pages without the first one before it."""
    root = re.search(r'data-root="([^"]*)"', page.context.request.get(printed).text())
    assert root is not None
    page.goto(urljoin(printed, root[1] + address))


def settled(page: Any, text: str = "") -> None:
    """Wait until the answer is settled, and holds a text."""
    page.wait_for_selector(
        f"#answer-body[aria-busy=false] .state.settled{f' >> xpath=.. >> text={text}' if text else ''}"
    )


def heard(page: Any, text: str) -> None:
    """Wait until a screen reader has been told something."""
    page.locator("#spoken", has_text=text).wait_for(state="attached")


def focused(page: Any) -> str:
    """Return the id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))


def tree(page: Any) -> list[dict[str, Any]]:
    """Return what a screen reader is given: the nodes of the accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [node for node in nodes if not node.get("ignored")]


def said(node: dict[str, Any], part: str) -> str:
    """Return the role, name or value of a node."""
    return str(node.get(part, {}).get("value", ""))
