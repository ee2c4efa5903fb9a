"""Who comes, and when: absence, training, lateness and breaks."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simcall.inputs import Blueprint, Draws, Purpose
from tests.making import constant, exponential
from tests.people import SHIFTS, around_the_clock, check_shifts, drawn, laid, worked

MIN_MS = 60_000
EVERY_DAY = {"pattern": ["early"], "starts": "2024-02-05", "teams": {"A": {"people": 20}}}


def missing(blueprint: Blueprint, replication: int = 0) -> set[tuple[int, str]]:
    """Return (person, end of the duty) of all duties of a plan that are missed."""
    plan = blueprint.plan
    ends = (blueprint.calendar.local(tick).isoformat() for tick in plan.end.tolist())
    return set(zip(plan.agent.tolist(), ends, strict=True)) - worked(blueprint, drawn(blueprint, replication).shifts)


def staffed(rota: dict[str, Any], absence: dict[str, Any], **changes: Any) -> Blueprint:
    """Lay a rota with absence on the calendar."""
    return laid({"rota": rota, "absence": absence}, **changes)


# Absence ------------------------------------------------------------------------------------------------------------


def test_nobody_is_missing():
    """Without absence everybody works their duties, and every replication is the same."""
    found = laid({"rota": around_the_clock()}, days=20.0)
    assert missing(found, 0) == missing(found, 1) == set()
    assert len(drawn(found).shifts.group) == len(found.plan)


def test_everybody_is_missing():
    """With a probability of 1 nobody comes."""
    assert len(drawn(staffed(EVERY_DAY, {"probability": 1.0})).shifts.group) == 0


def binomial(numbers: np.ndarray, people: int, p: float) -> bool:
    """Tell whether numbers of people pass for Binomial(people, p): chi-square at a significance of 1e-4."""
    law = stats.binom(people, p)
    bounds = np.flatnonzero((law.pmf(np.arange(people + 1)) * len(numbers)) > 5)
    cells = np.clip(numbers, bounds[0], bounds[-1]) - bounds[0]
    expected = law.pmf(bounds)
    expected[0], expected[-1] = law.cdf(bounds[0]), law.sf(bounds[-1] - 1)
    observed = np.bincount(cells, minlength=len(bounds))
    return stats.chisquare(observed, expected * len(numbers)).pvalue > 1e-4


def test_number_present_is_binomial():
    """Of 20 people each of whom is missing with probability 0.15, the number present is Binomial(20, 0.85).

    3,000 duties of the team. Power over 0.99 against a probability of 0.13 or 0.17 (n = 60,000: over 13 standard
    errors), and against people who are missing in pairs: both are caught.
    """
    found = staffed(EVERY_DAY, {"probability": 0.15}, days=300.0)
    present = np.concatenate(
        [np.bincount(drawn(found, r).shifts.start // 86_400_000, minlength=300) for r in range(10)]
    )
    assert len(present) == 3000
    assert binomial(present, 20, 0.85)
    assert not binomial(present, 20, 0.83)
    assert not binomial(present, 20, 0.87)
    pairs = 2 * np.random.default_rng(1).binomial(10, 0.85, 3000)
    assert not binomial(pairs, 20, 0.85)


def test_people_and_days_are_independent():
    """Whether somebody is missing says nothing of their neighbour, nor of their next day.

    Correlations of 60,000 pairs within 4.5 standard errors (0.018); power over 0.99 against one of 0.03.
    """
    found = staffed(EVERY_DAY, {"probability": 0.3}, days=200.0)
    tables = []
    for replication in range(15):
        table = np.zeros((200, 20))
        shifts = drawn(found, replication).shifts
        table[shifts.start // 86_400_000, shifts.agent] = 1
        tables.append(table)
    all_of_them = np.stack(tables)
    pairs = [
        (all_of_them[:, :, 1:], all_of_them[:, :, :-1]),
        (all_of_them[:, 1:], all_of_them[:, :-1]),
        (all_of_them[1:], all_of_them[:-1]),
    ]
    for one, other in pairs:
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) * np.sqrt(one.size) < 4.5


ABSENT = {"probability": 0.3, "training_every": "28 days", "late": {"probability": 0.2, "by": exponential("3 h")}}


def arrivals(blueprint: Blueprint, replication: int = 0) -> dict[tuple[str, int, str], str]:
    """Return when everybody comes by the local clock, under (stream, place, date of the duty)."""
    plan, shifts = blueprint.plan, drawn(blueprint, replication).shifts
    who = {(plan.agent[d], plan.end[d]): d for d in range(len(plan))}
    duties = [who[shifts.agent[s], shifts.end[s]] for s in range(len(shifts.group))]
    return {
        (plan.streams[plan.stream[d]].name, int(plan.person[d]), str(plan.date[d])): blueprint.calendar.local(
            tick
        ).isoformat()
        for d, tick in zip(duties, shifts.start.tolist(), strict=True)
    }


def test_another_team_disturbs_nobody():
    """The same people are missing, late and on training when a team or a fixed shift is added before theirs."""
    rota = around_the_clock(people=4)
    teams = {"Z": {"people": 7, "offset": 3}, **rota["teams"]}
    more = {**rota, "teams": teams, "fixed": {"desk": {"shift": "early", "days": ["Mon"], "people": 2}}}
    before, after = (arrivals(staffed(one, ABSENT, days=40.0)) for one in (rota, more))
    assert before == {who: when for who, when in after.items() if "'Z'" not in who[0] and "fixed" not in who[0]}
    assert len(before) > 200


def test_more_people_disturb_nobody():
    """Who is added to a team is added to it: the others come as they did."""
    before, after = (arrivals(staffed(around_the_clock(people=n), ABSENT, days=40.0)) for n in (4, 6))
    assert before.items() <= after.items()
    assert {place for _, place, _ in after} == set(range(6))


def test_run_that_starts_earlier_disturbs_nobody():
    """A longer warm-up, an earlier start or a later end: on the dates of both the same people are there."""
    inner = arrivals(staffed(around_the_clock(), ABSENT, start="2024-03-20", days=20.0))
    for changes in ({"warm_up": "9 days"}, {"start": "2024-02-11", "days": 70.0}):
        outer = arrivals(staffed(around_the_clock(), ABSENT, **{"start": "2024-03-20", "days": 25.0, **changes}))
        midnight = "2024-03-20T00:00:00+00:00"  # at which those are cut whose night shift had begun
        assert {who: when for who, when in inner.items() if when != midnight}.items() <= outer.items()


def test_shift_that_starts_an_hour_later_disturbs_nobody():
    """The same people are missing when a shift is moved by an hour, also over midnight; who is late is as late."""
    times = {"start": "23:30", "end": "07:30"}
    absence = {"probability": 0.3, "late": {"probability": 0.5, "by": constant("10 min")}}
    found = [
        laid(
            {"rota": around_the_clock(), "absence": absence}, {**SHIFTS, "night": night}, start="2024-02-06", days=30.0
        )
        for night in (times, {"start": "22:30", "end": "06:30"})
    ]
    one, other = ({who: int(when[14:16]) for who, when in arrivals(some).items()} for some in found)
    inside = {who for who in one if who[2] > "738921"}  # but for those whom the run's start finds on duty
    assert inside == {who for who in other if who[2] > "738921"}
    assert {one[who] - other[who] for who in inside} == {0}
    assert {one[who] for who in inside} == {0, 10, 30, 40}


def test_more_absence_only_takes_people_away():
    """Who is missing at 10 % is missing at 20 % too."""
    few, many = (missing(staffed(EVERY_DAY, {"probability": p}, days=30.0)) for p in (0.1, 0.2))
    assert few < many


def test_replications_and_seeds_differ():
    """Other people are missing in another replication, and with another seed."""
    found = staffed(EVERY_DAY, {"probability": 0.5}, days=5.0)
    three = [worked(found, drawn(found, r, seed).shifts) for r, seed in ((0, 1), (1, 1), (0, 2))]
    assert three[0] != three[1] != three[2] != three[0]
    assert three[0] == worked(found, drawn(found, 0, 1).shifts)


def test_addresses():
    """Absence is drawn at (group and team, purpose, date, number of the person in the team), whatever else is drawn."""
    found = staffed(
        {**EVERY_DAY, "fixed": {"desk": {"shift": "early", "days": ["Mon"], "people": 3}}}, {"probability": 0.4}
    )
    monday = date(2024, 2, 5).toordinal()
    expected = set()
    for stream, first, people in (("group 'handlers' team 'A'", 0, 20), ("group 'handlers' fixed 'desk'", 20, 3)):
        u = Draws(1, 7).uniforms(stream, Purpose.ABSENCE, monday, people)
        expected |= {first + person for person in np.flatnonzero(u >= 0.4).tolist()}
    assert set(drawn(found, 7).shifts.agent.tolist()) == expected


def test_purposes_keep_their_values():
    """The values of the purposes are part of the address."""
    purposes = (Purpose.ABSENCE, Purpose.TRAINING, Purpose.LATE, Purpose.LATE_BY, Purpose.BREAK)
    assert purposes == (14, 15, 16, 17, 18)


# Training -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [1.0, 0.6])
def test_training_once_in_every_window(share):
    """In every window of 28 days each person, part-timers too, misses one duty and no more."""
    found = staffed(around_the_clock(5, share=share), {"training_every": "28 days"}, days=200.0)
    plan, there = found.plan, worked(found, drawn(found).shifts)
    missed: dict[tuple[int, int], int] = {}
    for agent, end, window in zip(plan.agent.tolist(), plan.end.tolist(), plan.window.tolist(), strict=True):
        gone = (agent, found.calendar.local(end).isoformat()) not in there
        missed[agent, window] = missed.get((agent, window), 0) + gone
    whole = sorted({window for _, window in missed})[1:-1]
    assert len(whole) >= 5
    assert {missed[agent, window] for agent in range(20) for window in whole} == {1}


def test_every_duty_is_as_likely_to_be_missed_for_training():
    """Each of the duties of a window is missed with the same chance, also where the run cuts the window.

    A run of 20 days of windows of 28 (20 duties in each): 20 people, 400 replications. Chi-square over the duties'
    places at 1e-4, and the share of all, one in 28, within 4.5 standard errors (0.002; power over 0.99 against 1 in 20,
    which it would be if each cut window had a whole training day).
    """
    found = staffed(EVERY_DAY, {"training_every": "28 days"}, days=20.0)
    gone = np.full(20, 400 * 20)
    for replication in range(400):
        gone -= np.bincount(drawn(found, replication).shifts.start // 86_400_000, minlength=20)
    chances = 400 * 20 * 20
    assert stats.chisquare(gone).pvalue > 1e-4
    error = np.sqrt(1 / 28 * 27 / 28 / chances)
    assert abs(gone.sum() / chances - 1 / 28) < 4.5 * error
    assert abs(1 / 20 - 1 / 28) > 20 * error


def test_training_windows_of_whole_days():
    """A time that is not whole days counts as the nearest number of them."""
    one, other = (missing(staffed(EVERY_DAY, {"training_every": t}, days=90.0)) for t in ("28 days", "677 h"))
    assert one == other != set()


# Lateness -----------------------------------------------------------------------------------------------------------


def test_late():
    """Who is late comes by as much later as is drawn, and the number of them is Binomial (z-test within 4.5).

    1,000 duties; power over 0.99 against a probability of 0.3 in place of 0.2.
    """
    absence = {"late": {"probability": 0.2, "by": {"distribution": "uniform", "low": "10 min", "high": "30 min"}}}
    shifts = drawn(staffed(EVERY_DAY, absence, days=100.0)).shifts
    check_shifts(shifts, 100 * 86_400_000)
    by = (shifts.start[shifts.end < 50 * 86_400_000] - 6 * 60 * MIN_MS) % 86_400_000 / MIN_MS
    late = by[by > 0]
    assert len(by) == 1000
    assert abs(len(late) - 200) < 4.5 * np.sqrt(160)
    assert stats.kstest(late, stats.uniform(10, 20).cdf).pvalue > 1e-4


def test_late_over_the_end_of_the_duty():
    """Who would come at the end of the duty or after it misses it."""
    for by, there in (("479 min", 20), ("8 h", 0), ("10 days", 0)):
        absence = {"late": {"probability": 1.0, "by": constant(by)}}
        assert len(drawn(staffed(EVERY_DAY, absence)).shifts.group) == there


def test_late_for_a_duty_that_began_before_the_run():
    """Who should have come before the run starts is late from then: present at its start, or later."""
    rota = {"pattern": ["night"], "starts": "2024-02-01", "teams": {"A": {"people": 1}}}
    for by, start in (("1 h", 0), ("2 h", 0), ("3 h", 60 * MIN_MS)):
        shifts = drawn(staffed(rota, {"late": {"probability": 1.0, "by": constant(by)}}, days=0.5)).shifts
        assert shifts.start.tolist() == [start]


def test_late_until_the_end_of_the_run():
    """Who would come when the run is over does not come in it."""
    absence = {"late": {"probability": 1.0, "by": constant("2 h")}}
    assert len(drawn(staffed(EVERY_DAY, absence, days=8 / 24)).shifts.group) == 0
    assert len(drawn(staffed(EVERY_DAY, absence, days=481 / 1440)).shifts.group) == 20


# Breaks -------------------------------------------------------------------------------------------------------------


def with_breaks(*breaks: dict[str, Any], **changes: Any) -> Blueprint:
    """Lay a team of 20 on the calendar, who work an early shift with breaks every day."""
    absence = changes.pop("absence", {})
    return laid({"rota": EVERY_DAY, "absence": absence}, {"early": {**SHIFTS["early"], "breaks": breaks}}, **changes)


def rest(after: str, before: str, length: str = "30 min") -> dict[str, str]:
    """Return a break."""
    return {"length": length, "after": after, "before": before}


def test_breaks_are_due_in_their_windows():
    """Each break is due within its window, anywhere in it with the same chance, apart for each person, day and break.

    1,000 breaks of each kind: Kolmogorov and Smirnov at 1e-4, power over 0.99 against a window 10 min shorter;
    correlations within 4.5 standard errors.
    """
    found = with_breaks(rest("1 h", "3 h"), rest("4 h", "6 h", "15 min"), days=50.0)
    shifts = drawn(found).shifts
    check_shifts(shifts, found.calendar.horizon)
    assert set(np.diff(shifts.first_break).tolist()) == {2}
    after = (shifts.break_at.reshape(-1, 2) - shifts.start[:, None]) / MIN_MS
    assert shifts.break_length.reshape(-1, 2).tolist() == [[30 * MIN_MS, 15 * MIN_MS]] * 1000
    for column, first in zip(after.T, (60, 240), strict=True):
        assert stats.kstest(column, stats.uniform(first, 120).cdf).pvalue > 1e-4
        assert stats.kstest(column, stats.uniform(first, 110).cdf).pvalue < 1e-4
    assert abs(np.corrcoef(after.T)[0, 1]) * np.sqrt(1000) < 4.5
    assert abs(np.corrcoef(after[1:, 0], after[:-1, 0])[0, 1]) * np.sqrt(1000) < 4.5


def test_breaks_at_a_time():
    """A window of no width is a time: the break is due then."""
    shifts = drawn(with_breaks(rest("2 h", "2 h"))).shifts
    assert set((shifts.break_at - shifts.start).tolist()) == {120 * MIN_MS}


def test_breaks_are_in_order():
    """Breaks whose windows overlap, or that are written in another order, stand in the order in which they are due."""
    found = with_breaks(rest("4 h", "7 h", "2 min"), rest("1 h", "5 h", "1 min"), days=50.0)
    shifts = drawn(found).shifts
    check_shifts(shifts, found.calendar.horizon)
    lengths = shifts.break_length.reshape(-1, 2)
    assert set(map(tuple, (lengths // MIN_MS).tolist())) == {(1, 2), (2, 1)}


def test_late_people_miss_breaks():
    """Who comes late misses the breaks that were due before, and has the others when they were due."""
    breaks = (rest("1 h", "2 h"), rest("4 h", "5 h"))
    late = {"late": {"probability": 1.0, "by": constant("90 min")}}
    on_time, others = (drawn(with_breaks(*breaks, absence=absence, days=10.0)).shifts for absence in ({}, late))
    still = on_time.break_at[on_time.break_at > np.repeat(others.start, 2)]
    assert np.array_equal(others.break_at, still)
    assert set(np.diff(others.first_break).tolist()) == {1, 2}
    check_shifts(others, 10 * 86_400_000)


def test_breaks_before_the_run_are_not_had():
    """Of a duty that began before the run the breaks in it are left, due when they would have been."""
    breaks = (rest("1 h", "2 h"), rest("4 h", "5 h"))
    whole = drawn(with_breaks(*breaks)).shifts
    cut = drawn(with_breaks(*breaks, start="2024-02-05T08:00:00", days=0.5)).shifts
    assert np.array_equal(cut.break_at, whole.break_at.reshape(-1, 2)[:, 1] - 8 * 60 * MIN_MS)


def test_breaks_in_a_short_night():
    """A break that would be due when the shorter night in March has brought the duty to its end is not had."""
    night = {"start": "22:00", "end": "06:00", "breaks": [rest("7.2 h", "7.2 h", "10 min")]}
    rota = {"pattern": ["night"], "starts": "2024-02-05", "teams": {"A": {"people": 1}}}
    shifts = laid({"rota": rota}, {"night": night}, start="2024-03-29T12:00:00", days=3.0)
    assert np.diff(drawn(shifts).shifts.first_break).tolist() == [1, 0, 1]


def test_breaks_of_coarse_ticks():
    """A break is due a tick after the duty's start at the soonest, and lasts a tick or more."""
    found = with_breaks(rest("5 min", "5 min", "1 min"), tick="1 h")
    shifts = drawn(found).shifts
    check_shifts(shifts, 24)
    assert set((shifts.break_at - shifts.start).tolist()) == set(shifts.break_length.tolist()) == {1}


