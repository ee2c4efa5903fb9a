"""Pictures of a sweep: the frontier, a heat map of two parameters, lines with bands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from matplotlib.ticker import MaxNLocator, PercentFormatter

from simcall.inputs import Floats
from simcall.measures import Kind
from simcall.measures.plots import distinct_colours, draw_target, new_axes, style, write_picture
from simcall.studies.sweep.cells import Cell
from simcall.studies.sweep.points import canonical
from simcall.studies.sweep.table import Sweep, kind_of
from simcall.studies.targets import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

__all__ = ["SweepPlots", "save_figures"]

_MOST_LINES = 6
_MOST_NAMED = 25
"""Points on the frontier whose numbers stand in the picture; of more, the table has them."""


class SweepPlots:
    """Pictures of one sweep."""

    def __init__(self, sweep: Sweep) -> None:
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
        sweep = self._sweep
        aims = sweep.aims
        down = sweep.figure(x) if x else aims[-1].figure
        up = sweep.figure(y) if y else aims[0].figure
        with style():
            ax = ax if ax is not None else new_axes()
            cells = [cell for cell in sweep.cells if _mean(cell, down) is not None and _mean(cell, up) is not None]
            rest, best = distinct_colours(2)[0], distinct_colours(2)[1]
            ax.errorbar(
                _means(cells, down),
                _means(cells, up),
                yerr=_reach(cells, up),
                fmt="o",
                color=rest,
                alpha=0.6,
                label="every point (bar: 95 % interval)",
            )
            chosen = [aim for aim in aims if aim.figure in (down, up)]
            edge = sorted(sweep.frontier(chosen), key=lambda cell: _mean(cell, down) or 0.0) if len(chosen) == 2 else []
            ax.plot(
                _means(edge, down), _means(edge, up), "o-", color=best, label="frontier, with the numbers of its points"
            )
            for cell in edge if len(edge) <= _MOST_NAMED else ():
                at = (_mean(cell, down), _mean(cell, up))
                ax.annotate(str(cell.point.number), at, xytext=(6, -12), textcoords="offset points", fontsize=9)
            _axis(ax.xaxis, ax.set_xlabel, down)
            _axis(ax.yaxis, ax.set_ylabel, up)
            target = sweep.design.base.lines[up.line_or_group].answer_target if up.is_of_line else None
            if up.measure == "answered_in_target" and target is not None:
                draw_target(ax, target, "black")
            ax.set_title(f"{_words(up)} against {_words(down)}", loc="left")
            ax.legend(loc="lower right")
        return ax

    def heat_map(self, figure: str, x: str | None = None, y: str | None = None, *, ax: Axes | None = None) -> Axes:
        """Draw a figure over two parameters; of points that share both the mean is drawn.

        Parameters
        ----------
        figure : str
            Such as ``"999.answered_in_target"``.
        x, y : str, optional
            Paths that vary; the first two if left out.
        ax : Axes, optional
            Where.
        """
        sweep, wanted = self._sweep, self._sweep.figure(figure)
        across, up = x or sweep.paths[0], y or sweep.paths[1]
        columns, rows = self._values(across), self._values(up)
        table = np.full((len(rows), len(columns)), np.nan)
        for i, row in enumerate(rows):
            for j, column in enumerate(columns):
                means = [_mean(cell, wanted) for cell in self._with({across: column, up: row})]
                known = [mean for mean in means if mean is not None]
                table[i, j] = np.mean(known) if known else np.nan
        with style():
            ax = ax if ax is not None else new_axes()
            image = ax.imshow(table, aspect="auto", cmap="cividis", origin="lower")
            for (i, j), value in np.ndenumerate(table):
                if np.isfinite(value):
                    dark = value < np.nanmean(table)
                    ax.text(j, i, _number(value, wanted), ha="center", va="center", color="white" if dark else "black")
            ax.set_xticks(range(len(columns)), [str(one) for one in columns])
            ax.set_yticks(range(len(rows)), [str(one) for one in rows])
            ax.set_xlabel(sweep.design.labels.get(across, across))
            ax.set_ylabel(sweep.design.labels.get(up, up))
            ax.grid(visible=False)
            ax.figure.colorbar(image, ax=ax, format=PercentFormatter(1, 0) if _is_share(wanted) else None)
            ax.set_title(f"{_words(wanted)}{', in %' if _is_share(wanted) else ''}", loc="left")
        return ax

    def lines(self, figure: str, x: str | None = None, of: str | None = None, *, ax: Axes | None = None) -> Axes:
        """Draw a figure over one parameter, with its interval as a band; a line for each value of another.

        Parameters
        ----------
        figure : str
            Such as ``"999.answered_in_target"``.
        x, of : str, optional
            Paths that vary; the first two if left out.
        ax : Axes, optional
            Where.
        """
        sweep, wanted = self._sweep, self._sweep.figure(figure)
        across = x or sweep.paths[0]
        others = [path for path in sweep.paths if path != across]
        second = of or (others[0] if others else None)
        shown = self._values(second)[:_MOST_LINES] if second else [None]
        with style():
            ax = ax if ax is not None else new_axes()
            for value, colour in zip(shown, distinct_colours(max(len(shown), 2)), strict=False):
                cells = self._with({second: value} if second else {})
                cells = sorted(cells, key=lambda cell: self._order(across, cell))
                self._line(ax, cells, across, wanted, colour, None if second is None else str(value))
            _axis(ax.yaxis, ax.set_ylabel, wanted)
            ax.set_xlabel(sweep.design.labels.get(across, across))
            if all(isinstance(one, int) for one in self._values(across)):
                ax.xaxis.set_major_locator(MaxNLocator(integer=True))
            ax.set_title(f"{_words(wanted)} (band: 95 % interval)", loc="left")
            if second is not None:
                ax.legend(title=sweep.design.labels.get(second, second), loc="center left", bbox_to_anchor=(1.01, 0.5))
        return ax

    def _line(
        self, ax: Axes, cells: Sequence[Cell], across: str, wanted: Figure, colour: str, label: str | None
    ) -> None:
        place = self._sweep.paths.index(across)
        known = [cell for cell in cells if _mean(cell, wanted) is not None]
        x = [self._sweep.values_of(cell)[place] for cell in known]
        mean, low, high = (_ends(known, wanted, end) for end in ("mean", "low", "high"))
        ax.plot(x, mean, "o-", color=colour, label=label)
        ax.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)

    def _order(self, path: str, cell: Cell) -> tuple[bool, Any]:
        value = self._sweep.values_of(cell)[self._sweep.paths.index(path)]
        return isinstance(value, str), value if value is not None else -1

    def _values(self, path: str | None) -> list[Any]:
        """Return the values that a path takes, in their order."""
        assert path is not None
        place = self._sweep.paths.index(path)
        found = {canonical(row[place]): row[place] for row in map(self._sweep.values_of, self._sweep.cells)}
        values = list(found.values())
        return sorted(values) if all(isinstance(one, int | float) for one in values) else values

    def _with(self, values: dict[str, Any]) -> list[Cell]:
        """Return the points that have some values."""
        places = {self._sweep.paths.index(path): value for path, value in values.items()}
        return [
            cell
            for cell in self._sweep.cells
            if all(self._sweep.values_of(cell)[place] == value for place, value in places.items())
        ]


def save_figures(sweep: Sweep, folder: Path) -> None:
    """Write the pictures that a sweep's design makes sense of."""
    plots = SweepPlots(sweep)
    shown = [aim.figure for aim in sweep.aims if aim.figure.is_of_line]
    drawings: dict[str, Callable[[], Axes]] = {}
    if len(sweep.aims) > 1:
        drawings["frontier"] = plots.frontier
    for figure in shown:
        name = f"{figure.line_or_group}_{figure.measure}"
        if len(sweep.paths) == 2:
            drawings[f"heat_map_{name}"] = lambda figure=figure: plots.heat_map(str(figure))  # type: ignore[misc]
        if len(sweep.paths) in (1, 2):
            drawings[f"lines_{name}"] = lambda figure=figure: plots.lines(str(figure))  # type: ignore[misc]
    for name, draw in drawings.items():
        picture = cast("Picture", draw().figure)
        write_picture(picture, folder / f"{name}.png", sweep.design.name)


