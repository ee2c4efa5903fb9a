"""Totals of simulated scenarios, kept in a folder, so that work that was interrupted goes on where it stopped."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from simcall.errors import ResultsError
from simcall.files.whole import remove_unfinished, whole_file
from simcall.measures.ratios import RatioTotals
from simcall.scenario import Scenario
from simcall.studies.sweep.cache_key import made_with

__all__ = ["KeptTotals", "forget_totals"]

_START = "simcall.studies.variants"
"""The module that makes totals: they are read back only while it, and all that it imports, is the same."""
_FILE = re.compile(r"[0-9a-f]{32}\.npz")

Kept = tuple[list[Any], RatioTotals]
"""The labels of a scenario's cells, and what a figure is the ratio of in each."""


class KeptTotals:
    """The totals of a figure in some scenarios, a file for each.

    A file is named by all that its numbers depend on, so the totals of another scenario, seed or version are never
    read for this one. Two processes may use a folder at once: each writes whole files, and the same ones.

    Parameters
    ----------
    folder : Path or None
        The folder; None to keep nothing.
    identity : mapping
        What the numbers depend on besides the scenario and the version: figure, seed, replications.
    """

    def __init__(self, folder: Path | None, identity: Mapping[str, Any]) -> None:
        self._folder = folder
        self._identity = {} if folder is None else {**identity, **made_with(_START)}

    def read(self, scenario: Scenario) -> Kept | None:
        """Return what was kept of a scenario, or None if there is nothing that can be read."""
        if self._folder is None:
            return None
        try:
            file = self._file(self._folder, scenario)
            with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
                numerator, denominator, labels = kept["numerator"], kept["denominator"], kept["labels"].tolist()
        except (OSError, EOFError, ValueError, KeyError, BadZipFile):
            return None
        cells = labels or [None]
        shapes_agree = numerator.ndim == 2 and numerator.shape == denominator.shape and numerator.shape[1] == len(cells)
        return (cells, RatioTotals(numerator, denominator)) if shapes_agree else None

    def write(self, scenario: Scenario, labels: Sequence[Any], totals: RatioTotals) -> None:
        """Keep the totals of a scenario, on the disk before this returns.

        Raises
        ------
        ResultsError
            If they cannot be written.
        """
        if self._folder is None:
            return
        labelled = np.array([label for label in labels if label is not None], np.int64)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with whole_file(self._file(self._folder, scenario)) as fresh, fresh.open("wb") as file:
                np.savez(file, numerator=totals.numerator, denominator=totals.denominator, labels=labelled)
        except OSError as error:
            raise ResultsError(
                f"{self._folder}: what is simulated could not be kept there ({error.strerror or error}); make room or "
                "name another folder with --out, and run the same command again"
            ) from error

    def _file(self, folder: Path, scenario: Scenario) -> Path:
        made_of = json.dumps([self._identity, scenario.fingerprint()], sort_keys=True)
        return folder / f"{blake2b(made_of.encode(), digest_size=16).hexdigest()}.npz"


def forget_totals(folder: Path) -> None:
    """Remove the totals that a folder holds, and the folder if nothing else is in it."""
    if not folder.is_dir():
        return
    with suppress(OSError):  # what cannot be removed harms nobody
        remove_unfinished(folder)
        for path in folder.iterdir():
            if _FILE.fullmatch(path.name):
                path.unlink()
        folder.rmdir()
