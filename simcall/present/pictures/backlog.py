"""What waits of several lines, by hour of the week or over the run: how many, how many overdue, how old the oldest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from simcall.measures.definitions import MEAN_OVERDUE, MEAN_QUEUE, MEASURES, OLDEST_END
from simcall.measures.measure_texts import items_of, lines_named
from simcall.present.pictures.by_period import column_of, places_of
from simcall.present.pictures.style import distinct_colours, legend_below, new_axes, period_axis, short_name, style
from simcall.present.words.figures import number_in_words
from simcall.present.words.picture_texts import cells_of, list_few, period_words, worst_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simcall.measures.run_numbers import RunNumbers
    from simcall.present.words.picture_texts import Cell
    from simcall.scenario import Scenario

__all__ = ["BACKLOG_MEASURES", "draw_backlog", "has_measure", "say_backlog", "title_of_backlog", "with_backlog"]

BACKLOG_MEASURES = (MEAN_QUEUE.name, MEAN_OVERDUE.name, OLDEST_END.name)
"""The measures that show a backlog, a panel for each."""
_MOST_CURVES = 6
"""More curves cannot be told apart."""
_DASHES = ("-", "--", ":")
_MINUTE_S, _HOUR_S = 60.0, 3600.0
_UNTIL_S = 2 * _HOUR_S
"""Ages up to this are drawn in minutes, and longer ones in hours."""


def with_backlog(scenario: Scenario) -> tuple[str, ...]:
    """Return the lines of work; with more than six, grades in place of their lines."""
    work = [name for name, line in scenario.lines.items() if line.is_work]
    if len(work) <= _MOST_CURVES:
        return tuple(work)
    return tuple(dict.fromkeys(scenario.lines[name].grade or name for name in work))


def draw_backlog(
    results: RunNumbers, measure: str, by: str, names: Sequence[str], ax: Axes | None, *, has_legend: bool = True
) -> Axes:
    """Draw one measure of what waits by period, a curve with its interval as a band for each line or grade."""
    shown, looks = _with_measure(results, measure, names), _looks(names)
    cells = {name: cells_of(results, MEASURES[measure], by, {"line": name}) for name in shown}
    scale, unit = _unit(measure, cells.values())
    with style():
        ax = ax if ax is not None else new_axes()
        for name, own in cells.items():
            colour, dashes = looks[name]
            x = places_of(own, by)
            mean, low, high = (column_of(own, end) / scale for end in ("mean", "low", "high"))
            ax.plot(x, mean, color=colour, linestyle=dashes, linewidth=1.5, label=short_name(name))
            ax.fill_between(x, low, high, color=colour, alpha=0.15, linewidth=0)
        period_axis(ax, by)
        ax.set_ylim(bottom=0)
        ax.set_ylabel(f"{_axis(results, measure, names)}{unit}")
        ax.set_title(f"{_title(results, measure, names)} (bands: 95 % intervals)", loc="left", parse_math=False)
        if shown and has_legend:
            legend_below(ax)
    return ax


def title_of_backlog(results: RunNumbers, by: str, names: Sequence[str]) -> str:
    """Say of each line or grade when most wait."""
    peaks = []
    for name in names:
        extremes = worst_first(cells_of(results, MEAN_QUEUE, by, {"line": name}), MEAN_QUEUE)
        if extremes and extremes[0][1].mean:
            worst = extremes[0][1]
            peaks.append((worst.mean, f"{name} {worst.mean:,.1f} {period_words(by, worst.label)}"))
    in_order = [text for _, text in sorted(peaks, reverse=True)]
    return f"Most waiting, on average: {list_few(in_order, between='; ')}" if peaks else "Nothing ever waits"


def say_backlog(results: RunNumbers, by: str, names: Sequence[str]) -> str:
    """Say of each line or grade how many wait, on average and at the worst time, and how old the oldest gets."""
    return " ".join(_say_one(results, by, name) for name in names)


def _say_one(results: RunNumbers, by: str, name: str) -> str:
    parts = []
    for measure in BACKLOG_MEASURES:
        extremes = worst_first(cells_of(results, MEASURES[measure], by, {"line": name}), MEASURES[measure])
        if not extremes:
            continue
        kind, worst = MEASURES[measure].kind, extremes[0][1]
        whole = results.estimate(measure, line=name)
        most = f"most {number_in_words(worst.mean or 0.0, kind)} {period_words(by, worst.label)}"
        if measure == OLDEST_END.name:
            parts.append(f"the oldest at the end of {'an hour' if by != 'day' else 'a day'}: {most}")
        else:
            subject = "waiting" if measure == MEAN_QUEUE.name else "of these beyond the target"
            parts.append(f"{subject}: {number_in_words(whole.mean or 0.0, kind)} on average, {most}")
    return f"{name}, {_items(results, [name])}: {'; '.join(parts)}."


def has_measure(results: RunNumbers, measure: str, names: Sequence[str]) -> bool:
    """Tell whether a measure is defined of any of some lines and grades."""
    return bool(_with_measure(results, measure, names))


def _with_measure(results: RunNumbers, measure: str, names: Sequence[str]) -> list[str]:
    """Return the lines and grades of which a measure is defined."""
    return [name for name in names if results.estimate(measure, line=name).mean is not None]


def _looks(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the colour and the dashes of each line or grade, the same in every panel."""
    colours = distinct_colours(len(names))
    dashes = (_DASHES[number // _MOST_CURVES % len(_DASHES)] for number in range(len(names)))
    return dict(zip(names, zip(colours, dashes, strict=False), strict=False))


def _unit(measure: str, tables: Iterable[Sequence[Cell]]) -> tuple[float, str]:
    """Return what seconds are divided by, and the words for it; counts stay as they are."""
    if measure != OLDEST_END.name:
        return 1.0, ""
    longest = max((cell.mean or 0.0 for cells in tables for cell in cells), default=0.0)
    return (_HOUR_S, "\n(hours)") if longest > _UNTIL_S else (_MINUTE_S, "\n(minutes)")


def _items(results: RunNumbers, names: Sequence[str]) -> str:
    lines = [line for name in names for line in lines_named(name, results.blueprint.scenario.lines)]
    nouns = {items_of(line) for line in lines}
    return nouns.pop() if len(nouns) == 1 else "items of work"


def _axis(results: RunNumbers, measure: str, names: Sequence[str]) -> str:
    items = _items(results, names).capitalize()
    if measure == OLDEST_END.name:
        return "Age of the oldest"
    return f"{items} waiting" if measure == MEAN_QUEUE.name else f"{items} overdue"


def _title(results: RunNumbers, measure: str, names: Sequence[str]) -> str:
    items = _items(results, names)
    if measure == OLDEST_END.name:
        return f"How long the oldest of the waiting {items} has waited"
    if measure == MEAN_QUEUE.name:
        return f"How many {items} wait"
    return f"How many {items} have waited for longer than their target"
