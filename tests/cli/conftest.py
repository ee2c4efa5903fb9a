"""Two ways to call the command line: in this process and in another."""

from __future__ import annotations

import gc
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from simcall.cli import main
from tests.cli.calling import TINY, Call, Process, Told, simcall_in


@pytest.fixture(scope="module", autouse=True)
def quick_clearing() -> Iterator[None]:
    """Spare a command that fails the search for garbage among all that the tests have loaded."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds tiny.toml and nothing else."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING", "MPLBACKEND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "tiny.toml").write_text(TINY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def call(folder: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call a command in this process."""

    def _call(*words: str) -> Told:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        said = capsys.readouterr()
        assert left.value.code is None or isinstance(left.value.code, int)
        return Told(left.value.code or 0, said.out, said.err)

    return _call


@pytest.fixture
def process(folder: Path) -> Process:
    """Call a command in a process of its own."""

    def _process(*words: str, **rest: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(**simcall_in(folder, *words, **rest), timeout=120, check=False)

    return _process
