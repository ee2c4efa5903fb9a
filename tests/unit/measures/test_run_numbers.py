"""Results as people and programs ask for them."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

import simcall as sc
from simcall.studies.run import run_all
from tests.contract import ESTIMATE, GROUP_MEASURES, LINE_MEASURES, TOTAL_MEASURES
from tests.incidents import incidents
from tests.making import ONE_LINE, scenario

COUNTS = [*LINE_MEASURES[:14], "callers", "callers_never_answered"]
TOTALS = GROUP_MEASURES[1:]


def no_nan(value: object) -> bool:
    """Tell whether every number in a document is finite."""
    if isinstance(value, dict):
        return all(no_nan(inner) for inner in value.values())
    return not isinstance(value, float) or math.isfinite(value)


def test_document(two_days):
    """The document has exactly the contract's keys and measures, numbers or null, and survives JSON."""
    document = two_days.document()
    assert {
        key: document[key] for key in ("schema", "scenario", "engine", "seed", "replications", "days", "confidence")
    } == {
        "schema": 2,
        "scenario": "two lines, two groups",
        "engine": "kernel",
        "seed": 4,
        "replications": 3,
        "days": 2.0,
        "confidence": 0.95,
    }
    assert list(document)[7:] == ["lines", "groups", "total"]
    assert {name: list(estimates) for name, estimates in document["lines"].items()} == {
        name: LINE_MEASURES for name in ("999", "101")
    }
    assert {name: list(estimates) for name, estimates in document["groups"].items()} == {
        name: GROUP_MEASURES for name in ("handlers", "officers")
    }
    assert list(document["total"]) == TOTAL_MEASURES
    for found in [*document["lines"].values(), *document["groups"].values(), document["total"]]:
        assert all(list(estimate) == ESTIMATE for estimate in found.values())
    assert no_nan(document)
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_attributes_are_the_document_s_tree(two_days):
    """What the document holds is there as attributes and as items."""
    for name, found in two_days.document()["lines"].items():
        for measure, estimate in found.items():
            assert getattr(two_days.lines[name], measure).mean == estimate["mean"]
            assert two_days.lines[name][measure].high == estimate["high"]
    with pytest.raises(AttributeError, match="service_level"):
        two_days.lines["999"].servicelevel  # noqa: B018


def test_summary(two_days):
    """The summary has a row for each measure of a line, a group and the total, with the definition in force there."""
    table = two_days.summary()
    assert table.columns.tolist() == [
        *("of", "name", "measure", "mean", "low", "high", "span_low", "span_high", "definition")
    ]
    assert len(table) == 2 * len(LINE_MEASURES) + 2 * len(GROUP_MEASURES) + len(TOTAL_MEASURES)
    assert table["of"].drop_duplicates().tolist() == ["line", "group", "total"]
    texts = table.set_index(["name", "measure"])["definition"]
    assert "10 s" in texts["999", "answered_in_target"]
    assert "30 s" in texts["101", "answered_in_target"]
    assert "5 s" in texts["101", "short_abandoned"]
    assert not texts.str.contains("{", regex=False).any()


@pytest.mark.parametrize("by", ["hour", "hour_of_week", "day", "interval"])
def test_periods_add_up_to_the_whole(two_days, by):
    """Counts, callers and hours by period sum to those of the whole, and so does the time covered."""
    for name in ("999", "101"):
        table = two_days.by(by, line=name).pivot(index=by, columns="measure", values=["mean", "hours"])
        for measure in COUNTS:
            assert table["mean", measure].sum() == pytest.approx(two_days.lines[name][measure].mean), measure
        assert table["hours", "offered"].sum() == pytest.approx(48)
        weighted = (table["mean", "mean_queue"] * table["hours", "mean_queue"]).sum() / 48
        assert weighted == pytest.approx(two_days.lines[name].mean_queue.mean)
    for name in ("handlers", "officers"):
        table = two_days.by(by, group=name).pivot(index=by, columns="measure", values="mean")
        for measure in TOTALS:
            assert table[measure].sum() == pytest.approx(two_days.groups[name][measure].mean), measure


@pytest.mark.parametrize(("width", "periods"), [("15 min", 192), ("7 min", 104 + 206 + 103), ("1 day", 3)])
def test_intervals_of_any_width_add_up(two_days, width, periods):
    """Intervals of another width are measured anew, and sum to the same whole."""
    table = two_days.by("interval", line="101", measures=COUNTS, width=width)
    assert table.groupby("measure")["hours"].sum().to_numpy() == pytest.approx(48)
    sums = table.groupby("measure")["mean"].sum()
    for measure in COUNTS:
        assert sums[measure] == pytest.approx(two_days.lines["101"][measure].mean)
    assert table["interval"].nunique() == periods  # of 7 min: cut at 12:01 of Saturday first, and at each midnight


