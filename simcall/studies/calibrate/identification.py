"""Identification: which parameters the targets determine, and which they leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr

from simcall.inputs import Floats
from simcall.studies.calibrate.emulator import Emulator, standardised
from simcall.studies.calibrate.profiles import Profile, profile_of
from simcall.studies.calibrate.study import FittedParameter, Study, in_words

__all__ = ["WEAK", "Identification", "identify"]

WEAK = 2.0
"""A direction is not identified if a move from bound to bound along it moves no target by this many tolerances."""
_STEP = 0.04
"""Step of the slopes, as a share of the bounds, to either side: wide enough to smooth the emulator's ripples."""
_PART = 0.3
"""A parameter belongs to a direction if its part is at least this share of the largest."""
_SHOWN = 0.1
"""How far, as a share of the bounds, the largest part of a combination moves in the sentence that describes it."""
_WIDE = 0.8
"""A parameter is barely determined if all targets can be met over this share of the way between its bounds."""


@dataclass(frozen=True)
class Identification:
    """The parameters that the targets identify around the best point.

    Attributes
    ----------
    study : Study
        The study.
    jacobian : float64, shape (targets, parameters)
        How many tolerances each target moves by as a parameter goes from bound to bound, at its slope here.
    singular_values : float64, shape (movable,)
        Of the Jacobian, the largest first; zeros where there are fewer targets than parameters. Whole numbers with only
        one possible value (`settled`) cannot move, and are left out.
    directions : float64, shape (movable, parameters)
        Row i belongs to singular value i: how the parameters move together along it, each as a share of the way between
        its bounds.
    profiles : tuple of Profile
        One of each parameter.
    """

    study: Study
    jacobian: Floats
    singular_values: Floats
    directions: Floats
    profiles: tuple[Profile, ...]

    @property
    def settled(self) -> tuple[int, ...]:
        """The columns of whole numbers with only one value at which all targets can be met."""
        return settled(self.study, self.profiles)

    def combinations(self) -> Floats:
        """Return the directions that the targets leave open, shape (directions, parameters).

        If there are several, any mixture of them is open too. These are mixed so that each has a parameter that the
        others do not move, which makes them easier to describe.
        """
        open_rows = self.directions[self.singular_values < WEAK]
        if len(open_rows) < 2:
            return open_rows
        own = np.sort(qr(open_rows, mode="r", pivoting=True)[1][: len(open_rows)])
        separated = np.linalg.solve(open_rows[:, own], open_rows)
        combinations: Floats = separated / np.linalg.norm(separated, axis=1, keepdims=True)
        return combinations

    def open_names(self) -> tuple[str, ...]:
        """Return the names of the parameters that the targets do not determine, or not separately."""
        columns = {column for direction in self.combinations() for column in self._parts(direction)}
        return tuple(self.study.fits[column].name for column in sorted(columns))

    def partners(self, column: int) -> tuple[str, ...] | None:
        """Return the names of the parameters that the targets cannot separate from this one.

        None if the targets determine it; no names if they do not depend on it at all.
        """
        groups = [parts for direction in self.combinations() if column in (parts := self._parts(direction))]
        if not groups:
            return None
        partners = {partner for parts in groups for partner in parts if partner != column}
        return tuple(self.study.fits[partner].name for partner in sorted(partners))

    def sentences(self) -> tuple[str, ...]:
        """Return sentences on the parameters that the targets do not determine, or not separately."""
        names = self.open_names()
        wide = [
            f"{fit.name} is barely determined: all targets can be met with any value from "
            f"{fit.span_in_words(profile.span)}."
            for fit, profile in zip(self.study.fits, self.profiles, strict=True)
            if profile.span and profile.span[1] - profile.span[0] >= _WIDE * fit.width and fit.name not in names
        ]
        return (*map(self._sentence, self.combinations()), *wide)

    def settled_sentences(self) -> tuple[str, ...]:
        """Return sentences on the whole numbers that can only have one value."""
        rows = ((self.study.fits[column], self.profiles[column].span) for column in self.settled)
        return tuple(
            f"{fit.name} can only be {fit.in_words(span[0])}: with one more or one less, a target is missed."
            for fit, span in rows
            if span is not None
        )

    def _parts(self, direction: Floats) -> list[int]:
        """Return the columns of the parameters that belong to a direction.

        They are those that move the targets and make up for each other; if none moves a target, those that move.
        """
        effects = np.abs(direction) * np.linalg.norm(self.jacobian, axis=0)
        sizes = effects if effects.max() >= WEAK else np.abs(direction)
        return np.flatnonzero(sizes >= _PART * sizes.max()).tolist()

    def _sentence(self, direction: Floats) -> str:
        """Return a sentence on the parameter that is open, or on those that make up for each other."""
        parts = self._parts(direction)
        fits = [self.study.fits[column] for column in parts]
        if len(fits) == 1:
            return f"{fits[0].name} is not identified: no target depends on it enough."
        scale = self._scale(direction, parts)
        moves = [_move(fit, direction[column] * scale * fit.width) for fit, column in zip(fits, parts, strict=True)]
        return (
            f"The targets cannot separate {in_words([fit.name for fit in fits])}: they determine only a combination of "
            f"them. {in_words(moves)} together leave every target almost unchanged."
        )

    def _scale(self, direction: Floats, parts: list[int]) -> float:
        """Return how far to move along a direction: so that a whole number moves by one, the first part upwards.

        If that leads too far, or no part is whole, the largest part moves by a tenth of its bounds.
        """
        moved = np.abs(direction)
        unit_steps = [1 / (moved[column] * fit.width) for column in parts if (fit := self.study.fits[column]).whole]
        size = next((step for step in unit_steps if (moved * step).max() <= 1), _SHOWN / moved[parts].max())
        return float(np.copysign(size, direction[parts[0]]))


