"""Small invented reports, and what is in them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from simcall.observed.observations import Observations
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions

HEADER = "Date,Time,Queue,Offered,Answered,Abandoned,ASA,AHT\n"


def read_text(folder: Path, *texts: str, names: tuple[str, ...] = (), **options) -> Observations:
    """Write texts to files and read them."""
    paths = []
    for number, text in enumerate(texts):
        path = folder / (names[number] if names else f"report{number}.csv")
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return read_exports(paths, ReadingOptions(**options))


def of_line(observed: Observations, line: str) -> pd.DataFrame:
    """Return the counts of a line by start."""
    return observed.counts[observed.counts["line"] == line].set_index("start")


def texts_of(observed: Observations, kind: str) -> str:
    """Return the findings of a kind as one text."""
    return "\n".join(finding.text for finding in observed.findings if finding.kind == kind)


def rows_of(start: str, periods: int, *, minutes: int = 30, queue: str = "999", zone: str | None = None) -> str:
    """Return rows with a call more in each period than in the one before it."""
    times = pd.date_range(start, periods=periods, freq=f"{minutes}min", tz=zone)
    return "".join(
        f"{time:%d/%m/%Y},{time:%H:%M},{queue},{number + 1},{number},1,{10 + number},300\n"
        for number, time in enumerate(times)
    )


def write_sheets(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    """Write a workbook."""
    with pd.ExcelWriter(path) as book:
        for name, rows in sheets.items():
            pd.DataFrame(rows).to_excel(book, sheet_name=name, header=False, index=False)
