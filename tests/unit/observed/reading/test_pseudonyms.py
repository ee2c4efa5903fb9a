"""Callers' keys as numbers without meaning."""

from __future__ import annotations

import pandas as pd
import pytest

from simcall.observed.reading.pseudonyms import caller_codes


@pytest.mark.parametrize(
    "masked", ["07700 90****", "+44770XXX123", "****0123", "0770090\N{BULLET}\N{BULLET}\N{BULLET}"]
)
def test_a_number_with_hidden_figures_is_nobody(masked: str) -> None:
    """Several callers share it, so that a second call says nothing of the first."""
    codes = caller_codes(pd.Series(["07700 900123", masked, "+44 7700 900123", masked]))
    assert codes.tolist() == [1, 0, 1, 0]
