"""Ways to write small rotas, and to read them back as plain text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from simcall.scenario import Scenario

MONDAY = dt.date(2024, 2, 5)
DAYS = tuple(MONDAY + dt.timedelta(days=number) for number in range(7))
SHIFTS = """
[shifts.E]
start = "07:00"
length = "8 h"
[shifts.L]
start = "14:00"
length = "8 h"
[shifts.N]
start = "22:00"
end = "07:00"
"""
RUN = "start = 2024-02-05\ndays = 14\n"


def roster(options: str = "", file: str = "rota.csv", rest: str = "") -> str:
    """Write a scenario whose handlers have the roster of a file."""
    table = f'file = "{file}"' + (f", {options}" if options else "")
    return f"{RUN}groups.handlers.roster = {{ {table} }}\n{rest}"


def duties(scenario: Scenario) -> list[str]:
    """Write the duties of the handlers: ``Ann Mon 07:00-15:00``, with their breaks."""
    found = scenario.groups["handlers"].roster
    assert found is not None
    return [
        " ".join(
            [
                duty.person,
                f"{duty.start:%a}" if duty.start.date() in DAYS else f"{duty.start:%Y-%m-%d}",
                f"{duty.start:%H:%M}-{duty.end:%H:%M}",
                *(f"less {since:%H:%M}-{until:%H:%M}" for since, until in duty.breaks),
            ]
        )
        for duty in found.duties
    ]


def workbook(
    path: str,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
) -> None:
    """Write a workbook; merged cells and hidden columns are those of its first sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    for column in hidden:
        book.worksheets[0].column_dimensions[column].hidden = True
    book.save(path)
