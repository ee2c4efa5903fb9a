"""Read columns of durations: in seconds, milliseconds or minutes, or as m:ss or h:mm, whichever adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from simcall.observed.observations import Question
from simcall.observed.reading.durations import (
    DURATION_WORDS,
    DURATIONS,
    TWO_PARTS_S,
    UNITS_S,
    seconds_of_texts,
)
from simcall.observed.reading.options import ReadingOptions
from simcall.sheets.column_names import unit_in_name
from simcall.sheets.durations import read_duration

__all__ = ["LONGEST_CALL_S", "DurationColumn", "Lengths", "read_lengths"]

LONGEST_CALL_S = 4 * 3600.0
"""A part of a call that lasts longer is impossible: a telephone was not put down."""

_SHARE = 0.05
"""Of the durations of a column, how many may be impossible before the whole reading is."""
_NEAR = 0.25
"""How far the sum of a call's parts may be from the time between its start and end, as a share, in the median."""


@dataclass(frozen=True)
class DurationColumn:
    """A column of durations.

    Attributes
    ----------
    name : str
        Its name in the header; a unit in it decides.
    texts : pandas.Series
        The column.
    decimal_comma : bool
        Whether a comma stands before decimals.
    """

    name: str
    texts: pd.Series
    decimal_comma: bool = False


@dataclass(frozen=True)
class Lengths:
    """What columns of durations say.

    Attributes
    ----------
    seconds : mapping of str to pandas.Series
        By field; NaN where a cell is empty or cannot be read.
    assumed : mapping of str to str
        By field, how it was read: ``"milliseconds"``.
    questions : tuple of Question
        If two readings are possible.
    """

    seconds: Mapping[str, pd.Series]
    assumed: Mapping[str, str]
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class _Reading:
    two_parts: str
    unit: str

    def seconds(self, column: DurationColumn) -> pd.Series:
        return seconds_of_texts(
            column.texts,
            unit=unit_in_name(column.name) or UNITS_S[self.unit],
            two_parts=TWO_PARTS_S[self.two_parts],
            decimal_comma=column.decimal_comma,
        )


def read_lengths(
    columns: Mapping[str, DurationColumn],
    options: ReadingOptions,
    where: str,
    elapsed: pd.Series | None = None,
    parts: Sequence[str] = (),
) -> Lengths:
    """Read the durations of a table, all in the same way.

    Parameters
    ----------
    columns : mapping of str to DurationColumn
        By field.
    options : ReadingOptions
        Its answer to ``--durations`` decides.
    where : str
        The file, for the question.
    elapsed : pandas.Series, optional
        Seconds between the start and the end of each call, where the table has both: the parts must add up to it.
    parts : sequence of str
        The fields that add up to it.
    """
    readings = _possible(columns, options)
    if len(readings) > 1:
        readings = _plausible(columns, readings) or readings
    if len(readings) > 1 and elapsed is not None:
        readings = _adding_up(columns, readings, elapsed, parts) or readings
    readings = _different(columns, readings)
    best = readings[0]
    return Lengths(
        {field: best.seconds(column) for field, column in columns.items()},
        {field: _words(column, best) for field, column in columns.items()},
        (_question(columns, readings, where),) if len(readings) > 1 else (),
    )


def _possible(columns: Mapping[str, DurationColumn], options: ReadingOptions) -> list[_Reading]:
    """Return the readings that the texts and the planner allow, the likeliest first."""
    answer = options.answers.get(DURATIONS, "")
    answers = {word.strip() for word in answer.split(",")}
    different = {field: column.texts.unique() for field, column in columns.items()}
    two_parts = [name for name in TWO_PARTS_S if name in answers] or _two_part_readings(different.values())
    units = [name for name in UNITS_S if name in answers] or _unit_readings(columns, different)
    return [_Reading(*pair) for pair in product(two_parts, units)]


def _two_part_readings(texts: object) -> list[str]:
    """Return how two parts can be read; beside h:mm:ss, or with nothing before the colon, they are m:ss."""
    marked = [text for column in texts for text in column if ":" in text]  # type: ignore[attr-defined]
    two = [text for text in marked if text.count(":") == 1]
    if not two or len(two) < len(marked) or any(text.startswith(":") for text in two):
        return ["m:ss"]
    return list(TWO_PARTS_S)


