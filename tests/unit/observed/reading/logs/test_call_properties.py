"""What must not change what is read of calls: the order of rows, the split into files, dates and zones."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from simcall.observed.observations import CALL_COLUMNS
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions
from tests.unit.observed.reading.logs.made_up import as_text, made_up_calls, rows_of

LONDON = ZoneInfo("Europe/London")
FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
COMPARED = [name for name in CALL_COLUMNS if name not in ("file", "row")]
DATES = ["%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d %b %Y %H:%M:%S", "%Y%m%d%H%M%S"]


def read(folder, parts, **options):
    """Return what is read of files with these rows under one header."""
    paths = []
    for number, rows in enumerate(parts):
        path = folder / f"part{number}.csv"
        path.write_text(as_text(rows), encoding="utf-8")
        paths.append(str(path))
    return read_exports(paths, ReadingOptions(**options))


def assert_same(first, second):
    """Check that calls and counts are the same, wherever they stand in files."""
    assert first.questions == second.questions == ()
    assert_frame_equal(first.calls[COMPARED], second.calls[COMPARED])
    assert_frame_equal(first.counts, second.counts)
    assert first.queues == second.queues


@pytest.fixture(scope="module")
def calls():
    """Return calls of twenty days, so that days and months cannot be mixed up."""
    return made_up_calls(80, first=datetime(2026, 6, 3), days=20, seed=11)


@FEW
@given(data=st.data())
def test_order_and_split_do_not_matter(tmp_path, calls, data):
    """Rows in any order, in one file or in several that overlap, are the same calls."""
    header, *rows = rows_of(calls)
    whole = read(tmp_path, [[header, *rows]])
    shuffled = data.draw(st.permutations(rows))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(rows) - 1), max_size=3)))
    overlap = data.draw(st.integers(0, 3))
    bounds = list(zip([0, *cuts], [*cuts, len(rows)], strict=True))
    parts = [[header, *shuffled[max(0, start - overlap) : end]] for start, end in bounds]
    assert_same(read(tmp_path, parts), whole)


@FEW
@given(written=st.sampled_from(DATES), zone=st.sampled_from(["Europe/London", "UTC", "Asia/Tokyo", "America/New_York"]))
def test_dates_and_zones_do_not_matter(tmp_path, calls, written, zone):
    """An export with another format of dates or on another clock, which --zone names, is the same calls."""
    header, *rows = rows_of(calls)
    whole = read(tmp_path, [[header, *rows]])
    moved = [
        [call.start.replace(tzinfo=LONDON).astimezone(ZoneInfo(zone)).strftime(written), *row[1:]]
        for row, call in zip(rows, calls, strict=True)
    ]
    assert_same(read(tmp_path, [[header, *moved]], zone=zone), whole)


def test_both_hours_of_the_autumn_night_are_the_same_from_utc(tmp_path):
    """An export in UTC puts the calls of both hours from 01:00 on the local clock's one."""
    header, *rows = rows_of(made_up_calls(3))
    for row, moment in zip(rows, ("2026-10-25 00:15", "2026-10-25 01:15", "2026-10-25 02:15"), strict=True):
        row[0] = f"{datetime.fromisoformat(moment).replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}"
    observed = read(tmp_path, [[header, *rows]])
    assert [f"{start:%H:%M}" for start in observed.calls["start"]] == ["01:15", "01:15", "02:15"]
    night = observed.counts[observed.counts["start"] == "2026-10-25 01:00"]
    assert night["offered"].sum() == 2
    assert set(night["exposure"]) == {1.0}


def test_a_call_goes_on_while_the_clock_goes_back(tmp_path):
    """A call of 130 s that begins ten seconds before the clock goes back lasts 130 s."""
    header = ["Start", "Answer Time", "End", "Queue"]
    row = ["2026-10-25T00:59:50Z", "2026-10-25T01:00:10Z", "2026-10-25T01:02:00Z", "999"]
    observed = read(tmp_path, [[header, row]])
    assert observed.calls[["outcome", "wait", "talk"]].to_numpy().tolist() == [["answered", 20.0, 110.0]]
