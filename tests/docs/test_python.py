"""Every block of Python that a page shows is run, on spans so short and with so few replications as will do."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

import simcall as sc
from simcall.api import Calibration
from simcall.scenario import load
from tests.docs.conftest import Follow
from tests.docs.pages import PAGES, ROOT, blocks

WITH_PYTHON = [page for page in PAGES if blocks(page, "python")]


class Found:
    """Stands in for a calibration, which takes minutes: it has what a calibration has, and nothing else."""

    def __getattr__(self, name: str) -> MagicMock:
        if name not in {*dir(Calibration), *Calibration.__dataclass_fields__}:
            raise AttributeError(f"a calibration has no {name}")
        return MagicMock()


def shortly(path: str, overrides: Any = ()) -> sc.Scenario:
    """Load a scenario and shorten it, to no less than recruits need."""
    return load(path, [*overrides, f"days={14 if 'recruits' in path else 1}"])


def fewer(asked: Callable[..., Any], **most: int) -> Callable[..., Any]:
    """Return the same with fewer replications than are asked for."""

    def ask(*given: Any, **said: Any) -> Any:
        return asked(*given, **{**said, **most})

    return ask


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make everything that simulates brief."""
    for name in ("run", "recruits", "sweep", "best"):
        monkeypatch.setattr(sc, name, fewer(getattr(sc, name), replications=2))
    monkeypatch.setattr(sc, "compare", fewer(sc.compare, replications=2, max_replications=10))
    monkeypatch.setattr(sc, "predict", fewer(sc.predict, replications=2))
    monkeypatch.setattr(sc, "load", shortly)
    monkeypatch.setattr(sc, "calibrate", lambda *given, **said: Found())
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def beforehand(code: str) -> dict[str, Any]:
    """Return what a page takes to be there from a page before it: results that it does not make itself."""
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    made = {
        node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    space: dict[str, Any] = {"sc": sc}
    if "res" in names - made:
        space["res"] = sc.run(sc.load("scenarios/2024-02-backfill.toml"))
    return space


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.name)
def test_python_of_a_page_runs(page: Path, follow: Follow, quick: None):
    """The blocks of a page run one after the other, in one namespace."""
    folder = follow(page)
    shutil.copytree(ROOT / "results" / "two-dated-states", folder / "results" / "two-dated-states")
    code = "\n".join(text for _, text in blocks(page, "python"))
    space = beforehand(code)
    for statement in ast.parse(code).body:
        place = ast.Module([statement], type_ignores=[])
        exec(compile(place, page.name, "exec"), space)


def test_a_slip_in_a_block_would_be_seen():
    """What stands in for a calibration lacks what a calibration lacks."""
    assert Found().outcomes is not None
    with pytest.raises(AttributeError, match="no outcome"):
        partial(getattr, Found(), "outcome")()
