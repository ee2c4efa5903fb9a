from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from simcall.errors import ScenarioError
from simcall.measures import Kind, Verdict
from simcall.measures.targets import Figure, Precision
from simcall.studies.sweep.cells import UNDONE
from simcall.studies.sweep.table import Aim, kind_of
from simcall.studies.sweep.value_bins import FEW, as_number, binned, is_many, numbers_of
from tests.unit.studies.sweep.handmade import (
    ABANDONED,
    HEADCOUNT,
    INTIME,
    PATIENCE,
    RESERVE,
    around,
    by_headcount,
    document,
    swept,
    with_request,
)

NOBODY = (None, None, None)
HOURS = Aim(Figure("officers", "duty_hours"), larger=False)
IN_TIME = Aim(Figure("999", "answered_in_target"), larger=True)


def numbers(cells: object) -> list[int]:
    """Return the numbers of some cells' points."""
    return [cell.point.number for cell in cells]  # type: ignore[attr-defined]


# The frontier ---------------------------------------------------------------------------------------------------------


def test_frontier() -> None:
    """A point is on the frontier if none is as good in every aim and better in one; each other names one that is."""
    found = by_headcount((around(0.7), 10), (around(0.8), 20), (around(0.75), 30), (around(0.9), 30), (around(0.6), 40))
    assert numbers(found.frontier()) == [0, 1, 3]
    assert found.dominated() == {0: None, 1: None, 2: 1, 3: None, 4: 0}


def test_equal_points_share_the_frontier() -> None:
    """Points that are the same in every aim dominate each other in none: both are on the frontier, or neither is."""
    found = by_headcount((around(0.8), 20), (around(0.8), 20), (around(0.7), 30), (around(0.7), 30))
    assert numbers(found.frontier()) == [0, 1]
    assert found.dominated() == {0: None, 1: None, 2: 0, 3: 0}


def test_ties_in_one_aim() -> None:
    """Where one aim is equal, the other decides."""
    found = by_headcount((around(0.8), 20), (around(0.8), 10), (around(0.9), 20))
    assert found.dominated() == {0: 1, 1: None, 2: None}


def test_it_is_on_the_frontier_that_dominates() -> None:
    """What is named as better is itself on the frontier, not just better by a little."""
    found = by_headcount((around(0.6), 40), (around(0.7), 30), (around(0.8), 20), (around(0.9), 10))
    assert found.dominated() == {0: 3, 1: 3, 2: 3, 3: None}


def test_points_without_figures() -> None:
    """A point that failed, was not simulated or lacks a figure is neither on the frontier nor dominated."""
    found = swept(
        [
            ({HEADCOUNT: 0}, document({INTIME: around(0.7)}, {"officers": 1.0})),
            ({HEADCOUNT: 1}, {"error": "no"}),
            ({HEADCOUNT: 2}, document({INTIME: NOBODY}, {"officers": 0.5})),
            ({HEADCOUNT: 3}, dict(UNDONE)),
            ({HEADCOUNT: 4}, document({INTIME: around(0.9)}, {"officers": 2.0})),
        ]
    )
    assert found.dominated() == {0: None, 4: None}
    assert found.dominated([]) == {0: None, 2: None, 4: None}
    assert numbers(found.failed) == [1, 3]


def test_simulated_hours_that_differ_by_chance() -> None:
    """Hours that were simulated, and differ in the fourth digit, count as the same; planned ones are exact."""
    rows = [(0.80, 290.02, 290.02), (0.85, 290.11, 290.11), (0.90, 442.2, 442.2)]
    found = swept(
        [
            ({HEADCOUNT: n}, document({INTIME: around(share), "officers.duty_hours": around(duty)}, {"officers": paid}))
            for n, (share, duty, paid) in enumerate(rows)
        ]
    )
    assert found.dominated([IN_TIME, HOURS]) == {0: 1, 1: None, 2: None}
    assert found.dominated([IN_TIME, Aim(Figure("", "paid_hours"), larger=False)]) == {0: None, 1: None, 2: None}


# What is traded off ---------------------------------------------------------------------------------------------------


