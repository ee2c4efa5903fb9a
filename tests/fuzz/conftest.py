"""One process to fork for all tests of a kind, and a folder to work in."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.cli.calling import TINY
from tests.fuzz.forking import Forks, forks_of_server

if sys.platform == "win32":
    collect_ignore_glob = ["test_*.py"]  # Windows has neither forks nor limits


@pytest.fixture(scope="session")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Prepare a process whose forks call commands."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "tiny.toml").write_text(TINY, encoding="utf-8")
    with forks_of_server(folder) as prepared:
        yield prepared
