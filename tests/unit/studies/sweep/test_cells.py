from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from simcall.api import rota, run
from simcall.errors import SimcallError
from simcall.measures import GROUP_MEASURES, LINE_MEASURES, Estimate
from simcall.measures.targets import Figure, Precision
from simcall.studies.sweep import Cell, Point, cells
from simcall.studies.sweep.cells import UNDONE, Request, document_of, is_cell, simulated
from tests.making import ONE_LINE, TWO_LINES, scenario
from tests.unit.studies.sweep.handmade import document

POINT = Point(3, {"days": 1})


@pytest.mark.parametrize("engine", ["kernel", "reference"])
def test_the_same_as_a_run(engine: str) -> None:
    """Each figure of a cell is that of `run` with the same scenario, seed and replications, to the bit."""
    scenarios = [scenario(TWO_LINES, {"groups.officers.headcount": people, "days": 0.5}) for people in (0, 1, 3)]
    documents = simulated(scenarios, Request(3, 7, engine))
    for one, found in zip(scenarios, documents, strict=True):
        alone = run(one, 3, 7, jobs=1)
        cell = Cell(POINT, json.loads(json.dumps(found)))
        for of, tables in (("line", alone.lines), ("group", alone.groups)):
            for name, table in tables.items():
                assert {measure: cell.estimate(Figure(name, measure)) for measure in table} == dict(table), (of, name)
        assert cell.replications == 3
        assert found["scenario"] == one.name


def test_totals_make_the_figures() -> None:
    """A ratio's totals by replication are kept, and their ratio is the figure: later questions need no simulation."""
    results = run(scenario(TWO_LINES), 4, 1, jobs=1)
    cell = Cell(POINT, json.loads(json.dumps(document_of(results))))
    for of, names, measures in (("line", results.lines, LINE_MEASURES), ("group", results.groups, GROUP_MEASURES)):
        for name in names:
            for measure in measures:
                totals = cell.totals(Figure(name, measure.name))
                if totals is None:
                    assert measure.name in ("answer_time_p50", "answer_time_p90", "answer_time_p95")
                    continue
                mean = cell.estimate(Figure(name, measure.name)).mean
                assert len(totals[0]) == len(totals[1]) == 4
                assert mean is None or totals[0].sum() / totals[1].sum() == pytest.approx(mean), (of, measure.name)
    assert cell.totals(Figure("", "paid_hours")) is None


def test_planned_hours() -> None:
    """Paid hours are those of the plan, of one group or all, and have no interval."""
    one = scenario(TWO_LINES)
    (found,) = simulated([one], Request(2, 1, "kernel"))
    cell = Cell(POINT, found)
    paid = {name: hours.hours_per_week for name, hours in rota(one).paid_hours.items()}
    assert found["paid_hours"] == paid
    assert cell.estimate(Figure("officers", "paid_hours")) == Estimate(*[paid["officers"]] * 3)
    assert cell.estimate(Figure("", "paid_hours")).mean == pytest.approx(sum(paid.values()))
    assert cell.estimate(Figure("nobody", "paid_hours")) == Estimate(None, None, None)


def test_rows() -> None:
    """A row for each figure: the plan, the lines, the groups; what is not there is undefined, not an error."""
    cell = Cell(POINT, document({"999.asa": (3.0, 2.0, 4.0), "handlers.occupancy": (None, None, None)}))
    assert cell.rows() == [
        ("plan", "handlers", "paid_hours", 100.0, 100.0, 100.0),
        ("line", "999", "asa", 3.0, 2.0, 4.0),
        ("group", "handlers", "occupancy", None, None, None),
    ]
    assert cell.estimate(Figure("999", "offered")) == Estimate(None, None, None)
    assert cell.estimate(Figure("112", "asa")) == Estimate(None, None, None)


def test_failed_cells_have_nothing() -> None:
    """A failed cell has its error, no figure, no row and no totals; one that nobody simulated is told from it."""
    cell = Cell(POINT, {"error": "no"})
    assert (cell.error, cell.rows(), cell.totals(Figure("999", "asa")), cell.is_done) == ("no", [], None, True)
    assert cell.estimate(Figure("", "paid_hours")) == Estimate(None, None, None)
    assert not Cell(POINT, UNDONE).is_done


def test_one_failure_spares_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """If one of some points that are simulated together fails, it alone has an error; the others are what they are."""
    good = scenario(ONE_LINE)
    bad = scenario(ONE_LINE, {"days": 1000.0, "lines.999.demand.calls_per_day": 1e7})
    request = Request(2, 1, "kernel")
    first, failed, last = simulated([good, bad, good], request)
    assert "memory" in failed["error"]
    assert [first] == [last] == simulated([good], request)

    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(cells, "run_all", broken)
    assert simulated([good], request) == [{"error": "ZeroDivisionError: by nothing"}]


def test_interruptions_are_no_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is not recorded as a point's error: it ends the sweep."""

    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(cells, "run_all", interrupted)
    with pytest.raises(KeyboardInterrupt):
        simulated([scenario(ONE_LINE)], Request(2, 1, "kernel"))


def test_until_precise() -> None:
    """With a precision each point has as many replications as it takes by itself, the same as `run` gives it."""
    goal = Precision("999", "asa", 8.0)
    quick, slow = scenario(ONE_LINE, {"groups.handlers.headcount": 5}), scenario(ONE_LINE)
    request = Request(2, 1, "kernel", (goal,), 200)
    documents = simulated([quick, slow], request)
    for one, found in zip((quick, slow), documents, strict=True):
        alone = run(one, 2, 1, until=[goal], max_replications=200, jobs=1)
        assert found["replications"] == alone.replications
        assert found["figures"]["line"]["999"]["asa"] == list(vars(alone.lines["999"].asa).values())
    assert documents[0]["replications"] < documents[1]["replications"]


def test_what_a_cell_is() -> None:
    """What was read is a cell if it has all parts, or an error; a part of one is none."""
    assert is_cell(document())
    assert is_cell({"error": "no"})
    for wrong in ({}, [], None, "x", {"figures": {}}, {"error": 3}, {**document(), "error": None, "totals": 1}):
        assert not is_cell(wrong), wrong


def test_identity_of_a_request() -> None:
    """A cell depends on replications, seed and precision; not on the engine, as both give the same."""
    one = Request(3, 1, "kernel")
    assert one.identity() == Request(3, 1, "reference").identity()
    others = (
        Request(4, 1, "kernel"),
        Request(3, 2, "kernel"),
        Request(3, 1, "kernel", (Precision("999", "asa", 1),), 9),
    )
    assert all(other.identity() != one.identity() for other in others)


def test_numbers_survive_json() -> None:
    """A figure that was written and read again is the same to the last bit."""
    (found,) = simulated([scenario(TWO_LINES)], Request(5, 11, "kernel"))
    again = json.loads(json.dumps(found))
    assert again == found
    figure = Figure("101", "abandonment_rate")
    both = Cell(POINT, found).totals(figure), Cell(POINT, again).totals(figure)
    assert both[0] is not None
    assert both[1] is not None
    assert np.array_equal(both[0][0], both[1][0])


def test_no_such_engine() -> None:
    """A request that makes no sense is the point's error, in the words of `run`."""
    (found,) = simulated([scenario(ONE_LINE)], Request(2, 1, "steam"))
    with pytest.raises(SimcallError, match="there is no engine") as refused:
        run(scenario(ONE_LINE), 2, engine="steam")
    assert found == {"error": str(refused.value)}