def test_aims_of_the_targets() -> None:
    """What targets and the least are of is traded off, in the direction that the target asks for."""
    rows = [
        ({HEADCOUNT: n}, document({INTIME: around(n / 9), ABANDONED: around(1 - n / 9)}, {"officers": 1.0 * n}))
        for n in range(3)
    ]
    found = swept(rows, [f"{INTIME} >= 0.5", f"{ABANDONED} <= 0.5", f"{ABANDONED} >= 0.1"], "paid_hours.officers")
    assert [str(aim) for aim in found.aims] == [f"most {INTIME}", f"most {ABANDONED}", "least paid_hours.officers"]


def test_aims_unless_said() -> None:
    """With no targets: the first line's share in time, abandonment on the others, and paid hours."""
    rows = [
        ({HEADCOUNT: n}, document({INTIME: around(n / 9), ABANDONED: around(1 - n / 9)}, {"officers": 1.0 * n}))
        for n in range(3)
    ]
    assert [str(aim) for aim in swept(rows).aims] == [f"most {INTIME}", f"least {ABANDONED}", "least paid_hours"]


def test_aims_that_say_nothing() -> None:
    """What is the same at all points is no aim; nor is a cost that ranks all points as another cost does."""
    same = swept([({RESERVE: n}, document({INTIME: around(0.5 + n / 10)}, {"officers": 9.0})) for n in range(3)])
    assert [str(aim) for aim in same.aims] == [f"most {INTIME}"]
    base = same.design.base.update({"groups.officers.taken_from": "response"})
    rows = [
        (
            {HEADCOUNT: n},
            document({INTIME: around(n / 9), "officers.duty_hours": around(24.0 * n)}, {"officers": 168.0 * n}),
        )
        for n in range(3)
    ]
    found = swept(rows)
    taken = replace(found, design=replace(found.design, base=base))
    assert [str(aim) for aim in taken.aims] == [f"most {INTIME}", "least paid_hours"]
    other = swept(
        [*rows, ({HEADCOUNT: 3}, document({INTIME: around(0.4), "officers.duty_hours": around(5.0)}, {"x": 999.0}))]
    )
    both = replace(other, design=replace(other.design, base=base))
    assert [str(aim) for aim in both.aims] == [f"most {INTIME}", "least paid_hours", "least officers.duty_hours"]


# Main effects ---------------------------------------------------------------------------------------------------------


def test_main_effects_by_hand() -> None:
    """The mean of a figure over all points with a value, values in their order; points with no figure do not count."""
    shares = {(2, "10 min"): 0.5, (2, "5 min"): 0.7, (0, "10 min"): 0.1, (0, "5 min"): 0.4}
    rows = [({HEADCOUNT: n, PATIENCE: mean}, document({INTIME: around(share)})) for (n, mean), share in shares.items()]
    found = swept([*rows, ({HEADCOUNT: 0, PATIENCE: "20 min"}, {"error": "no"})])
    assert found.main_effects(Figure("999", "answered_in_target")) == [
        (HEADCOUNT, 0, pytest.approx(0.25), 2),
        (HEADCOUNT, 2, pytest.approx(0.6), 2),
        (PATIENCE, "5 min", pytest.approx(0.55), 2),
        (PATIENCE, "10 min", pytest.approx(0.3), 2),
    ]


def test_main_effects_of_many_values() -> None:
    """Of a parameter with many values the effects are those of the quarters of its range."""
    rows = [({"lines.999.demand.growth": 1 + n / 20}, document({INTIME: around(n / 20)})) for n in reversed(range(21))]
    effects = swept(rows).main_effects(Figure("999", "answered_in_target"))
    assert [(value, points) for _, value, _, points in effects] == [
        ("1 to 1.25", 5),
        ("1.25 to 1.5", 5),
        ("1.5 to 1.75", 5),
        ("1.75 to 2", 6),
    ]
    assert [mean for _, _, mean, _ in effects] == pytest.approx([0.1, 0.35, 0.6, 0.875])


