"""What a comparison found, in sentences: every one of them for figures written by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from simcall.api import Comparison, Results
from simcall.errors import SimcallError
from simcall.measures import Kind
from simcall.present.words.differences import points, signed
from simcall.present.words.findings import findings, saved_by_pairing, targets_met
from simcall.scenario import Scenario
from tests.making import constant
from tests.measured import hours, measured

OFFICERS = {"groups__officers": {"lines": ["999"], "headcount": 1}}
BUSY = [0] * 14 + [1] * 4 + [0] * 6
"""The hours of a day in which it is different."""


def answered(in_target: Any, of: Any = (1000, 1000)) -> dict[str, dict[str, Any]]:
    """Return the totals of line 999 where nobody gives up."""
    return {"999": {"in_target": in_target, "answered": of, "not_short": of, "offered": of}}


def told(base: Results, other: Results) -> tuple[str, ...]:
    """Return what is found of two runs."""
    return findings(Comparison((base, other)), other.blueprint.scenario.name)


def in_time(base: Any, other: Any, of: Any = (1000, 1000), periods: int = 1) -> str:
    """Return what is said of the share of line 999 that is answered in time."""
    more = hours(periods, "more", groups__handlers__headcount=4)
    return told(measured(hours(periods), answered(base, of)), measured(more, answered(other, of)))[0]


# How much -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "other", "said"),
    [
        # By hand: differences 0.100 and 0.102, mean 0.101, error 0.001, times 12.7.
        ((800, 820), (900, 922), "91.1 % against 81.0 %, 10.1 points higher [8.8, 11.4]"),
        ((900, 922), (800, 820), "81.0 % against 91.1 %, 10.1 points lower [8.8, 11.4]"),
        ((800, 820), (900, 920), "91.0 % against 81.0 %, 10.0 points higher"),
        ((800, 820), (801, 824), "81.2 % against 81.0 %, no clear difference (-1.7 to +2.2 points)"),
        ((800, 820), (800, 820), "81.0 % against 81.0 %, no difference in any replication"),
        ((800, 820), (800.2, 820.2), "81.02 % against 81.00 %, 0.02 points higher"),
        ((800.2, 820.2), (800, 820), "81.00 % against 81.02 %, 0.02 points lower"),
        # Differences 0.00400 and 0.00402: mean 0.00401, error 0.00001, times 12.7.
        ((800, 820), (804, 824.02), "81.4 % against 81.0 %, 0.40 points higher [0.39, 0.41]"),
        # 0.000250 and 0.000270: mean 0.000260, error 0.000010, times 12.7.
        ((800, 820), (800.25, 820.27), "81.03 % against 81.00 %, 0.03 points higher [0.01, 0.04]"),
        # 0.000020 and 0.000021: mean 0.0000205, error 0.0000005, times 12.7.
        ((800, 820), (800.02, 820.021), "81.002 % against 81.000 %, 0.002 points higher [0.001, 0.003]"),
        ((800, 820), (800.2, 819.8), "81.0 % against 81.0 %, no clear difference (-0.3 to +0.3 points)"),
        ((800, 820), (800.002, 819.998), "81.0 % against 81.0 %, no clear difference (-0.003 to +0.003 points)"),
    ],
)
def test_how_much(base, other, said):
    """A clear difference has a direction and its interval, if that has a width; one that is not clear, its interval.

    What the usual decimals would round to nothing, or to the same, has more of them.
    """
    scale = 1000  # so that tenths and thousandths are calls too
    of = (1000 * scale, 1000 * scale)
    assert (
        in_time(np.rint(np.multiply(base, scale)), np.rint(np.multiply(other, scale)), of)
        == f"999 answered in 10 s: {said}."
    )


def test_work_is_never_abandoned():
    """Of a line of work the share started in time is compared, and not the share abandoned, nor what pairing saves."""
    reports = {"kind": "work", "handling": constant("20 min"), "demand": {"calls_per_day": 48}}
    target = {"answer_target": {"within": "1 h", "share": 0.95}}
    work = {"lines__reports": {**reports, **target}, "groups__handlers__lines": ["999", "reports"]}
    totals = {**answered((800, 820)), "reports": answered((900, 910))["999"]}
    runs = (measured(hours(1, **work), totals), measured(hours(1, "more", **work), totals))
    assert [sentence for sentence in told(*runs) if sentence.startswith("reports")] == [
        "reports answered in 1 h: 90.5 % against 90.5 %, no difference in any replication."
    ]


def waiting_work(answer_s: Sequence[float], started: Sequence[int] = (10, 10), name: str = "base") -> Results:
    """Return a run with work without a target that waits for this many seconds in all until it is started."""
    work = {"lines__reports": {"kind": "work", "handling": constant("20 min"), "demand": {"calls_per_day": 48}}}
    of_reports = {"answer_s": answer_s, "answered": started, "offered": started}
    made = hours(1, name, groups__handlers__lines=["999", "reports"], **work)
    return measured(made, {**answered((800, 820)), "reports": of_reports})


@pytest.mark.parametrize(
    ("base", "other", "said"),
    [
        # By hand: 60 s and 62 s longer: mean 61, error 1, times 12.7.
        ((400, 400), (1000, 1020), "101.0 s against 40.0 s, 61.0 s longer [48.3, 73.7]"),
        ((1000, 1020), (400, 400), "40.0 s against 101.0 s, 61.0 s shorter [48.3, 73.7]"),
        # 1 s longer and 1 s shorter: mean 0, error 1.
        ((400, 400), (410, 390), "40.0 s against 40.0 s, no clear difference (-12.7 to +12.7 s)"),
    ],
)
def test_work_without_a_target(base, other, said):
    """Of work without a target the mean time to start is compared: nothing else names its line."""
    sentences = told(waiting_work(base), waiting_work(other, name="more"))
    assert [each for each in sentences if "reports" in each] == [f"reports mean time to start: {said}."]


def test_work_that_nobody_starts():
    """Work that is never started in one of two runs has no mean time to start, and no sentence."""
    sentences = told(waiting_work((400, 400)), waiting_work((0, 0), (0, 0), name="more"))
    assert not [each for each in sentences if "reports" in each]


def test_one_replication():
    """One replication has a difference and no interval, or none."""
    assert in_time([800], [900], [1000]).endswith("10.0 points higher (one replication gives no interval).")
    assert in_time([800], [800], [1000]).endswith("%, no difference (one replication gives no interval).")


def test_one_replication_of_a_small_difference():
    """With no interval, too, a small difference and the figures it is between are not rounded away."""
    assert "81.02 % against 81.00 %, 0.02 points higher (one replication" in in_time([81000], [81020], [100000])


def test_not_defined():
    """Where nobody is answered in one of them, there is nothing to tell."""
    said = in_time([0, 0], [5, 5], np.array([0, 0]))
    assert said == "999 answered in 10 s: no comparison, because one of the two has no value."


def test_abandoned():
    """What is said of callers who give up follows, for every line, whether it has a target or not."""
    lost = {"abandoned": [300, 320], "not_short": [1000, 1000]}
    fewer = {"abandoned": [200, 220], "not_short": [1000, 1000]}
    untold = {"lines__999__answer_target": None}
    said = told(
        measured(hours(1, **untold), {"999": lost}), measured(hours(1, "more", **untold, **OFFICERS), {"999": fewer})
    )
    assert said == ("999 abandoned: 21.0 % against 31.0 %, 10.0 points lower.",)


# Where most -----------------------------------------------------------------------------------------------------------


def by_hour(gain: Sequence[float], noise: float = 0.0) -> str:
    """Return what is said of a day whose hours of 1,000 answered calls gain a share each, give or take a noise."""
    of = np.full((4, 24), 1000)
    base = np.full((4, 24), 500)
    swing = noise * np.array([[1], [-1], [1], [-1]])
    return in_time(base, np.rint(base + 1000 * (np.asarray(gain) + swing)), of, 24)


@pytest.mark.parametrize(
    ("gain", "where"),
    [
        ({14: 0.2, 15: 0.3, 16: 0.2, 17: 0.2}, "14:00 and 18:00"),
        ({14: 0.2, 15: 0.3, 16: 0.17, 17: 0.2}, "14:00 and 16:00"),  # 0.17 is under six tenths of 0.3
        ({14: 0.2, 15: 0.3, 16: 0.18, 17: 0.2}, "14:00 and 18:00"),  # 0.18 is not
        ({13: 0.18, 14: 0.3, 15: 0.17}, "13:00 and 15:00"),
        ({9: 0.3}, "09:00 and 10:00"),
        ({22: 0.2, 23: 0.3, 0: 0.3, 1: 0.2}, "22:00 and 02:00"),  # past midnight
        ({0: 0.3, 1: 0.2, 23: 0.25}, "23:00 and 02:00"),
        ({20: 0.3, 21: 0.3, 22: 0.3, 23: 0.3}, "20:00 and 00:00"),
        ({hour: 0.3 for hour in range(6, 17)}, "06:00 and 17:00"),
        ({14: -0.3, 15: -0.2}, "14:00 and 16:00"),  # a loss has a worst time too
        ({14: -0.3, 9: 0.1}, "14:00 and 15:00"),  # the direction is that of the whole day
    ],
)
def test_peak(gain, where):
    """A clear difference is largest in the hours around the largest one that have six tenths of it or more."""
    said = by_hour([gain.get(hour, 0.0) for hour in range(24)])
    assert re.search(rf", largest between {where} \(\d+ points\)\.$", said)


@pytest.mark.parametrize(
    ("gain", "rest", "size"),
    [
        ({14: 0.3}, 0.0, "30 points"),
        ({14: 0.3, 15: 0.2}, 0.0, "25 points"),  # both hours have as many calls
        ({14: -0.3}, 0.0, "30 points"),
        ({14: 0.072}, 0.0, "7.2 points"),
        ({14: 0.3}, 0.09, "30 points"),
    ],
)
def test_size_of_the_peak(gain, rest, size):
    """The size of the difference in the peak's hours stands behind them."""
    said = by_hour([gain.get(hour, rest) for hour in range(24)])
    assert re.search(rf", largest between 14:00 and 1[56]:00 \({size}\)\.$", said)


