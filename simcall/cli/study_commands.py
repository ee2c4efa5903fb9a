"""What the commands that search for an answer share: they simulate, save, and stop cleanly at Ctrl-C."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console

from simcall.cli.console import progress_of
from simcall.faces.face import FolderFace

__all__ = ["answered_and_saved"]

Answer = TypeVar("Answer", bound=FolderFace[Any])


def answered_and_saved(
    study: Callable[[Callable[[int, int], None]], Answer], folder: Path, *, figures: bool, console: Console
) -> Answer | None:
    """Search while showing progress, and save the answer; None if Ctrl-C ended it.

    Parameters
    ----------
    study : callable
        Searches; it is given what to call with the progress.
    folder : Path
        Where to save.
    figures : bool
        Whether to draw the pictures.
    console : Console
        For messages.
    """
    try:
        with progress_of(console, "searching") as advance:
            answer = study(advance)
        os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, whatever screen there may be
        answer.save(folder, figures=figures)
    except KeyboardInterrupt:
        console.print("Interrupted: nothing was saved.")
        return None
    return answer
