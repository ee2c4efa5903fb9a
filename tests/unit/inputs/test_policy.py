"""Headcounts as steps in ticks, and the rules of routing as arrays."""

from __future__ import annotations

import numpy as np
import pytest

from simcall.inputs import NEVER, draw_blueprint
from tests.making import ONE_LINE, TWO_LINES, scenario

H = 3600


def steps(profile: list[int] | int, **changes: object) -> list[tuple[float, int]]:
    """Return (seconds from the start of the run, headcount) of every step of the only group."""
    staff = {"headcount": profile} if isinstance(profile, int) else {"headcount_profile": profile}
    found = draw_blueprint(scenario(ONE_LINE, {**changes, "groups.handlers": {"lines": ["999"], **staff}}))
    seconds = (found.duties.tick * found.calendar.tick_s).tolist()
    return list(zip(seconds, found.duties.headcount.tolist(), strict=True))


def week(day: list[int], special: dict[int, list[int]] | None = None) -> list[int]:
    """Return a week profile of one day's steps, but for the special weekdays (0 is Monday)."""
    return [level for weekday in range(7) for level in (special or {}).get(weekday, day)]


def test_constant_group_is_one_step():
    """A constant headcount is one step at tick 0, however long the run."""
    assert steps(14, days=60.0, warm_up="1 day") == [(0, 14)]


def test_equal_steps_are_joined():
    """A step that changes nothing is left out."""
    assert steps(week([3] * 24), days=7.0) == [(0, 3)]


def test_steps_of_a_day():
    """The headcount changes where the profile does, from Monday 00:00."""
    day = [2] * 6 + [5] * 12 + [4] * 6
    assert steps(week(day), days=2.0) == [(0, 2), (6 * H, 5), (18 * H, 4), (24 * H, 2), (30 * H, 5), (42 * H, 4)]


def test_weekday():
    """The week of the profile is that of the calendar: 5 February 2024 is a Monday, the 10th a Saturday."""
    profile = week([2], {5: [7]})
    assert steps(profile, days=7.0) == [(0, 2), (5 * 24 * H, 7), (6 * 24 * H, 2)]
    assert steps(profile, start="2024-02-10", days=1.5) == [(0, 7), (24 * H, 2)]


def test_start_within_a_step():
    """A run that starts within a step starts with its headcount, at tick 0."""
    day = [2] * 6 + [5] * 12 + [4] * 6
    assert steps(week(day), start="2024-02-05T07:30:00", days=0.5) == [(0, 5), (10.5 * H, 4)]


def test_warm_up_has_its_own_people():
    """The steps of the warm-up are those of its own hours, also across the start of the week."""
    profile = week([2], {6: [9]})
    assert steps(profile, warm_up="6 h", days=0.5) == [(0, 9), (6 * H, 2)]


def test_spring_night():
    """On 31 March 2024 a duty at 06:00 starts five hours after midnight; the hour from 01:00 is missed."""
    day = [1, 10] + [1] * 4 + [5] * 18
    assert steps(week(day), start="2024-03-31") == [(0, 1), (5 * H, 5)]


def test_autumn_night():
    """On 27 October 2024 the hour from 01:00 comes twice, with its people; 06:00 is seven hours after midnight."""
    day = [1, 10] + [1] * 4 + [5] * 18
    assert steps(week(day), start="2024-10-27") == [(0, 1), (1 * H, 10), (3 * H, 1), (7 * H, 5)]


def test_autumn_night_within_the_hour():
    """A step at 01:30 happens twice in autumn: the clock goes back to the step before, and comes to it again."""
    half_hours = [1, 1, 2, 3] + [4] * 44
    expected = [(0, 1), (1 * H, 2), (1.5 * H, 3), (2 * H, 2), (2.5 * H, 3), (3 * H, 4)]
    assert steps(week(half_hours), start="2024-10-27") == expected


def test_profile_by_the_minute():
    """Steps of one minute are kept, as far as the tick can tell them."""
    profile = [minute % 3 for minute in range(7 * 1440)]
    assert steps(profile, days=5 / 1440, tick="30 s") == [(60 * i, i % 3) for i in range(5)]


def test_tick_longer_than_a_step():
    """Where several steps fall into one tick the last of them counts, and what was nearest to the start is at 0."""
    profile = [minute % 1440 for minute in range(7 * 1440)]
    # Ticks of 5 min; steps round to the nearest: minutes 0, 1, 2 to tick 0, 3 to 7 to tick 1, 8 to 12 to tick 2.
    assert steps(profile, days=15 / 1440, tick="5 min") == [(0, 2), (300, 7), (600, 12)]


def test_steps_of_several_groups_are_in_order():
    """Steps stand in the order of ticks, and each group has one at tick 0."""
    made = scenario(
        TWO_LINES,
        {
            "groups.handlers": {"lines": ["999", "101"], "headcount_profile": [2, 3] * 7},
            "groups.officers": {"lines": ["101"], "headcount_profile": [0, 1, 1, 0] * 7},
        },
    )
    duties = draw_blueprint(made).duties
    assert duties.tick.tolist() == [0, 0, 6 * H * 1000, 12 * H * 1000, 18 * H * 1000]
    assert duties.group.tolist() == [0, 1, 1, 0, 1]
    assert duties.headcount.tolist() == [2, 0, 1, 3, 0]


def test_policy():
    """Priorities, limits, passing-on times, who serves what, reserves and overflow as the scenario says."""
    policy = draw_blueprint(
        scenario(TWO_LINES, {"lines.999.pass_on": {"after": "2 min"}, "lines.999.queue_limit": 0})
    ).policy
    assert policy.horizon == 86_400_000
    assert policy.priority.tolist() == [1, 2]
    assert policy.queue_limit.tolist() == [0, 6]
    assert policy.pass_on_after.tolist() == [120_000, NEVER]
    assert policy.serves.tolist() == [[True, True], [False, True]]
    assert policy.reserve.tolist() == [[0, 1], [0, 0]]
    assert policy.overflow.tolist() == [[1] * len(policy.priority), [2] * len(policy.priority)]


def test_no_limit():
    """Without a limit, or a time to pass calls on, neither ever comes."""
    policy = draw_blueprint(scenario()).policy
    assert policy.queue_limit.tolist() == policy.pass_on_after.tolist() == [NEVER]


@pytest.mark.parametrize("days", [0.5, 1.0, 29.0])
def test_horizon(days):
    """The policy's horizon is the calendar's, warm-up included."""
    found = draw_blueprint(scenario(ONE_LINE, {"days": days, "warm_up": "1 day", "tick": "1 s"}))
    assert found.policy.horizon == found.calendar.horizon == (days + 1) * 86_400
    assert np.all(found.duties.tick < found.policy.horizon)
