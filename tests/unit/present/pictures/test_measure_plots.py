"""Drawings of a run's measures: what stands on the axes is what the tables say."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle, StepPatch

import simcall as sc
from simcall.api import Results
from simcall.errors import SimcallError
from simcall.present.pictures import one_hue, pictures_of, svg_text
from simcall.present.pictures.cell_figures import CellFigures
from tests.making import ONE_LINE, scenario


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close every figure afterwards."""
    yield
    plt.close("all")


def week_of(results: Results, measure: str, **subject: str) -> np.ndarray:
    """Return a measure's column `mean` by hour of the week, shape (168,); not a number where there is none."""
    table = results.by("hour_of_week", measures=[measure], **subject).set_index("hour_of_week")
    return table["mean"].reindex(range(168)).to_numpy(float)


def hours_of(results: Results, **subject: str) -> np.ndarray:
    """Return how many hours of the span each hour of the week has, shape (168,)."""
    table = results.by("hour_of_week", measures=["duty_hours" if "group" in subject else "offered"], **subject)
    return table.set_index("hour_of_week")["hours"].reindex(range(168)).to_numpy(float)


def mesh_of(ax: Axes) -> QuadMesh:
    """Return the coloured cells of a week map."""
    (mesh,) = [one for one in ax.collections if isinstance(one, QuadMesh)]
    return mesh


def luminance(colour: object) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    parts = np.array(to_rgb(colour))
    return float(np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722])


# Week maps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "subject"),
    [
        ("answered_in_target", {"line": "999"}),
        ("abandonment_rate", {"line": "101"}),
        ("asa", {"line": "999"}),
        ("occupancy", {"group": "handlers"}),
    ],
)
def test_week_map_is_the_table(two_days, measure, subject):
    """Each cell of a week map holds its hour's figure, and hours outside the span hold none."""
    drawn = np.ma.filled(mesh_of(two_days.plot.week_map(measure, **subject)).get_array().astype(float), np.nan)
    np.testing.assert_array_equal(np.ravel(drawn), week_of(two_days, measure, **subject))


def test_week_map_of_counts_is_for_one_hour():
    """A count of an hour of the week that comes twice in the span is drawn for one such hour."""
    found = sc.run(scenario(ONE_LINE, {"days": 8.0}), replications=2, seed=1, jobs=1)
    drawn = np.ravel(mesh_of(found.plot.week_map("offered", line="999")).get_array())
    np.testing.assert_allclose(drawn, week_of(found, "offered", line="999") / hours_of(found, line="999"))
    assert set(hours_of(found, line="999")) == {1.0, 2.0}


def test_undefined_hours_are_hatched_and_named(two_days):
    """Every hour without a figure is hatched, every other is not, and the legend names such hours."""
    ax = two_days.plot.week_map("abandonment_rate", line="101")
    hatched = [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    places = {
        (int(patch.get_y()), hour)
        for patch in hatched
        for hour in range(int(patch.get_x()), int(patch.get_x() + patch.get_width()))
    }
    missing = np.isnan(week_of(two_days, "abandonment_rate", line="101")).reshape(7, 24)
    assert places == {(int(day), int(hour)) for day, hour in zip(*np.nonzero(missing), strict=True)}
    assert 0 < len(places) < 168
    assert "Tue 00-24" in ax.get_legend().get_texts()[0].get_text()  # the span is Saturday noon to Monday noon


@pytest.mark.parametrize(
    ("measure", "worst"), [("answered_in_target", np.nanargmin), ("abandonment_rate", np.nanargmax)]
)
def test_the_worst_hour_is_the_darkest(two_days, measure, worst):
    """Where one end of a measure is worse for callers, that hour has the darkest cell."""
    ax = two_days.plot.week_map(measure, line="101")
    ax.figure.canvas.draw()
    light = np.array([luminance(colour[:3]) for colour in mesh_of(ax).get_facecolors()])
    week = week_of(two_days, measure, line="101")
    assert light[int(worst(week))] == light[np.isfinite(week)].min()
    assert "darker is worse" in ax.figure.axes[1].get_ylabel()


def test_figures_in_cells_can_be_read(two_days):
    """A figure stands out from its cell by 4.5 to 1 (WCAG 2.2, 1.4.3), and is the cell's figure in per cent."""
    ax = two_days.plot.week_map("answered_in_target", line="101")
    ax.figure.canvas.draw()
    cells, week = mesh_of(ax).get_facecolors(), week_of(two_days, "answered_in_target", line="101")
    (written,) = (artist for artist in ax.get_children() if isinstance(artist, CellFigures))
    assert len(written.figures) == np.isfinite(week).sum()
    for figure in written.figures:
        hour = 24 * int(figure.y) + int(figure.x)
        assert figure.text == f"{100 * week[hour]:.0f}"
        light = sorted(luminance(colour) for colour in (figure.colour, cells[hour][:3]))
        assert (light[1] + 0.05) / (light[0] + 0.05) >= 4.5


def test_equal_steps_look_equal():
    """Lightness (CIELAB) falls by nearly equal steps along the map of colours, so that it survives grey print."""
    shades = [luminance(one_hue()(share)[:3]) for share in np.linspace(0, 1, 21)]
    steps = np.diff([116 * shade ** (1 / 3) - 16 for shade in shades])
    assert steps.max() < 0
    assert steps.max() / steps.min() > 0.8


def test_week_map_refuses_what_there_is_not(two_days):
    """An unknown measure, line or group is refused in words."""
    with pytest.raises(SimcallError, match='no measure "occupancy"'):
        two_days.plot.week_map("occupancy", line="101")
    with pytest.raises(SimcallError, match='there is no group "drivers"'):
        two_days.plot.duty_hours(group="drivers")
    with pytest.raises(SimcallError, match='there is no line "110"'):
        two_days.plot.queue(line="110")
    with pytest.raises(
        AttributeError, match="there are answer_times, backlog, demand_and_staff, duty_hours, queue, week_map"
    ):
        _ = two_days.plot.beauty


# Curves ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["hour_of_week", "day", "interval"])
def test_curve_and_band_are_the_table(two_days, by):
    """A curve is the column `mean`, and its band reaches from `low` to `high`."""
    ax = two_days.plot.mean_queue(by=by, line="101")
    table = two_days.by(by, line="101", measures=["mean_queue"])
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), table["mean"])
    (band,) = ax.collections
    ends = band.get_paths()[0].vertices[:, 1]
    assert ends.min() == table["low"].min()
    assert ends.max() == table["high"].max()


