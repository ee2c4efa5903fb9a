"""A cell with several queues is no queue of its own: simcall asks which of them is the line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from simcall.observed.reading.exports import read_exports
from simcall.observed.reading.logs.queue_paths import read_queue_paths
from simcall.observed.reading.options import ReadingOptions

ASK = ReadingOptions()


def _cells(*names: str) -> pd.Series:
    """Return a column in which each name stands in ten rows."""
    return pd.Series([name for name in names for _ in range(10)], dtype="str")


@pytest.mark.parametrize(
    "names",
    [
        ("999 Emergency > Switchboard",),
        ("Switchboard->101->Crime Desk",),
        ("101/Crime/Desk", "101/Fraud/Desk"),
        ("101 | Crime Desk", "Crime Desk"),
        ("999 Emergency; Switchboard", "Switchboard"),
        ("Switchboard - 101 Public", "101 Public"),
    ],
)
def test_a_way_through_several_queues_raises_a_question(names: tuple[str, ...]) -> None:
    """An arrow shows it, or names that come again in other ways or alone."""
    paths = read_queue_paths(_cells(*names), ASK, ())

    (question,) = paths.questions
    assert question.option == "--queue-path"
    assert f'"{names[0]}"' in question.text
    assert paths.queue.tolist() == _cells(*names).tolist()


@pytest.mark.parametrize(
    "names",
    [("24/7 Desk", "24/7 Line"), ("N/A",), ("Crime - North", "Crime - South"), ("Crime, North", "Fraud"), ("101",)],
)
def test_marks_within_a_name_raise_no_question(names: tuple[str, ...]) -> None:
    """Regions after a hyphen, opening hours and missing values are no ways."""
    paths = read_queue_paths(_cells(*names), ASK, ())

    assert (paths.questions, paths.findings) == ((), ())


def test_where_nothing_can_be_told_a_finding_names_the_option() -> None:
    """A slash alone may belong to the name of one queue."""
    (finding,) = read_queue_paths(_cells("101/Crime/Desk", "Switchboard"), ASK, ()).findings

    assert 'In 10 rows, the cell may hold several queues, for example "101/Crime/Desk"' in finding.text
    assert "--answer queue-path=first" in finding.text


@pytest.mark.parametrize(("end", "expected"), [("first", "101"), ("last", "Desk"), ("whole", "101/Crime/Desk")])
def test_the_answer_says_which_queue_counts(end: str, expected: str) -> None:
    """It also holds where simcall could not tell that the cell is a way."""
    paths = read_queue_paths(_cells("101/Crime/Desk"), ReadingOptions(answers={"--queue-path": end}), ())

    assert set(paths.queue) == {expected}
    assert paths.questions == ()


def test_a_cell_that_the_planner_names_is_a_queue() -> None:
    """--line has the whole cell; and ways on which no line is are other queues."""
    cells = _cells("999 > Switchboard", "101")

    for queue in ("999 > Switchboard", "101"):
        assert read_queue_paths(cells, ReadingOptions(lines={"line": queue}), ()).questions == ()
    assert read_queue_paths(cells, ReadingOptions(lines={"line": "Switchboard"}), ()).questions != ()


def test_nobody_is_named() -> None:
    """A rare way, and one to a person who answers calls, are not shown."""
    rare, to_person = pd.Series(["999 > Bo Example"]), _cells("999 > Ada Example")

    for cells in (rare, to_person):
        (question,) = read_queue_paths(cells, ASK, {"Ada Example"}).questions
        assert "Example" not in question.text + str(question.choices)


def test_a_log_with_ways_is_read_by_their_first_queue(tmp_path: Path) -> None:
    """Six calls: four reach 999 first, of which two go on to the switchboard."""
    queues = ("999", "999", "999 > Switchboard", "999 > Switchboard", "Switchboard", "101 > Switchboard > 999")
    rows = [f"2026-10-01 07:{minute:02d}:00,{queue},Answered,4,120" for minute, queue in enumerate(queues)]
    path = tmp_path / "calls.csv"
    path.write_text("\n".join(["Call Start,Queue,Outcome,Wait,Talk", *rows]), encoding="utf-8")

    (question,) = read_exports([path]).questions
    observed = read_exports([path], ReadingOptions(answers={question.option: "first"}))

    assert observed.counts.groupby("line")["offered"].sum().to_dict() == {"101": 1, "999": 4, "switchboard": 1}
    assert observed.queues == {"101": "101", "999": "999", "switchboard": "Switchboard"}
    assert any("3 rows" in finding.text for finding in observed.findings)
