"""The hours that count: whole, recorded, and not left out; and the figures of what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from simcall import Scenario
from simcall.errors import SimcallError
from simcall.observed.observations import ANSWER_COLUMNS, COUNT_COLUMNS, Observations
from simcall.observed.saved import LeftOut
from simcall.studies.evidence.earlier_demand import fresh_share, week_shape, with_demand_of
from simcall.studies.evidence.figures import observed_figures, quantile_in_bins, share_within
from simcall.studies.evidence.observed_hours import ObservedHours, observed_hours
from tests.making import ONE_LINE

MONDAY = datetime(2024, 2, 5)
LINE = next(iter(ONE_LINE["lines"]))
SCENARIO = Scenario.from_document(ONE_LINE)


def counts(starts: Sequence[datetime], minutes: int = 60, **columns: Sequence[float] | float) -> pd.DataFrame:
    """Return counts by period of the one line."""
    table = pd.DataFrame({"line": LINE, "start": pd.DatetimeIndex(starts).as_unit("ms"), "minutes": minutes})
    table["exposure"] = minutes / 60
    for name in COUNT_COLUMNS:
        if name not in table:
            table[name] = np.nan
    return table.assign(**columns)[list(COUNT_COLUMNS)]


def answers(rows: Sequence[tuple[datetime, float, float, float]]) -> pd.DataFrame:
    """Return answer times by bin of the one line."""
    table = pd.DataFrame(rows, columns=["start", "low", "high", "answered"]).assign(line=LINE)
    return table[list(ANSWER_COLUMNS)]


def hours_of(table: pd.DataFrame, bins: pd.DataFrame | None = None, left_out: Sequence[LeftOut] = ()) -> ObservedHours:
    """Gather the hours of counts and answers."""
    return observed_hours(Observations("Europe/London", {LINE: LINE}, table, answers=bins), SCENARIO, left_out)


def test_half_hours_are_added_to_hours() -> None:
    """Half hours are added to hours."""
    starts = pd.date_range(MONDAY, periods=4, freq="30min").to_list()
    line = hours_of(counts(starts, 30, offered=[1, 2, 3, 4], abandoned=[0, 1, 0, 2])).lines[LINE]
    assert line.totals["offered"].to_list() == [3, 7]
    assert line.totals["abandoned"].to_list() == [1, 2]


def test_an_hour_counts_only_if_all_of_it_was_recorded() -> None:
    """Half an hour is missing in the first, silent in the second: the third alone is left."""
    starts = [MONDAY, *pd.date_range(MONDAY + pd.Timedelta(hours=1), periods=4, freq="30min")]
    line = hours_of(counts(starts, 30, offered=1.0, exposure=[0.5, 0.0, 0.5, 0.5, 0.5])).lines[LINE]
    assert line.totals.index.to_list() == [pd.Timestamp(MONDAY + pd.Timedelta(hours=2))]


def test_what_a_file_does_not_tell_is_not_zero() -> None:
    """What a file does not tell is not zero."""
    line = hours_of(counts([MONDAY], offered=5.0)).lines[LINE]
    assert np.isnan(line.totals["abandoned"].iloc[0])
    figures = observed_figures(SCENARIO.lines[LINE], line)
    assert (figures["offered"], figures["abandoned"], figures["abandonment_rate"]) == (5, None, None)


def test_faulty_hours_are_left_out_of_counts_and_answers() -> None:
    """Every hour that the spell touches goes, on the line that it spoils."""
    starts = pd.date_range(MONDAY, periods=4, freq="h").to_list()
    spell = LeftOut(datetime(2024, 2, 5, 1, 30), datetime(2024, 2, 5, 3), (LINE,), "")
    bins = answers([(start, 0.0, np.inf, 1.0) for start in starts])
    line = hours_of(counts(starts, offered=1.0), bins, [spell]).lines[LINE]
    assert [start.hour for start in line.totals.index] == [0, 3]
    assert [start.hour for start in line.answers.index] == [0, 3]


def test_another_lines_fault_spoils_nothing_here() -> None:
    """Another lines fault spoils nothing here."""
    spell = LeftOut(MONDAY, datetime(2024, 2, 6), ("another",), "")
    assert len(hours_of(counts([MONDAY], offered=1.0), left_out=[spell]).lines[LINE].totals) == 1


def test_the_autumn_hour_counts_once_for_both_of_the_model() -> None:
    """The row from 01:00 holds two hours; the model has two periods of that name, and both count."""
    line = hours_of(counts([datetime(2024, 10, 27, 1)], offered=2.0, exposure=2.0)).lines[LINE]
    assert line.keeps(
        [datetime(2024, 10, 27, 1), datetime(2024, 10, 27, 1, 30), datetime(2024, 10, 27, 2)]
    ).tolist() == [
        True,
        True,
        False,
    ]


def test_days_alone_keep_their_hours_and_no_shape() -> None:
    """Days alone keep their hours and no shape."""
    line = hours_of(counts([MONDAY], 1440, offered=240.0)).lines[LINE]
    assert line.is_daily
    assert line.keeps([datetime(2024, 2, 5, 23)]).tolist() == [True]
    assert line.totals["offered"].sum() == 240


def test_weeks_are_counted_back_from_the_end() -> None:
    """Weeks are counted back from the end."""
    starts = pd.date_range(MONDAY, periods=16 * 24, freq="h").to_list()
    weeks = hours_of(counts(starts, offered=1.0)).weeks()
    assert [(week.start, week.end) for week in weeks] == [
        (date(2024, 2, 7), date(2024, 2, 14)),
        (date(2024, 2, 14), date(2024, 2, 21)),
    ]
    assert weeks[0].lines[LINE].totals["offered"].sum() == 168


def test_lines_that_nobody_observed_are_refused() -> None:
    """Lines that nobody observed are refused."""
    table = counts([MONDAY], offered=1.0).assign(line="elsewhere")
    with pytest.raises(SimcallError, match="no line of the scenario"):
        observed_hours(Observations("Europe/London", {}, table), SCENARIO)


@pytest.mark.parametrize(("level", "seconds"), [(0.25, 5.0), (0.5, 10.0), (0.75, 20.0), (0.8, None)])
def test_quantiles_in_bins_by_hand(level: float, seconds: float | None) -> None:
    """Two in 0 to 10 s, one in 10 to 20 s, one beyond: calls are spread evenly over their bin."""
    assert quantile_in_bins(np.array([2.0, 1.0, 1.0]), np.array([0.0, 10.0, 20.0, np.inf]), level) == seconds


@pytest.mark.parametrize(("seconds", "share"), [(5.0, 0.25), (10.0, 0.5), (20.0, 0.75), (30.0, None)])
def test_shares_within_by_hand(seconds: float, share: float | None) -> None:
    """Shares within by hand."""
    assert share_within(np.array([2.0, 1.0, 1.0]), np.array([0.0, 10.0, 20.0, np.inf]), seconds) == share


def test_the_shape_of_a_week_that_is_day_times_hour_is_kept() -> None:
    """The shape of a week that is day times hour is kept."""
    day, hour = np.array([1, 1, 1, 1, 2, 3, 2.0]), 1 + np.arange(24) % 6
    starts = pd.date_range(MONDAY, periods=168, freq="h").to_list()
    line = hours_of(counts(starts, offered=np.outer(day, hour).ravel().tolist())).lines[LINE]
    assert week_shape(line) == pytest.approx(np.outer(day, hour).ravel())


def test_demand_has_the_volume_of_the_week_that_is_known() -> None:
    """The shape of one week, and the calls of another. Half give up and half of these ring again: a quarter."""
    redial = {"probability": 0.5, "delay": {"distribution": "constant", "value": "5 min"}}
    again = SCENARIO.update({f"lines.{LINE}.redial": redial})
    shape = (1 + np.arange(168) % 24).astype(float)
    offered = np.concatenate((shape, 2 * shape))
    starts = pd.date_range(MONDAY, periods=336, freq="h").to_list()
    observed = hours_of(counts(starts, offered=offered.tolist(), abandoned=(offered / 2).tolist()))
    before, week = observed.weeks()
    changed = with_demand_of(again, before, week).lines[LINE].demand
    assert changed.mean_calls_per_hour() * 168 == pytest.approx(2 * shape.sum() * 0.75)
    assert np.asarray(changed.profile) / np.mean(changed.profile) == pytest.approx(shape / shape.mean())


def test_calls_from_other_lines_are_compared_but_are_no_demand() -> None:
    """Of 10 calls offered in each hour 4 come from another line; the model's leads bring these."""
    starts = pd.date_range(MONDAY, periods=336, freq="h").to_list()
    observations = Observations("Europe/London", {LINE: LINE}, counts(starts, offered=6.0, abandoned=1.0))
    came = counts(starts, offered=4.0, abandoned=3.0)
    observed = observed_hours(replace(observations, transferred=came), SCENARIO)
    before, week = observed.weeks()

    figures = observed_figures(SCENARIO.lines[LINE], week.lines[LINE])
    assert (figures["offered"], figures["abandoned"], figures["abandonment_rate"]) == (1680, 672, 0.4)
    assert with_demand_of(SCENARIO, before, week).lines[LINE].demand.mean_calls_per_hour() == pytest.approx(6)


def test_without_redials_every_call_is_a_new_caller() -> None:
    """The demand of a line that nobody rings again is every call offered."""
    observed = hours_of(counts([MONDAY], offered=10.0, abandoned=5.0))
    assert fresh_share(SCENARIO.lines[LINE], observed.lines[LINE]) == 1
