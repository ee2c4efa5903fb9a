"""Pictures of a calibration: how well the targets determine each parameter, and the spread of the ensemble."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator, PercentFormatter, ScalarFormatter

from simcall.inputs import Floats
from simcall.measures import Kind
from simcall.present.pictures import distinct_colours, style, write_picture
from simcall.present.pictures.style import PICTURE_WIDTH, SMALL_TYPE
from simcall.studies.calibrate.calibration import CalibrationNumbers
from simcall.studies.calibrate.study import CalibrationTarget, Curve, FittedParameter
from simcall.studies.sweep.table import kind_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw", "draw_curve", "draw_ensemble", "save_figures"]

_HIGHEST = 3.0
"""Tolerances beyond which a profile is cut off: such values are impossible."""
_COLUMNS = 2
_LETTERS_ACROSS = 80
"""Letters of the smallest type that fit across a picture."""


def draw(calibration: CalibrationNumbers) -> Sequence[Axes]:
    """Draw for each parameter how far the worst target is missed with its value held."""
    fits = calibration.study.fits
    columns = min(len(fits), _COLUMNS)
    rows = math.ceil(len(fits) / columns)
    members = np.array(calibration.ensemble.members).reshape(-1, len(fits))
    with style():
        size = (PICTURE_WIDTH, 2.2 * rows + 0.8)
        picture, grid = plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False, sharey=True)
        axes = list(grid.ravel())
        for column, ax in enumerate(axes[: len(fits)]):
            _draw_profile(ax, calibration, column, members[:, column])
        for ax in axes[len(fits) :]:
            ax.set_axis_off()
        for ax in grid[:, 0]:
            ax.set_ylabel("Worst target missed by\n(tolerances)", fontsize=SMALL_TYPE)
        picture.supxlabel(
            "Line: the least by which the worst target is missed if this value is held and the others are free.\n"
            "Under the dashed line (shaded) all targets can be met. Dotted: the value chosen. Ticks: the ensemble.",
            fontsize=SMALL_TYPE,
            x=0.01,
            ha="left",
        )
    return cast("Sequence[Axes]", axes[: len(fits)])


def _draw_profile(ax: Axes, calibration: CalibrationNumbers, column: int, members: Floats) -> None:
    fit, profile = calibration.study.fits[column], calibration.identification.profiles[column]
    line, shade = distinct_colours(2)
    ends = _axis_ends(fit)
    x = np.linspace(*ends, 1000)
    met = np.interp(np.round(x) if fit.whole else x, profile.values, profile.misses) <= 1
    ax.fill_between(x, 0, _HIGHEST, where=met.tolist(), color=shade, alpha=0.15, linewidth=0)
    ax.plot(profile.values, profile.misses, "o-" if fit.whole else "-", color=line, markersize=4, linewidth=2)
    ax.axhline(1, color="black", linestyle="--", linewidth=1)
    ax.axvline(calibration.numbers[column], color="0.25", linestyle=":", linewidth=1.8)
    ax.plot(members, np.full(len(members), 0.1), "|", color="0.25", markersize=8, alpha=0.6)
    ax.set_ylim(0, _HIGHEST)
    ax.set_xlim(*ends)
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=fit.whole))
    ax.tick_params(labelsize=SMALL_TYPE)
    ax.set_title(_title(fit), loc="left", fontsize=9, parse_math=False)


def _axis_ends(fit: FittedParameter) -> tuple[float, float]:
    """Return the ends of an axis of values; around whole numbers there is room for half a step."""
    return (fit.low - 0.5, fit.high + 0.5) if fit.whole else (fit.low, fit.high)


def _title(fit: FittedParameter, width: int = 44) -> str:
    """Return a parameter's name with its unit; of a long path only the end, which differs from others."""
    name = fit.name if len(fit.name) <= width else f"…{fit.name[-width:]}"
    return f"{name} ({fit.unit})" if fit.unit else name


