"""The duties of one more person."""

from __future__ import annotations

import numpy as np

from simcall.inputs import Duties, Shifts
from simcall.studies.trials.one_more_person import with_one_more

SPELLS = np.array([[10, 20], [40, 50]])


def whole(*values: int) -> np.ndarray:
    """Return whole numbers as an array."""
    return np.array(values, np.int64)


def test_a_headcount_is_higher_for_a_while() -> None:
    """The steps of the group rise by one in each spell and fall back; those of other groups stay."""
    duties = Duties(tick=whole(0, 0, 15), group=whole(0, 1, 0), headcount=whole(3, 7, 5))
    more = with_one_more(duties, 0, SPELLS)
    own = more.group == 0
    assert list(zip(more.tick[own].tolist(), more.headcount[own].tolist(), strict=True)) == [
        (0, 3),
        (10, 4),
        (15, 6),
        (20, 5),
        (40, 6),
        (50, 5),
    ]
    assert more.headcount[~own].tolist() == [7]


def test_a_named_person_joins_the_others() -> None:
    """The person has a number of their own and no break, and the others keep theirs, in the order of the starts."""
    shifts = Shifts(
        group=whole(1, 1),
        agent=whole(0, 3),
        start=whole(5, 30),
        end=whole(25, 60),
        role=whole(1, 1),
        first_break=whole(0, 1, 2),
        break_at=whole(15, 45),
        break_length=whole(2, 3),
    )
    duties = Duties(whole(), whole(), whole(), shifts)
    more = with_one_more(duties, 1, SPELLS).shifts
    assert more.start.tolist() == [5, 10, 30, 40]
    assert more.agent.tolist() == [0, 4, 3, 4]
    assert more.end.tolist() == [25, 20, 60, 50]
    assert more.first_break.tolist() == [0, 1, 1, 2, 2]
    assert more.break_at.tolist() == [15, 45]
