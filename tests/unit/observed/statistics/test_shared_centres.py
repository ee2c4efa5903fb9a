"""Figures that were worked out by hand from the exports of two real centres, before this was written.

Where a figure here is the plain sum of a file's column, the test says so.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from simcall.observed.measured import Measured
from simcall.observed.measuring import measure
from simcall.observed.observations import Observations
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions
from simcall.observed.statistics.dispersion import DAY_STARTS_HOUR, lag_moments
from simcall.observed.statistics.grids import Floats, line_grid
from simcall.observed.statistics.patience import survival
from simcall.observed.statistics.redials import DAY_S, next_calls
from tests.unit.observed.statistics.shared_centres import PHONE, bank, centre, needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def bank_calls() -> Observations:
    """Return what the bank's file says."""
    return bank()


@pytest.fixture(scope="module")
def bank_measured(bank_calls: Observations) -> Measured:
    """Return the bank's figures."""
    return measure(bank_calls)


@pytest.fixture(scope="module")
def centre_measured() -> Measured:
    """Return the 911 centre's figures."""
    return measure(centre())


def test_the_centres_fault_is_flagged_and_no_other_day(centre_measured: Measured) -> None:
    """From 30 October to 6 November, and only there."""
    spells = centre_measured.faulty_spells
    days = {
        spell.start.date() + timedelta(days=day)
        for spell in spells
        for day in range(max(1, (spell.end - spell.start).days))
    }
    assert days == {date(2025, 10, 30) + timedelta(days=day) for day in range(8)}
    assert not centre_measured.missing


def test_the_centres_abandonment_without_the_fault(centre_measured: Measured) -> None:
    """The plain sums of the other days: 443 of 3,653 calls; with the fault 1,561 of 6,080."""
    totals = centre_measured.totals["911"]
    assert (totals.offered, totals.abandoned) == (6080, 1561)
    assert centre_measured.lines["911"].calls_per_day.calls == 3653
    assert "443 abandoned" in centre_measured.lines["911"].patience.basis
    assert totals.answered_within[10] == pytest.approx(0.90, abs=0.01)


def test_the_centres_callers_hang_up_while_it_rings(centre_measured: Measured) -> None:
    """The rank correlation of abandonment and waits is 0.04: no patience runs out in a queue."""
    assert centre_measured.lines["911"].patience_runs == ("queue", "pick_up")
    assert any("rank correlation by hour 0.0" in finding.text for finding in centre_measured.findings)


def test_the_centres_ring_times(centre_measured: Measured) -> None:
    """Lognormal, medians of 3.1 and 3.8 s and a sigma of 0.77; quiet hours were chosen by hand, so within 10 %."""
    rings = {line: centre_measured.lines[line].ring for line in ("911", "ADM")}
    assert rings["911"].median == pytest.approx(3.1, rel=0.1)
    assert rings["ADM"].median == pytest.approx(3.8, rel=0.1)
    for distribution in rings.values():
        assert np.sqrt(2 * np.log(distribution.mean / distribution.median)) == pytest.approx(0.77, rel=0.1)


def test_the_banks_totals(bank_measured: Measured) -> None:
    """31,125 calls reach the agents and 3,963 are abandoned; answered calls wait 40.8 s."""
    totals = bank_measured.totals["bank"]
    assert (totals.offered, totals.abandoned) == (31_125, 3963)
    assert totals.asa == pytest.approx(40.8, abs=0.05)


def test_the_banks_faults(bank_measured: Measured) -> None:
    """14 February from 21:00 to 23:00 has four times the calls; on 21 February nothing rings in the hour from 18:00."""
    (spell,) = bank_measured.faulty_spells
    assert (spell.start, spell.end) == (datetime(1999, 2, 14, 21), datetime(1999, 2, 14, 23))
    (gap,) = bank_measured.missing
    assert gap.start <= datetime(1999, 2, 21, 18)
    assert gap.end == datetime(1999, 2, 21, 19)


def test_the_banks_patience(bank_calls: Observations, bank_measured: Measured) -> None:
    """Of those who queued, 82 % still wait after 60 s, and half after 280 s."""
    calls = bank_calls.calls
    curve = survival(calls["wait"].to_numpy(), (calls["outcome"] == "abandoned").to_numpy())
    queued = calls[calls["wait"] > 0]
    of_queued = survival(queued["wait"].to_numpy(), (queued["outcome"] == "abandoned").to_numpy())
    assert of_queued.median_s == 280
    assert of_queued.at(60) == pytest.approx(0.82, abs=0.005)
    assert curve.median_s == pytest.approx(280, abs=2)
    assert bank_measured.lines["bank"].patience.median == pytest.approx(280, abs=2)


