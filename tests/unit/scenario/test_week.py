from __future__ import annotations

import pytest

from simcall.scenario.models.week import days_in_words, join_steps, means_by_hour, spans_in_words

DAY = 24 * 60


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        ([(600, 720)], ["Mon 10:00 to 12:00"]),
        ([(5 * DAY + 1320, 6 * DAY + 120)], ["Sat 22:00 to Sun 02:00"]),
        ([(6 * DAY + 1320, 7 * DAY + 60)], ["Sun 22:00 to Mon 01:00"]),
        ([(4 * DAY + 1320, 5 * DAY), (5 * DAY + 1320, 6 * DAY)], ["Fri and Sat 22:00 to 00:00"]),
        ([(4 * DAY + 1320, 5 * DAY + 120), (5 * DAY + 1320, 6 * DAY + 120)], ["Fri and Sat 22:00 to 02:00"]),
        ([(day * DAY + 840, day * DAY + 915) for day in range(7)], ["every day 14:00 to 15:15"]),
        ([(0, 3 * DAY)], ["Mon 00:00 to Thu 00:00"]),
        ([(0, 7 * DAY)], ["all week"]),
        ([(0, 60), (DAY, DAY + 120)], ["Mon 00:00 to 01:00", "Tue 00:00 to 02:00"]),
        ([], []),
    ],
)
def test_spans_in_words(spans, words):
    """A span is named by its day and clock times; spans at the same times of several days share one name."""
    assert spans_in_words(spans) == words


def test_days_in_full():
    """In sentences days are written in full."""
    assert spans_in_words([(600, 720)], in_full=True) == ["Monday 10:00 to 12:00"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([4], "Fri"),
        ([5, 4], "Fri and Sat"),
        ([0, 1, 2, 3], "Mon to Thu"),
        ([0, 1, 2, 3, 6], "Mon to Thu and Sun"),
        ([0, 2, 4], "Mon, Wed and Fri"),
        ([*range(7)], "every day"),
    ],
)
def test_days_in_words(days, words):
    """Three days or more in a row are a range; two are named both."""
    assert days_in_words(days) == words


def test_steps_are_joined_around_the_week():
    """Steps that follow each other are one span, and Sunday runs on into Monday."""
    assert join_steps([0, 60, 600, 7 * DAY - 60]) == [(600, 660), (7 * DAY - 60, 7 * DAY + 120)]
    assert join_steps([15, 30, 60], 15) == [(15, 45), (60, 75)]
    assert join_steps(range(0, 7 * DAY, 60)) == [(0, 7 * DAY)]
    assert join_steps([]) == []


def test_means_by_hour() -> None:
    """Values in longer steps hold in each hour of the step; values in shorter steps are averaged, across hours too."""
    assert means_by_hour((2.0,)) == (2.0,) * 168
    assert means_by_hour((1.0, 3.0) * 7)[11:13] == (1.0, 3.0)
    assert means_by_hour((1.0, 3.0) * 168) == (2.0,) * 168
    # Steps of 90 minutes: the second hour is half of one step and half of the next.
    assert means_by_hour((1.0, 3.0) * 56)[:3] == (1.0, 2.0, 3.0)
