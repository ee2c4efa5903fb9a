from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

import simcall as sc
from simcall.api import Results
from simcall.measures import Tally
from simcall.measures.stretches import worst_stretches
from tests.making import ONE_LINE, scenario

WITH_TARGET = {"lines.999.answer_target": {"within": "10 s", "share": 0.9}}
CALLS = 20.0


@pytest.fixture(scope="module")
def week() -> Results:
    """One week from a Monday, in three replications, of a line with a target."""
    return sc.run(scenario(ONE_LINE, {"days": 7.0, **WITH_TARGET}), replications=3, seed=1, jobs=1)


def with_totals(results: Results, in_target: Mapping[int, float], abandoned: Mapping[int, float]) -> Results:
    """Put hand-made totals in the place of the simulated ones: in each hour 20 calls, all of them in time and answered.

    By hour of the week `in_target` and `abandoned` change that. All replications are the same.
    """
    hours = len(results.periods)
    lines = {
        name: np.full((1, hours), CALLS) for name in ("offered", "answered", "in_target", "not_short", "not_ignored")
    }
    lines["abandoned"] = np.zeros((1, hours))
    for hour, number in in_target.items():
        lines["in_target"][0, hour] = number
    for hour, number in abandoned.items():
        lines["abandoned"][0, hour] = number
        lines["not_short"][0, hour] = lines["not_ignored"][0, hour] = max(CALLS, number)
    return replace(results, tallies=(Tally(lines, {}, *[np.empty(0, np.int32)] * 2),) * results.replications)


def names(results: Results, **rest: object) -> list[str]:
    """Name the worst stretches."""
    return [stretch.name for stretch in worst_stretches(results, "999", **rest)]


def test_the_worst_first_and_named_across_midnight(week):
    """The stretch with the most late calls comes first; Saturday night is one, and Sunday runs on into Monday."""
    saturday_night = dict.fromkeys((142, 143, 144, 145), 5.0)
    sunday_night = dict.fromkeys((166, 167, 0), 8.0)
    monday_noon = {12: 6.0}
    made = with_totals(week, {**saturday_night, **sunday_night, **monday_noon}, {})
    assert names(made) == ["Sat 22:00 to Sun 02:00", "Sun 22:00 to Mon 01:00", "Mon 12:00 to 13:00"]
    assert names(made, count=1) == ["Sat 22:00 to Sun 02:00"]
    assert worst_stretches(made, "999")[1].hours == (166, 167, 0)


def test_the_estimate_is_the_ratio_of_the_totals(week):
    """A stretch's share is its calls in time over its answered calls, and it lies in its interval."""
    (stretch,) = worst_stretches(with_totals(week, {30: 4.0, 31: 10.0}, {}), "999")
    assert stretch.measure == "answered_in_target"
    assert stretch.estimate.mean == pytest.approx(14 / 40)
    assert stretch.estimate.low <= stretch.estimate.mean <= stretch.estimate.high


def test_abandonment_is_worst_where_it_is_highest(week):
    """Of abandonment the highest shares are the worst; it is what a line without a target is judged by."""
    made = with_totals(week, {}, {100: 10.0, 101: 10.0})
    assert names(made, measure="abandonment_rate") == ["Fri 04:00 to 06:00"]
    no_target = sc.run(scenario(ONE_LINE, {"days": 7.0}), replications=3, seed=1, jobs=1)
    assert worst_stretches(with_totals(no_target, {}, {5: 10.0}), "999")[0].measure == "abandonment_rate"


def test_an_empty_night_hour_does_not_win(week):
    """An hour whose only call is late is worse by its share, and yet no stretch: it has less than one call a week."""
    made = with_totals(week, {50: 10.0, 51: 10.0}, {})
    lines = made.tallies[0].lines
    for name in ("answered", "not_short", "not_ignored"):
        lines[name][0, 3] = 0.2
    lines["in_target"][0, 3] = 0.0
    assert names(made) == ["Wed 02:00 to 04:00"]


def test_no_stretch_is_longer_than_eight_hours(week):
    """Bad hours that go on for longer than a shift are cut; what follows is a stretch of its own."""
    made = with_totals(week, dict.fromkeys(range(24, 36), 5.0), {})
    found = worst_stretches(made, "999")
    assert [len(stretch.hours) for stretch in found] == [8, 4]
    assert len({hour for stretch in found for hour in stretch.hours}) == 12


def test_nothing_is_bad(week):
    """Of a line whose calls are all answered in time, and of one that is as bad in each hour, no stretch is worst."""
    assert worst_stretches(with_totals(week, {}, {}), "999") == ()
    assert worst_stretches(with_totals(week, dict.fromkeys(range(168), 5.0), {}), "999") == ()


def test_nobody_rang_and_nobody_was_answered():
    """With no calls, or none answered, there is nothing that could be worst."""
    quiet = {"days": 7.0, "lines.999.demand.calls_per_day": 0.0, **WITH_TARGET}
    assert worst_stretches(sc.run(scenario(ONE_LINE, quiet), replications=2, jobs=1), "999") == ()
    closed = {"days": 1.0, "groups.handlers.headcount": 0, **WITH_TARGET}  # each hour is as bad as the others
    assert worst_stretches(sc.run(scenario(ONE_LINE, closed), replications=2, jobs=1), "999") == ()


def test_hours_in_which_nobody_is_answered(week):
    """Where every caller gives up, no answer is late; such hours are the worst all the same, and have no share."""
    made = with_totals(week, {60: 0.0}, {60: 20.0})
    made.tallies[0].lines["answered"][0, 60] = 0.0
    (stretch,) = worst_stretches(made, "999")
    assert stretch.name == "Wed 12:00 to 13:00"
    assert stretch.estimate.mean is None


def test_a_span_shorter_than_a_week():
    """Only hours of the span are in a stretch, and the last of them does not run on into the first."""
    one_day = sc.run(scenario(ONE_LINE, {"days": 1.0, **WITH_TARGET}), replications=3, seed=1, jobs=1)
    assert names(with_totals(one_day, {23: 5.0, 0: 5.0}, {})) == ["Mon 00:00 to 01:00", "Mon 23:00 to 00:00"]


def test_a_weekday_that_comes_more_often_is_no_worse():
    """Of eight days Monday comes twice: its late calls count by the week, as those of other days do."""
    eight_days = sc.run(scenario(ONE_LINE, {"days": 8.0, **WITH_TARGET}), replications=3, seed=1, jobs=1)
    made = with_totals(eight_days, {9: 10.0, 9 + 168: 10.0, 33: 8.0}, {})
    assert names(made) == ["Tue 09:00 to 10:00", "Mon 09:00 to 10:00"]


def test_one_replication_goes_by_its_estimate(week):
    """One replication gives no interval; its worst stretch is named by the estimate alone."""
    one = replace(with_totals(week, {30: 4.0}, {}), tallies=with_totals(week, {30: 4.0}, {}).tallies[:1])
    (stretch,) = worst_stretches(one, "999")
    assert stretch.name == "Tue 06:00 to 07:00"
    assert stretch.estimate.low is None


@pytest.mark.parametrize("measure", ["asa", "no such", "answer_time_p90"])
def test_only_shares_of_calls(week, measure):
    """A measure that is not a share of a line's calls is refused, and the message names those that are."""
    with pytest.raises(sc.SimcallError, match="answered_in_target"):
        worst_stretches(week, "999", measure=measure)


def test_an_unknown_line(week):
    """An unknown line is refused as everywhere."""
    with pytest.raises(sc.SimcallError, match='no line "111"'):
        worst_stretches(week, "111")
