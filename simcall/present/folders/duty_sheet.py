"""A designed rota as the duty sheet that planners know: posts down, days across, times in the cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simcall.files.spreadsheet_text import harmless
from simcall.present.words.rota_design import POST_MEANING, method_sentences
from simcall.scenario.models.week import WEEKDAYS
from simcall.studies.design.designed import Post, RotaDesignNumbers
from simcall.studies.design.rota_posts import PATTERN
from simcall.studies.rota import rota

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["HOUR_COLUMNS", "POST_COLUMNS", "hour_rows", "post_rows", "write_workbook"]

POST_COLUMNS = ("group", "shift", "posts", "people in teams", *WEEKDAYS, "paid hours")
HOUR_COLUMNS = ("group", "hour", *WEEKDAYS)
_TEAMS = "teams"
"""Stands in the cells of the teams, whose days off move from week to week."""
_FREE = ""
_HOURS_MEANING = (
    "On duty by hour: the people on planned duty in each hour, as means over the span. Absence, breaks and training "
    "are not subtracted."
)
_PAGE = 100
"""The width of a cell that holds a sentence, in characters."""


def post_rows(numbers: RotaDesignNumbers) -> list[tuple[Any, ...]]:
    """Return a row for each post."""
    return [
        (
            post.group,
            post.shift if post.start else _TEAMS,
            post.people if post.start else _FREE,
            _FREE if post.start else post.people,
            *(_cell(numbers, post, weekday) for weekday in range(len(WEEKDAYS))),
            round(post.paid_hours, 2),
        )
        for post in numbers.posts
    ]


def _cell(numbers: RotaDesignNumbers, post: Post, weekday: int) -> str:
    """Write the times of a post that starts on a day of the week: "07:00-15:00"."""
    if WEEKDAYS[weekday] not in post.days:
        return _FREE
    if not post.start:
        return PATTERN
    shift = numbers.scenario.shifts[post.shift].on_weekday(weekday)
    end = shift.start.hour * 60 + shift.start.minute + shift.minutes
    return f"{shift.start:%H:%M}-{end // 60 % 24:02d}:{end % 60:02d}"


def hour_rows(numbers: RotaDesignNumbers) -> list[tuple[Any, ...]]:
    """Return the people on planned duty in each hour of the week, means over the span, for each designed group."""
    people = rota(numbers.scenario).people
    return [row for group in numbers.request.groups for row in _hours_of_group(group, people[group].tolist())]


def _hours_of_group(group: str, week: Sequence[float]) -> Iterator[tuple[Any, ...]]:
    for hour in range(24):
        yield (group, f"{hour:02d}:00", *("" if np.isnan(value) else round(value, 2) for value in week[hour::24]))


def write_workbook(numbers: RotaDesignNumbers, path: Path) -> None:
    """Write the posts and the people by hour as two sheets of a workbook, and a third one that explains them.

    Parameters
    ----------
    numbers : RotaDesignNumbers
        The designed rota.
    path : Path
        Where to write.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "simcall"
    _fill(book.create_sheet("Rota"), POST_COLUMNS, post_rows(numbers))
    _fill(book.create_sheet("On duty by hour"), HOUR_COLUMNS, hour_rows(numbers))
    _explain(book.create_sheet("What it means"), [POST_MEANING, *method_sentences(numbers), _HOURS_MEANING])
    book.save(path)


def _fill(sheet: Worksheet, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for row in (columns, *rows):
        sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    for number, cells in enumerate(zip(columns, *rows, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = 2 + max(len(str(cell)) for cell in cells)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _explain(sheet: Worksheet, sentences: Sequence[str]) -> None:
    """Write sentences below each other, each in a cell as wide as a page."""
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width = _PAGE
    for sentence in sentences:
        sheet.append([harmless(sentence)])
        sheet.cell(sheet.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
