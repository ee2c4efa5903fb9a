"""What tests of pages in Chromium share: where it is, what it does beside showing a page, and what a reader hears."""

from __future__ import annotations

import shutil
from typing import Any
from urllib.parse import urlsplit

__all__ = ["CHROMIUM", "ROLES", "SETTLED_MS", "Seen", "focused", "said", "settled", "tree"]

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
SETTLED_MS = 300_000
"""The engine may have to be compiled first."""
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


def settled(page: Any, text: str = "") -> None:
    """Wait until the answer is settled, and holds a text."""
    page.wait_for_selector(
        f"#answer-body[aria-busy=false] .state.settled{f' >> xpath=.. >> text={text}' if text else ''}"
    )


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
