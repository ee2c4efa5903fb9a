"""A folder that takes another's place is the old one or the new one, whatever happens on the way."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simcall.files.folder_swap import finish_interrupted, swapped_folder


def keep_nothing(_old: Path, _new: Path) -> None:
    """Keep nothing of the old folder."""


def fill(folder: Path, text: str) -> Path:
    """Make a folder with one file."""
    folder.mkdir(parents=True)
    (folder / "a").write_text(text, "utf-8")
    return folder


def hidden_beside(folder: Path) -> list[Path]:
    """Return what else is in the folder around it."""
    return [path for path in folder.parent.iterdir() if path != folder]


DYING = """
import os, sys
from pathlib import Path
from simcall.files.folder_swap import swapped_folder

steps = 0
def dying(call):
    def wrapped(*args):
        global steps
        steps += 1
        if steps > int(sys.argv[1]):
            os._exit(9)  # as kill -9: no clean-up of any kind
        return call(*args)
    return wrapped

Path.rename, os.replace = dying(Path.rename), dying(os.replace)
with swapped_folder(Path(sys.argv[2]), lambda old, new: None) as new:
    (new / "a").write_text("after", "utf-8")
    (new / "b").write_text("after", "utf-8")
"""
CASES = [(steps, where) for where in ("beside", "within") for steps in range(6)]


@pytest.mark.parametrize(("steps", "where"), CASES)
def test_a_process_that_dies_at_any_step(tmp_path: Path, steps: int, where: str):
    """After a kill at any step, the next process finds the old folder or the new one, and nothing hidden beside it.

    Within a folder that is somebody's working folder, which cannot be renamed, the same holds of what is in it.
    """
    folder = fill(tmp_path / "mine", "before")
    (folder / "c").write_text("before", "utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", DYING, str(steps), str(folder)], cwd=folder if where == "within" else tmp_path
    )
    complete = steps >= (5 if where == "within" else 3)
    assert ended.returncode == (0 if complete else 9)
    finish_interrupted(folder)
    contents = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    # The plan is the first step: from then on the new folder is complete and takes the place.
    assert contents == ({"a": "before", "c": "before"} if steps < 1 else {"a": "after", "b": "after"})
    assert hidden_beside(folder) == []


DYING_AT_THE_END = """
import os, sys
from pathlib import Path
from simcall.files.folder_swap import swapped_folder

unlink, rmdir, steps = os.unlink, os.rmdir, 0
def dying(call):
    def wrapped(*args, **options):
        global steps
        steps += 1
        if steps > int(sys.argv[1]):
            os._exit(9)
        return call(*args, **options)
    return wrapped

with swapped_folder(Path(sys.argv[2]), lambda old, new: None) as new:
    (new / "a").write_text("after", "utf-8")
    os.unlink, os.rmdir = dying(unlink), dying(rmdir)
"""


@pytest.mark.parametrize("steps", range(8))
def test_a_process_that_dies_as_it_clears_up(tmp_path: Path, steps: int):
    """A kill while the hidden folder is removed, at any step, loses no results and leaves nothing hidden."""
    folder = fill(tmp_path / "mine", "before")
    subprocess.run([sys.executable, "-c", DYING_AT_THE_END, str(steps), str(folder)], check=False)
    for _ in range(2):  # what the next command makes of it, and the one after
        finish_interrupted(folder)
        assert (folder / "a").read_text("utf-8") == "after"
        assert hidden_beside(folder) == []


def test_the_results_stay_if_only_the_plan_is_left(tmp_path: Path):
    """A plan that has been followed is removed before what it moved: nobody follows it twice."""
    folder = fill(tmp_path / "mine", "before")
    removed: list[str] = []
    remove = shutil.rmtree

    def note(path: Path, **options: bool) -> None:
        removed.append(Path(path).name)
        assert not list(folder.parent.glob(".mine-*/plan.json"))
        remove(path, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shutil, "rmtree", note)
        with swapped_folder(folder, keep_nothing) as new:
            (new / "a").write_text("after", "utf-8")
    assert "old" in removed


def test_what_a_living_process_writes_is_left_alone(tmp_path: Path):
    """A hidden folder whose lock is held belongs to a process that is still writing."""
    folder = fill(tmp_path / "mine", "before")
    with swapped_folder(folder, keep_nothing) as new:
        finish_interrupted(folder)
        (new / "a").write_text("after", "utf-8")
    assert (folder / "a").read_text("utf-8") == "after"
    assert hidden_beside(folder) == []


@pytest.mark.parametrize("plan", ["", "[", "3", "[[1, 2]]", '[["a"]]'])
def test_a_plan_that_cannot_be_read_is_none(tmp_path: Path, plan: str):
    """A damaged plan moves nothing; the hidden folder goes."""
    folder, hidden = fill(tmp_path / "mine", "before"), fill(tmp_path / ".mine-simcall-x", "after")
    (hidden / "lock").touch()
    (hidden / "plan.json").write_text(plan, "utf-8")
    finish_interrupted(folder)
    assert (folder / "a").read_text("utf-8") == "before"
    assert hidden_beside(folder) == []


def test_folders_of_others_stay(tmp_path: Path):
    """A hidden folder without a lock, or of another name, is none of simcall's."""
    folder = fill(tmp_path / "mine", "before")
    names = (".mine-simcall-x", ".mine2-simcall-y", ".mine-archived")
    others = [fill(tmp_path / name, "somebody's") for name in names]
    for other in others[1:]:
        (other / "lock").touch()
    finish_interrupted(folder)
    assert sorted(hidden_beside(folder)) == sorted(others)
