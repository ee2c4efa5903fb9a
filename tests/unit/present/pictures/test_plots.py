"""What pictures share: groups' colours, axes that fit what they show, and the mark by which simcall knows its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import StepPatch

import simcall as sc
from simcall.errors import ResultsError
from simcall.files.own_pictures import check_own_picture
from simcall.present.pictures import group_looks, period_axis, write_picture
from simcall.present.pictures.percents import Percents
from tests.making import TWO_LINES, scenario


@pytest.fixture
def ax() -> Axes:
    """Return axes that are closed afterwards."""
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def test_groups_keep_their_looks():
    """A group looks as its place says, however many there are; after six colours come round again, hatched."""
    many = group_looks([f"group {number}" for number in range(8)])
    assert group_looks(["group 0", "group 1"]) == {name: many[name] for name in ("group 0", "group 1")}
    assert len({look["color"] for look in many.values()}) == 6
    assert many["group 6"]["color"] == many["group 0"]["color"]
    assert [look["hatch"] for look in many.values()] == [None] * 6 + ["//"] * 2


def faces(ax: Axes) -> dict[str, tuple[float, ...]]:
    """Return the colour of each filled patch by the first words of its label."""
    filled = [patch for patch in ax.patches if isinstance(patch, StepPatch) and patch.get_fill()]
    return {
        str(patch.get_label()).removeprefix("on duty: ").partition(" ")[0]: to_rgb(patch.get_facecolor())
        for patch in filled
    }


def test_a_group_has_one_colour_in_every_picture(two_days):
    """The people on duty have the same colours in the picture of a run and in that of its rota."""
    drawn = faces(two_days.plot.demand_and_staff())
    planned = faces(sc.rota(two_days.blueprint.scenario).plot())
    looks = group_looks(list(two_days.groups))
    plt.close("all")
    assert drawn == planned == {name: to_rgb(look["color"]) for name, look in looks.items()}


def test_people_on_no_plan_are_not_drawn(two_days):
    """A group that is called up is nobody in the picture of a rota, and takes no colour from those after it."""
    changes = {"groups.helpers": {"lines": ["999"], "call_up": {"waiting": 2, "pool": 1}}, "groups.officers": None}
    changed = scenario(TWO_LINES, changes).update({"groups.last": {"lines": ["999"], "headcount": 1}})
    drawn = faces(sc.rota(changed).plot())
    plt.close("all")
    looks = group_looks(["handlers", "helpers", "last"])
    assert drawn == {name: to_rgb(looks[name]["color"]) for name in ("handlers", "last")}


@pytest.mark.parametrize(("headcount", "top"), [(1, 1.0), (9, None)])
def test_small_shares_have_an_axis_of_their_own(headcount, top):
    """Shares go to 100 % where any is large; where all are under 10 %, to the end of their bands."""
    changes = {"days": 1.0, "groups.handlers.headcount": headcount, "groups.officers.headcount": headcount}
    results = sc.run(scenario(TWO_LINES, changes), replications=40, seed=1, jobs=1)
    table = results.by("hour", line="101", measures=["abandonment_rate"])
    drawn = results.plot.abandonment_rate(by="hour", line="101").get_ylim()[1]
    plt.close("all")
    if top is None:
        assert table["mean"].max() < 0.1
        top = 1.1 * table["high"].max()
    assert drawn == pytest.approx(top)


@pytest.mark.parametrize("top", [1.0, 0.7, 0.08, 0.021, 0.0093, 0.0004])
def test_marks_of_shares_are_what_they_say(ax, top):
    """Each mark on an axis of shares is written exactly, whatever the steps, and all with as many decimals."""
    ax.set_ylim(0, top)
    ax.yaxis.set_major_formatter(Percents(1))
    ax.figure.canvas.draw()
    written = [label.get_text() for label in ax.get_yticklabels()]
    assert [float(text.removesuffix("%")) / 100 for text in written] == pytest.approx(list(ax.get_yticks()), abs=1e-9)
    assert len({len(text.partition(".")[2]) for text in written}) == 1


def test_weeks_are_marked_by_their_mondays(ax):
    """An axis of a few weeks names every Monday, with the year at the first and at a new one."""
    ax.plot([date(2024, 12, 16), date(2025, 1, 13)], [0, 1])
    ax.set_xlim(date(2024, 12, 16), date(2025, 1, 13))
    period_axis(ax, "week")
    ax.figure.canvas.draw()
    assert [label.get_text() for label in ax.get_xticklabels()] == [
        "16 Dec\n2024",
        "23 Dec",
        "30 Dec",
        "6 Jan\n2025",
        "13 Jan",
    ]


def test_dates_are_written_with_their_month(ax):
    """An axis of days names no month by its number, and has the year in its name."""
    ax.plot([date(2026, 10, 5), date(2026, 11, 1)], [0, 1])
    period_axis(ax, "day")
    ax.figure.canvas.draw()
    written = [label.get_text() for label in ax.get_xticklabels() if label.get_text()]
    assert written[0].endswith(" Oct")
    assert {text.split()[1] for text in written} <= {"Oct", "Nov"}
    assert ax.get_xlabel() == "Date (2026)"


def test_own_pictures_are_known(tmp_path: Path):
    """What simcall has drawn may be drawn anew, so may what is not there or is empty."""
    picture = tmp_path / "deep" / "mine.png"
    check_own_picture(picture)
    for _ in range(2):
        write_picture(plt.figure(), picture, "of nothing")
        check_own_picture(picture)
    picture.with_suffix(".svg").write_bytes(b"")
    check_own_picture(picture)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_pictures_of_others_are_not_replaced(tmp_path: Path, kind: str):
    """A picture that another program has drawn stays, be it the PNG or the SVG that would come beside it."""
    figure = plt.figure()
    figure.savefig(tmp_path / f"mine.{kind}")
    plt.close(figure)
    before = (tmp_path / f"mine.{kind}").read_bytes()
    with pytest.raises(ResultsError, match=f"mine.{kind}: is there already.* name another file with --out"):
        sc.rota(scenario(TWO_LINES)).save_picture(tmp_path / "mine.png")
    plt.close("all")
    assert (tmp_path / f"mine.{kind}").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [f"mine.{kind}"]


def test_a_folder_in_the_place_of_a_picture(tmp_path: Path):
    """A folder of that name is refused too."""
    (tmp_path / "mine.svg").mkdir()
    with pytest.raises(ResultsError, match="is a folder"):
        check_own_picture(tmp_path / "mine.png")
