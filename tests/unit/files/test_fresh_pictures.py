"""Pictures join results that are in place together or not at all, and never results that they do not show."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from simcall.errors import ResultsError
from simcall.files.own_folders import check_place, fresh_folder, fresh_pictures, read_manifest, write_manifest

ABOUT = {
    "scenario": {},
    "changed_for_this_run": [],
    "scenario_sha256": "",
    "seed": 1,
    "replications": 2,
    "engine": "kernel",
}


def save(folder: Path, seed: int = 1) -> None:
    """Write results of one table."""
    with fresh_folder(folder, "run") as fresh:
        (fresh / "table.csv").write_text(f"{seed}", "utf-8")
        write_manifest(fresh, "run", ABOUT | {"seed": seed})


def draw(results: Path, fault: BaseException | None = None, then: Callable[[], None] = lambda: None) -> None:
    """Draw a picture; after it, do something else or fail."""
    with fresh_pictures(results) as fresh:
        (fresh / "a.svg").write_text("drawn", "utf-8")
        then()
        if fault is not None:
            raise fault


def contents(folder: Path) -> dict[str, str]:
    """Return the files around and in a folder but the manifest, with what they hold."""
    files = (path for path in folder.parent.rglob("*") if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder.parent).as_posix(): path.read_text("utf-8") for path in files}


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return a folder of results without pictures."""
    save(tmp_path / "mine")
    return tmp_path / "mine"


def test_pictures_join_the_results(results: Path):
    """The pictures are there, the manifest lists them as simcall's own, and the next results remove them."""
    with fresh_pictures(results) as fresh:
        (fresh / "a.svg").write_text("drawn", "utf-8")
        assert contents(results).keys() & {"mine/figures/a.svg"} == set()
    assert contents(results) == {"mine/table.csv": "1", "mine/figures/a.svg": "drawn"}
    assert read_manifest(results)["written"] == ["figures/a.svg", "table.csv"]
    save(results, seed=2)
    assert contents(results) == {"mine/table.csv": "2"}


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(28, "No space left on device")], ids=repr)
def test_drawing_that_ends_early(results: Path, fault: BaseException):
    """Ctrl-C or a full disk leaves the results whole, without pictures, and nothing beside them."""
    before, manifest = contents(results), read_manifest(results)
    with pytest.raises((KeyboardInterrupt, ResultsError)):
        draw(results, fault)
    assert (contents(results), read_manifest(results)) == (before, manifest)


DYING = """
import os, sys
from pathlib import Path
from simcall.files.own_folders import fresh_pictures

steps = 0
def dying(call):
    def wrapped(*args):
        global steps
        steps += 1
        if steps > int(sys.argv[2]):
            os._exit(9)
        return call(*args)
    return wrapped

with fresh_pictures(Path(sys.argv[1])) as fresh:
    (fresh / "a.svg").write_text("drawn", "utf-8")
    (fresh / "b.svg").write_text("drawn", "utf-8")
    os.rename, os.replace = dying(os.rename), dying(os.replace)
    Path.rename = lambda path, target: os.rename(path, target)
    Path.replace = lambda path, target: os.replace(path, target)
"""


@pytest.mark.parametrize("steps", range(5))
def test_a_process_that_dies(results: Path, steps: int):
    """A kill at any step leaves all pictures or none once the next command looks, and nothing hidden."""
    ended = subprocess.run([sys.executable, "-c", DYING, str(results), str(steps)], check=False)
    assert ended.returncode == (0 if steps == 4 else 9)
    check_place(results, "run")
    drawn = {"mine/figures/a.svg": "drawn", "mine/figures/b.svg": "drawn"}
    # The steps: the manifest, its place, the plan, the move. After the plan the next command completes the move.
    assert contents(results) == {"mine/table.csv": "1", **(drawn if steps >= 3 else {})}
    assert [path.name for path in results.parent.iterdir()] == ["mine"]


def test_other_results_took_the_place(results: Path):
    """Pictures do not join the results that another command has saved there meanwhile."""
    with pytest.raises(ResultsError, match="other results were saved there"):
        draw(results, then=lambda: save(results, seed=2))
    assert contents(results) == {"mine/table.csv": "2"}


def test_pictures_of_the_users_own(results: Path):
    """The user's files in the folder of pictures stay; one whose name is needed gets another."""
    (results / "figures").mkdir()
    for name in ("mine.svg", "a.svg"):
        (results / "figures" / name).write_text("the user's", "utf-8")
    draw(results)
    assert {name: text for name, text in contents(results).items() if "figures" in name} == {
        "mine/figures/a.svg": "drawn",
        "mine/figures/a-kept.svg": "the user's",
        "mine/figures/mine.svg": "the user's",
    }
    save(results, seed=2)
    assert "mine/figures/a.svg" not in contents(results)
    assert {"mine/figures/a-kept.svg", "mine/figures/mine.svg"} <= contents(results).keys()


def test_pictures_that_are_drawn_again(results: Path):
    """Pictures drawn again take the place of those that were there; they are not taken for the user's."""
    with fresh_pictures(results) as fresh:
        (fresh / "old.svg").write_text("drawn", "utf-8")
    draw(results)
    assert contents(results) == {"mine/table.csv": "1", "mine/figures/a.svg": "drawn"}
    assert read_manifest(results)["written"] == ["figures/a.svg", "table.csv"]


def test_a_link_in_the_place_of_pictures(results: Path):
    """A link of the user's that is called as the folder of pictures leads to no change where it points."""
    far = results.parent / "far"
    far.mkdir()
    (far / "mine.svg").write_text("the user's", "utf-8")
    (results / "figures").symlink_to(far)
    draw(results)
    assert [path.name for path in far.iterdir()] == ["mine.svg"]
    assert (results / "figures-kept").is_symlink()
    assert (results / "figures" / "a.svg").read_text("utf-8") == "drawn"
