"""The order of rows, the split into files, the way of writing dates and the zone change nothing."""

from __future__ import annotations

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.observed.reading.reports.invented import read_text


@st.composite
def reports(draw):
    """Return rows of a day and a half for two queues, and an order of them."""
    numbers = draw(st.lists(st.integers(0, 9), min_size=72, max_size=72))
    times = pd.date_range("2026-10-24 12:00", periods=36, freq="h")
    rows = [
        (time, queue, numbers[2 * number + position])
        for number, time in enumerate(times)
        for position, queue in enumerate(("999", "101"))
    ]
    return rows, draw(st.permutations(range(len(rows)))), draw(st.integers(1, 71)), draw(st.sampled_from(FORMATS))


FORMATS = ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M:%S", "%d-%b-%y %I:%M %p")


def written(rows, style):
    """Return rows as a report."""
    lines = [f"{time:{style}},{queue},{calls},{calls},0,5,60\n" for time, queue, calls in rows]
    return "Interval Start,Queue,Offered,Answered,Abandoned,ASA,AHT\n" + "".join(lines)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(report=reports())
def test_order_files_and_dates_change_nothing(tmp_path, report):
    """The order of rows, the split into files and the way of writing dates change no count."""
    rows, order, cut, style = report
    plain = read_text(tmp_path, written(rows, FORMATS[2]))
    shuffled = [rows[position] for position in order]
    other = read_text(tmp_path, written(shuffled[:cut], style), written(shuffled[cut:], style), dates=_order(style))
    pd.testing.assert_frame_equal(plain.counts, other.counts)


def _order(style):
    return {"%d/%m/%Y %H:%M": "dmy", "%m/%d/%Y %H:%M": "mdy"}.get(style)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(report=reports())
def test_the_zone_of_the_report_changes_nothing(tmp_path, report):
    """The same hours in UTC and on the local clock give the same counts."""
    rows, *_ = report
    local = [(time.tz_localize("UTC").tz_convert("Europe/London"), queue, calls) for time, queue, calls in rows]
    in_utc = read_text(tmp_path, written(rows, FORMATS[2]), zone="UTC")
    on_the_clock = read_text(tmp_path, written(local, FORMATS[2]))
    pd.testing.assert_frame_equal(in_utc.counts, on_the_clock.counts)