def draw_ensemble(calibration: CalibrationNumbers) -> Axes:
    """Draw the ensemble over each pair of parameters; a line means that the targets cannot separate the two."""
    fits, members = calibration.study.fits, np.array(calibration.ensemble.members)
    size = len(fits)
    with style():
        picture, grid = plt.subplots(
            size, size, figsize=(PICTURE_WIDTH, PICTURE_WIDTH), layout="constrained", squeeze=False
        )
        for row, below in enumerate(fits):
            for column, across in enumerate(fits):
                ax = grid[row, column]
                if column > row:
                    ax.set_axis_off()
                    continue
                _draw_pair(ax, across, below, members[:, column], members[:, row])
                ax.tick_params(labelsize=SMALL_TYPE, labelbottom=row == size - 1, labelleft=column == 0 and row > 0)
                if row == size - 1:
                    ax.set_xlabel(_wrapped(across, _LETTERS_ACROSS // size), fontsize=SMALL_TYPE, parse_math=False)
                if column == 0 and row > 0:
                    ax.set_ylabel(_wrapped(below, _LETTERS_ACROSS // size), fontsize=SMALL_TYPE, parse_math=False)
        picture.supxlabel(
            f"{len(members)} {_kept(calibration)}, between the bounds. +: the values chosen.\n"
            "A line of dots: the targets cannot separate the two. Dots over the whole width: the value stays open.",
            fontsize=SMALL_TYPE,
            x=0.01,
            ha="left",
        )
        _mark_chosen(calibration, grid)
    return cast("Axes", grid[0, 0])


def _draw_pair(ax: Axes, across: FittedParameter, below: FittedParameter, x: Floats, y: Floats) -> None:
    """Draw the members over two parameters, or a histogram of one."""
    colour = distinct_colours(2)[0]
    ax.xaxis.set_major_locator(MaxNLocator(3, integer=across.whole))  # more labels would overlap
    ends = _axis_ends(across)
    ax.set_xlim(*ends)
    if across is below:
        bins = round(ends[1] - ends[0]) if across.whole and across.width < 24 else 20
        ax.hist(x, range=ends, bins=bins, color=colour)
        ax.set_yticks([])
        return
    ax.set_ylim(*_axis_ends(below))
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=below.whole))
    ax.plot(x, y, ".", color=colour, markersize=5, alpha=0.7)


def _mark_chosen(calibration: CalibrationNumbers, grid: Floats) -> None:
    for row, y in enumerate(calibration.numbers):
        for column, x in enumerate(calibration.numbers[:row]):
            grid[row, column].plot([x], [y], "+", color="black", markersize=10, markeredgewidth=1.8)


def _wrapped(fit: FittedParameter, letters: int) -> str:
    return textwrap.fill(_title(fit).replace(".", ". "), letters).replace(". ", ".")


def draw_curve(calibration: CalibrationNumbers, curve: Curve) -> Axes:
    """Draw a published curve: the pairs of each force, the calibrated model, and the spread of the ensemble."""
    study = calibration.study
    columns = sorted(study.pairs(curve), key=lambda column: study.targets[column].where or 0.0)
    targets = [study.targets[column] for column in columns]
    x = np.array([target.where or 0.0 for target in targets])
    forces = list(dict.fromkeys(target.force for target in targets))
    with style():
        _, ax = plt.subplots(figsize=(PICTURE_WIDTH, 4.2), layout="constrained")
        line, *colours = distinct_colours(len(forces) + 1)
        if len(calibration.ensemble.members):
            low, high = np.nanquantile(calibration.ensemble.moments[:, columns], [0.05, 0.95], axis=0)
            label = f"middle 90 % of {len(calibration.ensemble.members)} {_kept(calibration)}"
            ax.fill_between(x, low, high, color=line, alpha=0.2, linewidth=0, label=label)
        ax.plot(x, calibration.confirmed.means[columns], color=line, linewidth=2, label="the calibrated values")
        for force, colour, marker in zip(forces, colours, "osD^vP*X<>" * len(forces), strict=False):
            own = [target for target in targets if target.force == force]
            _draw_pairs(ax, own, colour, marker)
        ax.set_xscale("log")
        ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        ax.xaxis.set_major_formatter(ScalarFormatter())
        ax.xaxis.set_minor_locator(NullLocator())
        ax.set_ylim(bottom=0)
        if kind_of(curve.figure) is Kind.SHARE:
            ax.yaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
        unit = " (seconds)" if kind_of(curve.against) is Kind.SECONDS else ""
        ax.set_xlabel(f"{curve.against}{unit}", parse_math=False)
        ax.set_title(f"{curve.figure}. Marks: published pairs; bars: published ranges.", loc="left", fontsize=9)
        ax.legend(fontsize=SMALL_TYPE)
    return ax


def _kept(calibration: CalibrationNumbers) -> str:
    return "sets that are not ruled out" if calibration.matching is not None else "sets that meet every target"


def _draw_pairs(ax: Axes, targets: Sequence[CalibrationTarget], colour: str, marker: str) -> None:
    """Draw a force's pairs, and bars over published ranges."""
    ends = np.array([target.published or (target.value, target.value) for target in targets])
    x, middle = [target.where or 0.0 for target in targets], ends.mean(axis=1)
    name = targets[0].force or "published"
    ax.errorbar(x, middle, yerr=np.diff(ends, axis=1)[:, 0] / 2, fmt=marker, color=colour, capsize=3, label=name)


def describe_curve(calibration: CalibrationNumbers, curve: Curve) -> str:
    """Return how well a published curve is met, in words."""
    fit = next(fit for fit in calibration.curve_fits if fit.curve == curve)
    return fit.sentence()


def save_figures(calibration: CalibrationNumbers, folder: Path) -> None:
    """Write the pictures of a calibration as PNG and SVG."""
    profiles, name = cast("Figure", draw(calibration)[0].figure), calibration.study.name
    write_picture(profiles, folder / "profiles.png", name, describe_profiles(calibration))
    if calibration.ensemble.members:
        ensemble = cast("Figure", draw_ensemble(calibration).figure)
        write_picture(ensemble, folder / "ensemble.png", name, describe_ensemble(calibration))
    for number, curve in enumerate(calibration.study.curves, start=1):
        file = "curve.png" if number == 1 else f"curve-{number}.png"
        picture = cast("Figure", draw_curve(calibration, curve).figure)
        write_picture(picture, folder / file, name, describe_curve(calibration, curve))


def describe_profiles(calibration: CalibrationNumbers) -> str:
    """Return the values of each parameter with which all targets can be met, in words."""
    rows = zip(calibration.study.fits, calibration.identification.profiles, calibration.numbers, strict=True)
    spans = [
        f"{fit.name} {fit.span_in_words(profile.span, 'no value')} (chosen: {fit.in_words(number)})"
        for fit, profile, number in rows
    ]
    return f"How far the worst target is missed with each value held. All targets can be met with: {'; '.join(spans)}."


def describe_ensemble(calibration: CalibrationNumbers) -> str:
    """Return the spread of the ensemble in words."""
    members = np.array(calibration.ensemble.members)
    spans = [
        f"{fit.name} {fit.span_in_words((float(column.min()), float(column.max())))}"
        for fit, column in zip(calibration.study.fits, members.T, strict=True)
    ]
    values = "; ".join(spans)
    return f"{len(members)} {_kept(calibration)}, in pairs of parameters. Their values: {values}."
