"""A folder in which to follow a page, and searches that are brief."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.inputs import Blueprint
from simcall.studies.staff import study as staff_study
from simcall.studies.trials.effort import Effort
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


@pytest.fixture(autouse=True)
def brief_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let searches for the people of each hour take few replications; they have no option for that."""

    def few(_blueprint: Blueprint) -> Effort:
        return Effort(range(2), range(4), (range(4, 24),))

    monkeypatch.setattr(staff_study, "effort_of", few)
