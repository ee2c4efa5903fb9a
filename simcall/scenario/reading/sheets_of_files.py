"""Open the sheets of a file that a scenario names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simcall.files.messages import listed, quoted
from simcall.files.text import BadFileError

if TYPE_CHECKING:
    from simcall.sheets.grids import Grid

__all__ = ["check_sheets_were_read", "only_sheet", "several_sheets", "sheets_to_read"]


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

    sheets = read_grids(path, kind)
    check_sheets_were_read(sheets, sheet)
    grids = [grid for grid in sheets if len(grid.cells)]
    if sheet is not None:
        return [_named(grids, sheet)]
    visible = [grid for grid in grids if not grid.is_hidden] or grids
    if not visible:
        raise BadFileError(f"the file is empty; {kind} is needed")
    return visible


def check_sheets_were_read(grids: Sequence[Grid], sheet: str | None) -> None:
    """Refuse a file if a sheet that may be meant is too large to be read.

    Parameters
    ----------
    grids : sequence of Grid
        All sheets of a file.
    sheet : str or None
        The sheet that the scenario names; None: any that is not hidden may be meant.
    """
    for grid in grids:
        if grid.fault and sheet is None and not grid.is_hidden:
            others = [other.sheet for other in grids if len(other.cells)]
            raise BadFileError(f"{grid.fault}. If you need another sheet, name it: sheet = {quoted(others[0] or '')}")
        if grid.fault and sheet is not None and _same(grid.sheet or "", sheet):
            raise BadFileError(grid.fault)


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
    sheet = next((grid for grid in grids if grid.sheet is not None and _same(grid.sheet, name)), None)
    if sheet is not None:
        return sheet
    if any(grid.sheet is None for grid in grids):
        raise BadFileError(f"sheet = {quoted(name)}, but this is a text file and has no sheets; leave sheet out")
    names = [grid.sheet or "" for grid in grids]
    raise BadFileError(f"there is no sheet {quoted(name)}, or it is empty; the sheets are {listed(names)}")


def _same(name: str, other: str) -> bool:
    return name.strip().casefold() == other.strip().casefold()