def by_hour_of_week(gain: Mapping[int, float], noise: Mapping[int, float] | None = None) -> str:
    """Return what is said of a week whose hours of 1,000 answered calls gain a share each, give or take a noise."""
    gains, swings = (np.zeros(168) for _ in range(2))
    for values, given in ((gains, gain), (swings, noise or {})):
        values[list(given)] = list(given.values())
    base, of = np.full((4, 168), 500), np.full((4, 168), 1000)
    other = base + 1000 * (gains + swings * np.array([[1], [-1], [1], [-1]]))
    return in_time(base, np.rint(other), of, 168)


FRIDAY, SATURDAY, SUNDAY = 4 * 24, 5 * 24, 6 * 24


@pytest.mark.parametrize(
    ("gain", "when"),
    [
        ({FRIDAY + 22: 0.3, FRIDAY + 23: 0.3, SATURDAY + 22: 0.3, SATURDAY + 23: 0.3}, "Fri and Sat 22:00 to 00:00"),
        ({SATURDAY + 22: 0.3, SATURDAY + 23: 0.3, SUNDAY: 0.3, SUNDAY + 1: 0.3}, "Sat 22:00 to Sun 02:00"),
        ({SUNDAY + 23: 0.3, 0: 0.3}, "Sun 23:00 to Mon 01:00"),
        ({24 * day + 9: 0.3 for day in range(5)}, "Mon to Fri 09:00 to 10:00"),
        ({24 * day + 9: 0.3 for day in range(7)}, "between 09:00 and 10:00"),
        ({24 * day + 9: 0.3 for day in (0, 2, 3, 5)}, None),  # four days, and no working week
        ({24 * day + 9: 0.3 if day == 4 else 0.17 for day in range(7)}, "Fri 09:00 to 10:00"),  # under 60 % of Friday's
        ({24 * day + 9: 0.3 if day == 4 else 0.19 for day in range(7)}, "between 09:00 and 10:00"),
    ],
)
def test_days_of_the_peak(gain, when):
    """Days on which the difference is at least 60 % of the largest day's are named, if they are few."""
    size = "30 points" if when and not when.startswith("between") else r"\d+ points"
    assert re.search(rf", largest {when or 'between 09:00 and 10:00'} \({size}\)\.$", by_hour_of_week(gain))


