"""Files written whole: beside their place, then put there, or not at all."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from simcall.files.spreadsheet_text import harmless

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["BESIDE", "copy_whole", "remove_unfinished", "whole_file", "write_csv", "write_json", "write_parquet"]

_CARRIAGE_RETURN = re.compile("\r\n?")
"""The writer does not put quotes around it, and a reader begins a new row at it."""
BESIDE = ".new-"
"""The beginning of the names of unfinished files."""
_UNFINISHED = re.compile(re.escape(BESIDE) + "[0-9a-f]{32}")
"""Such a name in full: nobody else gives it to a file."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a name beside a file to write to, and put it in the file's place when all is written, on the disk too."""
    fresh = path.with_name(f"{BESIDE}{uuid4().hex}")  # tempfile's own would be closed to the user's colleagues
    try:
        yield fresh
        with fresh.open("rb+") as written:
            os.fsync(written.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def remove_unfinished(folder: Path) -> None:
    """Remove the files of a folder that a killed process had not finished; the caller holds the folder's lock."""
    for path in folder.rglob(f"{BESIDE}*"):
        if _UNFINISHED.fullmatch(path.name):
            path.unlink(missing_ok=True)


def copy_whole(source: Path, path: Path) -> None:
    """Put a copy of a file in another's place, whole."""
    with whole_file(path) as fresh:
        shutil.copyfile(source, fresh)


def write_csv(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], path: Path, *, number_format: str = ".10g"
) -> None:
    """Write the same bytes on every system, and no text that a spreadsheet takes for a formula.

    By default numbers have ten figures, which are more than any estimate has; an empty `number_format` writes them
    so that they are read back as they are.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_in_csv(column, number_format) for column in columns)
        writer.writerows([_in_csv(cell, number_format) for cell in row] for row in rows)


def _in_csv(cell: Any, number_format: str) -> Any:
    """Return a number in its format, and text that is no formula."""
    if isinstance(cell, float):
        return format(cell, number_format)
    if isinstance(cell, str):
        return _text_in_csv(cell)
    return cell


@lru_cache(maxsize=1024)
def _text_in_csv(text: str) -> str:
    """Return a text that is no formula; a column repeats a few names in thousands of rows."""
    return _CARRIAGE_RETURN.sub("\n", harmless(text))


def write_parquet(table: DataFrame, path: Path) -> None:
    """Write a table as Parquet, under a name that need not be UTF-8: the library refuses such a name."""
    with path.open("wb") as file:
        table.to_parquet(file, index=False)


def write_json(document: dict[str, Any], path: Path) -> None:
    """Write a JSON document, the same bytes on every system; its text is never in memory as a whole."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(document, file, indent=2, ensure_ascii=False, allow_nan=False)
        file.write("\n")