def _move(fit: FittedParameter, change: float) -> str:
    amount = f"{abs(change):.2g} {fit.unit}".strip()
    return f"{fit.name} {'+' if change > 0 else '-'}{amount}"


def identify(emulator: Emulator, best: Floats) -> Identification:
    """Find which parameters the targets determine around the best point.

    Parameters
    ----------
    emulator : Emulator
        Of the moments.
    best : float64, shape (parameters,)
        The point at which the search ended.
    """
    study = emulator.study
    jacobian = _jacobian(emulator, best)
    columns = range(len(study.fits))
    profiles = tuple(profile_of(emulator, best, column) for column in columns)
    movable = [column for column in columns if column not in settled(study, profiles)]
    _, values, rows = np.linalg.svd(jacobian[:, movable], full_matrices=True)
    singular, directions = np.zeros(len(movable)), np.zeros((len(movable), len(study.fits)))
    singular[: len(values)] = values
    directions[:, movable] = rows
    return Identification(study, jacobian, singular, directions, profiles)


def settled(study: Study, profiles: Sequence[Profile]) -> tuple[int, ...]:
    """Return the columns of whole numbers with only one value at which all targets can be met."""
    spans = [profile.span for profile in profiles]
    return tuple(
        column
        for column, (fit, span) in enumerate(zip(study.fits, spans, strict=True))
        if fit.whole and span is not None and span[0] == span[1]
    )


def _jacobian(emulator: Emulator, best: Floats) -> Floats:
    """Return the slopes of the standardised moments by central differences, one-sided at a bound."""
    study = emulator.study
    slopes = []
    for column, fit in enumerate(study.fits):
        step = max(_STEP, 1 / fit.width) if fit.whole else _STEP
        up, down = best.copy(), best.copy()
        up[column], down[column] = min(best[column] + step, 1.0), max(best[column] - step, 0.0)
        ends = standardised(study, emulator.at(np.array([up, down])))
        slopes.append((ends[0] - ends[1]) / (up[column] - down[column]))
    return np.array(slopes).T