def test_days_that_do_not_clearly_differ():
    """A day that is larger by chance is not named: its difference swings as far as it is larger."""
    gain = {24 * day + 9: 0.3 if day == 4 else 0.15 for day in range(7)}
    assert "largest Fri 09:00 to 10:00" in by_hour_of_week(gain)
    assert "largest between 09:00 and 10:00" in by_hour_of_week(gain, {FRIDAY + 9: 0.3, 9: -0.3})


@pytest.mark.parametrize("gain", [dict.fromkeys(range(24), 0.2), dict.fromkeys(range(6, 18), 0.2)])
def test_no_peak_all_day(gain):
    """What is as large for twelve hours or more has no peak."""
    said = by_hour([gain.get(hour, 0.0) for hour in range(24)])
    assert "points higher" in said
    assert "largest" not in said


def test_no_peak_where_it_is_not_clear():
    """A difference that is not clear has no peak, nor one that is clear over the day and in no hour by itself."""
    flat = [0.03] * 24
    flat[7] = 0.06
    swing = np.where(np.arange(24) % 2 == 0, 0.08, -0.08)  # hours that cancel out
    said = by_hour(flat, swing)
    assert "3.1 points higher" in said
    assert "largest" not in said
    assert by_hour(flat, 0.0).endswith("largest between 07:00 and 08:00 (6.0 points).")
    assert "no clear difference (" in (unclear := by_hour(flat, 0.2))
    assert "largest" not in unclear


