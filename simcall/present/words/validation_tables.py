"""The pictures of a validation as tables: yours and the model's, by period and by time waited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simcall.measures import Kind
from simcall.observed.observations import CallFigures
from simcall.present.words.figures import number_in_words
from simcall.present.words.picture_texts import period_words
from simcall.present.words.span_texts import span_range
from simcall.studies.validate.comparison import ByPeriod, LineComparison

__all__ = ["FEW_CALLS", "PictureTable", "picture_tables", "still_waiting_at"]

FEW_CALLS = 10
"""Calls offered in a period below which a share says nothing."""
_WAITED_S = (10.0, 20.0, 30.0, 60.0, 120.0, 180.0, 300.0, 600.0, 900.0, 1800.0)
_NOTHING = "-"


@dataclass(frozen=True)
class PictureTable:
    """What a picture shows, as a table.

    Attributes
    ----------
    headings : tuple of str
        Of its columns.
    rows : tuple of tuple of str
        Its rows; the first cell names the row.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def picture_tables(line: LineComparison) -> Iterator[PictureTable]:
    """Yield the table of each picture of a line, in the order of the pictures."""
    for periods in line.by.values():
        yield _by_period(periods)
    yours, model = line.observed_calls, line.model_calls
    if yours is None or model is None:
        return
    if yours.still_waiting and model.still_waiting:
        yield _waiting(yours, model)
    if yours.handling_s and model.handling_s:
        yield _handling(yours, model)


def _by_period(periods: ByPeriod) -> PictureTable:
    has_erlang = any(value is not None for value in periods.erlang_a)
    cells = zip(periods.labels, periods.offered, periods.observed, periods.model, periods.erlang_a, strict=True)
    rows = []
    for label, offered, observed, model, erlang in cells:
        is_few = offered < FEW_CALLS
        when = period_words(periods.by, label).removeprefix("on ").removeprefix("from ")
        figures = (observed, model.mean, *((erlang,) if has_erlang else ()))
        yours, mean, *others = (_NOTHING if is_few else _share(value) for value in figures)
        rows.append((when, yours, mean, span_range(model, Kind.SHARE) or _NOTHING, *others))
    headings = ("when", "yours", "model", "model: 95 of 100 cases", *(("Erlang A",) if has_erlang else ()))
    return PictureTable(headings, tuple(rows))


def _waiting(yours: CallFigures, model: CallFigures) -> PictureTable:
    last = min(yours.still_waiting[-1][0], model.still_waiting[-1][0])
    rows = (
        (_seconds(seconds), *(_share(still_waiting_at(side, seconds)) for side in (yours, model)))
        for seconds in _WAITED_S
        if seconds <= last
    )
    return PictureTable(("after", "yours", "model"), tuple(rows))


def still_waiting_at(figures: CallFigures, seconds: float) -> float | None:
    """Return the share of callers who would still wait after a time; None beyond the last step."""
    if seconds > figures.still_waiting[-1][0]:
        return None
    times, shares = zip((0.0, 1.0), *figures.still_waiting, strict=True)
    return float(np.interp(seconds, times, shares))


def _handling(yours: CallFigures, model: CallFigures) -> PictureTable:
    rows = (
        (f"{hour:02d}:00", *(_seconds(side.handling_s.get(hour)) for side in (yours, model)))
        for hour in sorted({*yours.handling_s, *model.handling_s})
    )
    return PictureTable(("hour from", "yours", "model"), tuple(rows))


def _share(value: float | None) -> str:
    return _NOTHING if value is None else number_in_words(value, Kind.SHARE)


def _seconds(value: float | None) -> str:
    return _NOTHING if value is None else number_in_words(value, Kind.SECONDS)
