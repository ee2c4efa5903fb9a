"""Results as tidy tables, and call records that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from simcall.api import Results
from simcall.errors import SimcallError
from simcall.measures import GROUP_MEASURES, LINE_MEASURES
from tests.contract import ESTIMATE


def test_whole_frame_is_the_summary(two_days: Results):
    """`to_frame` has a row for each row of `summary`, with the same figures, and the kind of figure as its unit."""
    frame, summary = two_days.to_frame(), two_days.summary()
    same = ["of", "name", "measure", *ESTIMATE]
    pd.testing.assert_frame_equal(frame[same], summary[same], check_dtype=False)
    assert dict(zip(frame["measure"], frame["unit"], strict=True)) == {
        measure.name: measure.kind.value for measure in (*LINE_MEASURES, *GROUP_MEASURES)
    }


@pytest.mark.parametrize("by", ["hour", "hour_of_week", "day", "week", "interval"])
def test_frame_by_period(two_days: Results, by):
    """By period it holds what `by` says of each line and group, one below the other, each figure once."""
    frame = two_days.to_frame(by)
    assert list(frame.columns) == ["of", "name", by, "measure", "unit", *ESTIMATE, "hours"]
    assert not frame.duplicated(["of", "name", by, "measure"]).any()
    for of, names in (("line", two_days.lines), ("group", two_days.groups)):
        for name in names:
            own = frame[(frame["of"] == of) & (frame["name"] == name)].drop(columns=["of", "name", "unit"])
            told = two_days.by(by, **{of: name})
            pd.testing.assert_frame_equal(own.reset_index(drop=True), told, check_dtype=False)


def test_frame_of_intervals(two_days: Results):
    """Counts by quarter hour add up to those of the whole span."""
    frame = two_days.to_frame("interval", width="6 h")
    offered = frame[frame["measure"] == "offered"].groupby("name")["mean"].sum()
    for name, found in two_days.lines.items():
        assert offered[name] == pytest.approx(found.offered.mean)


def test_unknown_gathering(two_days: Results):
    """A gathering that is not there is refused with those that are."""
    with pytest.raises(SimcallError, match="hour_of_week"):
        two_days.to_frame("fortnight")


# Records in other programs --------------------------------------------------------------------------------------------

Ends = Mapping[tuple[str, str], int]


def _pandas(files: Path) -> Ends:
    table = pd.concat(pd.read_parquet(file) for file in files.glob("*.parquet"))
    counts = table[~table["in_warm_up"]].groupby(["line", "outcome"], observed=True).size()
    return {(str(line), str(outcome)): int(count) for (line, outcome), count in counts.items()}


def _polars(files: Path) -> Ends:
    import polars as pl

    table = pl.scan_parquet(files / "*.parquet").filter(~pl.col("in_warm_up"))
    counts = table.group_by(pl.col("line").cast(pl.String), pl.col("outcome").cast(pl.String)).len().collect()
    return {(line, outcome): count for line, outcome, count in counts.rows()}


def _duckdb(files: Path) -> Ends:
    import duckdb

    query = (
        f"SELECT line, outcome, count(*) FROM read_parquet('{(files / '*.parquet').as_posix()}') "
        "WHERE NOT in_warm_up GROUP BY line, outcome"
    )
    return {(line, outcome): count for line, outcome, count in duckdb.sql(query).fetchall()}


@pytest.fixture(scope="module")
def records(two_days: Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a run with its call records."""
    return two_days.save(tmp_path_factory.mktemp("run") / "out", figures=False, records=True) / "records"


@pytest.mark.parametrize("read", [_pandas, _polars, _duckdb], ids=["pandas", "polars", "duckdb"])
def test_records_agree_with_the_summary(two_days: Results, records: Path, read: Callable[[Path], Ends]):
    """Attempts counted by another program, by line and how they ended, are the summary's, replications taken out."""
    counts = read(records)
    assert sum(counts.values()) > 0
    for name, found in two_days.lines.items():
        for outcome in ("answered", "abandoned", "engaged", "passed_on", "still_waiting"):
            told = found[outcome].mean + (found.short_abandoned.mean if outcome == "abandoned" else 0)
            assert counts.get((name, outcome), 0) / two_days.replications == pytest.approx(told), (name, outcome)
