"""Draw values of assumed inputs from their spans: each set is one way in which the force could be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simcall.errors import SimcallError
from simcall.inputs import Floats, Ints
from simcall.scenario import Scenario, SpannedInput, spanned_inputs
from simcall.scenario.models.spans import SpanEnd, read_end
from simcall.studies.calibrate import EnsembleValues, load_ensemble

__all__ = ["ENSEMBLE", "Draws", "draw_sets"]

ENSEMBLE = "calibrated values"
"""What the members of an ensemble are called as one input."""
_FEWEST, _MOST = 8, 4096
_DIGITS = 8
"""Significant digits of a value that is drawn: far more than matters."""
_DAY_S = 86_400
_STREAMS = (19, 1), (19, 2)
"""Keep these draws apart from each other and from the callers' random numbers of the same seed."""


@dataclass(frozen=True)
class Draws:
    """Sets of values of the inputs that nobody knows exactly.

    Attributes
    ----------
    inputs : mapping of str to tuple of (SpannedInput or None)
        By path, the input as each scenario has it; None where the scenario has no span there.
    shares : float64, shape (draws, inputs)
        Where in its span each value lies, from 0 to 1: Sobol points. A path has the same share in all scenarios.
    ensemble : EnsembleValues or None
        The sets of calibrated values, if there are any.
    members : int64, shape (draws,)
        Which of them each draw takes; all zero without an ensemble.
    like : str or None
        Label of the study's scenario whose values they take, if it was given.
    """

    inputs: Mapping[str, tuple[SpannedInput | None, ...]]
    shares: Floats
    ensemble: EnsembleValues | None
    members: Ints
    like: str | None = None

    def __len__(self) -> int:
        return len(self.shares)

    @property
    def paths(self) -> tuple[str, ...]:
        """The inputs that are drawn from spans."""
        return tuple(self.inputs)

    def overrides(self, scenario: Scenario, number: int) -> list[dict[str, object]]:
        """Return the changes that each draw makes to a scenario, by path.

        Parameters
        ----------
        scenario : Scenario
            One of those for which the sets were drawn.
        number : int
            Its number among them, counted from 0.
        """
        fitted = [{}] if self.ensemble is None else self.ensemble.overrides(scenario, self.like)
        own = {path: inputs[number] for path, inputs in self.inputs.items()}
        return [
            {
                **fitted[member],
                **{
                    path: _at(share, spanned)
                    for (path, spanned), share in zip(own.items(), row, strict=True)
                    if spanned is not None and path not in fitted[member]
                },
            }
            for row, member in zip(self.shares.tolist(), self.members.tolist(), strict=True)
        ]

    def positions(self) -> dict[str, Floats]:
        """Return what a figure may depend on, by input: columns from -1 to 1 for spans, standardised for an ensemble.

        Returns
        -------
        dict of str to float64, shape (draws, columns)
            One column for an input with a span: for whole numbers the middle of the steps. For an ensemble its
            leading principal components.
        """
        columns = {
            path: _position(self.shares[:, index], next(spanned for spanned in inputs if spanned is not None))[:, None]
            for index, (path, inputs) in enumerate(self.inputs.items())
        }
        if self.ensemble is not None and len(np.unique(self.members)) > 1:
            columns[ENSEMBLE] = _components(self.ensemble)[self.members]
        return columns


def draw_sets(
    scenarios: Sequence[Scenario],
    draws: int,
    seed: int,
    *,
    ensemble: EnsembleValues | str | os.PathLike[str] | None = None,
    like: str | None = None,
) -> Draws:
    """Draw sets of values, the same for all scenarios.

    Values are uniform over their spans, and the inputs are independent of each other. With an ensemble, each draw takes
    one of its members, all of them about equally often; a fitted path comes from the member and not from a span.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The scenarios. An input that several of them have lies at the same place of its span in each.
    draws : int
        The number of sets.
    seed : int
        Seed of the draws.
    ensemble : EnsembleValues or path, optional
        The sets of calibrated values, or a calibration's folder.
    like : str, optional
        As for `EnsembleValues.overrides`.

    Raises
    ------
    SimcallError
        If no input has a span and there is no ensemble, or the number of draws is not valid.
    """
    if not _FEWEST <= draws <= _MOST:
        raise SimcallError(f"{draws} draws: give a number from {_FEWEST} to {_MOST}")
    values = load_ensemble(ensemble) if isinstance(ensemble, str | os.PathLike) else ensemble
    fitted = set() if values is None else {path for of in scenarios for path in values.overrides(of, like)[0]}
    inputs = {path: spanned for path, spanned in _by_path(scenarios).items() if path not in fitted}
    if not inputs and values is None:
        names = " and ".join(f'"{scenario.name}"' for scenario in scenarios)
        raise SimcallError(
            f"no input of {names} has a span, so there is nothing to draw. Give the assumed inputs a span in "
            '[provenance]: "lines.101.handling.mean" = { kind = "assumed", source = "…", span = ["8 min", "12 min"] }'
        )
    members = 1 if values is None else len(values.members)
    return Draws(inputs, _sobol(len(inputs), draws, seed), values, _members(members, draws, seed), like)