def test_values_that_are_no_numbers() -> None:
    """None, text and tables each have their own effect, in the order of the design."""
    values = ("flat", None, [1, 2])
    found = swept([({"lines.101.demand.profile": one}, document({INTIME: around(0.5)})) for one in values])
    effects = found.main_effects(Figure("999", "answered_in_target"))
    assert [(value, points) for _, value, _, points in effects] == [("flat", 1), (None, 1), ("[1,2]", 1)]
    assert found.words_of("lines.101.demand.profile", "[1,2]").startswith("[1, 2] ")
    assert found.words_of("lines.101.demand.profile", None) == "none"
    assert found.words_of("lines.101.demand.profile", "1 to 2") == "1 to 2"


def test_numbers_among_values() -> None:
    """Numbers, also those of one unit, are told from what is none; flags are none."""
    assert [as_number(one) for one in (1, 1.5, "7.5 min", "1e-3 s", "14:00", True, None, "flat", [1])] == [
        (1.0, ""),
        (1.5, ""),
        (7.5, "min"),
        (0.001, "s"),
        *[None] * 5,
    ]
    assert numbers_of(["5 min", "10 min"]) == ([5.0, 10.0], "min")
    for mixed in ([], ["5 min", "10 s"], [1, None], [1, "5 min"]):
        assert numbers_of(mixed) is None
    assert not is_many(list(range(FEW)))
    assert is_many(list(range(FEW + 1)))
    assert binned(["10 min", "5 min"]) == [(1, "5 min"), (0, "10 min")]
    assert [label for _, label in binned([f"{n}.5 s" for n in range(13)])][::4] == [
        "0.5 to 3.5 s",
        "3.5 to 6.5 s",
        "6.5 to 9.5 s",
        "9.5 to 12.5 s",
    ]


# Verdicts -------------------------------------------------------------------------------------------------------------


def test_verdicts_of_plans() -> None:
    """Planned hours are exact, so that a target for them is met or missed."""
    found = by_headcount((around(0.5), 10), (around(0.5), 11), targets=["paid_hours.officers <= 10"])
    (met,), (missed,) = (judged for _, judged in found.verdicts(found.design.settings.targets))
    assert (met.verdict, missed.verdict) == (Verdict.MET, Verdict.MISSED)


# Tables ---------------------------------------------------------------------------------------------------------------


def test_rows_and_frame() -> None:
    """The tidy table has a row for each point and figure, with the point's values; a failed point has none."""
    found = swept(
        [
            ({HEADCOUNT: 1, PATIENCE: None}, document({INTIME: around(0.5)})),
            ({HEADCOUNT: 2, PATIENCE: "5 min"}, {"error": "no"}),
            ({HEADCOUNT: 3, PATIENCE: "6 min"}, document({INTIME: NOBODY}, replications=4)),
        ]
    )
    assert found.columns() == (
        "point",
        "key",
        HEADCOUNT,
        PATIENCE,
        *("of", "name", "measure", "mean", "low", "high"),
        "replications",
    )
    keys = [cell.point.key for cell in found.cells]
    assert found.rows() == [
        (0, keys[0], 1, None, "plan", "handlers", "paid_hours", 100.0, 100.0, 100.0, 10),
        (0, keys[0], 1, None, "line", "999", "answered_in_target", 0.5, 0.49, 0.51, 10),
        (2, keys[2], 3, "6 min", "plan", "handlers", "paid_hours", 100.0, 100.0, 100.0, 4),
        (2, keys[2], 3, "6 min", "line", "999", "answered_in_target", None, None, None, 4),
    ]
    table = found.to_frame()
    assert list(table.columns) == list(found.columns())
    assert table["mean"].dtype == "float64"
    assert math.isnan(table["mean"].iloc[-1])


