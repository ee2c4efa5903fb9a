"""A page on a small folder, asked without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simcall.page.answers import Answers
from simcall.page.application import application
from simcall.page.desk import Desk
from simcall.page.folder import Folder
from simcall.page.guard import Keys
from tests.cli.calling import TINY
from tests.page.asking import Asked

PORT = 8321
REPLICATIONS = 8


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with two scenarios; a third lies beside it."""
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    (inside / "tiny.toml").write_text(TINY, encoding="utf-8")
    (inside / "more.toml").write_text('name = "More"\nextends = "tiny.toml"\ngroups.handlers.headcount = 3\n', "utf-8")
    (inside / "sweep.toml").write_text('scenario = "tiny.toml"\n[vary]\n', encoding="utf-8")
    (tmp_path / "outside.toml").write_text(TINY, encoding="utf-8")
    return inside


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    """What the pages share."""
    made = Desk(Folder(Path()), "tiny.toml", Keys(PORT), Answers(replications=REPLICATIONS, jobs=1))
    yield made
    made.close()


@pytest.fixture
def stranger(desk: Desk) -> Callable[..., TestClient]:
    """Whoever can reach the port, and knows nothing."""

    def _stranger(host: str = desk.keys.origin) -> TestClient:
        return TestClient(application(desk), base_url=host, raise_server_exceptions=False, follow_redirects=False)

    return _stranger


@pytest.fixture
def asked(desk: Desk, stranger: Callable[..., TestClient]) -> Asked:
    """The user's own browser, once it has opened the printed address."""
    client = stranger()
    opened = client.get(f"/?token={desk.keys.token}")
    assert opened.status_code == 200
    return Asked(client, desk.keys)