def test_intervals_stand_at_local_time():
    """In summer too an interval stands where the local clock shows it."""
    june = sc.run(scenario(ONE_LINE, {"start": "2024-06-03T09:00:00", "days": 0.25}), replications=2, seed=1, jobs=1)
    at = june.plot.offered(by="interval", line="999").lines[0].get_xdata()
    assert [moment.hour for moment in at] == [9, 10, 11, 12, 13, 14]
    assert {moment.tzinfo for moment in at} == {None}


def test_answer_times_go_through_the_measures(two_days):
    """The curve is at `answered_in_target` at the target, and at 60 s at what `answered_after_60s` leaves."""
    for line, target in (("999", 10.0), ("101", 30.0)):
        curve, mark = two_days.plot.answer_times(line=line).lines[:2]
        at = np.interp([10.0, 60.0], *curve.get_data())
        whole = two_days.lines[line]
        assert at[1] == pytest.approx(1 - whole.answered_after_60s.mean)
        assert mark.get_xdata()[0] == target
        if target == 10.0:
            assert at[0] == pytest.approx(whole.answered_in_target.mean)


# People ---------------------------------------------------------------------------------------------------------------


def test_duty_hours_are_split_as_occupancy_has_them(two_days):
    """The two areas are the hours on calls and the rest of the time present; their ratio is the occupancy."""
    ax = two_days.plot.duty_hours(group="officers")
    busy, free = [patch.get_data() for patch in ax.patches if isinstance(patch, StepPatch) and patch.get_fill()]
    hours = hours_of(two_days, group="officers")
    np.testing.assert_allclose(busy.values, week_of(two_days, "busy_hours", group="officers") / hours)
    np.testing.assert_array_equal(free.baseline, busy.values)
    present = sum(week_of(two_days, name, group="officers") for name in ("duty_hours", "overrun_hours"))
    np.testing.assert_allclose(free.values, present / hours)
    occupancy = week_of(two_days, "occupancy", group="officers")
    np.testing.assert_allclose(busy.values / free.values, occupancy)


def test_duty_hours_by_day_are_the_measure(two_days):
    """With a gathering the name draws the measure alone, as any other."""
    drawn = two_days.plot.duty_hours(by="day", group="officers").lines[0].get_ydata()
    np.testing.assert_array_equal(drawn, two_days.by("day", group="officers", measures=["duty_hours"])["mean"])


def test_names_that_the_font_has_not():
    """A name with an emoji is drawn without a warning, and a long one does not push the picture away."""
    document = scenario(ONE_LINE).document()
    document["groups"]["officers 🚓" + " of a name that goes on" * 9] = {"lines": ["999"], "headcount": 1}
    found = sc.run(sc.Scenario.from_document(document), replications=2, seed=1, jobs=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = next(one for one in pictures_of(found) if one.name == "demand_and_staff").draw()
        svg_text(figure, "none")
    assert figure.axes[0].get_position().width > 0.7
