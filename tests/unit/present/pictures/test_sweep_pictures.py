from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest

from simcall.api import Sweep
from simcall.errors import SimcallError
from simcall.present.pictures.sweep import save_figures
from tests.unit.studies.sweep.handmade import ABANDONED, HEADCOUNT, INTIME, PATIENCE, RESERVE, around, document, swept

GROWTH, PROFILE = "lines.999.demand.growth", "lines.101.demand.profile"


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Draw on no screen, and close what was drawn; a warning is an error."""
    mpl.use("Agg")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
    plt.close("all")


def grid(vary: dict[str, list[object]], targets: tuple[str, ...] = ()) -> Sweep:
    """Return a full grid with figures that rise with each point."""
    points = [dict(zip(vary, values, strict=True)) for values in product(*vary.values())]
    step = 0.9 / len(points)
    return swept(
        [
            (
                point,
                document({INTIME: around(0.05 + n * step), ABANDONED: around(0.9 - n * step)}, {"officers": 10.0 * n}),
            )
            for n, point in enumerate(points)
        ],
        targets,
    )


def drawn(sweep: Sweep, folder: Path) -> set[str]:
    """Return the names of the pictures that a sweep has, without the figure that each is of."""
    save_figures(sweep, folder)
    assert {path.suffix for path in folder.iterdir()} <= {".png", ".svg"}
    assert all(path.stat().st_size > 1000 for path in folder.iterdir())
    return {path.stem.split("-999")[0].split("-101")[0] for path in folder.iterdir()}


TWO = [HEADCOUNT, RESERVE]
KINDS: dict[str, tuple[dict[str, list[object]], set[str]]] = {
    "one": ({HEADCOUNT: [0, 1, 2]}, {"frontier", "lines"}),
    "one of text": ({PROFILE: ["flat", [1, 2], None]}, {"frontier", "lines"}),
    "one of one": ({HEADCOUNT: [3]}, set()),
    "two": ({HEADCOUNT: [0, 1], RESERVE: [0, 1, 2]}, {"frontier", "heat-map", "lines"}),
    "two of text": (
        {PATIENCE: [None, "5 min"], "shifts.x.start": ["14:00", "15:00"]},
        {"frontier", "heat-map", "lines"},
    ),
    "two of many": ({GROWTH: [1 + n / 20 for n in range(14)], HEADCOUNT: [0, 1]}, {"frontier", "heat-map", "lines"}),
    "two of very many": (
        {GROWTH: [1 + n / 20 for n in range(14)], PATIENCE: [f"{n}.5 min" for n in range(14)]},
        {"frontier", "heat-map", "effects"},
    ),
    "three": ({HEADCOUNT: [0, 1], RESERVE: [0, 1], PATIENCE: ["5 min", "6 min"]}, {"frontier", "heat-map", "effects"}),
    "five": (
        {
            HEADCOUNT: [0, 1],
            RESERVE: [0, 1],
            PATIENCE: ["5 min", "6 min"],
            GROWTH: [1.0, 1.5],
            PROFILE: ["flat", [1, 2]],
        },
        {"frontier", "heat-map", "effects"},
    ),
    "long names": (
        {HEADCOUNT: [0, 1], PROFILE: ["x" * 300, [1.5] * 168, {"a": {"b": [1, 2, 3]}}]},
        {"frontier", "heat-map", "lines"},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_every_kind(kind: str, tmp_path: Path) -> None:
    """However many parameters there are, and whatever their values, the pictures that make sense are drawn."""
    vary, wanted = KINDS[kind]
    assert drawn(grid(vary), tmp_path) == wanted


def test_failed_points(tmp_path: Path) -> None:
    """Points without figures are left out of the pictures; without any, there is none."""
    sweep = grid({HEADCOUNT: [0, 1], RESERVE: [0, 1, 2]})
    points = [(cell.point.values, cell.document if cell.point.number != 2 else {"error": "no"}) for cell in sweep.cells]
    assert drawn(swept(points), tmp_path / "some") == {"frontier", "heat-map", "lines"}  # type: ignore[arg-type]
    (tmp_path / "none").mkdir()
    assert drawn(swept([({HEADCOUNT: 0}, {"error": "no"})]), tmp_path / "none") == set()


def test_no_intervals(tmp_path: Path) -> None:
    """A sweep with one replication has no intervals, and pictures all the same."""
    rows = [({HEADCOUNT: n}, document({INTIME: (n / 9, None, None)}, {"officers": n})) for n in range(3)]
    assert drawn(swept(rows), tmp_path) == {"frontier", "lines"}


def test_odd_names_of_lines(tmp_path: Path) -> None:
    """The names of files are ones that any file system takes."""
    sweep = grid({HEADCOUNT: [0, 1]})
    save_figures(sweep, tmp_path)
    assert {path.name for path in tmp_path.glob("*.png")} == {
        *("frontier-999-answered-in-target.png", "frontier-101-abandonment-rate.png"),
        *("lines-999-answered-in-target.png", "lines-101-abandonment-rate.png"),
    }


def legend_of(ax: Any) -> list[str]:
    """Return the words of a legend."""
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_the_frontier() -> None:
    """The frontier joins the points that no other dominates in the two figures, in order, with their numbers."""
    rows = [(0.5, 30), (0.7, 10), (0.6, 20), (0.9, 40)]
    sweep = swept([({HEADCOUNT: n}, document({INTIME: around(y)}, {"officers": x})) for n, (y, x) in enumerate(rows)])
    ax = sweep.plot.frontier()
    (edge,) = (line for line in ax.lines if line.get_label() == "frontier of these two")
    assert (list(edge.get_xdata()), list(edge.get_ydata())) == ([10, 40], [0.7, 0.9])
    assert [text.get_text() for text in ax.texts if text.get_text().isdigit()] == ["1", "3"]
    assert ax.get_xlabel() == "paid hours a week"
    assert ax.get_ylabel() == "999 answered in time"
    assert legend_of(ax) == ["frontier of these two", "every point (bar: 95 % interval)"]


def test_the_frontier_with_targets() -> None:
    """With targets the points are told apart by whether they meet them; what kind is not there is not in the legend."""
    sweep = grid({HEADCOUNT: list(range(10))}, (f"{INTIME} >= 0.5",))
    kinds = [label.split(" (")[0] for label in legend_of(sweep.plot.frontier())]
    assert kinds == ["frontier of these two", "misses a target", "too close to call", "meets every target"]
    sweep = grid({HEADCOUNT: list(range(10))}, (f"{INTIME} >= 0.999",))
    assert [label.split(" (")[0] for label in legend_of(sweep.plot.frontier())][1:] == ["misses a target"]
    ax = sweep.plot.frontier("paid_hours.officers", ABANDONED)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("paid hours a week of officers", "101 abandoned")


def test_nothing_to_trade_off() -> None:
    """Where no two figures differ, a planner is told to name two."""
    with pytest.raises(SimcallError, match="say which to draw"):
        grid({HEADCOUNT: [0]}).plot.frontier()


def test_legends_hide_nothing() -> None:
    """A legend stands beneath the picture, and no part of it over the data."""
    sweep = grid({HEADCOUNT: [0, 1, 2], RESERVE: [0, 1, 2]}, (f"{INTIME} >= 0.5",))
    for ax in (sweep.plot.frontier(), sweep.plot.lines(INTIME)):
        ax.figure.canvas.draw()
        assert ax.get_legend().get_window_extent().y1 <= ax.get_window_extent().y0


def test_a_heat_map() -> None:
    """A square for each pair of values holds the mean over what else varies; what moves the figure most is across."""
    sweep = grid({PATIENCE: ["5 min", "6 min"], RESERVE: [0, 1], HEADCOUNT: [0, 1]})
    ax = sweep.plot.heat_map(INTIME)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("patience.mean (min)", "reserve.101")
    assert [text.get_text() for text in ax.texts] == ["10.6", "55.6", "33.1", "78.1"]
    assert "mean over all else that varies" in ax.get_title(loc="left")
    ax = sweep.plot.heat_map(INTIME, HEADCOUNT, PATIENCE)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("officers.headcount", "patience.mean (min)")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["5 min", "6 min"]


def test_lines() -> None:
    """A line for each value of one parameter over the other; bands where each point stands alone, means where not."""
    two = grid({HEADCOUNT: list(range(4)), RESERVE: [0, 1]})
    ax = two.plot.lines(INTIME)
    assert ax.get_xlabel() == "officers.headcount"
    assert legend_of(ax) == ["0", "1"]
    assert len(ax.collections) == 2
    ax = two.plot.lines(INTIME, RESERVE)
    assert ax.get_xlabel() == "reserve.101"
    assert legend_of(ax) == ["0", "1", "2", "3"]
    three = grid({HEADCOUNT: [0, 1, 2], RESERVE: [0, 1], PATIENCE: ["5 min", "6 min"]})
    ax = three.plot.lines(INTIME, HEADCOUNT, RESERVE)
    assert len(ax.collections) == 0
    assert ax.get_title(loc="left") == "999 answered in time (mean over all else)"
    many = grid({HEADCOUNT: list(range(9)), RESERVE: list(range(9))})
    assert legend_of(many.plot.lines(INTIME, HEADCOUNT)) == ["0", "2", "3", "5", "6", "8"]


def test_effects() -> None:
    """Each parameter has its own axes with every point, and the mean by its values, or by quarters of very many."""
    axes = grid({HEADCOUNT: [0, 1], GROWTH: [1 + n / 20 for n in range(13)], PATIENCE: [None, "5 min"]}).plot.effects(
        INTIME
    )
    assert [ax.get_xlabel() for ax in axes] == ["officers.headcount", "demand.growth", "patience.mean"]
    assert [len(ax.lines[1].get_xdata()) for ax in axes] == [2, 4, 2]
    assert [len(ax.lines[0].get_xdata()) for ax in axes] == [52] * 3
    assert [text.get_text() for text in axes[2].get_xticklabels()] == ["none", "5 min"]


def test_own_axes() -> None:
    """Pictures are drawn where they are asked to be."""
    axes = plt.subplots(1, 3)[1]
    sweep = grid({HEADCOUNT: [0, 1, 2], RESERVE: [0, 1]})
    assert sweep.plot.frontier(ax=axes[0]) is axes[0]
    assert sweep.plot.heat_map(INTIME, ax=axes[1]) is axes[1]
    assert sweep.plot.lines(INTIME, ax=axes[2]) is axes[2]
    assert all(ax.has_data() for ax in axes)


def test_lines_that_the_base_has_not() -> None:
    """A figure of a line that only the points have has no target of the base, and is drawn."""
    rows = [({HEADCOUNT: n}, document({"112.answered_in_target": around(n / 9)}, {"officers": n})) for n in range(3)]
    sweep = swept(rows)
    from simcall.measures.targets import Figure
    from simcall.present.pictures.sweep import SweepPlots

    ax = plt.subplots()[1]
    SweepPlots(sweep)._draw_target(ax, Figure("112", "answered_in_target"))
    assert not ax.lines
