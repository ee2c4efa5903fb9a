"""The hours with calls in which no shift can put anybody on duty, in words."""

from __future__ import annotations

import numpy as np

from simcall.inputs import Bools
from simcall.studies.design.empty_hours import empty_hours_in_words
from simcall.studies.design.program import Weeks
from simcall.studies.trials.cycle import Cycle

DAY, WEEK = Cycle(60, 1440), Cycle(60, 7 * 1440)


def weeks_of(cycle: Cycle, covered: list[int], kept: list[int]) -> Weeks:
    """Return one option that covers some steps, and people who stay in others."""
    covers, stays = np.zeros((1, cycle.steps)), np.zeros((1, cycle.steps))
    covers[0, covered], stays[0, kept] = 1, 2
    return Weeks(covers, covers, stays, {})


def steps_of(cycle: Cycle, *steps: int) -> Bools:
    """Return the steps as true, and the others as false."""
    return np.isin(np.arange(cycle.steps), steps)


def test_hours_that_nothing_covers() -> None:
    """On Sundays from 03:00 to 06:00 calls come, and neither a shift nor anybody who stays is there."""
    sunday = 6 * 24
    covered = [hour for hour in range(1, WEEK.steps) if hour - sunday not in (3, 4, 5)]
    weeks, rang = weeks_of(WEEK, covered, [0]), steps_of(WEEK, *range(WEEK.steps))
    assert empty_hours_in_words(weeks, rang, WEEK, ("handlers", "officers")) == (
        "Nobody in handlers or officers can be on duty at these times: Sunday 03:00 to 06:00. No shift that you allow "
        "covers them: add starts, lengths or days that do."
    )


def test_the_same_hours_of_every_day() -> None:
    """Where all days are alike, the hours are those of every day; hours without calls need nobody."""
    weeks = weeks_of(DAY, list(range(8, 20)), [])
    assert "times: every day 07:00 to 08:00. " in empty_hours_in_words(weeks, steps_of(DAY, 7, 8, 9), DAY, ["g"])
    assert empty_hours_in_words(weeks, steps_of(DAY, 8, 9), DAY, ["g"]) == ""
