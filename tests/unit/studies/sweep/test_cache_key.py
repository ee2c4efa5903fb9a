"""A sweep keeps its cells while nothing changes that makes numbers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import simcall
from simcall.studies.sweep import cache_key, sweep
from tests.making import TWO_LINES, scenario

PICTURES = "present/pictures/sweep.py"
ENGINE = "engine/kernel/dispatch.py"
VARY: dict[str, object] = {"groups.officers.headcount": [0, 1, 2], "lines.999.demand.growth": [1.0, 1.2]}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the package's source code."""
    ignore = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc")
    folder = tmp_path_factory.mktemp("source") / "simcall"
    return shutil.copytree(Path(simcall.__file__).parent, folder, ignore=ignore)


@contextmanager
def changed(path: Path, change: Callable[[bytes], bytes] = lambda code: code + b"# A remark.\n") -> Iterator[None]:
    """Change a module for a while; by default, add a comment to it."""
    before = path.read_bytes()
    path.write_bytes(change(before))
    try:
        yield
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize(
    "module",
    [
        PICTURES,
        "present/pictures/style.py",
        "present/notebook/sweep.py",
        "present/folders/sweep.py",
        "report/__init__.py",
        "scenario/listing/review.py",
        "studies/sweep/best.py",
        "cli/sweep.py",
        "api.py",
    ],
)
def test_presentation_keeps_the_key(package: Path, module: str) -> None:
    """A change to what shows or compares numbers leaves the key as it is."""
    before = cache_key.source_hash(package)
    with changed(package / module):
        assert cache_key.source_hash(package) == before


@pytest.mark.parametrize(
    "module",
    [
        ENGINE,
        "engine/reference/dispatch.py",
        "inputs/draws.py",
        "measures/totals.py",
        "scenario/models/lines.py",
        "scenario/reading/rosters/rows.py",
        "sheets/sheets.py",
        "studies/run.py",
        "studies/sweep/cells.py",
    ],
)
def test_a_rule_changes_the_key(package: Path, module: str) -> None:
    """A change to what reads, draws, simulates or measures changes the key."""
    before = cache_key.source_hash(package)
    with changed(package / module):
        assert cache_key.source_hash(package) != before


def test_line_endings_do_not_matter(package: Path) -> None:
    """A checkout with the line endings of Windows has the same key."""
    before = cache_key.source_hash(package)
    with changed(package / ENGINE, lambda code: code.replace(b"\n", b"\r\n")):
        assert cache_key.source_hash(package) == before


def test_a_sweep_keeps_its_cells(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change to a picture a sweep reuses every cell; after one to a rule of the engine it reuses none."""
    monkeypatch.setattr(cache_key, "source", lambda *_: cache_key.source_hash(package))

    def unused_cells() -> int:
        return sweep(scenario(TWO_LINES, {"days": 0.5}), VARY, folder=tmp_path / "out", replications=2, jobs=1).others

    assert unused_cells() == 0
    with changed(package / PICTURES):
        assert unused_cells() == 0
    with changed(package / ENGINE):
        assert unused_cells() == 6
