"""Reading a sweep of which every point is simulated, and whose tables follow from its points."""

from __future__ import annotations

from simcall.errors import ResultsError
from simcall.files.messages import counted
from simcall.report.contradictions import check_sweep
from simcall.report.reading import Folder
from simcall.studies.sweep import SweepNumbers, load_sweep

__all__ = ["finished_sweep"]


def finished_sweep(folder: Folder) -> SweepNumbers:
    """Read a sweep from its folder.

    Raises
    ------
    ResultsError
        If a point is not simulated yet, or the files of the folder contradict each other.
    """
    sweep = load_sweep(folder.path)
    _check_done(folder, sweep)
    check_sweep(folder, sweep)
    return sweep


def _check_done(folder: Folder, sweep: SweepNumbers) -> None:
    """Raise an error if a point is not simulated yet."""
    undone = sum(not cell.is_done for cell in sweep.cells)
    if undone:
        of_damaged = f", {sweep.damaged} of them because a file is damaged" if sweep.damaged else ""
        raise ResultsError(
            f"{folder.path}: {undone} of {counted(len(sweep.cells), 'point')} are not simulated yet{of_damaged}. To "
            "simulate them, give the same simcall sweep command again"
        )
