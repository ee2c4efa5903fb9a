"""A new folder put in the place of an old one, whole, even if the process is killed on the way.

The new folder is written beside the old one, in a hidden folder that also holds a lock and, once everything is
written, a plan of the renames. The operating system releases the lock of a process that dies, so the next process can
tell that the hidden folder is nobody's: it finishes the renames if there is a plan, and removes the rest.
"""

from __future__ import annotations

import glob
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

__all__ = ["finish_interrupted", "hidden_prefix", "swapped_folder"]

_LOCK = "lock"
_PLAN = "plan.json"
_NEW, _OLD = "new", "old"

Move = tuple[Path, Path]


@contextmanager
def swapped_folder(folder: Path, keep: Callable[[Path, Path], None], *, within: Path | None = None) -> Iterator[Path]:
    """Give a new folder to write into, and put it in the place of `folder` when everything is written.

    Parameters
    ----------
    folder : Path
        The place; there may be a folder already, or nothing.
    keep : callable
        Copies from the old folder (first argument) into the new one (second) what must not be lost.
    within : Path, optional
        The folder of results that the place is in. The hidden folder stands beside that one, where the next process
        looks for what an interrupted one has left.
    """
    folder = Path(os.path.realpath(folder))
    whole = folder if within is None else Path(os.path.realpath(within))
    finish_interrupted(whole)
    whole.parent.mkdir(parents=True, exist_ok=True)
    with _hidden_folder(whole) as hidden:
        new = hidden / _NEW
        new.mkdir()
        yield new
        if folder.exists():
            keep(folder, new)
        _swap(folder, hidden)


def finish_interrupted(folder: Path) -> None:
    """Finish or remove what a process left that died while it wrote a folder; leave what a living one is writing."""
    folder = Path(os.path.realpath(folder))
    for hidden in folder.parent.glob(f"{glob.escape(hidden_prefix(folder.name))}*"):
        if (hidden / _LOCK).is_file():
            _finish(hidden)
        else:
            with suppress(OSError):  # a process died between the folder and its lock; what is not empty stays
                hidden.rmdir()


def hidden_prefix(name: str) -> str:
    """Return the beginning of the names of the hidden folders beside a folder; eight letters follow."""
    return f".{name}-simcall-"


def _finish(hidden: Path) -> None:
    lock = FileLock(hidden / _LOCK, timeout=0)
    try:
        lock.acquire()
    except (Timeout, OSError):  # a living process writes there, or the folder is not ours to touch
        return
    try:
        for source, target in _planned(hidden):
            if source.exists() and not target.exists():
                source.rename(target)
        _empty(hidden)
    finally:
        lock.release()
    shutil.rmtree(hidden, ignore_errors=True)


def _planned(hidden: Path) -> list[Move]:
    """Return the renames of a plan; none if the new folder was not complete."""
    try:
        plan = json.loads((hidden / _PLAN).read_text(encoding="utf-8"))
        return [(Path(source), Path(target)) for source, target in plan]
    except (OSError, ValueError, TypeError):
        return []


@contextmanager
def _hidden_folder(folder: Path) -> Iterator[Path]:
    """Give a locked folder beside `folder`, and remove it in the end."""
    hidden = Path(tempfile.mkdtemp(prefix=hidden_prefix(folder.name), dir=folder.parent))
    lock = FileLock(hidden / _LOCK)
    try:
        with lock:
            try:
                yield hidden
            finally:
                _empty(hidden)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _empty(hidden: Path) -> None:
    """Remove all but the lock. The plan goes first: to follow it again would take the new folder for the old one."""
    (hidden / _PLAN).unlink(missing_ok=True)
    for path in hidden.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != _LOCK:
            path.unlink(missing_ok=True)


def _swap(folder: Path, hidden: Path) -> None:
    """Rename the old folder away and the new one into its place; if that fails, put everything back."""
    moves = _moves(folder, hidden)
    plan = hidden / _PLAN
    unfinished = hidden / f"{_PLAN}-unfinished"
    unfinished.write_text(json.dumps([[str(source), str(target)] for source, target in moves]), encoding="utf-8")
    os.replace(unfinished, plan)  # noqa: PTH105  a plan is there whole or not at all
    done: list[Move] = []
    try:
        for source, target in moves:
            source.rename(target)
            done.append((source, target))
    except BaseException:
        plan.unlink()
        for source, target in reversed(done):
            target.rename(source)
        raise


def _moves(folder: Path, hidden: Path) -> Sequence[Move]:
    new, old = hidden / _NEW, hidden / _OLD
    if folder == Path(os.path.realpath(Path.cwd())) or folder.is_mount():  # such a folder cannot itself be renamed
        old.mkdir()
        away = [(path, old / path.name) for path in sorted(folder.iterdir())]
        return [*away, *((path, folder / path.name) for path in sorted(new.iterdir()))]
    return [(folder, old), (new, folder)] if folder.exists() else [(new, folder)]
