"""Find the columns of a roster's file, by their usual names or by those that the scenario gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from simcall.files.messages import nearest, quoted
from simcall.files.sheets import Sheet
from simcall.files.text import BadFileError
from simcall.scenario.reading.roster_cells import to_end, to_text

__all__ = ["COLUMNS", "WANTED", "folded", "places_of"]

COLUMNS = ("person", "date", "start", "end", "group", "breaks", "line")
"""What may be read."""
WANTED = COLUMNS[:4]
"""What must be there; the date may stand in the start instead."""

_TITLE_ROWS = 20
"""Rows under the first that are searched for the names of the columns."""
_SHOWN = 8


def folded(name: str) -> str:
    """Return a column's name without what does not matter in it."""
    return name.strip().casefold()


def places_of(sheet: Sheet, names: Mapping[str, str]) -> dict[str, int]:
    """Find the columns of a roster.

    Parameters
    ----------
    sheet : Sheet
        The table.
    names : mapping of str to str
        By column of `COLUMNS`, its name in the table where it is another.

    Returns
    -------
    dict of str to int
        By column that is there, which of the table's it is.

    Raises
    ------
    BadFileError
        If a required one is missing, or there twice.
    """
    header = [folded(name) for name in sheet.header]
    taken = {folded(name): column for column, name in names.items()}
    faults: list[str] = []
    missing: list[str] = []
    places: dict[str, int] = {}
    for column in COLUMNS:
        name = names.get(column, column)
        # A column that is named for something else is not this one too, whatever it is called.
        count = 0 if column not in names and folded(name) in taken else header.count(folded(name))
        if count == 1:
            places[column] = header.index(folded(name))
        elif count > 1:
            faults.append(f"the column {quoted(name)} appears {count} times; give each column a name of its own")
        elif column in names or (column in WANTED and not _date_in_start(column, sheet, header, names)):
            missing.append(column)
    if faults or missing:
        raise BadFileError(*faults, *_not_found(missing, sheet, names, taken))
    return places


def _date_in_start(column: str, sheet: Sheet, header: Sequence[str], names: Mapping[str, str]) -> bool:
    """Tell whether no date is needed because the starts have their dates."""
    start = folded(names.get("start", "start"))
    if column != "date" or start not in header or not sheet.rows:
        return False
    try:
        return isinstance(to_end(sheet.rows[0][1][header.index(start)]), datetime)
    except (ValueError, IndexError):
        return False


def _not_found(
    missing: Sequence[str], sheet: Sheet, names: Mapping[str, str], taken: Mapping[str, str]
) -> Iterator[str]:
    sought = {names.get(column, column) for column in WANTED}
    filled = [name for name in sheet.header if name]
    present = ", ".join(quoted(name[:30]) for name in filled[:_SHOWN])
    if row := _row_of_names(sheet, {folded(name) for name in sought}):
        yield f"the columns are named in row {row}, and must be in the first; delete what is above them ({present})"
    elif set(WANTED) <= set(missing) and not any(nearest(name, filled) for name in sought):
        how = 'where they have other names, say which is which with columns = { person = "…", … }'
        yield f"the first row must name the columns {', '.join(WANTED)}, and is {present}; {how}"
    else:
        yield from (_no_column(column, names.get(column, column), filled, present, taken) for column in missing)


def _row_of_names(sheet: Sheet, sought: set[str]) -> int | None:
    """Return the row under a title, or under what Excel writes above a CSV file, that names the columns."""
    if sought & {folded(name) for name in sheet.header}:
        return None
    for number, cells in sheet.rows[:_TITLE_ROWS]:
        # Whatever stands between the cells: the first row may have led the reader astray.
        texts = {folded(part) for cell in cells for part in re.split(r"[,;\t]", to_text(cell))}
        if len(sought & texts) > 1:
            return number
    return None


def _no_column(column: str, name: str, filled: Sequence[str], present: str, taken: Mapping[str, str]) -> str:
    if (earlier := taken.get(folded(name), column)) != column:
        remedy = f'say which is {column} with columns = {{ {column} = "…" }}'
        return f"the column {quoted(name)} is already the column for {earlier}; {remedy}"
    guess = nearest(name, filled)
    if guess:
        remedy = f"if {quoted(guess)} is meant, write columns = {{ {column} = {quoted(guess)} }}"
    else:
        remedy = f'the columns are {present}: say which it is with columns = {{ {column} = "…" }}'
    return f"there is no column {quoted(name)}; {remedy}"
