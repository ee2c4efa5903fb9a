"""Pictures of a sweep: the frontier, a heat map of two parameters, lines with bands, main effects."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from simcall.errors import SimcallError
from simcall.files.folder_names import folder_name
from simcall.inputs import Floats
from simcall.measures import Kind, Verdict, overall
from simcall.measures.definitions import ANSWERED_IN_TARGET
from simcall.measures.targets import Figure
from simcall.present.pictures import distinct_colours, draw_target, new_axes, style, write_picture
from simcall.present.pictures.drawing_at_once import draw_at_once
from simcall.present.pictures.style import PICTURE_WIDTH, SMALL_TYPE, below
from simcall.studies.figure_names import figure_name
from simcall.studies.sweep.cells import Cell
from simcall.studies.sweep.points import canonical
from simcall.studies.sweep.table import SweepNumbers, kind_of
from simcall.studies.sweep.value_bins import FEW, is_many, numbers_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

__all__ = ["SweepPlots", "save_figures"]

_MOST_LINES = 6
_MOST_NAMED = 25
"""Points on the frontier whose numbers stand in the picture; of more, the table has them."""
_WIDE = 16
"""Letters in a row beside an axis."""

_LEGEND = {
    Verdict.MISSED: "misses a target",
    Verdict.TOO_CLOSE: "too close to call",
    Verdict.MET: "meets every target",
    Verdict.NOBODY_RANG: "nobody rang",
}
"""Points by the verdict on them, in the order in which they are drawn: the best lie over the others."""


class SweepPlots:
    """Pictures of one sweep."""

    def __init__(self, sweep: SweepNumbers) -> None:
        self._sweep = sweep

    def frontier(self, x: str | None = None, y: str | None = None, *, ax: Axes | None = None) -> Axes:
        """Draw every point by two figures, those on the frontier of these two joined by a line.

        Parameters
        ----------
        x, y : str, optional
            Such as ``"officers.duty_hours"`` and ``"999.answered_in_target"``; the last and the first of what is
            traded off if left out.
        ax : Axes, optional
            Where.
        """
        sweep, aims = self._sweep, self._sweep.aims
        if len(aims) < 2 and not (x and y):
            raise SimcallError("no two figures differ between the points; say which to draw: frontier(x, y)")
        down = sweep.figure(x) if x else aims[-1].figure
        up = sweep.figure(y) if y else aims[0].figure
        with style():
            ax = ax if ax is not None else new_axes()
            colours = distinct_colours(4)
            for (label, cells), colour in zip(self._by_verdict(down, up).items(), ("0.6", *colours[1:]), strict=False):
                if cells:
                    _draw_points(ax, cells, down, up, colour, label)
            chosen = [aim for aim in aims if aim.figure in (down, up)]
            edge = sorted(sweep.frontier(chosen), key=lambda cell: _mean(cell, down) or 0.0) if len(chosen) == 2 else []
            if edge:
                across, high = _means(edge, down), _means(edge, up)
                ax.plot(across, high, "-", color=colours[0], zorder=1, label="frontier of these two")
            _name_points(ax, edge, down, up)
            _axis(ax.xaxis, ax.set_xlabel, down)
            _axis(ax.yaxis, ax.set_ylabel, up)
            self._draw_target(ax, up)
            ax.set_title(f"{_name(up)}, against {_name(down)}", loc="left")
            ax.legend(ncols=2, **below(ax))
        return ax

    def heat_map(self, figure: str, x: str | None = None, y: str | None = None, *, ax: Axes | None = None) -> Axes:
        """Draw a figure over two parameters; of points that share both the mean is drawn.

        Parameters
        ----------
        figure : str
            Such as ``"999.answered_in_target"``.
        x, y : str, optional
            Paths that vary; the two that move the figure most if left out.
        ax : Axes, optional
            Where.
        """
        subject = self._sweep.figure(figure)
        across, up = self._two(subject, x, y)
        with style():
            ax = ax if ax is not None else new_axes()
            many = self.is_many(across) or self.is_many(up)
            image = self._scattered(ax, subject, across, up) if many else self._squares(ax, subject, across, up)
            ax.set_xlabel(self._label(across))
            ax.set_ylabel(self._label(up))
            ax.grid(visible=False)
            bar = ax.figure.colorbar(image, ax=ax, format=PercentFormatter(1) if _is_share(subject) else None)
            bar.set_label(_unit(subject))
            others = len(self._sweep.paths) > 2 and not many
            ax.set_title(f"{_name(subject)}{', mean over all else that varies' if others else ''}", loc="left")
        return ax

    def lines(self, figure: str, x: str | None = None, of: str | None = None, *, ax: Axes | None = None) -> Axes:
        """Draw a figure over one parameter, with its interval as a band; a line for each value of another.

        Parameters
        ----------
        figure : str
            Such as ``"999.answered_in_target"``.
        x, of : str, optional
            Paths that vary; those with the most and with the fewest values if left out. Over all others the mean is
            drawn, and of a mean no band.
        ax : Axes, optional
            Where.
        """
        subject = self._sweep.figure(figure)
        across, second = self._across_and_second(x, of)
        values = _spread(self._values(second)) if second else [None]
        means = len(self._sweep.paths) > 2
        with style():
            ax = ax if ax is not None else new_axes()
            for value, colour in zip(values, distinct_colours(max(len(values), 2)), strict=False):
                cells, label = self._with({second: value} if second else {}), self._words(second, value)
                self._line(ax, cells, across, subject, colour, label)
            self._mark_values(ax, across)
            _axis(ax.yaxis, ax.set_ylabel, subject)
            self._draw_target(ax, subject)
            ax.set_title(f"{_name(subject)} ({'mean over all else' if means else 'band: 95 % interval'})", loc="left")
            if second is not None:
                more = len(self._values(second)) - len(values)
                title = self._label(second) + (f" (and {more} more values)" if more else "")
                ax.legend(title=title, ncols=_MOST_LINES, **below(ax))
        return ax

    def effects(self, figure: str) -> list[Axes]:
        """Draw every point over each parameter by itself, with the mean by its values: the main effects.

        Parameters
        ----------
        figure : str
            Such as ``"999.answered_in_target"``.

        Returns
        -------
        list of Axes
            One for each parameter.
        """
        sweep, subject = self._sweep, self._sweep.figure(figure)
        rest, colour = "0.6", distinct_colours(2)[0]
        columns = 2 if len(sweep.paths) in (2, 4) else min(len(sweep.paths), 3)
        rows = -(-len(sweep.paths) // columns)
        with style():
            size = (PICTURE_WIDTH, 2.6 * rows)
            grid = plt.subplots(rows, columns, figsize=size, layout="constrained", sharey=True, squeeze=False)[1]
            axes = list(grid.flat)
            for ax, path in zip(axes, sweep.paths, strict=False):
                cells = [cell for cell in sweep.cells if _mean(cell, subject) is not None]
                ax.plot(
                    self._places(path, cells), _means(cells, subject), ".", color=rest, alpha=0.5, label="every point"
                )
                places, means = self._mean_by(path, cells, subject)
                ax.plot(places, means, "o-", color=colour, label="mean")
                self._mark_values(ax, path)
            for ax in axes[len(sweep.paths) :]:
                ax.remove()
            for row in grid:
                _axis(row[0].yaxis, row[0].set_ylabel, subject)
            axes[0].set_title(f"{_name(subject)}, by all that varies: every point, and the mean", loc="left")
        return axes[: len(sweep.paths)]

    def is_many(self, path: str) -> bool:
        """Tell whether a path has too many values to show them one by one."""
        return is_many(self._values(path))

    # Parts ------------------------------------------------------------------------------------------------------------

    def _by_verdict(self, *figures: Figure) -> dict[str, list[Cell]]:
        """Return points that have some figures by what is to be said of them; the best are drawn last, over others."""
        sweep = self._sweep
        able = [cell for cell in sweep.cells if all(_mean(cell, figure) is not None for figure in figures)]
        targets = sweep.design.settings.targets
        if not targets:
            return {"every point (bar: 95 % interval)": able}
        cells_of: dict[Verdict, list[Cell]] = {verdict: [] for verdict in _LEGEND}
        drawn = {cell.point.number for cell in able}
        for cell, judged in sweep.verdicts(targets):
            if cell.point.number in drawn:
                cells_of[overall(target.verdict for target in judged)].append(cell)
        return {f"{_LEGEND[verdict]} (bar: 95 % interval)": cells for verdict, cells in cells_of.items()}

    def _across_and_second(self, x: str | None, of: str | None) -> tuple[str, str | None]:
        """Return two paths: that with the most values, for the axis, and that with the fewest, for a line each."""
        free = [path for path in self._sweep.paths if path not in (x, of)]
        ranked = sorted(free, key=lambda path: -len(self._values(path)))
        across = x or (ranked.pop(0) if ranked else self._sweep.paths[0])
        return across, of or (ranked.pop() if ranked else None)

    def _words(self, path: str | None, value: object) -> str:
        return "" if path is None else self._sweep.words_of(path, value)

    def _two(self, subject: Figure, x: str | None, y: str | None) -> tuple[str, str]:
        """Return two paths: those given, and of the others those that move a figure most."""
        spread: dict[str, float] = {}
        effects = self._sweep.main_effects(subject)
        for path in self._sweep.paths:
            means = [mean for of, _, mean, _ in effects if of == path]
            spread[path] = max(means, default=0.0) - min(means, default=0.0)
        ranked = sorted((path for path in self._sweep.paths if path not in (x, y)), key=lambda path: -spread[path])
        across = x or ranked.pop(0)
        return across, y or ranked.pop(0)

    def _squares(self, ax: Axes, subject: Figure, across: str, up: str) -> Any:
        """Draw a square for each pair of values, and the figure in it."""
        columns, rows = self._values(across), self._values(up)
        table = np.full((len(rows), len(columns)), np.nan)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                means = [
                    mean for cell in self._with({across: column, up: row}) if (mean := _mean(cell, subject)) is not None
                ]
                table[i, j] = np.mean(means) if means else np.nan
        image = ax.imshow(table, aspect="auto", cmap="cividis", origin="lower")
        middle = (np.nanmin(table) + np.nanmax(table)) / 2 if np.isfinite(table).any() else 0.0
        for (i, j), value in np.ndenumerate(table) if len(columns) <= FEW else ():
            if np.isfinite(value):
                colour = "white" if value < middle else "black"
                ax.text(j, i, _number(value, subject), ha="center", va="center", color=colour)
        _tick(ax.set_xticks, [self._words(across, label) for label in columns])
        _tick(ax.set_yticks, [self._words(up, label) for label in rows])
        return image

    def _scattered(self, ax: Axes, subject: Figure, across: str, up: str) -> Any:
        """Draw a dot for each point, where there are too many values for squares."""
        cells = [cell for cell in self._sweep.cells if _mean(cell, subject) is not None]
        x, y = (self._places(path, cells) for path in (across, up))
        image = ax.scatter(x, y, c=_means(cells, subject), cmap="cividis", s=90, edgecolors="0.3", linewidths=0.5)
        for path, set_ticks in ((across, ax.set_xticks), (up, ax.set_yticks)):
            if numbers_of(self._values(path)) is None:
                _tick(set_ticks, [self._words(path, value) for value in self._values(path)])
        return image

    def _line(self, ax: Axes, cells: Sequence[Cell], across: str, subject: Figure, colour: str, label: str) -> None:
        defined = [cell for cell in cells if _mean(cell, subject) is not None]
        defined = sorted(defined, key=lambda cell: self._places(across, [cell])[0])
        places = self._places(across, defined)
        if len(set(places.tolist())) < len(defined) or len(self._sweep.paths) > 2:
            ax.plot(*self._mean_by(across, defined, subject), "o-", color=colour, label=label)
            return
        mean, low, high = (_ends(defined, subject, end) for end in ("mean", "low", "high"))
        ax.plot(places, mean, "o-", color=colour, label=label)
        ax.fill_between(places, low, high, color=colour, alpha=0.2, linewidth=0)

    def _mean_by(self, path: str, cells: Sequence[Cell], subject: Figure) -> tuple[Floats, Floats]:
        """Return where the values of a path stand, or the quarters of very many, and the mean of a figure there."""
        places, means = self._places(path, cells), _means(cells, subject)
        parts = places
        if self.is_many(path):
            edges = np.linspace(places.min(), places.max(), 5)
            parts = (edges[:-1] + edges[1:])[np.clip(np.searchsorted(edges, places, side="right") - 1, 0, 3)] / 2
        distinct = np.unique(parts)
        return distinct, np.array([means[parts == part].mean() for part in distinct])

    def _mark_values(self, ax: Axes, path: str) -> None:
        """Name the axis across after a path, and mark its values where they are not numbers."""
        values, numbers = self._values(path), numbers_of(self._values(path))
        ax.set_xlabel(self._label(path))
        if numbers is None:
            _tick(ax.set_xticks, [self._words(path, value) for value in values])
            ax.margins(x=0.1)
        elif all(value.is_integer() for value in numbers[0]):
            ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins="auto"))

    def _places(self, path: str, cells: Sequence[Cell]) -> Floats:
        """Return where points stand along a parameter: its numbers, or the places of its values in their order."""
        column = self._sweep.paths.index(path)
        own = [self._sweep.values_of(cell)[column] for cell in cells]
        values = self._values(path)
        numbers = numbers_of(values)
        at = numbers[0] if numbers is not None else range(len(values))
        by_value = {canonical(value): where for value, where in zip(values, at, strict=True)}
        return np.array([by_value[canonical(value)] for value in own], np.float64)

    def _values(self, path: str) -> list[Any]:
        """Return the values that a path takes, numbers in their order and others in that of the design."""
        column = self._sweep.paths.index(path)
        by_text = {canonical(row[column]): row[column] for row in map(self._sweep.values_of, self._sweep.cells)}
        values = list(by_text.values())
        numbers = numbers_of(values)
        return values if numbers is None else [value for _, value in sorted(zip(numbers[0], values, strict=True))]

    def _with(self, values: Mapping[str, Any]) -> list[Cell]:
        """Return the points that have some values."""
        columns = {self._sweep.paths.index(path): value for path, value in values.items()}
        return [
            cell
            for cell in self._sweep.cells
            if all(self._sweep.values_of(cell)[column] == value for column, value in columns.items())
        ]

    def _label(self, path: str) -> str:
        numbers = numbers_of(self._values(path))
        unit = f" ({numbers[1]})" if numbers is not None and numbers[1] else ""
        return f"{self._sweep.design.labels.get(path, path)}{unit}"

    def _draw_target(self, ax: Axes, figure: Figure) -> None:
        """Draw what a line's own target asks for, where that is what is drawn."""
        line = self._sweep.design.base.lines.get(figure.line_or_group)
        if figure.measure == ANSWERED_IN_TARGET.name and line is not None and line.answer_target is not None:
            draw_target(ax, line.answer_target, "black")


