"""What is installed from a wheel works by itself: far from the checkout, and where it may not write."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
QUICK = ("--replications", "2", "--jobs", "1", "--no-figures", "--json")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pip(*words: str) -> subprocess.CompletedProcess[str]:
    """Call pip, which says nothing but what is wrong."""
    command = [sys.executable, "-m", "pip", *words, "--quiet", "--disable-pip-version-check"]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    isolated = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    built = pip("wheel", str(ROOT), "--no-deps", "--wheel-dir", str(folder), *isolated)
    if built.returncode and not isolated and "hatchling" in built.stderr:
        pytest.skip(f"the build tool, hatchling, is not there and cannot be fetched: {built.stderr.strip()[-200:]}")
    assert built.returncode == 0, built.stderr
    return next(folder.glob("simcall-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a folder of its own; its dependencies are this environment's."""
    folder = tmp_path_factory.mktemp("installed") / "packages"
    done = pip("install", str(wheel), "--no-deps", "--no-index", "--no-compile", "--target", str(folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Call Python with the installed simcall first, in an empty folder; the checkout is not looked at."""

    def _run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        return subprocess.run(
            [sys.executable, "-P", *words],
            cwd=work,
            env={**os.environ, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1", **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )

    return _run


@pytest.fixture
def nothing_kept(installed: Path, tmp_path: Path) -> Mapping[str, str]:
    """Put files where the folders for compiled code would be made.

    That stops the superuser too, for whom no folder is read-only.
    """
    home = tmp_path / "no-home"
    rooms = {path.parent for path in (installed / "simcall").rglob("*.py")}
    for path in (home, *(room / "__pycache__" for room in rooms)):
        path.write_text("a file, where a folder is wanted", encoding="utf-8")
    return dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR"), str(home))


def test_the_wheel_holds_what_is_not_code(wheel: Path):
    """Types, templates and profiles are in the wheel; tests, scenarios and documentation are not."""
    names = zipfile.ZipFile(wheel).namelist()
    beside = ("py.typed", "cli/new/hub.toml.jinja", "cli/new/profiles/999.csv", "cli/new/profiles/101.csv")
    beside += ("page/static/page.js", "page/static/page.css", "page/templates/layout.html.j2")
    assert {f"simcall/{name}" for name in beside} <= set(names)
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"simcall"}


def test_a_first_hour_from_the_wheel(run: Run, installed: Path, nothing_kept: Mapping[str, str]):
    """`new`, `check`, `rota` and `run` work from what is installed, with no checkout beside it.

    Neither the package's folders nor the user's can hold compiled code: the run is slower for it, and no worse.
    """
    assert Path(run("-c", "import simcall; print(simcall.__file__)").stdout).is_relative_to(installed)
    for words in (("new", "demo", "--yes"), ("check", "demo.toml"), ("rota", "demo.toml", "--no-figures")):
        done = run("-m", "simcall", *words, **nothing_kept)
        assert (done.returncode, done.stderr) == (0, "")
    done = run("-m", "simcall", "run", "demo.toml", *QUICK, **nothing_kept)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
    found = json.loads(done.stdout)
    assert found["scenario"] == "demo"
    assert found["lines"]["999"]["answered"]["mean"] > 0
    assert not list(installed.rglob("*.nbi"))  # nothing was kept, or this test has shown nothing
