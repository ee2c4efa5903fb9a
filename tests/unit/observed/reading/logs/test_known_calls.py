"""Call logs, events and legs of known truth, where the folder SIMCALL_SHARED has them."""

import json
import os
from pathlib import Path

import pytest

from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions

SHARED = Path(os.environ.get("SIMCALL_SHARED", "nowhere"))
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="SIMCALL_SHARED names no folder of exports")
NAMES = ("a/call_log_october.csv", "a/queue_log", "a/uccx_agent_detail.xlsx")
LEFT_OUT = {
    "a/call_log_october.csv": {
        "outbound": "outbound",
        "internal": "internal",
        "test queue": "test_queue",
        "time that cannot be read": "start_time_unreadable",
        "exact duplicate": "exact_duplicate",
        "repeated header": "repeated_header",
        "totals": "totals_row",
    },
    "a/queue_log": {
        "call that never ended (calls)": "entered_and_never_ended",
        "test queue (calls)": "test_queue_calls",
        "event of no call": "events_that_are_no_calls",
    },
    "a/uccx_agent_detail.xlsx": {"totals": "totals_row"},
}


@pytest.fixture(scope="module", params=NAMES)
def log(request):
    """Return a file's name, what is expected of it, and what is read from it."""
    expected = json.loads((SHARED / "files" / "expected.json").read_text())["imports"][request.param]
    lines = {line: queue["queue"] for line, queue in expected["queues"].items()}
    paths = [str(SHARED / "files" / name) for name in expected.get("files", [request.param])]
    return request.param, expected, read_exports(paths, ReadingOptions(lines=lines))


def test_every_figure_is_within_its_tolerance(log):
    """Counts, waits and handling of every line are those that the maker of the file wrote down."""
    _, expected, observed = log
    assert observed.questions == ()
    for line, queue in expected["queues"].items():
        counts = observed.counts[observed.counts["line"] == line]
        total = counts[["offered", "answered", "abandoned", "wait_answered", "wait_abandoned", "handling"]].sum()
        figures = {
            "offered": total["offered"],
            "answered": total["answered"],
            "abandoned": total["abandoned"],
            "asa_s": total["wait_answered"] / total["answered"],
            "mean_handling_s": total["handling"] / total["answered"],
            "mean_wait_all_s": (total["wait_answered"] + total["wait_abandoned"]) / total["offered"],
        }
        for name, value in figures.items():
            assert abs(value - queue[name]["value"]) <= queue[name]["tolerance"], (line, name)


def test_volumes_by_day_and_hour(log):
    """Each call stands on its local date and in its local hour."""
    _, expected, observed = log
    if "volume_by_day" not in expected:
        pytest.skip("the file's volumes are not written down")
    for line, days in expected["volume_by_day"].items():
        counts = observed.counts[observed.counts["line"] == line]
        by_day = counts.groupby(counts["start"].dt.strftime("%Y-%m-%d"))["offered"].sum()
        by_hour = counts.groupby(counts["start"].dt.hour)["offered"].sum()
        # Two rows of the call log have a date that does not exist.
        assert sum(abs(by_day.get(day, 0) - calls) for day, calls in days.items()) <= 2
        assert sum(abs(by_hour[h] - n) for h, n in enumerate(expected["volume_by_local_hour"][line])) <= 2


def test_rows_are_left_out_by_reason(log):
    """Every row that is no call is counted under its reason."""
    name, expected, observed = log
    counts: dict[str, int] = {}
    for file in observed.files:
        for reason, count in file.left_out.items():
            counts[reason] = counts.get(reason, 0) + count
    for reason, name_there in LEFT_OUT[name].items():
        assert counts[reason] == expected["rows_left_out"][name_there], reason


def test_the_autumn_hour_holds_two(log):
    """On 25 October the hour from 01:00 comes twice."""
    _, expected, observed = log
    counts = observed.counts
    night = counts[(counts["start"] >= "2026-10-25 01:00") & (counts["start"] < "2026-10-25 02:00")]
    assert night.groupby("line")["exposure"].sum().unique().tolist() == [2.0]
    assert night["offered"].sum() == expected["dst"]["calls"]


def test_transfers_stand_apart():
    """Legs with a later number are transfers; further legs of one number are no calls."""
    folded = json.loads((SHARED / "files" / "expected.json").read_text())["imports"]["a/uccx_agent_detail.xlsx"]
    observed = read_exports([str(SHARED / "files" / "a" / "uccx_agent_detail.xlsx")])
    assert int(observed.calls["transferred"].sum()) == folded["folded"]["transferred_from_101_to_desk"]
    assert int((~observed.calls["transferred"]).sum()) == folded["calls"]


def test_the_bank():
    """Of the bank's rows 31,125 reach the agents, and 3,963 of those give up."""
    observed = read_exports([str(SHARED / "data" / "phone" / "bank_february_1999.csv.gz")])
    assert observed.questions == ()
    assert observed.files[0].rows_read == 33_344
    assert observed.counts[["offered", "abandoned"]].sum().tolist() == [31_125, 3_963]
    answered = observed.calls[observed.calls["outcome"] == "answered"]
    assert answered["wait"].mean() == pytest.approx(40.8, abs=0.05)