def save_figures(sweep: SweepNumbers, folder: Path) -> None:
    """Write the pictures that a sweep's design makes sense of."""
    plots = SweepPlots(sweep)
    outcomes = [aim.figure for aim in sweep.aims if aim.figure.is_of_line]
    costs = [aim.figure for aim in sweep.aims if not aim.figure.is_of_line]
    drawings: dict[str, tuple[Callable[[], Any], str]] = {}
    for figure in outcomes if sweep.paths else ():
        name, text, sentence = (
            folder_name(f"{figure.line_or_group} {figure.measure}"),
            str(figure),
            _extremes_in_words(sweep, figure),
        )
        if costs:
            across = _name(sweep.aims[-1].figure)
            edge = f"Every point by {_name(figure)} and {across}, with the frontier of these two. {sentence}"
            drawings[f"frontier-{name}"] = partial(plots.frontier, y=text), edge
        if len(sweep.paths) > 1:
            drawings[f"heat-map-{name}"] = partial(plots.heat_map, text), f"Over the two that move it most. {sentence}"
        if len(sweep.paths) == 1 or (len(sweep.paths) == 2 and not all(map(plots.is_many, sweep.paths))):
            drawings[f"lines-{name}"] = partial(plots.lines, text), f"Lines over what varies. {sentence}"
        else:
            drawings[f"effects-{name}"] = (
                partial(_effects, plots, text),
                f"Every point over all that varies. {sentence}",
            )
    draw_at_once(
        [
            partial(_save, draw, folder / f"{name}.png", sweep.design.name, sentence)
            for name, (draw, sentence) in drawings.items()
        ]
    )


