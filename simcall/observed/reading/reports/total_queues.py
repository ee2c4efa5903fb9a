"""Find a queue that is the sum of all others: its calls are in the report already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from simcall.files.advice import Advice, Give
from simcall.observed.observations import Finding
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.reading.reports.report_reader import LineRead

__all__ = ["LinesRead", "without_total"]

_FEWEST_LINES, _FEWEST_PERIODS, _NEARLY_ALL = 3, 20, 0.99


@dataclass(frozen=True)
class LinesRead:
    """The lines of reports, and what is left out because it is the sum of them.

    Attributes
    ----------
    lines : tuple of LineRead
        The lines that count.
    total : LineRead or None
        The sum of the others.
    findings : tuple of Finding
        What the planner has to know of it.
    """

    lines: tuple[LineRead, ...]
    total: LineRead | None = None
    findings: tuple[Finding, ...] = ()


def without_total(lines: Sequence[LineRead], options: ReadingOptions) -> LinesRead:
    """Return the lines without one that is the sum of all others, such as "All Contact".

    Parameters
    ----------
    lines : sequence of LineRead
        Of all reports.
    options : ReadingOptions
        If it names the lines, all of them count.
    """
    if options.lines or len({line.line for line in lines}) < _FEWEST_LINES:
        return LinesRead(tuple(lines))
    offered = _offered(lines)
    if len(offered) < _FEWEST_PERIODS:
        return LinesRead(tuple(lines))
    name = next((name for name in offered if _is_sum(offered[name], offered.drop(columns=name))), "")
    of_name = [line for line in lines if line.line == name]
    if len(of_name) != 1:
        return LinesRead(tuple(lines))
    text = Advice(
        f'The queue "{of_name[0].queue}" is the sum of the other queues, so simcall leaves it out. To keep it, name '
        "your lines: ",
        Give("--line", "NAME=QUEUE"),
        ".",
    )
    kept = tuple(line for line in lines if line.line != name)
    return LinesRead(kept, of_name[0], (Finding("left out", text),))


def _offered(lines: Sequence[LineRead]) -> pd.DataFrame:
    """Return the calls offered in each period, a column a line; a line without a row has none."""
    rows = pd.concat([line.rows[["line", "start", "offered"]] for line in lines])
    return rows.groupby(["start", "line"])["offered"].sum().unstack(fill_value=0)


def _is_sum(calls: pd.Series, others: pd.DataFrame) -> bool:
    """Return whether calls are those of two or more other lines together, in nearly every period with a call."""
    with_calls = (calls > 0) | (others.sum(axis=1) > 0)
    agreeing = (calls == others.sum(axis=1)) & with_calls
    return bool((others.sum() > 0).sum() > 1 and agreeing.sum() >= _NEARLY_ALL * with_calls.sum())
