"""Requests as the user's own browser makes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

from simcall.page.guard import Keys


@dataclass(frozen=True)
class Asked:
    """A browser that has opened the printed address."""

    client: TestClient
    keys: Keys

    def get(self, address: str, **rest: Any) -> Response:
        """Ask for a page by its address within the folder of the page."""
        return self.client.get(self.keys.root + address, **rest)

    def post(self, address: str, **rest: Any) -> Response:
        """Send a form of the page."""
        headers = {"Origin": self.keys.origin, "Sec-Fetch-Site": "same-origin", **rest.pop("headers", {})}
        return self.client.post(self.keys.root + address, headers=headers, **rest)

    def job(self, answer: Response) -> str:
        """Return the address of the long work that an answer leads to, without the question."""
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removeprefix(self.keys.root).partition("?")[0]

    def events(self, address: str) -> list[tuple[str, dict[str, Any]]]:
        """Return the names and the data of all events of a stream."""
        answer = self.get(address)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/event-stream")
        return [read(part) for part in answer.text.split("\n\n") if part]


def read(part: str) -> tuple[str, dict[str, Any]]:
    """Read one event."""
    name, data = part.split("\n", 1)
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))