def _save(draw: Callable[[], Any], path: Path, about: str, alternative: str) -> None:
    """Draw one of the pictures of a sweep and write it."""
    write_picture(cast("Picture", draw().figure), path, about, alternative)


def _effects(plots: SweepPlots, figure: str) -> Axes:
    return plots.effects(figure)[0]


def _extremes_in_words(sweep: SweepNumbers, figure: Figure) -> str:
    """Say in words which points have the least and the most of a figure."""
    cells = sorted(
        (cell for cell in sweep.cells if _mean(cell, figure) is not None), key=lambda c: _mean(c, figure) or 0
    )
    if not cells:
        return f"{_name(figure)} is not defined at any point."
    unit = " %" if _is_share(figure) else ""
    ends = [
        f"{_number(_mean(cell, figure) or 0.0, figure)}{unit} at point {cell.point.number} "
        f"({sweep.design.label_of(cell.point)})"
        for cell in (cells[0], cells[-1])
    ]
    return f"{_name(figure)} over {len(cells)} points: from {' to '.join(ends)}."


def _draw_points(ax: Axes, cells: Sequence[Cell], down: Figure, up: Figure, colour: str, label: str) -> None:
    mean, low, high = (_ends(cells, up, end) for end in ("mean", "low", "high"))
    reach = None if np.isnan(low).any() or np.isnan(high).any() else np.array([mean - low, high - mean])
    ax.errorbar(_means(cells, down), mean, yerr=reach, fmt="o", color=colour, alpha=0.7, label=label)