def test_hourly_intervals_are_the_run_s_own(two_days):
    """A width of an hour gives what the run has kept, and measuring anew gives the same."""
    kept = two_days.by("interval", line="999", width="1 h")
    again, periods = two_days._tallies_of(60)
    assert np.array_equal(periods.edges, two_days.periods.edges)
    for one, other in zip(two_days.tallies, again, strict=True):
        assert all(np.array_equal(one.lines[name], other.lines[name]) for name in one.lines)
        assert all(np.array_equal(one.groups[name], other.groups[name]) for name in one.groups)
    assert len(kept) == 48 * len(LINE_MEASURES)


def test_by_hour_of_week_labels(two_days):
    """Hours of the week count from Monday 00:00: Saturday noon to Monday noon are 132 to 167 and 0 to 11."""
    found = two_days.by("hour_of_week", line="999", measures=["offered"])
    assert found["hour_of_week"].tolist() == [*range(12), *range(132, 168)]
    assert found.columns.tolist() == [
        "hour_of_week",
        *("measure", "mean", "low", "high", "span_low", "span_high", "hours"),
    ]


def test_every_interval_holds_its_estimate(two_days):
    """Every interval holds its estimate, and those of shares lie within 0 and 1."""
    for found in (two_days.lines | two_days.groups).values():
        for name, estimate in found.items():
            if estimate.mean is not None:
                assert estimate.low <= estimate.mean <= estimate.high, name
    for measure in ("answered_in_target", "service_level", "abandonment_rate", "delayed_share", "answered_after_60s"):
        estimate = two_days.lines["999"][measure]
        assert 0 <= estimate.low <= estimate.high <= 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"by": "weekday", "line": "999"}, "weekday"),
        ({"by": "hour", "line": "998"}, "998"),
        ({"by": "hour", "group": "999"}, "handlers"),
        ({"by": "hour"}, "line="),
        ({"by": "hour", "line": "999", "group": "handlers"}, "line="),
        ({"by": "hour", "line": "999", "measures": ["occupancy"]}, "occupancy"),
        ({"by": "hour", "group": "handlers", "measures": ["asa"]}, "asa"),
        ({"by": "interval", "line": "999", "width": "90 s"}, "minutes"),
        ({"by": "interval", "line": "999", "width": "2 days"}, "1 day"),
        ({"by": "interval", "line": "999", "width": "0 s"}, "1 min"),
        ({"by": "interval", "line": "999", "width": "15"}, "unit"),
        ({"by": "hour", "line": "999", "width": "15 min"}, "interval"),
    ],
)
def test_by_refuses(two_days, arguments, words):
    """A name or width that makes no sense is refused with what is allowed."""
    with pytest.raises(sc.SimcallError, match=words):
        two_days.by(**arguments)


@pytest.mark.parametrize("replication", [-1, 3])
def test_records_of_no_replication(two_days, replication):
    """Records of a replication that the run did not have are refused."""
    with pytest.raises(sc.SimcallError, match="3"):
        two_days.records(replication)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"replications": 0}, "replications"),
        ({"seed": -1}, "seed"),
        ({"engine": "kernal"}, "reference"),
        ({"jobs": 0}, "jobs"),
    ],
)
def test_run_refuses(arguments, words):
    """A number of replications, a seed, an engine or jobs that make no sense are refused."""
    with pytest.raises(sc.SimcallError, match=words):
        sc.run(scenario(), **arguments)


def test_progress_counts_replications():
    """Progress is told after each replication."""
    told: list[tuple[int, int]] = []
    sc.run(scenario(ONE_LINE, {"days": 0.05}), replications=3, jobs=1, progress=lambda *done: told.append(done))
    assert told == [(1, 3), (2, 3), (3, 3)]


COLUMNS = [
    *("caller", "attempt", "line", "diverted", "in_warm_up", "offered", "joined", "left", "answered", "released"),
    *("outcome", "wait_s", "answer_time_s", "handling_s", "group", "person"),
]


