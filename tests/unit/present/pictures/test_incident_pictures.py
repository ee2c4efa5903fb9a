"""Pictures of incidents and of what waits: the curves are the figures, and the words are those of incidents."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

import simcall as sc
from simcall.errors import SimcallError
from simcall.measures import Kind
from simcall.measures.definitions import OLDEST_END
from simcall.present.pictures import pictures_of
from simcall.present.pictures.backlog import BACKLOG_MEASURES, say_backlog, title_of_backlog, with_backlog
from simcall.present.pictures.catalogue import choose
from simcall.present.words.figures import number_in_words
from tests.incidents import incidents
from tests.making import ONE_LINE
from tests.making import scenario as scenario_of_calls

WORK = [f"{grade}-{area}" for grade in ("immediate", "prompt", "scheduled") for area in ("urban", "rural")]


@pytest.fixture(scope="module")
def results() -> sc.Results:
    """Run the hub with response, with few units."""
    return sc.run(incidents({"groups.units-urban.headcount": 3}), replications=3)


@pytest.mark.parametrize("by", ["hour_of_week", "interval", "day"])
@pytest.mark.parametrize("measure", BACKLOG_MEASURES)
def test_curves_are_the_figures(results: sc.Results, measure: str, by: str) -> None:
    """A curve for each line of which the measure is defined; ages are drawn in hours or in minutes."""
    ax = results.plot.backlog(measure, by)
    curves = {curve.get_label(): curve.get_ydata() for curve in ax.get_lines()}
    scale = {"Age of the oldest\n(hours)": 3600, "Age of the oldest\n(minutes)": 60}.get(ax.get_ylabel(), 1)
    plt.close("all")
    assert (scale == 1) == (measure != OLDEST_END.name)
    defined = [name for name in WORK if measure != "overdue" or not name.startswith("scheduled")]
    assert list(curves) == defined
    for name in defined:
        table = results.by(by, line=name, measures=[measure])
        assert np.allclose(curves[name] * scale, table["mean"])


def test_each_line_has_one_colour_in_all_panels(results: sc.Results) -> None:
    """A panel that leaves lines out keeps the colours of the others; the last one alone names them."""
    figure = choose(results.blueprint.scenario, "backlog").picture(results).draw()
    panels = [{curve.get_label(): curve.get_color() for curve in ax.get_lines()} for ax in figure.axes]
    legends = [ax.get_legend() is not None for ax in figure.axes]
    plt.close("all")
    assert len({colour for panel in panels for colour in panel.values()}) == len(WORK)
    assert all(panel.items() <= panels[0].items() for panel in panels)
    assert legends == [False, False, True]


def test_words_hold_the_worst_hour(results: sc.Results) -> None:
    """The title names the line with most waiting and its worst hour; the alternative also how old the oldest is."""
    table = results.by("hour_of_week", line="scheduled-urban", measures=["mean_queue"])
    worst = table.loc[table["mean"].idxmax()]
    picture = next(one for one in pictures_of(results) if one.name == "backlog_by_hour_of_week")
    assert picture.title.startswith(f"Most waiting, on average: scheduled-urban {worst['mean']:.1f} on ")
    whole = number_in_words(results.lines["scheduled-urban"].mean_queue.mean, Kind.NUMBER)
    assert (
        f"scheduled-urban, incidents: waiting: {whole} on average, most {worst['mean']:.2f} on " in picture.alternative
    )
    assert "the oldest at the end of an hour: most " in picture.alternative
    assert "the oldest at the end of a day: most " in say_backlog(results, "day", WORK)


def test_nothing_waits() -> None:
    """Work that is always taken at once has an empty backlog, and the title says so."""
    calm = sc.run(incidents({"groups.units-{area}.headcount": 80, "groups.officers.headcount": 0}), replications=1)
    assert title_of_backlog(calm, "hour_of_week", WORK) == "Nothing ever waits"


def test_many_lines_are_drawn_by_grade() -> None:
    """Beyond six lines of work, a grade stands in place of its lines; other work keeps its own curve."""
    work = {"kind": "work", "handling": {"distribution": "constant", "value": "1 min"}, "demand": {"calls_per_day": 9}}
    handlers = {"lines.emails": work, "groups.handlers.lines": ["999", "news", "emails"]}
    assert with_backlog(incidents(handlers)) == ("immediate", "prompt", "scheduled", "emails")
    assert with_backlog(incidents()) == tuple(WORK)


def test_the_picture_has_a_name_of_its_own(results: sc.Results) -> None:
    """`simcall plot` knows it, by any period and for one line or grade; without work it says what to name."""
    scenario = results.blueprint.scenario
    assert choose(scenario, "backlog").names == tuple(WORK)
    assert choose(scenario, "backlog", line="prompt", by="day").picture(results).name == "backlog_by_day"
    alone = scenario_of_calls(ONE_LINE, {"days": 1.0})
    with pytest.raises(SimcallError, match="backlog is of work, and the scenario has none"):
        choose(alone, "backlog")
    assert not any("backlog" in picture.name for picture in pictures_of(sc.run(alone, replications=1)))


def test_incidents_are_drawn_by_grade_and_in_their_words(results: sc.Results) -> None:
    """Pictures of a run show grades in place of their lines; nobody calls or answers an incident."""
    pictures = {picture.name: picture for picture in pictures_of(results)}
    figure = pictures["answer_times"].draw()
    titles = [ax.get_title(loc="left") for ax in figure.axes]
    plt.close("all")
    assert titles[0] == "How soon answered calls are answered: 999"
    grades = ("immediate", "prompt", "scheduled")
    assert titles[2:] == [f"How soon incidents are attended: {grade}" for grade in grades]
    times = np.concatenate(results.answers("immediate")[0]) * results.blueprint.calendar.tick_s
    under = 100 * np.mean(times < 900)
    assert f"immediate, attended incidents: {under:.1f} % in under 15 min" in pictures["answer_times"].alternative
    assert f"immediate: {under:.1f} % of attended incidents in less than 15 min" in pictures["answer_times"].title
    assert "immediate-urban" not in pictures["answered_in_target_week_map"].alternative
    axes = [results.plot.answered_in_target(line="prompt"), results.plot.week_map("mean_queue", line="prompt")]
    words = [axes[0].get_ylabel().replace("\n", " "), axes[1].get_title(loc="left")]
    queue = results.plot.queue(line="prompt-urban").get_ylabel()
    plt.close("all")
    assert words == ["Share of incidents attended within target", "Mean number of incidents waiting: prompt"]
    assert queue == "Incidents waiting"


def test_the_folder_has_the_backlog_of_every_hour(results: sc.Results, tmp_path) -> None:
    """A row for each line of work and hour of the run, with its grade and area; a run of calls has no such file."""
    import pandas as pd

    results.save(tmp_path / "mine", figures=False)
    table = pd.read_csv(tmp_path / "mine" / "backlog.csv")
    assert len(table) == len(WORK) * 48
    own = table[table["line"] == "prompt-rural"]
    assert (own["grade"].unique().tolist(), own["area"].unique().tolist()) == (["prompt"], ["rural"])
    assert own["start"].iloc[1] == "2024-02-05T01:00:00+00:00"
    for measure in ("mean_queue", "overdue", "backlog_end", "oldest_end"):
        expected = results.by("interval", line="prompt-rural", measures=[measure])
        assert np.allclose(own[measure], expected["mean"])
        assert np.allclose(own[f"{measure}_high"], expected["high"])