def test_no_peak_of_less_than_a_day():
    """Some hours of one day do not show when it is largest."""
    base, other = np.full((2, 23), 500), np.full((2, 23), 500)
    other[:, 9] += 200
    said = in_time(base, other, np.full((2, 23), 1000), 23)
    assert "points higher" in said
    assert "largest" not in said


# Of what --------------------------------------------------------------------------------------------------------------


def test_other_targets():
    """Where targets differ both times are named; where only one has a target, there is no difference."""
    base = measured(hours(1), answered([800, 820]))
    later = measured(hours(1, "later", lines__999__answer_target__within="30 s"), answered([900, 920]))
    assert told(base, later)[0].startswith("999 answered in time (30 s, in the base 10 s): 91.0 % against 81.0 %")
    none = measured(hours(1, "none", lines__999__answer_target=None), answered([900, 920]))
    for both in ((base, none), (none, base)):
        assert told(*both)[0] == "999 answered in 10 s: no comparison, because one of the two has no value."


def test_lines_of_one_alone():
    """A line that only one of them has is named and not compared."""
    second = {"lines__101": {"handling": constant("5 min"), "demand": {"calls_per_day": 240.0}}}
    serving = {"groups__handlers__lines": ["999", "101"], **second}
    base = measured(hours(1), answered([800, 820]))
    more = measured(hours(1, "more", **serving), answered([800, 820]))
    assert told(base, more)[2:] == ("101: this line is only in more.",)
    assert told(more, base)[2:] == ("101: this line is only in more.",)


# At what cost ---------------------------------------------------------------------------------------------------------


def duty(made: Scenario, **worked: Sequence[float]) -> Results:
    """Return a run in which groups worked so many hours."""
    seconds = {name: {"duty_s": np.multiply(values, 3600.0)} for name, values in worked.items()}
    return measured(made, answered([800, 820]), seconds)


def of_groups(base: Results, other: Results) -> tuple[str, ...]:
    """Return what is said of groups."""
    return told(base, other)[2:]