def test_records_table(two_days):
    """The table of records has the columns of a phone system's export, in local time, empty where nobody answered."""
    table = two_days.records(1)
    calls = two_days.resimulate(1).calls
    assert table.columns.tolist() == COLUMNS
    assert len(table) == len(calls.caller)
    assert table["attempt"].min() == 1
    assert set(table["line"]) == {"999", "101"}
    answered = table["outcome"] == "answered"
    for column in ("answered", "released", "answer_time_s", "handling_s", "group", "person"):
        assert table[column].notna().equals(answered), column
    assert str(table["offered"].dt.tz) == "Europe/London"
    start = pd.Timestamp("2024-02-10T12:00", tz="Europe/London")
    assert ((table["offered"] < start) == table["in_warm_up"]).all()
    assert table["offered"].min() >= start - pd.Timedelta("3h")
    assert ((table["left"] - table["joined"]).dt.total_seconds() - table["wait_s"]).abs().max() < 1e-5
    answer_s = (table["answered"] - table["offered"]).dt.total_seconds()[answered]
    assert (answer_s - table["answer_time_s"][answered]).abs().max() < 1e-5


def test_records_give_the_measures(two_days):
    """The figures can be had from the table of records: nothing is known that is not in it."""
    tables = [two_days.records(i) for i in range(3)]
    mine = pd.concat(tables)
    mine = mine[(mine["line"] == "999") & ~mine["in_warm_up"]]
    answered = mine[mine["outcome"] == "answered"]
    line = two_days.lines["999"]
    assert line.offered.mean == pytest.approx(len(mine) / 3)
    assert line.asa.mean == pytest.approx(answered["answer_time_s"].mean())
    assert line.answered_in_target.mean == pytest.approx((answered["answer_time_s"] < 10).mean())
    assert line.answer_time_p50.mean == pytest.approx(answered["answer_time_s"].quantile(0.5, interpolation="lower"))


@pytest.mark.parametrize(("by", "label"), [("hour", lambda t: t.dt.hour), ("day", lambda t: t.dt.date)])
def test_records_give_the_quantiles_by_period(two_days, by, label):
    """The quantiles of an hour of the day are those of its calls on all days, of all replications."""
    table = pd.concat([two_days.records(i) for i in range(3)])
    mine = table[(table["line"] == "101") & ~table["in_warm_up"] & (table["outcome"] == "answered")]
    groups = mine["answer_time_s"].groupby(label(mine["offered"]))
    times = groups.agg(lambda some: np.sort(some)[-(-9 * len(some) // 10) - 1])
    found = two_days.by(by, line="101", measures=["answer_time_p90"]).set_index(by)["mean"].dropna()
    assert found.to_dict() == pytest.approx(times.to_dict())
    assert len(found) > 2


def test_records_name_nobody(two_days):
    """No number or name that could be a caller's is in the records: callers are numbered within the run."""
    table = two_days.records()
    assert table["caller"].between(0, len(table)).all()
    assert not {"number", "name", "phone"} & set(table.columns)


@pytest.mark.parametrize("measure", ["offered", "answered_in_target", "asa", "answer_time_max"])
def test_totals_are_what_the_estimate_is_made_of(two_days, measure):
    """The ratio of the sums over replications is the estimate, by hour as over the whole span."""
    for by in (None, "hour"):
        labels, above, below = two_days.totals(measure, line="999", by=by)
        assert above.shape == below.shape == (3, len(labels))
        found = [two_days.lines["999"][measure].mean]
        if by:
            found = [row[2] for row in two_days.rows_by(by, line="999", measures=[measure])]
        assert np.allclose(above.sum(axis=0) / below.sum(axis=0), found)


def test_no_totals_of_a_quantile(two_days):
    """A quantile is of all replications together."""
    with pytest.raises(sc.SimcallError, match="so no single replication has a value"):
        two_days.totals("answer_time_p90", line="999")


def test_totals_over_the_span_say_the_same(two_days):
    """A run that keeps no hours has the same figures, to the last digit; by hour, it simulates them again."""
    hourly = two_days.blueprint.scenario
    (kept,) = run_all([hourly], 3, 4, jobs=1, keeps_hours=False)
    assert [tally.periods for tally in kept.tallies] == [1] * 3
    assert kept.tables == two_days.tables
    assert kept.total == two_days.total
    assert kept.totals("asa", line="101")[1].tolist() == two_days.totals("asa", line="101")[1].tolist()
    assert kept.rows_by("hour", line="999") == two_days.rows_by("hour", line="999")
    assert kept.answers("101", by="day")[0][0].tolist() == two_days.answers("101", by="day")[0][0].tolist()


def test_lines_of_a_grade_are_added_hour_by_hour():
    """A run of a scenario with grades keeps its hours, so that its figures are the same without a second simulation."""
    graded = incidents()
    (kept,), (hourly,) = (run_all([graded], 2, 1, jobs=1, keeps_hours=hours) for hours in (False, True))
    assert kept.tallies[0].periods == len(kept.periods)
    assert kept.tables == hourly.tables