def _unit_readings(columns: Mapping[str, DurationColumn], different: Mapping[str, np.ndarray]) -> list[str]:
    """Return the units that bare numbers can have, where no column's name says it."""
    numbers = []
    for field, column in columns.items():
        if unit_in_name(column.name) is None:
            values = (read_duration(text, decimal_comma=column.decimal_comma) for text in different[field] if text)
            is_bare = [text for text in different[field] if text and ":" not in text and not text[-1].isalpha()]
            numbers += [value for value in values if value] if is_bare else []
    positive = np.array([value for value in numbers if value > 0])
    if not len(positive):
        return ["s"]
    if (positive < 1).mean() > 0.9:
        return ["days"]
    if np.all(positive == np.round(positive)):
        is_round = len(positive) > 3 and np.all(positive % 1000 == 0)
        return ["ms"] if is_round else ["s", "ms"]
    return ["s", "min"] if np.median(positive) < 30 else ["s", "ms"]


def _plausible(columns: Mapping[str, DurationColumn], readings: Sequence[_Reading]) -> list[_Reading]:
    """Return the readings in which calls are neither hours nor milliseconds long."""
    kept = [reading for reading in readings if not any(_is_too_long(reading.seconds(c)) for c in columns.values())]
    return [reading for reading in kept if not all(_is_too_short(reading.seconds(c)) for c in columns.values())]


def _is_too_long(seconds: pd.Series) -> bool:
    positive = seconds[seconds > 0]
    return len(positive) > 0 and bool((positive > LONGEST_CALL_S).mean() > _SHARE)


def _is_too_short(seconds: pd.Series) -> bool:
    """Return whether half of the durations are under a second and a half, as if milliseconds were read from seconds."""
    positive = seconds[seconds > 0]
    return len(positive) == 0 or bool(positive.median() < 1.5)


def _adding_up(
    columns: Mapping[str, DurationColumn], readings: Sequence[_Reading], elapsed: pd.Series, parts: Sequence[str]
) -> list[_Reading]:
    """Return the readings in which the parts of a call add up to the time between its start and end."""
    present = [field for field in parts if field in columns]
    errors = []
    for reading in readings:
        total = sum((reading.seconds(columns[field]).fillna(0.0) for field in present), pd.Series(0.0, elapsed.index))
        usable = (elapsed > 0) & (total > 0)
        errors.append(float((total[usable] / elapsed[usable] - 1).abs().median()) if usable.any() else np.inf)
    return [reading for reading, error in zip(readings, errors, strict=True) if error <= _NEAR]


def _different(columns: Mapping[str, DurationColumn], readings: Sequence[_Reading]) -> list[_Reading]:
    """Return one of each group of readings that give the same seconds."""
    kept: dict[tuple[float, ...], _Reading] = {}
    for reading in readings:
        totals = tuple(float(reading.seconds(column).sum()) for column in columns.values())
        kept.setdefault(totals, reading)
    return list(kept.values())


def _words(column: DurationColumn, reading: _Reading) -> str:
    if unit_in_name(column.name) is not None:
        return ""
    sample = [text for text in column.texts.unique()[:1000] if text]
    if any(text.count(":") == 1 for text in sample):
        return DURATION_WORDS[reading.two_parts]
    if any(":" in text or text[-1].isalpha() for text in sample):
        return ""
    return DURATION_WORDS[reading.unit] if sample else ""


def _question(columns: Mapping[str, DurationColumn], readings: Sequence[_Reading], where: str) -> Question:
    first, second = readings[:2]
    is_parts = first.two_parts != second.two_parts
    names = [reading.two_parts if is_parts else reading.unit for reading in readings]
    name, example = _example(columns, first, second)
    meanings = " or ".join(DURATION_WORDS[choice] for choice in names)
    text = f'{where}: column "{name}" has durations such as {example}. Are they {meanings}?'
    return Question(DURATIONS, text, tuple((choice, DURATION_WORDS[choice]) for choice in dict.fromkeys(names)))


def _example(columns: Mapping[str, DurationColumn], first: _Reading, second: _Reading) -> tuple[str, str]:
    """Return a column and a value in it that the two readings take for different times."""
    for column in columns.values():
        differs = (first.seconds(column) - second.seconds(column)).abs() > 0
        if differs.any():
            return column.name, str(column.texts[differs].iloc[0])
    return "", ""
