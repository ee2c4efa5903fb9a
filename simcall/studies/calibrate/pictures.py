"""Pictures of a calibration: how well each parameter is pinned down, and what the ensemble looks like."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import matplotlib.pyplot as plt
import numpy as np

from simcall.measures.plots import distinct_colours, style, write_picture
from simcall.studies.calibrate.calibration import Calibration

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw", "draw_ensemble", "save_figures"]

_HIGHEST = 3.0
"""Tolerances beyond which a profile is cut off: there a value is out of the question."""


def draw(calibration: Calibration) -> Sequence[Axes]:
    """Draw `Calibration.plot`: for each parameter how far the worst target is missed as its value is held."""
    study, found = calibration.study, calibration.identified
    rows = len(study.fits)
    with style():
        _, grid = plt.subplots(rows, 1, figsize=(9, 2.3 * rows + 0.6), layout="constrained", squeeze=False)
        line, dots = distinct_colours(2)
        for place, (fit, ax) in enumerate(zip(study.fits, grid[:, 0], strict=True)):
            known = np.isfinite(found.profile_at[place])
            off = np.sqrt(np.maximum(found.profiles[place][known], 0))
            ax.plot(found.profile_at[place][known], np.minimum(off, _HIGHEST), "o-", color=line, markersize=3)
            ax.axhline(1, color="black", linestyle="--", linewidth=1)
            ax.axvline(calibration.numbers[place], color="0.3", linestyle=":", linewidth=1.5)
            values = [member[place] for member in calibration.ensemble.members]
            ax.plot(values, np.full(len(values), 0.08), "|", color=dots, markersize=9)
            ax.set_ylim(0, _HIGHEST)
            ax.set_ylabel("tolerances")
            unit = f" ({fit.parameter.unit})" if fit.parameter.unit else ""
            ax.set_title(f"{fit.name}{unit}", loc="left", fontsize=11)
        grid[-1, 0].set_xlabel(
            "Line: tolerances by which the worst target is missed if the value is held (under 1: all are met).\n"
            "Ticks: the ensemble. Dotted: the value chosen.",
            fontsize=9,
        )
    return cast("Sequence[Axes]", list(grid[:, 0]))


def draw_ensemble(calibration: Calibration) -> Axes:
    """Draw the ensemble over every two parameters: where it is a line, the targets do not separate them."""
    fits, members = calibration.study.fits, np.array(calibration.ensemble.members)
    size = len(fits)
    with style():
        _, grid = plt.subplots(size, size, figsize=(2.4 * size, 2.2 * size), layout="constrained", squeeze=False)
        for row in range(size):
            for column in range(size):
                ax = grid[row, column]
                if column > row:
                    ax.axis("off")
                elif column == row:
                    ax.hist(members[:, row], color=distinct_colours(2)[0], bins=12)
                    ax.set_yticks([])
                else:
                    ax.plot(members[:, column], members[:, row], ".", color=distinct_colours(2)[0])
                if row == size - 1:
                    ax.set_xlabel(_short(fits[column].name), fontsize=8)
                if column == 0:
                    ax.set_ylabel(_short(fits[row].name), fontsize=8)
                ax.tick_params(labelsize=7)
    return cast("Axes", grid[0, 0])


def _short(name: str) -> str:
    return name.replace(".", ".\n") if len(name) > 14 else name


def save_figures(calibration: Calibration, folder: Path) -> None:
    """Write the pictures of a calibration as PNG and SVG."""
    write_picture(cast("Figure", draw(calibration)[0].figure), folder / "profiles.png", calibration.study.name)
    if calibration.ensemble.members:
        picture = cast("Figure", draw_ensemble(calibration).figure)
        write_picture(picture, folder / "ensemble.png", calibration.study.name)
