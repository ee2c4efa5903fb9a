"""Times that are left out of what is measured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import numpy as np
import pandas as pd

__all__ = ["Spell", "calls_outside"]


class Spell(Protocol):
    """A time that is left out of what is measured: a `FaultySpell` is one."""

    @property
    def start(self) -> datetime:
        """When it begins, on the local clock."""

    @property
    def end(self) -> datetime:
        """When it ends."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines whose figures it spoils."""


def calls_outside(calls: pd.DataFrame, spells: Iterable[Spell]) -> pd.DataFrame:
    """Return the calls that did not begin in times that are left out of their line."""
    inside = np.zeros(len(calls), dtype=bool)
    for spell in spells:
        hit = (calls["start"] >= spell.start) & (calls["start"] < spell.end) & calls["line"].isin(spell.lines)
        inside |= hit.to_numpy()
    return calls[~inside]