def test_everything_at_once():
    """With absence, training, lateness, breaks and several teams the shifts are what the engines are promised."""
    shifts = {
        name: {**times, "breaks": [rest("2 h", "5 h"), rest("1 h", "6 h", "15 min")]} for name, times in SHIFTS.items()
    }
    for tick in ("1 ms", "1 min", "1 h"):
        found = laid({"rota": around_the_clock(6, share=0.8), "absence": ABSENT}, shifts, days=40.0, tick=tick)
        for replication in range(3):
            check_shifts(drawn(found, replication).shifts, found.calendar.horizon)


# More missing on a date -----------------------------------------------------------------------------------------------


def ends(blueprint: Blueprint) -> dict[str, int]:
    """Return how many duties are missed, by the date and hour of their end."""
    counts: dict[str, int] = {}
    for _, end in missing(blueprint):
        counts[end[5:13]] = counts.get(end[5:13], 0) + 1
    return counts


def test_more_are_missing_on_a_date():
    """So many duties that start on the date are missed, of a shift or of any; a night belongs to its first day."""
    rota = around_the_clock(people=6)
    shift = {"on": [{"date": "2024-02-06", "people": 4, "shift": "night"}]}
    assert ends(staffed(rota, shift, days=4.0)) == {"02-07T06": 4}
    both = {"on": [*shift["on"], {"date": "2024-02-07", "people": 5, "shift": "early"}]}
    assert ends(staffed(rota, both, days=4.0)) == {"02-07T06": 4, "02-07T14": 5}
    of_any = {"on": [{"date": "2024-02-06", "people": 7}]}
    assert sum(ends(staffed(rota, of_any, days=4.0)).values()) == 7