def test_hours_of_help():
    """Hours that a group works more are taken from its other work, those that it works fewer are given back."""
    taken = {"groups__officers": {"lines": ["999"], "headcount": 1, "taken_from": "response"}}
    without = duty(hours(1, "without"), handlers=[10, 10])
    help_ = duty(hours(1, "with", **taken), handlers=[10, 10], officers=[24, 24])
    assert of_groups(without, help_) == ("officers: 24.0 h more on duty, taken from response.",)
    assert of_groups(help_, without) == ("officers: 24.0 h fewer on duty, given back to response.",)
    varying = duty(hours(1, "varying", **taken), handlers=[10, 10], officers=[1200, 1202])
    assert of_groups(without, varying) == ("officers: 1,201 h more on duty [1,188, 1,214], taken from response.",)


def test_whose_hours():
    """The other's own word counts for hours more, the base's for hours fewer; without one nothing is taken."""
    groups = ({"lines": ["999"], "headcount": 1}, {"lines": ["999"], "headcount": 1, "taken_from": "response"})
    free, taken = (
        (
            duty(hours(1, f"{name} few", groups__officers=group), handlers=[9, 9], officers=[2, 2]),
            duty(hours(1, f"{name} many", groups__officers=group), handlers=[9, 9], officers=[12, 12]),
        )
        for name, group in zip(("free", "taken"), groups, strict=True)
    )
    assert of_groups(*free) == ("officers: 10.0 h more on duty.",)
    assert of_groups(free[0], taken[1]) == ("officers: 10.0 h more on duty, taken from response.",)
    assert of_groups(taken[0], free[1]) == ("officers: 10.0 h more on duty.",)
    assert of_groups(taken[1], free[0]) == ("officers: 10.0 h fewer on duty, given back to response.",)


def test_hours_not_worth_a_sentence():
    """Less than an hour, or hours that are not clear, are not told; one replication's are."""
    base = duty(hours(1), handlers=[100, 100])
    for worked in ([100.9, 100.9], [99.1, 99.1], [100, 120]):
        assert of_groups(base, duty(hours(1, "more"), handlers=worked)) == ()
    assert of_groups(base, duty(hours(1, "more"), handlers=[101, 101])) == ("handlers: 1.0 h more on duty.",)
    once = [
        measured(hours(1, name), answered([8], [10]), {"handlers": {"duty_s": [3600.0 * n]}})
        for name, n in (("a", 9), ("b", 7))
    ]
    assert of_groups(*once) == ("handlers: 2.0 h fewer on duty (one replication gives no interval).",)


# What pairing gained --------------------------------------------------------------------------------------------------


def test_saved_by_pairing():
    """It is said how many times the replications independent runs would take, of each share that varies."""
    base = measured(hours(1), answered([800, 820]))
    other = measured(hours(1, "more", **OFFICERS), answered([850, 874]))
    # By hand: 10 and -10 apart from 12 and -12: (100 + 144) / 2^2.
    said = saved_by_pairing(Comparison((base, other)), "more")
    assert said.endswith("would need more replications: 61 times as many for 999 answered in 10 s.")
    assert saved_by_pairing(Comparison((base, measured(hours(1, "same"), answered([800, 820])))), "same") is None
    fire = {"lines__fire": {"handling": constant("5 min"), "demand": {"calls_per_day": 1.0}}}
    none = measured(hours(1, "fire", groups__handlers__lines=["999", "fire"], **fire), answered([800, 820]))
    assert saved_by_pairing(Comparison((none, base)), "by hand") is None


def test_nothing_saved_by_pairing():
    """Where the same callers save no replications, the sentence that says how many is left out."""
    base = measured(hours(1), answered([800, 820]))
    # By hand: 10 and -10 apart from -12 and 12: (100 + 144) / 22^2, which is about a half.
    opposite = measured(hours(1, "opposite", **OFFICERS), answered([874, 850]))
    comparison = Comparison((base, opposite))
    ratio = comparison.of("opposite", "answered_in_target", line="999").variance_ratio
    assert ratio == pytest.approx(244 / 484)
    assert saved_by_pairing(comparison, "opposite") is None


