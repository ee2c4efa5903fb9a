"""Tables in CSV text, whichever separator a spreadsheet wrote."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from simcall.files.text import BadFileError

__all__ = ["Row", "table_in"]

Row = tuple[int, list[str]]
"""The row's number in the file, the header being 1, and its cells."""


def table_in(text: str, kind: str) -> tuple[list[str], list[Row]]:
    """Return the header and the rows that are not blank, every cell without its surrounding spaces.

    Parameters
    ----------
    text : str
        With commas, semicolons or tabs in between, as spreadsheets write it.
    kind : str
        What the text should be, for messages.

    Raises
    ------
    BadFileError
        If there is no header, or quotes are not as in a CSV file.
    """
    rows = _rows(text)
    try:
        _, header = next(rows)
        return header, list(rows)
    except StopIteration:
        raise BadFileError(f"the file is empty; {kind} is needed") from None
    except csv.Error as error:
        raise BadFileError(f"this is not a CSV file ({error})") from None


def _rows(text: str) -> Iterator[Row]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    for cells in reader:
        stripped = list(map(str.strip, cells))
        if any(stripped):
            yield reader.line_num, stripped
