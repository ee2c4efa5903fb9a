"""All figures of an invented centre together: what is left out, what is claimed, and what a planner is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from simcall.errors import SimcallError
from simcall.observed.measuring import measure
from simcall.observed.observations import Observations
from simcall.observed.statistics import dispersion
from tests.observing import MONDAY, calls_frame, counts_frame, observations_of, observed_calls

_SHAPE = 1 + 0.8 * np.sin((np.arange(24) - 9) / 24 * 2 * np.pi)
_FAULT = 10
"""The day, counted from the first, on which half of the callers lose the line within seconds."""


def _centre(seed: int = 1, days: int = 28, per_day: float = 300.0) -> pd.DataFrame:
    """Draw a month of calls: patience and handling are exponential, with means of 10 and 5 minutes."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(np.tile(per_day / 24 * _SHAPE, (days, 1)))
    hours = np.repeat(np.arange(24 * days), counts.ravel())
    start = pd.Timestamp(MONDAY) + pd.to_timedelta(hours * 3600 + rng.uniform(0, 3600, len(hours)), unit="s")
    patience = rng.exponential(600, len(hours))
    wait = np.where(rng.random(len(hours)) < 0.3, rng.exponential(90, len(hours)), 2.0)
    faulty = (hours // 24 == _FAULT) & (rng.random(len(hours)) < 0.5)
    patience = np.where(faulty, 1.0, patience)
    gave_up = patience < wait
    return calls_frame(
        start,
        outcome=np.where(gave_up, "abandoned", "answered"),
        wait=np.minimum(wait, patience),
        talk=np.where(gave_up, np.nan, rng.exponential(300, len(hours))),
        caller=rng.integers(0, 2000, len(hours)),
    )


@pytest.fixture(scope="module")
def centre() -> Observations:
    """Return the observations of the invented centre."""
    return observed_calls(_centre())


def test_the_faulty_day_is_left_out_of_the_figures_and_not_of_the_totals(centre: Observations) -> None:
    """The totals are what the planner's own report says; patience is that of the other days."""
    measured = measure(centre)
    (spell,) = measured.faulty_spells
    assert (spell.start, spell.end) == (datetime(2026, 3, 12), datetime(2026, 3, 13))
    totals = measured.totals["101"]
    assert totals.offered == len(centre.calls)
    assert totals.by_day[date(2026, 3, 12)] > 0
    line = measured.lines["101"]
    assert line.patience.mean == pytest.approx(600, rel=0.25)
    assert line.calls_per_day.low < 300 < line.calls_per_day.high
    assert (measured.start, measured.end) == (MONDAY, date(2026, 3, 30))


def test_the_planner_may_keep_the_faulty_day(centre: Observations) -> None:
    """Then those who lost the line within a second count as impatient; the spell is still reported."""
    kept = measure(centre, leave_out=())
    assert kept.faulty_spells
    assert kept.lines["101"].patience.values[1] < 1 < measure(centre).lines["101"].patience.values[0]


def test_the_planner_may_leave_out_another_time(centre: Observations) -> None:
    """A week is left out besides the fault: fewer calls are behind the figures."""
    found = measure(centre)
    week = replace(found.faulty_spells[0], start=datetime(2026, 3, 16), end=datetime(2026, 3, 23))
    fewer = measure(centre, leave_out=(*found.faulty_spells, week))
    assert fewer.lines["101"].calls_per_day.calls < 0.8 * found.lines["101"].calls_per_day.calls


def test_the_order_of_the_calls_does_not_matter(centre: Observations) -> None:
    """Rows in another order give the same figures."""
    calls = centre.calls.sample(frac=1, random_state=1).reset_index(drop=True)
    assert measure(replace(centre, calls=calls)) == measure(centre)


def test_known_callers_give_fresh_calls(centre: Observations) -> None:
    """Callers here ring again by chance alone: the chance to redial is near 0 and calls a day are hardly fewer."""
    line = measure(centre).lines["101"]
    assert line.redial_excess is not None
    assert abs(line.redial_excess.value) < 0.02


def _with_redials(rng: np.random.Generator) -> pd.DataFrame:
    """Draw 28 days of 300 fresh callers; a third gives up, and half of those ring again after 3 min, at most once."""
    n = rng.poisson(300 * 28)
    start = np.sort(rng.uniform(0, 28 * 86_400, n))
    gave_up = rng.random(n) < 1 / 3
    again = gave_up & (rng.random(n) < 0.5)
    times = np.concatenate([start, start[again] + 30 + rng.exponential(180, int(again.sum()))])
    first_outcome = np.where(gave_up, "abandoned", "answered")
    return calls_frame(
        pd.Timestamp(MONDAY) + pd.to_timedelta(times[times < 28 * 86_400], unit="s"),
        outcome=np.concatenate([first_outcome, np.full(int(again.sum()), "answered")])[times < 28 * 86_400],
        caller=np.concatenate([np.arange(1, n + 1), np.flatnonzero(again) + 1])[times < 28 * 86_400],
        wait=30.0,
        talk=60.0,
    )


def test_redials_are_taken_off_the_calls_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """350 calls a day are 300 fresh ones: in 95 of 100 months the interval holds them, so in at least 15 of 20.

    Chance gives fewer once in 3,000 times; with the redials left in, nearly every interval would miss. The mean of 20
    months is within 0.8 %, three standard errors.
    """
    monkeypatch.setattr(dispersion, "_RESAMPLES", 2)
    rng = np.random.default_rng(8)
    lines = [measure(observed_calls(_with_redials(rng))).lines["101"] for _ in range(20)]
    assert sum(line.calls_per_day.low <= 300 <= line.calls_per_day.high for line in lines) >= 15
    assert np.mean([line.calls_per_day.value for line in lines]) == pytest.approx(300, rel=0.008)
    assert np.mean([line.redial_probability.value for line in lines]) == pytest.approx(0.5, abs=0.01)


def test_unknown_callers_are_said_to_be_in_the_volume(centre: Observations) -> None:
    """Without keys there are no redials, and a planner is told that the calls a day hold them."""
    measured = measure(replace(centre, calls=centre.calls.assign(caller=0)))
    assert measured.lines["101"].redial_probability is None
    assert any("do not show redials" in finding.text for finding in measured.findings)


def _report(seed: int = 2, *, moving: bool = True) -> Observations:
    """Return an interval report of 28 days; patience is exponential with a mean of 10 minutes, or hang-ups are."""
    rng = np.random.default_rng(seed)
    offered = rng.poisson(np.tile(20 * _SHAPE, (28, 1))).astype(np.float64)
    waits = rng.exponential(60, offered.size)
    lost = rng.binomial(offered.ravel().astype(int), np.minimum(1.0, waits / 600) if moving else 0.1)
    answered = offered.ravel() - lost
    columns = {"answered": answered, "abandoned": lost, "wait_answered": waits * answered, "handling": 240 * answered}
    return observations_of([counts_frame("101", offered, wait_abandoned=waits * lost, **columns)])


def test_a_report_gives_patience_of_an_assumed_shape() -> None:
    """Total wait over abandoned calls, exponential; handling and volume are there, redials and staff are not."""
    measured = measure(_report())
    line = measured.lines["101"]
    assert line.patience.mean == pytest.approx(600, rel=0.1)
    assert line.patience.is_assumed
    assert line.patience_runs == ("queue",)
    assert line.handling.mean == pytest.approx(240)
    assert measured.staffing.source == "none"
    assert len(line.profile.values) == 168


def test_hang_ups_that_do_not_move_with_waits_are_not_patience() -> None:
    """A tenth hangs up whatever the wait: while it rings, and a planner is told."""
    measured = measure(_report(moving=False))
    assert measured.lines["101"].patience_runs == ("queue", "pick_up")
    assert any("does not rise with the wait" in finding.text for finding in measured.findings)


def test_days_alone_have_no_profile_and_no_flat_one_is_made_up() -> None:
    """The shape of a day cannot be told from its total."""
    days = counts_frame("101", np.full((28, 1), 100.0) + np.arange(28)[:, np.newaxis] % 5)
    measured = measure(observations_of([days]))
    assert measured.lines["101"].profile is None
    assert measured.totals["101"].by_hour is None
    assert measured.day_cv is None
    assert measured.lines["101"].calls_per_day.value == pytest.approx(102, rel=0.01)


def test_files_without_a_call_are_refused() -> None:
    """There is nothing to measure, and the message says what to give."""
    with pytest.raises(SimcallError, match="hold no call"):
        measure(observations_of([counts_frame("101", np.zeros((7, 24)))]))


def test_leaving_out_everything_is_refused(centre: Observations) -> None:
    """The message names the line and what to do."""
    always = replace(measure(centre).faulty_spells[0], start=datetime(2026, 1, 1), end=datetime(2027, 1, 1))
    with pytest.raises(SimcallError, match=r"Nothing of 101 is left to measure.* Keep some"):
        measure(centre, leave_out=[always])


def test_somebody_who_never_logs_out_is_not_counted() -> None:
    """A log-in without an end tells no hours; the others do."""
    nine = pd.Timestamp(MONDAY) + pd.Timedelta(hours=9)
    rows = [("A01", nine, nine + pd.Timedelta(hours=8), ""), ("A02", nine, pd.NaT, "")]
    people = pd.DataFrame(rows, columns=["person", "start", "end", "activity"])
    staffing = measure(replace(_report(), people=people)).staffing
    assert staffing.source == "log-ins"
    assert staffing.readings[0].hours_per_week == 8


def test_recorded_wrap_up_is_part_of_handling() -> None:
    """A file with wrap-up gives one distribution, whose mean is the handling time of the planner's report."""
    calls = _centre().assign(wrap=60.0)
    line = measure(observed_calls(calls)).lines["101"]
    assert line.wrap_up is None
    assert line.handling.mean == pytest.approx(360, rel=0.03)


def test_ringing_is_no_patience() -> None:
    """Eight seconds of ringing are added to the wait of every answered call: patience stays as it is."""
    calls = _centre()
    answered = calls["outcome"] == "answered"
    ringing = calls.assign(ring=np.where(answered, 8.0, np.nan), wait=calls["wait"] + np.where(answered, 8.0, 0.0))
    plain = measure(observed_calls(calls.assign(ring=np.where(answered, 0.0, np.nan)))).lines["101"]
    assert measure(observed_calls(ringing)).lines["101"].patience.values == plain.patience.values


def test_a_small_file_is_measured_without_complaint() -> None:
    """Three calls on one day: a volume, and nothing that three calls cannot tell."""
    start = [pd.Timestamp(MONDAY) + pd.Timedelta(hours=hour) for hour in (9, 10, 11)]
    measured = measure(observed_calls(calls_frame(start, wait=5.0, talk=[60.0, 70.0, 80.0])))
    line = measured.lines["101"]
    assert line.calls_per_day.value == 3
    assert line.patience is None
    assert line.handling.is_assumed
    assert line.redial_probability is None


def test_transferred_calls_that_take_longer_are_named_with_both_means() -> None:
    """Thirty transferred calls of 600 s stand beside the other calls, whose mean the scenario has."""
    starts = pd.date_range(MONDAY, periods=14 * 24, freq="h")
    own = calls_frame(starts, talk=np.tile([200.0, 400.0], 7 * 24))
    came = calls_frame(starts[:30], talk=np.tile([500.0, 700.0], 15), transferred=True)
    calls = pd.concat([own, came]).sort_values("start", ignore_index=True)

    measured = measure(observed_calls(calls), leave_out=())

    text = "On 101, handling takes 600 s for 30 transferred calls and 300 s for 336 calls from outside, on average."
    assert any(finding.text.startswith(text) for finding in measured.findings)
    assert measured.lines["101"].handling.mean == pytest.approx(300, rel=0.02)
