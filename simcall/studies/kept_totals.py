"""Totals of simulated scenarios, kept in a folder, so that work that was interrupted goes on where it stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simcall.measures.ratios import RatioTotals
from simcall.scenario import Scenario
from simcall.studies.kept_arrays import KeptArrays

__all__ = ["KeptTotals"]

_MAKER = "simcall.studies.variants"

Kept = tuple[list[Any], RatioTotals]
"""The labels of a scenario's cells, and what a figure is the ratio of in each."""


class KeptTotals:
    """The totals of a figure in some scenarios; see `KeptArrays`.

    Parameters
    ----------
    folder : Path or None
        The folder; None to keep nothing.
    identity : mapping
        What the numbers depend on besides the scenario and the version: figure, seed, replications.
    """

    def __init__(self, folder: Path | None, identity: Mapping[str, Any]) -> None:
        self._arrays = KeptArrays(folder, identity, _MAKER)

    def read(self, scenario: Scenario) -> Kept | None:
        """Return what was kept of a scenario, or None if there is nothing that can be read."""
        kept = self._arrays.read(scenario.fingerprint())
        if kept is None or not {"numerator", "denominator", "labels"} <= kept.keys():
            return None
        numerator, denominator = kept["numerator"], kept["denominator"]
        cells = kept["labels"].tolist() or [None]
        shapes_agree = numerator.ndim == 2 and numerator.shape == denominator.shape and numerator.shape[1] == len(cells)
        return (cells, RatioTotals(numerator, denominator)) if shapes_agree else None

    def write(self, scenario: Scenario, labels: Sequence[Any], totals: RatioTotals) -> None:
        """Keep the totals of a scenario, on the disk before this returns; see `KeptArrays.write`."""
        labelled = np.array([label for label in labels if label is not None], np.int64)
        arrays = {"numerator": totals.numerator, "denominator": totals.denominator, "labels": labelled}
        self._arrays.write(scenario.fingerprint(), arrays)
