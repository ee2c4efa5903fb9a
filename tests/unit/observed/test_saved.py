"""Observations survive their folder: every count as it was, and nothing about a single call."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simcall.errors import SimcallError
from simcall.observed.measured import FaultySpell
from simcall.observed.observations import ANSWER_COLUMNS, CALL_COLUMNS, COUNT_COLUMNS, FileRead, Finding, Observations
from simcall.observed.saved import (
    answers_of_calls,
    read_left_out,
    read_observations,
    with_call_figures,
    write_observations,
)

_NOTHING = float("nan")
_NINE = pd.Timestamp("2026-03-02 09:00")


def _counts() -> pd.DataFrame:
    """Return two periods of 999; the second holds nothing, because the file is silent."""
    rows = [
        ("999", _NINE, 30, 0.5, 12.0, 11.0, 1.0, 40.5, 65.25, 3300.0, 6.5),
        ("999", _NINE + pd.Timedelta("30min"), 30, 0.0, *([_NOTHING] * 7)),
    ]
    return pd.DataFrame(rows, columns=list(COUNT_COLUMNS)).astype(dict(COUNT_COLUMNS))


def _calls(*waits_and_outcomes: tuple[float, str]) -> pd.DataFrame:
    rows = [
        (
            "999",
            _NINE + pd.Timedelta(i, "min"),
            outcome,
            0.0,
            wait,
            0.0,
            60.0,
            0.0,
            5.0,
            "A01",
            i + 1,
            False,
            "",
            _NOTHING,
            0,
            i + 2,
        )
        for i, (wait, outcome) in enumerate(waits_and_outcomes)
    ]
    return pd.DataFrame(rows, columns=list(CALL_COLUMNS)).astype(dict(CALL_COLUMNS))


def _observations(calls: pd.DataFrame | None = None) -> Observations:
    return Observations(
        zone="Europe/London",
        queues={"999": "999 Emergency"},
        counts=_counts(),
        calls=calls,
        files=(FileRead("march.csv", "calls", 13, {"an outbound call": 1}),),
        findings=(Finding("assumed", "Times are on the local clock."),),
    )


def test_every_count_is_read_back_as_it_was(tmp_path: Path) -> None:
    """What a file does not tell stays unknown: it comes back as NaN, never as zero."""
    observations = _observations()

    write_observations(observations, tmp_path / "observed")

    saved = read_observations(tmp_path)
    pd.testing.assert_frame_equal(saved.counts, observations.counts)
    assert saved.answers is None
    assert saved.transferred is None
    assert (saved.zone, saved.queues, saved.files, saved.findings) == (
        observations.zone,
        observations.queues,
        observations.files,
        observations.findings,
    )


def test_calls_from_other_lines_are_read_back(tmp_path: Path) -> None:
    """They stand in a table of their own, by period: no call, and not where it came from."""
    transferred = _counts().iloc[[0]]

    write_observations(replace(_observations(), transferred=transferred), tmp_path / "observed")

    saved = read_observations(tmp_path).transferred
    assert saved is not None
    pd.testing.assert_frame_equal(saved, transferred)


def test_answer_times_in_bins_are_read_back_with_their_open_end(tmp_path: Path) -> None:
    """The last bin of a report has no end; it comes back as infinity."""
    rows = [("999", _NINE, 0.0, 10.0, 9.0), ("999", _NINE, 10.0, np.inf, 2.0)]
    answers = pd.DataFrame(rows, columns=list(ANSWER_COLUMNS)).astype(dict(ANSWER_COLUMNS))

    write_observations(replace(_observations(), answers=answers), tmp_path / "observed")

    saved = read_observations(tmp_path / "observed").answers
    assert saved is not None
    pd.testing.assert_frame_equal(saved, answers)


def test_answered_calls_are_counted_by_wait(tmp_path: Path) -> None:
    """A wait on an edge belongs to the bin above it, and an abandoned call to none."""
    calls = _calls((0.0, "answered"), (9.9, "answered"), (10.0, "answered"), (7.0, "abandoned"), (_NOTHING, "answered"))

    bins = answers_of_calls(calls)

    assert [tuple(row) for row in bins[["low", "high", "answered"]].to_numpy()] == [(0, 5, 1), (5, 10, 1), (10, 15, 1)]
    assert set(bins["start"]) == {_NINE}


def test_no_call_agent_or_caller_is_written(tmp_path: Path) -> None:
    """The folder holds counts alone: no column of calls beyond those of counts and bins."""
    write_observations(_observations(_calls((3.0, "answered"))), tmp_path / "observed")

    assert sorted(path.name for path in (tmp_path / "observed").iterdir()) == [
        "answers.csv",
        "counts.csv",
        "observed.json",
    ]
    text = "".join(path.read_text() for path in (tmp_path / "observed").iterdir())
    assert "A01" not in text
    assert "caller" not in text


def test_times_left_out_are_read_back(tmp_path: Path) -> None:
    """A comparison with the model leaves out what the measuring left out."""
    spell = FaultySpell(datetime(2026, 3, 2), datetime(2026, 3, 3), "abandonment", ("999",), "42 % were abandoned.")

    write_observations(_observations(), tmp_path / "observed", [spell])

    (left_out,) = read_left_out(tmp_path)
    assert (left_out.start, left_out.end, left_out.lines, left_out.text) == (
        spell.start,
        spell.end,
        spell.lines,
        spell.text,
    )


def test_another_folder_is_refused(tmp_path: Path) -> None:
    """The message says what is needed."""
    with pytest.raises(SimcallError, match="simcall import did not write this folder"):
        read_observations(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [("counts.csv", "line,start\n999,2026-03-02T09:00:00\n"), ("counts.csv", ""), ("observed.json", '{"schema":1}')],
)
def test_a_changed_file_is_refused_by_name(tmp_path: Path, name: str, text: str) -> None:
    """The message names the file that cannot be read, and says to import again."""
    write_observations(_observations(), tmp_path / "observed")
    (tmp_path / "observed" / name).write_text(text)

    with pytest.raises(SimcallError, match=rf"{name}.*import the files again"):
        read_observations(tmp_path)


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    """The document says that the table is there."""
    write_observations(_observations(), tmp_path / "observed")
    (tmp_path / "observed" / "counts.csv").unlink()

    with pytest.raises(SimcallError, match=r"counts\.csv"):
        read_observations(tmp_path)


def test_what_calls_tell_is_read_back_without_them(tmp_path: Path) -> None:
    """Who still waits, and handling by hour: the same from the folder as from the calls."""
    observations = _observations(_calls(*[(30.0, "abandoned")] * 25, *[(5.0, "answered")] * 40))

    write_observations(observations, tmp_path / "observed")

    saved = read_observations(tmp_path)
    assert saved.calls is None
    assert saved.call_figures["999"].still_waiting
    assert saved.call_figures == with_call_figures(observations, ()).call_figures


def test_calls_of_times_left_out_tell_nothing(tmp_path: Path) -> None:
    """With the faulty hour goes every call that began in it."""
    spell = FaultySpell(datetime(2026, 3, 2), datetime(2026, 3, 3), "abandonment", ("999",), "42 % were abandoned.")

    write_observations(_observations(_calls(*[(30.0, "abandoned")] * 25)), tmp_path / "observed", [spell])

    assert read_observations(tmp_path).call_figures == {}


def test_a_folder_of_an_older_simcall_is_read(tmp_path: Path) -> None:
    """It says nothing of single calls."""
    write_observations(_observations(_calls(*[(30.0, "abandoned")] * 25)), tmp_path / "observed")
    about = tmp_path / "observed" / "observed.json"
    document = json.loads(about.read_text())
    del document["call_figures"]
    about.write_text(json.dumps(document))

    assert read_observations(tmp_path).call_figures == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"still_waiting": [[30, 0.5], [20, 0.4]]},
        {"still_waiting": [[20, 0.4], [30, 0.5]]},
        {"still_waiting": [[20, 1.4]]},
        {"handling_s": {"24": 60}},
        {"handling_s": {"9": -1}},
    ],
)
def test_changed_call_figures_are_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    """A share that rises, a time that goes back, and an hour that no day has."""
    write_observations(_observations(), tmp_path / "observed")
    about = tmp_path / "observed" / "observed.json"
    about.write_text(json.dumps(json.loads(about.read_text()) | {"call_figures": {"999": changed}}))

    with pytest.raises(SimcallError, match=r"observed\.json.*import the files again"):
        read_observations(tmp_path)
