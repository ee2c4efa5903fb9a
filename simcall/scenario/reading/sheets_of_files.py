"""Open the sheets of a file that a scenario names."""

from __future__ import annotations

from collections.abc import Sequence

from simcall.files.messages import listed, quoted
from simcall.files.text import BadFileError
from simcall.sheets.sheets import Rows, Sheet, read_sheets

__all__ = ["check_sheets_were_read", "only_sheet", "several_sheets", "sheets_to_read"]


def sheets_to_read(path: str, sheet: str | None, kind: str) -> list[Sheet[Rows]]:
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
    sheets = read_sheets(path, kind)
    check_sheets_were_read(sheets, sheet)
    filled = [candidate for candidate in sheets if candidate.cells]
    if sheet is not None:
        return [_named(filled, sheet)]
    visible = [candidate for candidate in filled if not candidate.is_hidden] or filled
    if not visible:
        raise BadFileError(f"the file is empty; {kind} is needed")
    return visible


def check_sheets_were_read(sheets: Sequence[Sheet[Rows]], sheet: str | None) -> None:
    """Refuse a file if a sheet that may be meant is too large to be read.

    Parameters
    ----------
    sheets : sequence of Sheet
        All sheets of a file.
    sheet : str or None
        The sheet that the scenario names; None: any that is not hidden may be meant.
    """
    for candidate in sheets:
        fault = candidate.fault
        if fault and sheet is None and not candidate.is_hidden:
            others = [other.sheet for other in sheets if other.cells]
            raise BadFileError(f"{fault}. If you need another sheet, name it: sheet = {quoted(others[0] or '')}")
        if fault and sheet is not None and _same(candidate.sheet or "", sheet):
            raise BadFileError(fault)


def only_sheet(path: str, sheet: str | None, kind: str) -> Sheet[Rows]:
    """Return the sheet to read; parameters and errors as for `sheets_to_read`, and of several one must be named."""
    sheets = sheets_to_read(path, sheet, kind)
    if len(sheets) > 1:
        raise several_sheets(sheets)
    return sheets[0]


def several_sheets(sheets: Sequence[Sheet[Rows]]) -> BadFileError:
    """Return the error that asks for the name of one of several sheets."""
    names = [sheet.sheet or "" for sheet in sheets]
    return BadFileError(f"several sheets may be meant: {listed(names)}; name one: sheet = {quoted(names[0])}")


def _named(sheets: Sequence[Sheet[Rows]], name: str) -> Sheet[Rows]:
    sheet = next((sheet for sheet in sheets if sheet.sheet is not None and _same(sheet.sheet, name)), None)
    if sheet is not None:
        return sheet
    if any(sheet.sheet is None for sheet in sheets):
        raise BadFileError(f"sheet = {quoted(name)}, but this is a text file and has no sheets; leave sheet out")
    names = [sheet.sheet or "" for sheet in sheets]
    raise BadFileError(f"there is no sheet {quoted(name)}, or it is empty; the sheets are {listed(names)}")


def _same(name: str, other: str) -> bool:
    return name.strip().casefold() == other.strip().casefold()
