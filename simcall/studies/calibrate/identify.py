"""What the targets tell about the parameters, and what they leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr

from simcall.inputs import Floats
from simcall.studies.calibrate.emulator import Emulator, standardised
from simcall.studies.calibrate.profiles import Profile, profile_of
from simcall.studies.calibrate.study import Fit, Study, in_words

__all__ = ["FEEBLE", "Identification", "identification"]

FEEBLE = 2.0
"""A direction is not identified if going from bound to bound along it moves no target by so many tolerances."""
_STEP = 0.04
"""Of the way between the bounds, to either side: wide enough to be no ripple of the emulator."""
_PART = 0.3
"""A parameter belongs to a direction if its part is at least so much of the largest."""
_SHOWN = 0.1
"""Of the way between the bounds, by which the largest part of a combination is moved to say what it is."""
_WIDE = 0.8
"""A parameter is hardly pinned down if all targets can be met over so much of the way between its bounds."""


@dataclass(frozen=True)
class Identification:
    """What the targets identify around the best point.

    Attributes
    ----------
    study : Study
        The study.
    jacobian : float64, shape (targets, parameters)
        By how many tolerances each target moves as a parameter goes from bound to bound, at the slope it has here.
    singular_values : float64, shape (movable,)
        Of the Jacobian, the largest first; zeros where there are fewer targets than parameters. Whole numbers of which
        one alone will do (`settled`) cannot move, and are left out.
    directions : float64, shape (movable, parameters)
        Row i goes with singular value i: how the parameters move together along it, each as a share of the way between
        its bounds.
    profiles : tuple of Profile
        Of each parameter.
    """

    study: Study
    jacobian: Floats
    singular_values: Floats
    directions: Floats
    profiles: tuple[Profile, ...]

    @property
    def settled(self) -> tuple[int, ...]:
        """Which parameters are whole numbers of which one alone lets all targets be met."""
        return settled(self.study, self.profiles)

    def combinations(self) -> Floats:
        """Return the directions that the targets say nothing about, shape (some, parameters), as plainly as can be.

        Where there are several, any mixture of them is one too. These are mixed so that each has a parameter that the
        others leave where it is.
        """
        open_ones = self.directions[self.singular_values < FEEBLE]
        if len(open_ones) < 2:
            return open_ones
        own = np.sort(qr(open_ones, mode="r", pivoting=True)[1][: len(open_ones)])
        apart = np.linalg.solve(open_ones[:, own], open_ones)
        plain: Floats = apart / np.linalg.norm(apart, axis=1, keepdims=True)
        return plain

    def open_names(self) -> tuple[str, ...]:
        """Return the names of the parameters that the targets do not tell, alone or apart from each other."""
        named = {place for direction in self.combinations() for place in self._parts(direction)}
        return tuple(self.study.fits[place].name for place in sorted(named))

    def partners(self, place: int) -> tuple[str, ...] | None:
        """Return the names of the parameters that one is not told apart from.

        None if the targets tell it; no names if they do not tell it at all.
        """
        groups = [parts for direction in self.combinations() if place in (parts := self._parts(direction))]
        if not groups:
            return None
        others = {other for parts in groups for other in parts if other != place}
        return tuple(self.study.fits[other].name for other in sorted(others))

    def sentences(self) -> tuple[str, ...]:
        """Say in words what the targets do not tell, or do not tell apart."""
        named = self.open_names()
        wide = [
            f"{fit.name} is hardly pinned down: all targets can be met with it anywhere from "
            f"{fit.in_words(profile.span[0])} to {fit.in_words(profile.span[1])}."
            for fit, profile in zip(self.study.fits, self.profiles, strict=True)
            if profile.span and profile.span[1] - profile.span[0] >= _WIDE * fit.width and fit.name not in named
        ]
        return (*map(self._sentence, self.combinations()), *wide)

    def settled_sentences(self) -> tuple[str, ...]:
        """Say which whole numbers are told because the next ones will not do."""
        return tuple(
            f"{fit.name} can only be {fit.in_words(span[0])}: with one more or one less a target is missed."
            for fit, span in ((self.study.fits[place], self.profiles[place].span) for place in self.settled)
            if span is not None
        )

    def _parts(self, direction: Floats) -> list[int]:
        """Return which parameters belong to a direction, in their order.

        They are those that move the targets, and make up for each other; if none of them does, those that move.
        """
        felt = np.abs(direction) * np.linalg.norm(self.jacobian, axis=0)
        by = felt if felt.max() >= FEEBLE else np.abs(direction)
        return np.flatnonzero(by >= _PART * by.max()).tolist()

    def _sentence(self, direction: Floats) -> str:
        """Say which parameter is not told, or which can be exchanged for each other, and how."""
        parts = self._parts(direction)
        named = [self.study.fits[place] for place in parts]
        if len(named) == 1:
            return f"{named[0].name} is not identified: no target depends on it enough to tell."
        scale = self._scale(direction, parts)
        moves = [_move(fit, direction[place] * scale * fit.width) for fit, place in zip(named, parts, strict=True)]
        return (
            f"{in_words([fit.name for fit in named])} are not told apart, only a combination of them is: "
            f"{in_words(moves)} together leave every target about where it is."
        )

    def _scale(self, direction: Floats, parts: list[int]) -> float:
        """Return how far to move along a direction, the first upwards: by one of a whole number.

        If that leads too far, or there is none, by a tenth of the way of what moves most.
        """
        moved = np.abs(direction)
        ones = [1 / (moved[place] * fit.width) for place in parts if (fit := self.study.fits[place]).whole]
        size = next((one for one in ones if (moved * one).max() <= 1), _SHOWN / moved[parts].max())
        return float(np.copysign(size, direction[parts[0]]))


def _move(fit: Fit, change: float) -> str:
    amount = f"{abs(change):.2g} {fit.unit}".strip()
    return f"{fit.name} {'+' if change > 0 else '-'}{amount}"


def identification(emulator: Emulator, best: Floats) -> Identification:
    """Look at what the targets tell around the best point.

    Parameters
    ----------
    emulator : Emulator
        Of the moments.
    best : float64, shape (parameters,)
        Where the search ended.
    """
    study = emulator.study
    jacobian = _jacobian(emulator, best)
    profiles = tuple(profile_of(emulator, best, place) for place in range(len(study.fits)))
    movable = [place for place in range(len(study.fits)) if place not in settled(study, profiles)]
    _, values, rows = np.linalg.svd(jacobian[:, movable], full_matrices=True)
    singular, directions = np.zeros(len(movable)), np.zeros((len(movable), len(study.fits)))
    singular[: len(values)] = values
    directions[:, movable] = rows
    return Identification(study, jacobian, singular, directions, profiles)


def settled(study: Study, profiles: Sequence[Profile]) -> tuple[int, ...]:
    """Return which parameters are whole numbers of which one alone lets all targets be met."""
    spans = [profile.span for profile in profiles]
    return tuple(
        place
        for place, (fit, span) in enumerate(zip(study.fits, spans, strict=True))
        if fit.whole and span is not None and span[0] == span[1]
    )


def _jacobian(emulator: Emulator, best: Floats) -> Floats:
    """Return the slopes of the standardised moments by central differences, one-sided at a bound."""
    study = emulator.study
    columns = []
    for place, fit in enumerate(study.fits):
        step = max(_STEP, 1 / fit.width) if fit.whole else _STEP
        up, down = best.copy(), best.copy()
        up[place], down[place] = min(best[place] + step, 1.0), max(best[place] - step, 0.0)
        ends = standardised(study, emulator.at(np.array([up, down])))
        columns.append((ends[0] - ends[1]) / (up[place] - down[place]))
    return np.array(columns).T