@pytest.mark.parametrize(
    ("values", "kind", "read"),
    [
        ([1, 2], "Int64", [1, 2]),
        ([1, None], "Int64", [1, None]),
        ([1, 1.5], "float64", [1.0, 1.5]),
        ([1.5, None], "float64", [1.5, None]),
        (["5 min", None], "str", ["5 min", None]),
        (["flat", [1, 2]], "str", ["flat", "[1,2]"]),
        ([1, "5 min"], "str", ["1", "5 min"]),
        ([True, False], "bool", [True, False]),
        ([None], "float64", [None]),
    ],
)
def test_columns_of_values(tmp_path: Path, values: list[object], kind: str, read: list[object]) -> None:
    """A column of values is whole numbers, numbers, flags or text, in Parquet too; what is left out is missing."""
    found = swept([({RESERVE: one}, document({INTIME: around(0.5)})) for one in values])
    table = found.to_frame()
    assert str(table[RESERVE].dtype) == kind
    table.to_parquet(tmp_path / "t.parquet", index=False)
    again = pd.read_parquet(tmp_path / "t.parquet")[RESERVE][::2]
    assert [None if pd.isna(one) else one for one in again] == read


def test_document() -> None:
    """One JSON document: every point with its figures, verdicts and what dominates it, the frontier, main effects."""
    found = by_headcount((around(0.7), 10), (around(0.9), 20), (around(0.8), 30), targets=[f"{INTIME} >= 0.85"])
    told = json.loads(json.dumps(found.document(), allow_nan=False))
    assert (told["frontier"], told["confidence"], told["replications"], told["seed"]) == ([0, 1], 0.95, 10, 1)
    assert [list(point["verdicts"].values()) for point in told["points"]] == [
        [Verdict.MISSED],
        [Verdict.MET],
        [Verdict.MISSED],
    ]
    assert [point["dominated_by"] for point in told["points"]] == [None, None, 1]
    assert told["points"][1]["lines"]["999"]["answered_in_target"] == {"mean": 0.9, "low": 0.89, "high": 0.91}
    assert told["main_effects"][INTIME][0] == {"path": HEADCOUNT, "value": 0, "mean": 0.7, "points": 1}
    failed = swept([({HEADCOUNT: 0}, {"error": "no"})]).document()
    assert failed["points"][0]["error"] == "no"


def test_points_table(tmp_path: Path) -> None:
    """points.csv has a row for each point: values, what is traded off, verdicts, the frontier, and why it failed."""
    rows = [({HEADCOUNT: n}, document({INTIME: around(n / 10 + 0.5)}, {"officers": 5.0 * n})) for n in range(2)]
    found = swept([*rows, ({HEADCOUNT: 2}, {"error": "no room"})], [f"{INTIME} >= 0.55"])
    found.save(tmp_path / "out", figures=False)
    table = pd.read_csv(tmp_path / "out" / "points.csv")
    assert list(table["point"]) == [0, 1, 2]
    assert list(table["scenario"]) == [f"officers.headcount = {n}" for n in range(3)]
    assert [None if pd.isna(one) else one for one in table[f"{INTIME} >= 0.55"]] == [Verdict.MISSED, Verdict.MET, None]
    assert list(table["on_frontier"]) == [True, True, False]
    assert [None if pd.isna(one) else one for one in table["error"]] == [None, None, "no room"]
    assert table[f"{INTIME} low"].tolist()[:2] == pytest.approx([0.49, 0.59])


def test_stopped_short() -> None:
    """Points whose interval is wider than was asked for are told; failed ones are told as that."""
    found = swept(
        [
            ({HEADCOUNT: 0}, document({INTIME: around(0.5)})),
            ({HEADCOUNT: 1}, {"error": "no"}),
            ({HEADCOUNT: 2}, document()),
        ]
    )
    assert found.short == ()
    wanted = with_request(found, until=(Precision("999", "answered_in_target", 0.02),))
    assert numbers(wanted.short) == [2]
    wanted = with_request(found, until=(Precision("999", "answered_in_target", 0.002),))
    assert numbers(wanted.short) == [0, 2]


def test_figures_by_name() -> None:
    """Figures and targets are read by the names in the scenario, and refused with the nearest."""
    found = by_headcount((around(0.7), 10))
    assert found.figure("officers.duty_hours") == Figure("officers", "duty_hours")
    assert kind_of(found.figure("paid_hours")) is Kind.HOURS
    assert kind_of(found.target(f"{INTIME} >= 0.9")) is Kind.SHARE
    with pytest.raises(ScenarioError, match=r'did you mean "officers"\?'):
        found.figure("oficers.duty_hours")
