"""Pictures that two processes draw are those that one would draw, and an error is told once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ALONE = """
import os, sys, threading
from pathlib import Path
from simcall.present.pictures.drawing_at_once import draw_at_once, texts_at_once

folder, main = Path(sys.argv[1]), os.getpid()
def draw(name, fails=""):
    if fails == "always" or (fails == "in the copy" and os.getpid() != main):
        raise ValueError(f"{name} cannot be drawn")
    (folder / name).write_text("here" if os.getpid() == main else "there", "utf-8")

if sys.argv[2] == "with a thread":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
if sys.argv[2] == "texts":
    texts = texts_at_once([lambda name=name: f"<{name}>\\n\u2026 {os.getpid() == main}" for name in "abc"])
    (folder / "texts").write_text("; ".join(texts), "utf-8")
elif sys.argv[2] == "kill":
    draw_at_once([lambda: draw("a"), lambda: os.kill(os.getpid(), 9) if os.getpid() != main else draw("b")])
else:
    draw_at_once([lambda: draw("a"), lambda: draw("b", sys.argv[2]), lambda: draw("c"), lambda: draw("d")])
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="one process draws all of them here"
)


def drawn(folder: Path, how: str) -> tuple[int, dict[str, str], str]:
    """Draw in a process of its own; return its exit status, which process drew each picture, and its last words."""
    ended = subprocess.run([sys.executable, "-c", ALONE, str(folder), how], capture_output=True, text=True)
    by = {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}
    return ended.returncode, by, ended.stderr


def test_two_processes_share_the_pictures(tmp_path: Path):
    """Each process draws every second picture."""
    assert drawn(tmp_path, "") == (0, {"a": "here", "b": "there", "c": "here", "d": "there"}, "")


def test_texts_that_two_processes_draw(tmp_path: Path):
    """Pictures that are drawn as text come back in their order, whichever process drew them."""
    status, by, _ = drawn(tmp_path, "texts")
    assert (status, by) == (0, {"texts": "<a>\n\u2026 True; <b>\n\u2026 False; <c>\n\u2026 True"})


def test_beside_a_thread_nothing_is_copied(tmp_path: Path):
    """A process with another thread draws all pictures itself: a copy would keep the thread's locks for ever."""
    assert drawn(tmp_path, "with a thread") == (0, dict.fromkeys("abcd", "here"), "")


def test_what_the_copy_cannot_draw(tmp_path: Path):
    """What only the copy fails to draw is drawn by the first process, silently."""
    assert drawn(tmp_path, "in the copy") == (0, {"a": "here", "b": "here", "c": "here", "d": "here"}, "")


def test_a_copy_that_is_killed(tmp_path: Path):
    """The pictures of a copy that is killed are drawn by the first process."""
    assert drawn(tmp_path, "kill") == (0, {"a": "here", "b": "here"}, "")


def test_an_error_is_told_once(tmp_path: Path):
    """What cannot be drawn at all ends with its own error, and with one traceback of it."""
    status, _, said = drawn(tmp_path, "always")
    assert (status, said.count("Traceback"), said.count("b cannot be drawn")) == (1, 1, 1)