def test_more_missing_than_planned():
    """If fewer would come, nobody does."""
    assert ends(staffed(EVERY_DAY, {"on": [{"date": "2024-02-06", "people": 99}]}, days=4.0)) == {"02-06T14": 20}


def test_more_than_are_missing_anyway():
    """They are missing in addition to whoever is absent or on training that day."""
    absence = {"probability": 0.3, "training_every": "7 days"}
    more = {**absence, "on": [{"date": "2024-02-06", "people": 5}]}
    for replication in range(20):
        before, after = (missing(staffed(EVERY_DAY, table, days=4.0), replication) for table in (absence, more))
        assert before < after
        assert len(after) == len(before) + 5


def test_the_same_people_are_missing():
    """The same people are missing in every scenario, also if the run starts on another date; more only adds people."""
    five, eight = ({"on": [{"date": "2024-02-06", "people": people}]} for people in (5, 8))
    first = missing(staffed(EVERY_DAY, five, days=4.0))
    assert first == missing(staffed(EVERY_DAY, five, days=2.0, start="2024-02-06"))
    assert first < missing(staffed(EVERY_DAY, eight, days=4.0))
    assert {frozenset(missing(staffed(EVERY_DAY, five, days=4.0), i)) for i in range(3)} != {frozenset(first)}