def _mean(cell: Cell, figure: Figure) -> float | None:
    return cell.estimate(figure).mean


def _means(cells: Sequence[Cell], figure: Figure) -> Floats:
    return _ends(cells, figure, "mean")


def _ends(cells: Sequence[Cell], figure: Figure, end: str) -> Floats:
    """Return the means, or the ends of the intervals, of some points; not a number where there is none."""
    return np.array([getattr(cell.estimate(figure), end) for cell in cells], np.float64)


def _reach(cells: Sequence[Cell], figure: Figure) -> Floats | None:
    """Return how far the intervals reach down and up, shape (2, cells)."""
    mean, low, high = (_ends(cells, figure, end) for end in ("mean", "low", "high"))
    return None if np.isnan(low).any() else np.array([mean - low, high - mean])


def _axis(axis: Any, set_label: Callable[[str], object], figure: Figure) -> None:
    set_label(_words(figure) + ("" if _is_share(figure) else f" ({_unit(figure)})"))
    if _is_share(figure):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))


def _is_share(figure: Figure) -> bool:
    return kind_of(figure) is Kind.SHARE


def _unit(figure: Figure) -> str:
    if figure.is_planned:
        return "hours a week"
    return {Kind.HOURS: "hours", Kind.SECONDS: "seconds"}.get(kind_of(figure), "mean of a span")


def _words(figure: Figure) -> str:
    if figure.is_planned:
        return f"Paid hours{f' of {figure.line_or_group}' if figure.line_or_group else ''}"
    words = {"answered_in_target": "answered in time", "abandonment_rate": "abandoned", "duty_hours": "hours on duty"}
    return f"{figure.line_or_group}: {words.get(figure.measure, figure.measure.replace('_', ' '))}"


def _number(value: float, figure: Figure) -> str:
    return f"{value * 100:.1f}" if _is_share(figure) else f"{value:,.4g}"
