"""Files of several kinds, read together."""

from __future__ import annotations

from pathlib import Path

from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.options import ReadingOptions

CALLS = """Call Start,Queue,Outcome,Wait,Talk,Agent
2026-10-01 07:00:00,999,Answered,4,120,Ada Example
2026-10-01 07:10:00,999,Abandoned,9,0,
"""
LOGINS = """Agent,Login Time,Logout Time
Ada Example,2026-10-01 06:55:00,2026-10-01 15:00:00
"""


def test_what_is_true_of_two_kinds_is_said_once(tmp_path: Path) -> None:
    """Neither the calls nor the log-ins name a time zone."""
    files = {"calls.csv": CALLS, "logins.csv": LOGINS}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    findings = read_exports([str(tmp_path / name) for name in files], ReadingOptions()).findings

    assert sum("name no time zone" in finding.text for finding in findings) == 1
    assert len(set(findings)) == len(findings)
