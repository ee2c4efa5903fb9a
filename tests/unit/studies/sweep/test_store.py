from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from simcall.errors import ResultsError, SimcallError
from simcall.files import whole
from simcall.studies.sweep import store
from simcall.studies.sweep.store import CellStore, cell_name, check_folder, read_cell
from tests.unit.studies.sweep.handmade import document

MANIFEST = json.dumps({"schema": 1, "written_by": "simcall", "kind": "sweep", "written": []})


def mark(folder: Path) -> None:
    """Write what a folder is of."""
    (folder / "manifest.json").write_text(MANIFEST, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Name a folder that is not there."""
    return tmp_path / "sweep"


def test_written_and_read(place: Path) -> None:
    """A cell is read as it was written, by its name alone; others are not there."""
    with CellStore(place, mark) as cells:
        cells.write("a", document())
        assert (cells.read("a"), cells.read("b"), cells.has("a"), cells.has("b")) == (document(), None, True, False)
        assert cells.others({"a"}) == 0
        assert cells.others({"b"}) == 1
    assert read_cell(place, "a") == document()


def test_names() -> None:
    """A cell's name holds the point, and changes with its scenario and all else that its numbers depend on."""
    name = cell_name("p", "s", {"seed": 1})
    assert name.startswith("p-")
    assert name == cell_name("p", "s", {"seed": 1})
    others = {cell_name("p", "s", {"seed": 2}), cell_name("p", "t", {"seed": 1})}
    assert name not in others
    assert len(others) == 2
    assert cell_name("p", "s", {"a": 1, "b": 2}) == cell_name("p", "s", {"b": 2, "a": 1})


@pytest.mark.parametrize("text", ["", "{", '{"figures": {', "[]", "{}", '"x"', "\0" * 40, '{"error": 1}'])
def test_broken_cells_are_not_there(place: Path, text: str) -> None:
    """A cell that a full disk or a bad sector has cut short counts as not there, and may be written again."""
    with CellStore(place, mark) as cells:
        (place / "cells" / "a.json").write_text(text, encoding="utf-8")
        assert cells.read("a") is None
        cells.write("a", document())
        assert cells.read("a") == document()


def test_cells_that_cannot_be_read(place: Path) -> None:
    """A cell of bytes that are no text, or a folder in its place, counts as not there."""
    with CellStore(place, mark) as cells:
        (place / "cells" / "a.json").write_bytes(b"\xff\xfe\x00")
        (place / "cells" / "b.json").mkdir()
        assert cells.read("a") is None
        assert cells.read("b") is None
        assert not cells.has("b")


def test_left_overs_are_swept_up(place: Path) -> None:
    """What a process that was killed while it wrote has left is removed, and cells stay."""
    with CellStore(place, mark) as cells:
        cells.write("a", document())
    (place / "figures").mkdir()
    hexadecimal = "0123456789abcdef" * 2
    for left in (f".new-{hexadecimal}", f"cells/.new-{hexadecimal}", f"figures/.new-{hexadecimal}"):
        (place / left).write_text("half", encoding="utf-8")
    with CellStore(place, mark) as cells:
        assert cells.read("a") == document()
    assert sorted(path.name for path in place.rglob("*") if path.name.startswith(".new-")) == []


def test_two_at_once(place: Path) -> None:
    """A second sweep in the folder is refused, whether in this process or another, with what to do; then it may."""
    script = (
        "import sys; from pathlib import Path; from simcall.studies.sweep.store import CellStore\n"
        "from simcall.errors import SimcallError\n"
        "try:\n    CellStore(Path(sys.argv[1]), lambda _: None).__enter__()\n"
        "except SimcallError as error:\n    print(error)"
    )

    def told_elsewhere() -> str:
        command = [sys.executable, "-c", script, str(place)]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()

    refusal = f"{place}: another sweep is writing into it; wait for it to end, or name another folder with --out"
    with CellStore(place, mark):
        with pytest.raises(ResultsError) as refused:
            CellStore(place, mark).__enter__()
        assert str(refused.value) == refusal
        assert told_elsewhere() == refusal
        found: list[str] = []

        def in_another_thread() -> None:
            try:
                CellStore(place, mark).__enter__()
            except ResultsError as error:
                found.append(str(error))

        thread = threading.Thread(target=in_another_thread)
        thread.start()
        thread.join()
        assert found == [refusal]
    assert told_elsewhere() == ""


def test_let_go_after_a_failure(place: Path) -> None:
    """When the folder cannot be marked as this sweep's, it is let go."""

    def no(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def broken(_: Path) -> None:
        raise ValueError("broken")

    with pytest.raises(ResultsError, match=r"sweep: cannot be written \(No space left on device\)"):
        CellStore(place, no).__enter__()
    with pytest.raises(ValueError, match="broken"):
        CellStore(place, broken).__enter__()
    with CellStore(place, mark):
        pass


def test_a_full_disk(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a cell does not fit on the disk, that is said, no half of it stays, and all others are there."""
    with CellStore(place, mark) as cells:
        cells.write("a", document())

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(whole.os, "fsync", full)
        with pytest.raises(
            ResultsError, match=r"could not be written \(No space left on device\)\. The other finished cells are kept"
        ):
            cells.write("b", document())
        monkeypatch.undo()
        assert (cells.read("a"), cells.read("b")) == (document(), None)
        assert sorted(path.name for path in (place / "cells").iterdir()) == ["a.json"]


@pytest.mark.parametrize("left", [(), ("cells/",), ("cells/", ".lock"), (".lock", "cells/", ".new-1", "cells/.new-2")])
def test_taken_up_from_any_beginning(place: Path, left: tuple[str, ...]) -> None:
    """A sweep that was killed before it had said what it is does not bar its own folder."""
    for name in left:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(exist_ok=True) if name.endswith("/") else path.write_text("", encoding="utf-8")
    with CellStore(place, mark) as cells:
        cells.write("a", document())
    with CellStore(place, mark) as cells:
        assert cells.read("a") == document()


@pytest.mark.parametrize("name", ["notes.txt", "cells/notes.txt", "cells/a.json", "table.csv"])
def test_something_else_is_left_alone(place: Path, name: str) -> None:
    """A folder that holds anything but a sweep is refused, and nothing in it is touched."""
    path = place / name
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    for refused in (lambda: check_folder(place), lambda: CellStore(place, mark).__enter__()):
        with pytest.raises(ResultsError, match="holds something that is not a sweep's results"):
            refused()
    assert [one.name for one in place.rglob("*") if one.is_file()] == [path.name]


def test_places_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file, or a folder that may not be written to, is refused before anything is simulated."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ResultsError, match="is a file"):
        check_folder(tmp_path / "file")
    check_folder(tmp_path / "new" / "deep")

    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(store.Path, "mkdir", refused)
    with pytest.raises(ResultsError, match=r"cannot be written \(Permission denied\); name another folder"):
        CellStore(tmp_path / "other", mark).__enter__()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX")
def test_no_lock_is_left_behind(place: Path) -> None:
    """A process that is killed lets the folder go: the next may take it at once."""
    script = (
        "import sys, time; from pathlib import Path; from simcall.studies.sweep.store import CellStore\n"
        "with CellStore(Path(sys.argv[1]), lambda _: None):\n    print('taken', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(place)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"taken\n"
        with pytest.raises(ResultsError, match="another sweep"):
            CellStore(place, mark).__enter__()
        process.kill()
    with CellStore(place, mark):
        pass


def test_a_folder_of_nothing_goes(tmp_path: Path) -> None:
    """A folder made for a sweep that fails before a point is done goes again; one that was there, or has one, stays."""
    made, there, done = (tmp_path / name for name in ("made", "there", "done"))
    there.mkdir()
    for folder in (made, there, done):
        with suppress(SimcallError), CellStore(folder, lambda _: None) as store:
            if folder is done:
                store.write("a-b", {"error": "x"})
            raise SimcallError("no scheduler answers")
    assert not made.exists()
    assert there.exists()
    assert (done / "cells" / "a-b.json").exists()