def _name_points(ax: Axes, cells: Sequence[Cell], down: Figure, up: Figure) -> None:
    """Write the numbers of some points beside them."""
    for cell in cells if len(cells) <= _MOST_NAMED else ():
        at = cast("tuple[float, float]", (_mean(cell, down), _mean(cell, up)))
        ax.annotate(
            str(cell.point.number),
            at,
            xytext=(7, 5),
            textcoords="offset points",
            fontsize=SMALL_TYPE,
            bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.5},
        )


def _tick(set_ticks: Callable[..., object], values: Sequence[str]) -> None:
    """Mark values that are no numbers: all of a few, some of many, and no more of each than there is room for."""
    step = -(-len(values) // (2 * FEW))
    set_ticks(range(0, len(values), step), [textwrap.fill(_short(value), _WIDE) for value in values[::step]])


def _short(text: str) -> str:
    """Leave the middle out of a long text: its end tells it from others."""
    return text if len(text) <= 2 * _WIDE else f"{text[: 2 * _WIDE - 8]}… {text[-5:]}"


def _spread(values: Sequence[Any]) -> list[Any]:
    """Return as many values as there are lines for, the first and the last among them."""
    indices = np.linspace(0, len(values) - 1, min(_MOST_LINES, len(values))).round().astype(int)
    return [values[index] for index in indices.tolist()]


def _mean(cell: Cell, figure: Figure) -> float | None:
    return cell.estimate(figure).mean


def _means(cells: Sequence[Cell], figure: Figure) -> Floats:
    return _ends(cells, figure, "mean")


def _ends(cells: Sequence[Cell], figure: Figure, end: str) -> Floats:
    """Return the means, or the ends of the intervals, of some points; not a number where there is none."""
    return np.array([getattr(cell.estimate(figure), end) for cell in cells], np.float64)


def _axis(axis: Any, set_label: Callable[[str], object], figure: Figure) -> None:
    set_label(_name(figure) + (f" ({unit})" if (unit := _unit(figure)) else ""))
    if _is_share(figure):
        axis.set_major_formatter(PercentFormatter(1))


def _is_share(figure: Figure) -> bool:
    return kind_of(figure) is Kind.SHARE


def _unit(figure: Figure) -> str:
    units = {Kind.HOURS: "hours in the whole span", Kind.SECONDS: "seconds", Kind.COUNT: "in the whole span"}
    return "" if figure.is_planned else units.get(kind_of(figure), "")


def _name(figure: Figure) -> str:
    """Name a figure; the time of a target is left out, as it may differ between points."""
    return figure_name(figure, {})


def _number(value: float, figure: Figure) -> str:
    return f"{value * 100:.1f}" if _is_share(figure) else f"{value:,.4g}"
