"""What the files say of a line, for the planner to compare."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from simcall.observed.measured import LineTotals
from simcall.observed.observations import COUNT_COLUMNS
from simcall.observed.statistics.grids import line_grid
from simcall.observed.statistics.totals import line_totals


def _totals(**figures: float) -> LineTotals:
    row = {name: np.nan for name in COUNT_COLUMNS} | figures
    row |= {"line": "101", "start": pd.Timestamp("2026-03-02"), "minutes": 1440, "exposure": 24.0}
    counts = pd.DataFrame([row]).astype(dict(COUNT_COLUMNS))
    return line_totals("101", line_grid(counts, "101", date(2026, 3, 2), 1), counts, None, None)


@pytest.mark.parametrize(
    ("figures", "answered", "abandoned"),
    [
        ({"offered": 50.0}, None, None),
        ({"offered": 50.0, "answered": 40.0}, 40, 10),
        ({"offered": 50.0, "abandoned": 0.0, "answered": 50.0}, 50, 0),
        ({"answered": 40.0}, 40, None),
        ({"offered": 0.0, "answered": 0.0, "abandoned": 0.0}, 0, 0),
    ],
)
def test_what_no_file_tells_is_not_nought(
    figures: dict[str, float], answered: int | None, abandoned: int | None
) -> None:
    """Of calls offered, answered and abandoned two give the third; one alone does not."""
    totals = _totals(**figures)

    assert (totals.answered, totals.abandoned) == (answered, abandoned)
