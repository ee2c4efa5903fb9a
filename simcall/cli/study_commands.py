"""What the commands that search for an answer share: they simulate, save, and stop cleanly at Ctrl-C."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from rich.console import Console
from rich.text import Text

from simcall.cli.console import progress_of
from simcall.errors import SimcallError
from simcall.faces.face import FolderFace

__all__ = ["answered_and_saved", "pictures_saved", "refuse_without_assumptions"]

Answer = TypeVar("Answer", bound=FolderFace[Any])


def answered_and_saved(
    study: Callable[[Callable[[int, int], None]], Answer],
    folder: Path,
    *,
    figures: bool,
    console: Console,
    unfinished: Path | None = None,
    work: str = "searching",
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
    unfinished : Path, optional
        The folder that keeps what is simulated until the answer is saved.
    work : str
        What progress calls the work.
    """
    try:
        with progress_of(console, work) as advance:
            answer = study(advance)
        os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, so no screen is needed
        answer.save(folder, figures=figures)
    except KeyboardInterrupt:
        console.print(Text(_interrupted_in_words(unfinished)), soft_wrap=True)
        return None
    if unfinished is not None:
        from simcall.studies.kept_arrays import forget_arrays  # it imports sweeps, which a plain run does without

        forget_arrays(unfinished)
    return answer


class _Pictured(Protocol):
    """An answer whose pictures are drawn when the rest of it is saved."""

    def save_pictures(self, folder: Path) -> None: ...


def pictures_saved(answer: _Pictured, folder: Path, console: Console) -> bool:
    """Draw the pictures of an answer that is saved and printed, and say so; return False if Ctrl-C ended it.

    Parameters
    ----------
    answer : Results, Comparison or Sweep
        The answer.
    folder : Path
        Where the rest of it is saved.
    console : Console
        For messages.
    """
    os.environ["MPLBACKEND"] = "Agg"  # pictures go to files, so no screen is needed
    console.print("Drawing the pictures. Press Ctrl-C to leave them out.")
    try:
        answer.save_pictures(folder)
    except KeyboardInterrupt:
        message = f"Interrupted: {folder} has everything but the pictures. Run the same command again to draw them."
        console.print(Text(message), soft_wrap=True)
        return False
    return True


def _interrupted_in_words(unfinished: Path | None) -> str:
    """Say what interrupted work leaves behind."""
    if unfinished is None or not unfinished.exists():
        return "Interrupted: nothing was saved."
    return f"Interrupted. {unfinished} holds the finished simulations: the same command continues from there."


class _WithDraws(Protocol):
    """A request that may draw what is assumed."""

    @property
    def draws(self) -> int | None: ...
    @property
    def ensemble(self) -> Path | None: ...
    @property
    def like(self) -> str | None: ...


def refuse_without_assumptions(request: _WithDraws) -> None:
    """Refuse options of draws where nothing is drawn."""
    if request.draws is not None or request.ensemble is not None or request.like is not None:
        raise SimcallError("--draws, --ensemble and --like are for draws of what is assumed: add --assumptions")
