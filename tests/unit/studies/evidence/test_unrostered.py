"""Hours before the first and after the last duty of a roster are left out, on both sides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from simcall import Scenario
from simcall.errors import SimcallError
from simcall.observed.observations import COUNT_COLUMNS, Observations
from simcall.studies.evidence.model_hours import over_the_dates
from simcall.studies.evidence.observed_hours import observed_hours, span_of
from simcall.studies.evidence.unrostered import unrostered
from tests.making import ONE_LINE

LINE = next(iter(ONE_LINE["lines"]))
START, END = date(2024, 2, 5), date(2024, 2, 9)


def staffed(**people: Any) -> Scenario:
    """Return the one line with other people."""
    span = {"start": START.isoformat(), "days": 4}
    return Scenario.from_document({**ONE_LINE, **span, "groups": {"handlers": {"lines": [LINE], **people}}})


def rostered(*duties: tuple[str, str]) -> Scenario:
    """Return the one line with a person on some duties."""
    rows = [{"person": "One", "start": start, "end": end} for start, end in duties]
    return staffed(roster={"duties": rows})


WITHIN = rostered(("2024-02-06T06:00", "2024-02-06T14:00"), ("2024-02-07T22:00", "2024-02-08T06:00"))
"""From Tuesday 06:00 to Thursday 06:00."""


def hourly(first: str, hours: int) -> Observations:
    """Return one call in each hour."""
    starts = pd.date_range(first, periods=hours, freq="h").as_unit("ms")
    counts = pd.DataFrame({"line": LINE, "start": starts, "minutes": 60, "exposure": 1.0, "offered": 1.0})
    return Observations("Europe/London", {LINE: LINE}, counts.reindex(columns=list(COUNT_COLUMNS)))


def test_the_times_before_the_first_and_after_the_last_duty() -> None:
    """The night duty ends on the next morning; a gap between two duties is the roster's own."""
    times = [(spell.start, spell.end, spell.lines) for spell in unrostered(WITHIN, START, END)]
    assert times == [
        (datetime(2024, 2, 5), datetime(2024, 2, 6, 6), (LINE,)),
        (datetime(2024, 2, 8, 6), datetime(2024, 2, 9), (LINE,)),
    ]


def test_the_reason_names_the_group() -> None:
    """A planner sees whose roster is short."""
    assert {spell.text for spell in unrostered(WITHIN, START, END)} == {
        "the roster of handlers does not cover these hours."
    }


def test_a_roster_that_covers_the_dates_leaves_nothing_out() -> None:
    """Neither one that ends with them, nor one that reaches beyond them."""
    for first, last in (("2024-02-05T00:00", "2024-02-09T00:00"), ("2024-02-04T22:00", "2024-02-09T02:00")):
        covering = rostered((first, "2024-02-05T08:00"), ("2024-02-08T16:00", last))
        assert unrostered(covering, START, END) == ()


def test_people_of_a_headcount_are_always_there() -> None:
    """They have no dates."""
    assert unrostered(staffed(headcount=3), START, END) == ()


def test_a_headcount_by_date_has_ends_too() -> None:
    """Its last row ends at midnight of the next day."""
    rows = [{"date": day, "from": "08:00", "to": "00:00", "people": 2} for day in ("2024-02-06", "2024-02-07")]
    times = [(spell.start, spell.end) for spell in unrostered(staffed(headcount_by_date=rows), START, END)]
    assert times == [
        (datetime(2024, 2, 5), datetime(2024, 2, 6, 8)),
        (datetime(2024, 2, 8), datetime(2024, 2, 9)),
    ]


def test_the_hours_go_on_both_sides() -> None:
    """Of the four days 48 hours are left; the model is run over the dates that have one, and counts the same hours."""
    observations = hourly("2024-02-05", 96)
    observed = observed_hours(observations, WITHIN, unrostered(WITHIN, *span_of(observations)))
    line = observed.lines[LINE]
    assert len(line.totals) == 48
    assert (observed.start, observed.end) == (date(2024, 2, 6), date(2024, 2, 9))
    assert over_the_dates(WITHIN, observed).days == 3
    of_the_run = pd.date_range("2024-02-06", periods=72, freq="h").to_pydatetime()
    assert line.keeps(of_the_run).tolist() == [False] * 6 + [True] * 48 + [False] * 18


def test_data_of_other_days_than_the_rosters_are_refused() -> None:
    """No hour is left to compare, and the message says why."""
    observations = hourly("2024-03-05", 24)
    with pytest.raises(SimcallError, match="no roster of the scenario covers them"):
        observed_hours(observations, WITHIN, unrostered(WITHIN, *span_of(observations)))
