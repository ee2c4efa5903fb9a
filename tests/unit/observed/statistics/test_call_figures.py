"""What a folder keeps in place of calls: by hand, and with 20 calls or more behind each figure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simcall.observed.observations import COUNT_COLUMNS, CallFigures
from simcall.observed.statistics.call_figures import call_figures, figures_of_counts

NINE = pd.Timestamp("2026-03-02 09:00")


def figures_of(
    waits: list[float], outcomes: list[str], *, talk: float = 60.0, wrap: float = 5.0, start: pd.Timestamp = NINE
) -> CallFigures:
    """Return the figures of calls that all begin at one time."""
    answered = np.array(outcomes) == "answered"
    table = pd.DataFrame(
        {
            "line": "101",
            "start": pd.DatetimeIndex([start] * len(waits)),
            "outcome": outcomes,
            "wait": waits,
            "talk": np.where(answered, talk, np.nan),
            "hold": np.nan,
            "wrap": np.where(answered, wrap, np.nan),
        }
    )
    return call_figures(table)["101"]


def test_who_still_waits_by_hand() -> None:
    """Of 100 callers 20 give up at 10 s: 0.8. Of the 50 left after 30 answers, 25 give up at 20 s: 0.4."""
    waits = [10.0] * 20 + [15.0] * 30 + [20.0] * 25 + [40.0] * 25
    outcomes = ["abandoned"] * 20 + ["answered"] * 30 + ["abandoned"] * 25 + ["answered"] * 25
    assert figures_of(waits, outcomes).still_waiting == ((10.0, 0.8), (20.0, 0.4))


def test_a_step_has_twenty_callers_behind_it() -> None:
    """With 19 who gave up there is none; with 39 at times of their own there is one, at the 20th."""
    few = figures_of([*range(1, 20), *[99.0] * 60], ["abandoned"] * 19 + ["answered"] * 60)
    assert few.still_waiting == ()
    more = figures_of([*range(1, 40), *[99.0] * 61], ["abandoned"] * 39 + ["answered"] * 61)
    assert more.still_waiting == ((20.0, 0.8),)


def test_no_step_shows_the_last_few_who_wait() -> None:
    """Forty give up, one a second: when the 40th does, nobody else waits, so that step would be a single caller's."""
    assert figures_of([*range(1, 41)], ["abandoned"] * 40).still_waiting == ((20.0, 0.5),)


@pytest.mark.parametrize(("calls", "means"), [(19, {}), (20, {9: 65.0})])
def test_an_hour_needs_twenty_calls(calls: int, means: dict[int, float]) -> None:
    """Talk and wrap-up together."""
    assert figures_of([5.0] * calls, ["answered"] * calls).handling_s == means


def test_it_is_told_where_the_files_have_no_wrap_up() -> None:
    """Then talk is all there is."""
    figures = figures_of([5.0] * 20, ["answered"] * 20, wrap=np.nan)
    assert (figures.handling_s, figures.has_wrap_up) == ({9: 60.0}, False)


def test_counts_tell_handling_by_hour_of_the_day() -> None:
    """Two days of 15 calls at nine make 30; ten at ten are too few."""
    starts = [NINE, NINE + pd.Timedelta("1D"), NINE + pd.Timedelta("1h")]
    table = pd.DataFrame({"line": "101", "start": starts, "minutes": 60, "exposure": 1.0})
    table = table.assign(answered=[15.0, 15.0, 10.0], handling=[1500.0, 3000.0, 1000.0]).reindex(
        columns=list(COUNT_COLUMNS)
    )
    assert figures_of_counts(table) == CallFigures(handling_s={9: 150.0})
    assert figures_of_counts(table.assign(handling=np.nan)) is None
