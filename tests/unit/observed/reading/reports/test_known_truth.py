"""Interval reports of known truth, where the folder SIMCALL_SHARED has them."""

import json
import os
from pathlib import Path

import pytest

from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions

SHARED = Path(os.environ.get("SIMCALL_SHARED", "nowhere"))
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="SIMCALL_SHARED names no folder of exports")
NAMES = (
    "a/cms_skill_999.csv",
    "a/cms_skill_101.csv",
    "a/genesys_queue_performance.csv",
    "a/uccx_csq_interval.xlsx",
    "a/daily_performance.csv",
    "a/hourly_two_lines.csv",
)


@pytest.fixture(scope="module", params=NAMES)
def report(request):
    """Return what is expected of a file, and what is read from it."""
    expected = json.loads((SHARED / "files" / "expected.json").read_text())["imports"][request.param]
    lines = {line: queue["queue"] for line, queue in expected["queues"].items()}
    observed = read_exports([str(SHARED / "files" / request.param)], ReadingOptions(lines=lines))
    return expected, observed


def figures(observed, line):
    """Return the figures of a line over all periods."""
    counts = observed.counts[observed.counts["line"] == line]
    offered, answered = counts["offered"].sum(), counts["answered"].sum()
    return {
        "offered": offered,
        "answered": answered,
        "abandoned": counts["abandoned"].sum(),
        "asa_s": counts["wait_answered"].sum() / answered,
        "mean_handling_s": counts["handling"].sum() / answered,
        "mean_wait_all_s": (counts["wait_answered"] + counts["wait_abandoned"]).sum() / offered,
    }


def test_every_figure_is_within_its_tolerance(report):
    """Counts, waits and handling of every line are those that the maker of the file wrote down."""
    expected, observed = report
    assert observed.questions == ()
    compared = 0
    for line, queue in expected["queues"].items():
        for name, value in figures(observed, line).items():
            if queue.get(name, {}).get("tolerance") is not None:
                assert abs(value - queue[name]["value"]) <= queue[name]["tolerance"], (line, name)
                compared += 1
    assert compared >= 3 * len(expected["queues"])


def test_volumes_by_day_and_hour(report):
    """Every day and every hour of the local clock has the calls that it had."""
    expected, observed = report
    for line in expected["queues"]:
        counts = observed.counts[observed.counts["line"] == line]
        by_day = counts.groupby(counts["start"].dt.strftime("%Y-%m-%d"))["offered"].sum()
        assert {day: int(calls) for day, calls in by_day.items() if calls} == expected["volume_by_day"][line]
        if "volume_by_local_hour" in expected:
            by_hour = counts.groupby(counts["start"].dt.hour)["offered"].sum()
            assert by_hour.astype(int).tolist() == expected["volume_by_local_hour"][line]


def test_answer_times_in_bins(report):
    """The share answered in 10 s is the one that the maker wrote down."""
    expected, observed = report
    for line, queue in expected["queues"].items():
        if "answered_in_10s" in queue:
            bins = observed.answers[observed.answers["line"] == line]
            share = bins.loc[bins["high"] <= 10, "answered"].sum() / bins["answered"].sum()
            assert abs(share - queue["answered_in_10s"]["value"]) <= queue["answered_in_10s"]["tolerance"]


def test_clock_and_gaps(report):
    """The repeated hour holds two hours; the four hours that were never exported hold none, the outage holds zeros."""
    expected, observed = report
    if expected["kind"] != "intervals":
        pytest.skip("days have neither")
    for line in expected["queues"]:
        counts = observed.counts[observed.counts["line"] == line].set_index("start")
        assert counts.loc["2026-10-25 01:00":"2026-10-25 01:59", "exposure"].sum() == 2
        silent = counts[counts["exposure"] == 0]
        assert silent.index.min().isoformat() == "2026-10-09T08:00:00"
        assert silent["minutes"].sum() == 240
        assert (silent.index < "2026-10-09 12:00").all()
        outage = counts.loc["2026-10-20 14:00":"2026-10-20 15:59"]
        assert outage["exposure"].sum() == 2
        assert outage["offered"].sum() == 0


def test_rows_are_counted(report):
    """Rows of data are those that the maker counted."""
    expected, observed = report
    assert sum(file.rows_read for file in observed.files) == expected["data_rows"]


def test_weeks_of_a_911_centre():
    """Four weekly files are 672 hours without an identity that fails; the autumn hour is flagged."""
    paths = sorted(map(str, (SHARED / "data" / "phone").glob("centre_911_week_4[4-7].csv")))
    observed = read_exports(paths, ReadingOptions(local_zone="America/New_York"))
    assert sum(file.rows_read for file in observed.files) == 672
    assert not [finding for finding in observed.findings if finding.kind == "identity"]
    clock = [finding.text for finding in observed.findings if finding.kind == "clock"]
    assert len(clock) == 1
    assert "Sunday 2 November 2025" in clock[0]
    assert "01:00" in clock[0]
