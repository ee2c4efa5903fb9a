"""A folder in which to follow a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.pages import lay_out

Follow = Callable[[Path], Path]


@pytest.fixture
def follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Follow:
    """Work in a folder that holds what the reader of a page has, without a screen."""

    def _follow(page: Path) -> Path:
        lay_out(tmp_path, page)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("MPLBACKEND", "Agg")
        return tmp_path

    return _follow