@pytest.mark.parametrize(
    ("in_target", "times"),
    [((850, 874), "61"), ((810, 830.1), "80,400"), ((850, 870.9), "1,030"), ((850, 869.2), "1,200")],
)
def test_times_without_powers_of_ten(in_target, times):
    """However many times it is, it is a number that a planner can read, with three figures that count.

    By hand: the base is 100 and -100 off, the other b and -b: (100^2 + b^2) / (100 - b)^2, b 120, 100.5, 104.5 and 96.
    """
    scale, of = 10, (10000, 10000)
    base = measured(hours(1), answered((8000, 8200), of))
    other = measured(hours(1, "more", **OFFICERS), answered(np.multiply(in_target, scale), of))
    assert f": {times} times as many for 999 answered in 10 s." in saved_by_pairing(Comparison((base, other)), "more")


# Met or missed --------------------------------------------------------------------------------------------------------


def met(base: Results, other: Results) -> tuple[str, ...]:
    """Return what is said of the targets of two runs."""
    return targets_met(Comparison((base, other)), other.blueprint.scenario.name)


def test_targets_met():
    """Of each line with a target it is said whether it is met, in the words of a run, and whether in the base."""
    missed = measured(hours(1), answered([800, 801]))
    over = measured(hours(1, "over"), answered([950, 952]))
    close = measured(hours(1, "close"), answered([880, 930]))
    assert met(missed, over) == ("999, target 90 % in 10 s: met. In the base: missed.",)
    assert met(over, close) == ("999, target 90 % in 10 s: too close to call. In the base: met.",)


def test_targets_that_differ():
    """A target of one of them alone, or that is another in each, is told as it is."""
    base = measured(hours(1), answered([950, 952]))
    later = measured(hours(1, "later", lines__999__answer_target__within="30 s"), answered([800, 801]))
    none = measured(hours(1, "none", lines__999__answer_target=None), answered([950, 952]))
    assert met(base, later) == ("999, target 90 % in 30 s: missed. In the base, target 90 % in 10 s: met.",)
    assert met(base, none) == ("999, no target. In the base, target 90 % in 10 s: met.",)
    assert met(none, base) == ("999, target 90 % in 10 s: met. In the base, no target.",)


def test_of_several():
    """Of several scenarios each has its own sentences, and one that is not there is refused."""
    runs = [
        measured(hours(1, name, groups__handlers__headcount=n), answered([800 + n, 820 + n]))
        for n, name in enumerate("abc")
    ]
    comparison = Comparison(tuple(runs))
    assert "0.1 points higher" in findings(comparison, "b")[0]
    assert "0.2 points higher" in findings(comparison, "c")[0]
    for name in ("a", "d"):
        with pytest.raises(SimcallError, match=f'"{name}" is not compared with the base; choose one of b, c'):
            findings(comparison, name)


WRITTEN: Mapping[tuple[float, Kind], tuple[str, str]] = {
    (-0.1234, Kind.SHARE): ("12.3 points", "-12.3 points"),
    (0.0004, Kind.SHARE): ("0.0 points", "0.0 points"),
    (1234.56, Kind.SECONDS): ("1,234.6 s", "+1,234.6 s"),
    (-99.96, Kind.HOURS): ("100.0 h", "-100.0 h"),
    (1203.6, Kind.HOURS): ("1,204 h", "+1,204 h"),
    (-0.066, Kind.NUMBER): ("0.07", "-0.07"),
    (-0.004, Kind.NUMBER): ("0.00", "0.00"),
    (12.34, Kind.COUNT): ("12.3", "+12.3"),
    (-1321.7, Kind.COUNT): ("1,322", "-1,322"),
}


@pytest.mark.parametrize(("given", "written"), WRITTEN.items(), ids=[f"{value} {kind}" for value, kind in WRITTEN])
def test_as_written(given, written):
    """A difference is written in its unit, shares in points; what rounds to nothing has no sign."""
    assert (points(*given), signed(*given)) == written