def _by_path(scenarios: Sequence[Scenario]) -> dict[str, tuple[SpannedInput | None, ...]]:
    """Return the inputs with a span of any of the scenarios, as each of them has it."""
    tables = [{spanned.path: spanned for spanned in spanned_inputs(scenario)} for scenario in scenarios]
    paths = dict.fromkeys(path for table in tables for path in table)
    return {path: tuple(table.get(path) for table in tables) for path in paths}


def _sobol(inputs: int, draws: int, seed: int) -> Floats:
    """Return scrambled Sobol points; the first of the next power of two, which is what they are balanced for."""
    from scipy.stats import qmc

    if not inputs:
        return np.empty((draws, 0))
    rng = np.random.default_rng([seed, *_STREAMS[0]])
    points: Floats = qmc.Sobol(inputs, scramble=True, rng=rng).random_base2(int(draws - 1).bit_length())
    return points[:draws]


def _members(members: int, draws: int, seed: int) -> Ints:
    """Return the member of each draw: all in a random order, again and again."""
    rng = np.random.default_rng([seed, *_STREAMS[1]])
    orders = [rng.permutation(members) for _ in range(-(-draws // members))]
    return np.concatenate(orders)[:draws].astype(np.int64)


def _at(share: float, spanned: SpannedInput) -> SpanEnd:
    """Return the value at a share of the way through a span, as a scenario writes it."""
    low, high = read_end(spanned.low), read_end(spanned.high)
    if spanned.form == "whole":
        return int(low) + min(int(share * (high - low + 1)), int(high - low))
    if spanned.form == "days":  # a classroom, for one, accepts no parts of days
        days = round((high - low) / _DAY_S)
        return f"{round(low / _DAY_S) + min(int(share * (days + 1)), days)} days"
    value = min(max(float(f"{low + share * (high - low):.{_DIGITS}g}"), low), high)
    return f"{value!r} s" if spanned.form == "time" else value


def _position(shares: Floats, spanned: SpannedInput) -> Floats:
    """Return where values lie from -1 to 1."""
    if spanned.form not in ("whole", "days"):
        return 2 * shares - 1
    steps = (read_end(spanned.high) - read_end(spanned.low)) / (_DAY_S if spanned.form == "days" else 1) + 1
    return 2 * (np.minimum(np.floor(shares * steps), steps - 1) + 0.5) / steps - 1


_COMPONENTS = 4
"""The most principal components of an ensemble that a figure is held to depend on."""
_NEGLIGIBLE = 1e-3
"""The least share of the variance that a component has."""


def _components(ensemble: EnsembleValues) -> Floats:
    """Return the leading principal components of an ensemble's values, each scaled to at most 1 either way."""
    table = np.array([list(_numbers(member)) for member in ensemble.members], np.float64)
    spread = table.std(axis=0)
    standard = (table[:, spread > 0] - table[:, spread > 0].mean(axis=0)) / spread[spread > 0]
    if not standard.size:
        return np.empty((len(table), 0))
    left, sizes, _ = np.linalg.svd(standard, full_matrices=False)
    kept = (sizes**2 > _NEGLIGIBLE * (sizes**2).sum()) & (np.arange(len(sizes)) < _COMPONENTS)
    components: Floats = left[:, kept] / np.abs(left[:, kept]).max(axis=0)
    return components


def _numbers(member: Mapping[str, Mapping[str, object]]) -> Iterator[float]:
    """Yield the values of a member as numbers; those at several paths of one scenario once."""
    for values in member.values():
        for value in values.values():
            if isinstance(value, int | float | str):
                yield read_end(value)
