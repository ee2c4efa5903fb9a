"""What the names of columns leave open is decided by the figures, or asked."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.observed.reading.reports.invented import HEADER, of_line, read_text, texts_of


@pytest.mark.parametrize(
    ("handling", "seconds"), [("300", 300), ("300000", 300), ("0:05:00", 300), ("5:00", 300), ("0.003472222", 300)]
)
def test_units_of_lengths_of_time(tmp_path, handling, seconds):
    """Seconds, milliseconds, clocks and parts of a day are told apart by the time that a call takes."""
    text = f"Date,Time,Offered,Answered,AHT\n13/10/2026,08:00,4,2,{handling}\n13/10/2026,08:30,4,1,{handling}\n"
    counts = of_line(read_text(tmp_path, text), "calls")
    assert counts["handling"].tolist() == pytest.approx([2 * seconds, seconds], rel=1e-6)


@pytest.mark.parametrize(("handling", "choices"), [("20.5", {"s", "min"}), ("0:30", {"m:ss", "h:mm"})])
def test_an_unclear_unit_is_asked_for(tmp_path, handling, choices):
    """Lengths of time that can be read in two ways are asked for; the answer decides."""
    text = f"Date,Time,Offered,Answered,AHT\n13/10/2026,08:00,4,2,{handling}\n13/10/2026,08:30,4,1,{handling}\n"
    question = read_text(tmp_path, text).questions[0]
    assert question.option == "--durations"
    assert {choice for choice, _ in question.choices} == choices
    totals = [
        of_line(read_text(tmp_path, text, answers={"--durations": choice}), "calls")["handling"].sum()
        for choice in sorted(choices)
    ]
    assert max(totals) == 60 * min(totals)


@pytest.mark.parametrize(
    ("waits", "seconds"), [(("30", "12"), 30), (("30000", "12000"), 30), (("0.000347222", "0.000138889"), 30)]
)
def test_units_of_waits_alone(tmp_path, waits, seconds):
    """Without handling, the time that callers wait tells seconds, milliseconds and parts of a day apart."""
    text = f"Date,Time,Offered,Answered,ASA\n13/10/2026,08:00,4,1,{waits[0]}\n13/10/2026,08:30,4,1,{waits[1]}\n"
    counts = of_line(read_text(tmp_path, text), "calls")
    assert counts["wait_answered"].tolist() == pytest.approx([seconds, seconds * 0.4], rel=1e-4)


def test_an_unclear_unit_of_waits_is_asked_for(tmp_path):
    """0.4 is nearly nothing in seconds and 24 s in minutes: only the planner knows."""
    text = "Date,Time,Offered,Answered,ASA\n13/10/2026,08:00,4,1,0.4\n13/10/2026,08:30,4,1,0.3\n"
    question = read_text(tmp_path, text).questions[0]
    assert [choice for choice, _ in question.choices] == ["s", "min"]


@pytest.mark.parametrize(
    ("values", "expected"), [((400, 800, 200), 1400), ((400, 420, 380), 4 * 400 + 8 * 420 + 2 * 380)]
)
def test_an_average_and_a_total_are_told_apart(tmp_path, values, expected):
    """A talk time that grows with the calls is that of all of them; one that does not is that of a call."""
    rows = zip(("08:00", "08:30", "09:00"), (4, 8, 2), values, strict=True)
    text = "Date,Time,Answered,Abandoned,Talk Time (s)\n"
    text += "".join(f"13/10/2026,{time},{calls},0,{value}\n" for time, calls, value in rows)
    assert of_line(read_text(tmp_path, text), "calls")["handling"].sum() == expected


def test_a_handling_time_without_wrap_up(tmp_path):
    """Where the report's handling time is talk and hold alone, wrap-up is added."""
    text = (
        "Date,Time,Offered,Answered,Avg Handle Time,Avg Talk Time,Avg Hold Time,Avg ACW Time\n"
        "13/10/2026,08:00,4,2,0:05:00,0:04:00,0:01:00,0:01:00\n13/10/2026,08:30,4,1,0:03:00,0:03:00,0:00:00,0:00:30\n"
    )
    observed = read_text(tmp_path, text)
    assert of_line(observed, "calls")["handling"].tolist() == [720, 210]
    assert "wrap-up" in texts_of(observed, "assumed")


def test_of_two_columns_the_one_that_adds_up(tmp_path):
    """Of two columns that may be the calls offered, the one that adds up counts, and the planner hears of it."""
    text = "Date,Time,Incoming,Offered,Handled,Abandons\n13/10/2026,08:00,9,5,4,1\n13/10/2026,08:30,6,3,3,0\n"
    observed = read_text(tmp_path, text)
    assert of_line(observed, "calls")["offered"].tolist() == [5, 3]
    assert "'Offered'" in texts_of(observed, "assumed")


def test_calls_from_their_share(tmp_path):
    """Where the share abandoned alone is given, the calls are worked out from it."""
    text = "Date,Time,Calls Offered,% Abandoned\n13/10/2026,08:00,40,10.0%\n13/10/2026,08:30,20,0.0%\n"
    counts = of_line(read_text(tmp_path, text), "calls")
    assert counts["abandoned"].tolist() == [4, 0]
    assert counts["answered"].tolist() == [36, 20]


