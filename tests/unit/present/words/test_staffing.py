"""What is said of the people that each hour needs: enough at other times, too few, or not settled by the data."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pytest

import simcall as sc
from simcall.measures.targets import Target
from simcall.present.words.fitted import NOT_IDENTIFIED, unsettled_staffing
from simcall.present.words.staffing import hours_sentences
from simcall.studies.staff.staffing import GroupStaffing, StaffingNumbers
from tests.making import ONE_LINE, scenario

NEEDED = np.where(np.arange(168) % 24 < 12, 2.0, 6.0)
TARGET = Target("999", "answered_in_target", ">=", 0.9)


def staffing(on_duty: np.ndarray, hub: sc.Scenario | None = None) -> StaffingNumbers:
    """Return an answer for a group that is staffed so today."""
    group = GroupStaffing(NEEDED, on_duty, on_duty, NEEDED, np.zeros(168, np.bool_))
    empty = MappingProxyType({})
    return StaffingNumbers(
        hub or scenario(ONE_LINE),
        (TARGET,),
        "every-hour",
        (),
        60,
        60 * 168,
        {"handlers": group},
        (),
        empty,
        empty,
        30,
        0.95,
        0,
        1,
    )


@pytest.mark.parametrize(
    ("on_duty", "words"),
    [
        (np.full(168, 4.0), "That is enough, at other times: 84 hours have one person or more to spare."),
        (np.full(168, 3.9), "That is nearly enough, at other times: 84 hours have one person or more to spare."),
        (np.full(168, 3.0), "There are too few in all: moving people is not enough."),
    ],
)
def test_whether_people_at_other_times_would_do(on_duty: np.ndarray, words: str) -> None:
    """672 hours a week are needed, half of the hours with two people and half with six."""
    (sentence, *_) = hours_sentences(staffing(on_duty))
    assert sentence.endswith(words)


def test_nothing_is_said_where_no_hour_is_short() -> None:
    """Six people all day are enough where they are."""
    (sentence,) = hours_sentences(staffing(np.full(168, 6.0)))
    assert sentence.endswith("today there are 1,008.")


def fitted(source: str) -> sc.Scenario:
    """Return a hub whose availability has a source."""
    sources = {"groups.handlers.availability": {"kind": "calibrated", "source": source}}
    return scenario(ONE_LINE, {"groups.handlers.availability": 0.5, "provenance": sources})


def test_people_that_a_fit_could_not_settle() -> None:
    """A fit that the data do not settle is warned of wherever its people are counted; one that they settle is not."""
    (warning,) = unsettled_staffing(fitted(f"simcall fit, to how calls ended. {NOT_IDENTIFIED}"))
    assert "The number of handlers on duty was fitted, and your data do not settle it" in warning
    assert warning in list(hours_sentences(staffing(NEEDED, fitted(f"simcall fit. {NOT_IDENTIFIED}"))))
    assert not list(unsettled_staffing(fitted("simcall fit, to how calls ended.")))