def test_everybody_is_as_likely_to_be_missing():
    """Each of 20 people is one of the five with the same chance: chi-square at 1e-4 over 400 replications."""
    found = staffed(EVERY_DAY, {"on": [{"date": "2024-02-06", "people": 5}]}, days=2.0)
    counts = np.zeros(20)
    for replication in range(400):
        counts[[who for who, _ in missing(found, replication)]] += 1
    # Without replacement the counts vary less than a multinomial's, by 15 in 19.
    assert stats.chi2.sf(((counts - 100) ** 2 / 100).sum() * 19 / 15, 19) > 1e-4


def test_more_of_a_roster_are_missing():
    """People of a roster are missing by date alone."""
    duties = {
        "person": ["Ann", "Ben", "Cat"],
        "start": ["2024-02-05T07:00", "2024-02-05T09:00", "2024-02-06T07:00"],
        "end": ["2024-02-05T15:00", "2024-02-05T17:00", "2024-02-06T15:00"],
    }
    staff = {"roster": {"duties": duties}, "absence": {"on": [{"date": "2024-02-05", "people": 2}]}}
    assert {who for who, _ in missing(laid(staff, days=2.0))} == {0, 1}


def test_more_missing_where_people_are_counted():
    """Under the count rule too, so many fewer are there."""
    on = {"on": [{"date": "2024-02-06", "people": 5}]}
    found = laid({"rota": EVERY_DAY, "absence": on, "end_of_duty": "count"}, days=2.0)
    assert drawn(found).headcount.tolist() == [0, 20, 0, 15, 0]
