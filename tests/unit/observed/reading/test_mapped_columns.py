"""What the planner says of columns with --map: mistakes are told, and "none" leaves a column alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from simcall.errors import SimcallError
from simcall.observed.observations import Observations
from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions

LOG = "Call Start,Queue,Result,Wait (s),Talk (s)\n13/10/2026 09:00:07,999,Answered,4,60\n"
REPORT = "Date,Time,Calls,Answered\n13/10/2026,09:00,5,5\n13/10/2026,10:00,4,4\n"


def read(tmp_path: Path, text: str, columns: dict[str, str]) -> Observations:
    """Read one file with some columns mapped."""
    path = tmp_path / "export.csv"
    path.write_text(text)
    return read_exports([str(path)], ReadingOptions(columns=columns))


@pytest.mark.parametrize("text", [LOG, REPORT])
def test_a_field_that_nothing_has_is_refused(tmp_path, text):
    """A slip of the pen in --map would otherwise leave the column as it was."""
    with pytest.raises(SimcallError, match=r"^--map Queue=tlak: simcall has no field tlak. Did you mean talk\?$"):
        read(tmp_path, text, {"Queue": "tlak"})
    with pytest.raises(SimcallError, match=r"The fields are: .*, wait, "):
        read(tmp_path, text, {"Queue": "xyzzy"})


@pytest.mark.parametrize("field", ["none", "Ignore"])
def test_a_column_can_be_left_alone(tmp_path, field):
    """A column of a log whose name misleads is not read."""
    observed = read(tmp_path, LOG, {"Wait (s)": field})
    assert observed.calls["wait"].isna().all()
    assert observed.calls["talk"].tolist() == [60]


def test_a_column_that_no_file_has_is_told(tmp_path):
    """An answer of last month may be about a column that has gone; the planner hears of it."""
    observed = read(tmp_path, LOG, {"Talking time": "talk"})
    texts = [finding.text for finding in observed.findings]
    assert '--map "Talking time=talk" was not used: no file has a column "Talking time"' in texts


def test_a_queue_and_seconds_may_stand_in_a_field(tmp_path):
    """Fields of reports name a queue and the seconds of a bin."""
    observed = read(tmp_path, REPORT, {"Calls": "101:offered", "Answered": "101:answered"})
    assert observed.counts["line"].unique().tolist() == ["101"]
