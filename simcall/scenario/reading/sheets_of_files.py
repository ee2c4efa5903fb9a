"""Open the sheets of a file that a scenario names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simcall.files.messages import listed, quoted
from simcall.files.text import BadFileError

if TYPE_CHECKING:
    from simcall.sheets.grids import Grid

__all__ = ["only_sheet", "several_sheets", "sheets_to_read"]


def sheets_to_read(path: str, sheet: str | None, kind: str) -> list[Grid]:
    """Return the sheets of a file that are not empty: the named one, or else all that are not hidden.

    Parameters
    ----------
    path : str
        A text file or a workbook.
    sheet : str or None
        The sheet that the scenario names.
    kind : str
        What the file should be, for messages.

    Raises
    ------
    BadFileError
        If there is no such file or sheet, or nothing in it.
    """
    # Only those whose scenarios name files wait for pandas.
    from simcall.sheets.grids import read_grids

    grids = [grid for grid in read_grids(path, kind) if len(grid.cells)]
    if sheet is not None:
        return [_named(grids, sheet)]
    visible = [grid for grid in grids if not grid.is_hidden] or grids
    if not visible:
        raise BadFileError(f"the file is empty; {kind} is needed")
    return visible


def only_sheet(path: str, sheet: str | None, kind: str) -> Grid:
    """Return the sheet to read; parameters and errors as for `sheets_to_read`, and of several one must be named."""
    grids = sheets_to_read(path, sheet, kind)
    if len(grids) > 1:
        raise several_sheets(grids)
    return grids[0]


def several_sheets(grids: Sequence[Grid]) -> BadFileError:
    """Return the error that asks for the name of one of several sheets."""
    names = [grid.sheet or "" for grid in grids]
    return BadFileError(f"several sheets may be meant: {listed(names)}; name one: sheet = {quoted(names[0])}")


def _named(grids: Sequence[Grid], name: str) -> Grid:
    folded = name.strip().casefold()
    sheet = next((grid for grid in grids if grid.sheet is not None and grid.sheet.strip().casefold() == folded), None)
    if sheet is not None:
        return sheet
    if any(grid.sheet is None for grid in grids):
        raise BadFileError(f"sheet = {quoted(name)}, but this is a text file and has no sheets; leave sheet out")
    names = [grid.sheet or "" for grid in grids]
    raise BadFileError(f"there is no sheet {quoted(name)}, or it is empty; the sheets are {listed(names)}")
