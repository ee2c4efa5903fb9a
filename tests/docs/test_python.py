"""Every Python block on a page runs, on short spans and with few replications."""

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
from simcall.api import Calibration, RotaDesign
from simcall.scenario import load
from simcall.studies.design.request_files import read_request, request_of
from tests.docs.conftest import Follow
from tests.docs.pages import PAGES, ROOT, blocks

# docs/rules.md shows excerpts of the engines, which do not run by themselves; tests/docs/test_rules.py checks them.
WITH_PYTHON = [page for page in PAGES if page.name != "rules.md" and blocks(page, "python")]


class Stub:
    """Replace an answer that takes minutes. It has the attributes of the answer's class, and no others."""

    def __init__(self, answer: type[Calibration | RotaDesign]) -> None:
        self._answer = answer

    def __getattr__(self, name: str) -> MagicMock:
        if name not in {*dir(self._answer), *self._answer.__dataclass_fields__}:
            raise AttributeError(f"{self._answer.__name__} has no {name}")
        return MagicMock()


def load_short(path: str, overrides: Any = ()) -> sc.Scenario:
    """Load a scenario and shorten it, but not below what recruits need."""
    return load(path, [*overrides, f"days={14 if 'recruits' in path else 1}"])


def with_options(function: Callable[..., Any], **options: int) -> Callable[..., Any]:
    """Return a function that replaces some of its keyword arguments."""

    def call(*arguments: Any, **keywords: Any) -> Any:
        return function(*arguments, **{**keywords, **options})

    return call


def stub_design(source: Any, tables: Any = None) -> Stub:
    """Read what is to be designed, and replace the answer."""
    assert (read_request(source) if tables is None else request_of(source, tables)).groups
    return Stub(RotaDesign)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make everything that simulates brief."""
    for name in ("run", "recruits", "explain", "merge", "sweep", "best"):
        monkeypatch.setattr(sc, name, with_options(getattr(sc, name), replications=2))
    monkeypatch.setattr(sc, "compare", with_options(sc.compare, replications=2, max_replications=10))
    monkeypatch.setattr(sc, "assume", with_options(sc.assume, replications=2, draws=8))
    monkeypatch.setattr(sc, "predict", with_options(sc.predict, replications=2))
    monkeypatch.setattr(sc, "load", load_short)
    monkeypatch.setattr(sc, "calibrate", lambda *arguments, **keywords: Stub(Calibration))
    monkeypatch.setattr(sc, "design", stub_design)
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def names_from_earlier_pages(code: str) -> dict[str, Any]:
    """Return what a page uses from an earlier page: results that it does not make itself."""
    names = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    assigned = {
        node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    space: dict[str, Any] = {"sc": sc}
    if "res" in names - assigned:
        space["res"] = sc.run(sc.load("scenarios/2024-02-backfill.toml"))
    return space


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.name)
def test_python_of_a_page_runs(page: Path, follow: Follow, quick: None):
    """The blocks of a page run one after the other, in one namespace."""
    folder = follow(page)
    shutil.copytree(ROOT / "results" / "two-dated-states", folder / "results" / "two-dated-states")
    code = "\n".join(text for _, text in blocks(page, "python"))
    space = names_from_earlier_pages(code)
    for statement in ast.parse(code).body:
        module = ast.Module([statement], type_ignores=[])
        exec(compile(module, page.name, "exec"), space)


def test_a_slip_in_a_block_is_found():
    """The stub of a calibration lacks what a calibration lacks."""
    assert Stub(Calibration).outcomes is not None
    with pytest.raises(AttributeError, match="no outcome"):
        partial(getattr, Stub(Calibration), "outcome")()