def test_the_banks_redials(bank_calls: Observations, bank_measured: Measured) -> None:
    """Within 15 min and a day 31.5 and 67.5 % raw, 6.8 and 39.8 % background, 26.5 and 46 % excess.

    The counts by hand began at other moments of a call, which moves each by up to a point.
    """
    following = next_calls(bank_calls.calls)
    for seconds, raw, background in ((900, 0.315, 0.068), (DAY_S, 0.675, 0.398)):
        again, callers = following.within(seconds, ["bank"], abandoned=True)
        anyway, answered = following.within(seconds, ["bank"], abandoned=False)
        assert again / callers == pytest.approx(raw, abs=0.01)
        assert anyway / answered == pytest.approx(background, abs=0.01)
    line = bank_measured.lines["bank"]
    assert line.redial_excess.value == pytest.approx(0.265, abs=0.01)
    assert line.redial_probability.value == pytest.approx(0.46, abs=0.01)


def test_the_invented_month_gives_its_patience_and_redials_back() -> None:
    """Medians of patience without the faulty day, the excess of redials, the faulty day and the hours without data.

    What is right and how far off it may be stands beside the files, in expected.json.
    """
    folder = PHONE.parents[1] / "files"
    expected = json.loads((folder / "expected.json").read_text())["imports"]["a/call_log_october.csv"]
    queues = {line: figures["queue"] for line, figures in expected["queues"].items()}
    measured = measure(read_exports([str(folder / "a" / "call_log_october.csv")], ReadingOptions(lines=queues)))
    for line, figures in expected["queues"].items():
        median = figures["patience_km_median_s"]
        assert measured.lines[line].kaplan_meier_median == pytest.approx(median["value"], abs=median["tolerance"])
    # The distributions that made the calls are there too: Weibull for 101, whose median is well pinned down.
    assert measured.lines["101"].patience.median == pytest.approx(expected["true_laws_median_s"]["101"], rel=0.05)
    excess = expected["redial_15min"]
    found = measured.lines["999"].redial_excess.value
    assert found == pytest.approx(excess["excess"], abs=excess["tolerance_on_excess"])
    assert [spell.start.date().isoformat() for spell in measured.faulty_spells] == expected["faulty_spell"]["must_flag"]
    spans = [(gap.start.isoformat(), gap.end.isoformat()) for gap in measured.missing]
    assert spans == [
        (f"{gap['date']}T{gap['from']}:00", f"{gap['date']}T{gap['to']}:00") for gap in expected["gaps_local"].values()
    ]


def _bank_weeks(observations: Observations) -> Floats:
    """Return the bank's calls by week and hour of the week, days from 06:00 on; its 14 and 21 February are left out."""
    grid = line_grid(observations.counts, "bank", date(1999, 2, 1), 28).by(24)
    spoilt = [
        (datetime(1999, 2, 14, 21), datetime(1999, 2, 14, 23)),
        (datetime(1999, 2, 21, 17), datetime(1999, 2, 21, 19)),
    ]
    hours = grid.without(spoilt)
    counts = np.where(hours.exposure == 1, hours.offered, np.nan).ravel()
    return np.concatenate([counts[DAY_STARTS_HOUR:], np.full(DAY_STARTS_HOUR, np.nan)]).reshape(4, 168)


def test_the_banks_spread_of_days_and_hours(bank_calls: Observations, bank_measured: Measured) -> None:
    """Days have a cv of 0.12, hours one of 0.17, which is day and hour together; correlations fall as they did by hand.

    By hand they were 0.62, 0.58, 0.49 and 0.42 at 1 to 4 h and 0.24 at 8 h; each has a standard error of about 0.1.
    """
    weeks = _bank_weeks(bank_calls)
    covariance, _ = lag_moments(weeks, weeks)
    assert np.sqrt(covariance[0]) == pytest.approx(0.17, abs=0.01)
    assert covariance[[1, 2, 3, 4, 8]] / covariance[0] == pytest.approx([0.62, 0.58, 0.49, 0.42, 0.24], abs=0.1)
    assert bank_measured.day_cv.low < 0.12 < bank_measured.day_cv.high
    assert bank_measured.hour_cv.low < np.sqrt(0.17**2 - 0.12**2) < bank_measured.hour_cv.high


def test_the_banks_handling_and_wrap_up(bank_measured: Measured) -> None:
    """By hour of the day from 147 to 202 s, within 10 s; wrap-up has a mean of 12 s and a median of 6 s."""
    line = bank_measured.lines["bank"]
    by_hour = np.array(line.handling_by_hour) * line.handling.mean
    assert by_hour.min() == pytest.approx(147, abs=10)
    assert by_hour.max() == pytest.approx(202, abs=10)
    assert line.wrap_up.mean == pytest.approx(12, abs=0.5)
    assert line.wrap_up.median == pytest.approx(6, abs=1)


def test_the_banks_staffing_is_a_range(bank_measured: Measured) -> None:
    """Sessions over gaps of 10, 30 and 60 min give 472, 572 and 610 person-hours a week, busy people 417."""
    hours = {reading.name: reading.hours_per_week for reading in bank_measured.staffing.readings}
    assert list(hours.values()) == pytest.approx([417, 472, 572, 610], rel=0.005)
    assert [name for name in hours if "busy" in name] == [next(iter(hours))]
    assert bank_measured.staffing.readings[bank_measured.staffing.chosen].name.startswith("gaps of up to 30 min")
