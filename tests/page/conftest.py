"""A page on a small folder, asked without a browser. Without the extra ``page``, its tests are skipped."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.calling import TINY

if TYPE_CHECKING:  # a module that imports these is not collected without the extra; this one is
    from starlette.testclient import TestClient

    from simcall.page.desk import Desk
    from tests.page.asking import Asked

PORT = 8321
REPLICATIONS = 8
MISSING = [name for name in ("starlette", "uvicorn", "httpx2") if importlib.util.find_spec(name) is None]


class Skipped(pytest.Module):
    """A module of tests that is not even imported."""

    def collect(self) -> list[pytest.Item]:
        """Skip it, and say why."""
        pytest.skip(f'needs {" and ".join(MISSING)}: pip install "simcall[page]"')


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skip the tests of the page if a package that it needs is not there."""
    return Skipped.from_parent(parent, path=module_path) if MISSING else None


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
    from simcall.page.answers import Answers
    from simcall.page.desk import Desk
    from simcall.page.folder import Folder
    from simcall.page.guard import Keys

    made = Desk(Folder(Path()), "tiny.toml", Keys(PORT), Answers(replications=REPLICATIONS, jobs=1))
    yield made
    made.close()


@pytest.fixture
def stranger(desk: Desk) -> Callable[..., TestClient]:
    """Whoever can reach the port, and knows nothing."""
    from starlette.testclient import TestClient

    from simcall.page.application import application

    def _stranger(host: str = desk.keys.origin) -> TestClient:
        return TestClient(application(desk), base_url=host, raise_server_exceptions=False, follow_redirects=False)

    return _stranger


@pytest.fixture
def asked(desk: Desk, stranger: Callable[..., TestClient]) -> Asked:
    """The user's own browser, once it has opened the printed address."""
    from tests.page.asking import Asked

    client = stranger()
    opened = client.get(f"/?token={desk.keys.token}")
    assert opened.status_code == 200
    return Asked(client, desk.keys)