def test_calls_that_do_not_add_up(tmp_path):
    """Offered that is not answered and abandoned is a finding with its number of rows and calls."""
    text = HEADER + "13/10/2026,08:00,999,9,5,1,10,300\n13/10/2026,08:30,999,4,3,1,10,300\n"
    finding = texts_of(read_text(tmp_path, text), "identity")
    assert "1 of 2 rows" in finding
    assert "3 calls" in finding


def test_flow_out_explains_the_rest(tmp_path):
    """A column that makes up the rest is named, and no identity fails."""
    text = "Date,Time,Offered,Answered,Abandoned,Overflow Out\n13/10/2026,08:00,9,5,1,3\n13/10/2026,08:30,4,3,1,0\n"
    observed = read_text(tmp_path, text)
    assert texts_of(observed, "identity") == ""
    assert "flowed out" in texts_of(observed, "assumed")


def test_abandoned_calls_from_answered_ones_and_their_share(tmp_path):
    """With calls answered and the share abandoned, the calls offered follow; 100 % does not say of how many."""
    text = "Date,Time,Answered,Abn %\n13/10/2026,08:00,9,10.0%\n13/10/2026,08:30,2,33.3%\n13/10/2026,09:00,0,100.0%\n"
    observed = read_text(tmp_path, text)
    assert of_line(observed, "calls")["abandoned"].tolist() == [1, 1, 1]
    assert of_line(observed, "calls")["offered"].tolist() == [10, 3, 1]
    assert "100 % (1 row)" in texts_of(observed, "assumed")


def test_shares_that_disagree_with_their_counts(tmp_path):
    """A printed share that most rows contradict is a finding."""
    text = "Date,Time,Offered,Answered,Abandoned,% Abandoned\n"
    text += "13/10/2026,08:00,10,9,1,30.0%\n13/10/2026,08:30,4,3,1,25.0%\n"
    assert "'% Abandoned'" in texts_of(read_text(tmp_path, text), "identity")


DISJOINT = "Date,Time,Offered,Answered,Abandoned,<10s,<20s,<60s,>60s\n"
DISJOINT += "13/10/2026,08:00,12,10,2,4,3,2,1\n13/10/2026,08:30,5,5,0,5,0,0,0\n"
CUMULATIVE = "Date,Time,Offered,Answered,Abandoned,<10s,<20s,<60s\n"
CUMULATIVE += "13/10/2026,08:00,12,10,2,4,7,9\n13/10/2026,08:30,5,5,0,5,5,5\n"


@pytest.mark.parametrize("text", [DISJOINT, CUMULATIVE])
def test_bins_are_disjoint_or_cumulative(tmp_path, text):
    """Bins that add up are disjoint, bins that grow are cumulative: both give the same calls."""
    observed = read_text(tmp_path, text)
    first = observed.answers[observed.answers["start"] == "2026-10-13 08:00"]
    assert observed.questions == ()
    assert first[["low", "high", "answered"]].to_numpy().tolist() == [
        [0, 10, 4],
        [10, 20, 3],
        [20, 60, 2],
        [60, np.inf, 1],
    ]


def test_bins_that_can_be_both_are_asked_for(tmp_path):
    """Counts that may be bins of their own or cumulative are asked for."""
    text = "Date,Time,Offered,Answered,<10s,<20s\n13/10/2026,08:00,12,10,1,2\n13/10/2026,08:30,12,10,1,3\n"
    assert read_text(tmp_path, text).questions[0].option == "--bins"
    answers = read_text(tmp_path, text, answers={"--bins": "cumulative"}).answers
    assert answers["answered"].tolist() == [1, 1, 8, 1, 2, 7]


def test_bins_that_leave_no_second_out(tmp_path):
    """Bins of 0-10, 11-20 and 21+ follow on from each other."""
    text = "Date,Hour,Offered,Abandoned,Ans 0-10,Ans 11-20,Ans 21+\n13/10/2026,8,10,2,5,2,1\n13/10/2026,9,10,0,6,1,3\n"
    answers = read_text(tmp_path, text).answers
    assert answers[["low", "high"]].drop_duplicates().to_numpy().tolist() == [[0, 10], [10, 20], [20, np.inf]]


def test_the_length_of_an_answered_call_is_no_wait(tmp_path):
    """How long answered calls last is their talk time; how long it takes to answer is their wait."""
    text = "Date,Hour,Answered,Abandoned,Avg Answered Call Duration,Average Answer Time\n"
    counts = of_line(
        read_text(tmp_path, text + "13/10/2026,8,2,0,0:05:00,0:00:10\n13/10/2026,9,1,0,0:05:00,0:00:10\n"), "calls"
    )
    assert counts["handling"].tolist() == [600, 300]
    assert counts["wait_answered"].tolist() == [20, 10]


def test_impossible_numbers_of_calls(tmp_path):
    """Calls below 0 are not read, more answered than offered is a finding, and no call is abandoned below 0."""
    text = "Date,Time,Calls Offered,Calls Answered\n13/10/2026,08:00,-5,0\n13/10/2026,08:30,3,4\n13/10/2026,09:00,3,2\n"
    observed = read_text(tmp_path, text)
    assert of_line(observed, "calls")["abandoned"].tolist() == [0, 0, 1]
    assert "below 0" in texts_of(observed, "left out")
    assert "1 of 3 rows" in texts_of(observed, "identity")
