"""Values that are put into order only as far as somebody reads them."""

import numpy as np
import pytest

from simcall.measures import selection
from simcall.measures.estimates import Pooled, quantile_estimates
from simcall.measures.selection import Selection

SIZES = (0, 1, 2, 700, 2_001, 5_000)


@pytest.mark.parametrize("few", [0, 2_000, 10_000])
@pytest.mark.parametrize("largest", [3, 1_000_000])
def test_places_are_those_of_the_sorted_values(monkeypatch, few, largest):
    """A value that was placed is where a sort puts it, and stays there, whatever is placed later: also among equals."""
    monkeypatch.setattr(selection, "_FEW", few)
    rng = np.random.default_rng(8)
    values = rng.integers(0, largest, sum(SIZES)).astype(np.int32)
    begin = np.cumsum([0, *SIZES]).tolist()
    ordered = [np.sort(part) for part in np.split(values.copy(), begin[1:-1])]
    selected = Selection(values, begin)
    parts = np.split(values, begin[1:-1])
    placed: list[list[int]] = []
    for _ in range(12):
        placed.append([int(rng.integers(size)) if size else -1 for size in SIZES])
        selected.place(placed[-1])
        for ranks in placed:
            for part, whole, rank in zip(parts, ordered, ranks, strict=True):
                assert len(part) == 0 or part[rank] == whole[rank]
    assert all((np.sort(part) == whole).all() for part, whole in zip(parts, ordered, strict=True))
    if few == 0 and largest > 3:
        assert any((part != whole).any() for part, whole in zip(parts, ordered, strict=True))  # nothing was sorted


def test_quantiles_are_those_of_sorted_values(monkeypatch):
    """Quantiles, their intervals and their spans do not depend on whether values are sorted or selected."""
    rng = np.random.default_rng(9)
    values = [[rng.gamma(0.4, 9_000, size).astype(np.int32) for size in rng.poisson(900, 30)] for _ in range(4)]
    values[1][3] = values[1][3][:0]
    found = []
    for few in (0, 100_000):
        monkeypatch.setattr(selection, "_FEW", few)
        cells, levels = [Pooled(of_cell) for of_cell in values for _ in range(2)], [0.5, 0.95] * len(values)
        influence = [cell.influence(level).tolist() for cell, level in zip(cells, levels, strict=True)]
        found.append((quantile_estimates(cells, levels, 0.001), influence))
    assert found[0] == found[1]
    assert len(set(found[0][0])) == len(levels)
