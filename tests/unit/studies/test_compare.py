"""Scenarios side by side: what is held against what, what is refused, what is written."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import simcall as sc
from simcall.api import Comparison
from simcall.errors import ResultsError, ScenarioError, SimcallError
from simcall.measures import GROUP_MEASURES, LINE_MEASURES, differences
from simcall.measures.targets import Precision
from simcall.present.pictures import comparison as comparison_picture
from simcall.studies.compare import difference_half_width
from tests.making import ONE_LINE, TWO_LINES, constant, scenario
from tests.measured import hours, measured

mpl.use("Agg")
TABLES = {"manifest.json", "summary.json", "differences.csv", "by_hour_of_week.csv"}


@pytest.fixture(scope="module")
def two() -> sc.Comparison:
    """A small scenario of everything against one with three handlers."""
    base = scenario(TWO_LINES, {"start": "2024-02-11"})
    return sc.compare(base, base.update({"groups.handlers.headcount": 3}, name="more"), replications=5, seed=4, jobs=1)


@pytest.fixture(scope="module")
def three() -> sc.Comparison:
    """A base without officers, against two that have some, one of them with a longer target."""
    without = scenario(TWO_LINES, {"groups.officers": None, "days": 0.5, "name": "without"})
    officers = without.update({"groups.officers": {"lines": ["101"], "headcount": 1}}, name="officers")
    longer = officers.update({"lines.999.answer_target.within": "20 s"}, name="longer")
    return sc.compare(without, officers, longer, replications=4, seed=2, jobs=1)


# What it holds --------------------------------------------------------------------------------------------------------


def test_every_measure_once(two):
    """Every measure of every line and group has a row, as `differences` has it."""
    wanted = [("line", line, m.name) for line in ("999", "101") for m in LINE_MEASURES]
    wanted += [("group", group, m.name) for group in ("handlers", "officers") for m in GROUP_MEASURES]
    assert [(row.of, row.name, row.measure) for row in two.rows] == wanted
    for row in two.rows:
        assert [row.difference] == differences(two.base, two.others[0], row.measure, **{row.of: row.name})[1]
        assert row.difference == two.of("more", row.measure, **{row.of: row.name})


def test_table(two):
    """The table has a row for each, other less base, with the definition in force."""
    table = two.differences()
    assert table.columns.tolist() == [
        *("scenario", "of", "name", "measure", "base", "other", "difference", "low", "high", "variance_ratio"),
        *("base_span_low", "base_span_high", "other_span_low", "other_span_high", "definition"),
    ]
    assert table["difference"].to_numpy() == pytest.approx((table["other"] - table["base"]).to_numpy(), nan_ok=True)
    asa = table[(table["name"] == "999") & (table["measure"] == "answered_in_target")].iloc[0]
    assert (asa["scenario"], asa["of"]) == ("more", "line")
    assert "strictly under 10 s" in asa["definition"]


def test_document(two):
    """The document holds the same numbers as the table, and null for what is not defined."""
    document = two.document()
    about = {key: document[key] for key in list(document)[:-1]}
    assert about == {
        "schema": 2,
        "base": "two lines, two groups",
        "scenarios": ["more"],
        "engine": "kernel",
        "seed": 4,
        "replications": 5,
        "days": 1.0,
        "confidence": 0.95,
        "joint_over": 1,
    }
    assert list(document["differences"]) == ["more"]
    for row in two.rows:
        cell = document["differences"]["more"][f"{row.of}s"][row.name][row.measure]
        found = row.difference
        assert list(cell)[:6] == ["base", "other", "mean", "low", "high", "variance_ratio"]
        assert list(cell)[6:] == ["base_span_low", "base_span_high", "other_span_low", "other_span_high"]
        assert list(cell.values())[:3] == [found.base.mean, found.other.mean, found.mean]
        assert list(cell.values())[3:6] == [found.low, found.high, found.variance_ratio]
        ends = [found.base.span_low, found.base.span_high, found.other.span_low, found.other.span_high]
        assert list(cell.values())[6:] == ends
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_by(two):
    """By period it holds all measures of a line, as `differences` has them, or those that are asked for."""
    table = two.by("hour_of_week", line="101")
    assert table.columns.tolist() == [
        "scenario",
        "hour_of_week",
        "measure",
        "base",
        "other",
        "difference",
        "low",
        "high",
    ]
    assert table["hour_of_week"].unique().tolist() == list(range(144, 168))
    assert table["measure"].unique().tolist() == [measure.name for measure in LINE_MEASURES]
    for measure in ("offered", "abandonment_rate", "answer_time_p90"):
        cells = differences(two.base, two.others[0], measure, line="101", by="hour_of_week")[1]
        own = table[table["measure"] == measure]
        assert own["difference"].tolist() == pytest.approx([cell.mean for cell in cells], nan_ok=True)
        assert own["high"].tolist() == pytest.approx([cell.high for cell in cells], nan_ok=True)
    group = two.by("hour", group="handlers", measures=["busy_hours", "occupancy"])
    assert group["measure"].tolist() == ["busy_hours"] * 24 + ["occupancy"] * 24


def test_what_is_not_there(two):
    """A line, group, measure, gathering or scenario that is not there is refused."""
    for call, words in (
        (lambda: two.by("hour", line="111"), 'there is no line "111" to compare'),
        (lambda: two.by("hour", group="999"), 'there is no group "999" to compare'),
        (lambda: two.by("hour"), 'line="101" or group="handlers"'),
        (lambda: two.by("hour", line="999", group="handlers"), 'line="101" or group="handlers"'),
        (lambda: two.by("hour", line="999", measures=["occupancy"]), 'no measure "occupancy"'),
        (lambda: two.by("minute", line="999"), 'cannot measure by "minute"'),
        (lambda: two.of("less", "asa", line="999"), '"less" has no asa of 999'),
        (lambda: two.of("more", "occupancy", line="999"), '"more" has no occupancy of 999'),
    ):
        with pytest.raises(SimcallError, match=words):
            call()


def test_several_hold_together(three):
    """With two against the base each interval has a confidence of 97.5 %; this is said in the document."""
    assert three.document()["joint_over"] == 2
    alone = differences(three.base, three.others[0], "asa", line="101")[1][0]
    among = three.of("officers", "asa", line="101")
    wider = stats.t.ppf(1 - 0.025 / 2, 3) / stats.t.ppf(0.975, 3)
    assert among.high - among.mean == pytest.approx(wider * (alone.high - alone.mean))
    cells = differences(three.base, three.others[0], "asa", line="101", by="hour", comparisons=2)[1]
    table = three.by("hour", line="101", measures=["asa"])
    assert table[table["scenario"] == "officers"]["high"].tolist() == pytest.approx(
        [cell.high for cell in cells], nan_ok=True
    )


def test_groups_of_one_alone(three):
    """Groups that only the others have are there, and count nothing in the base."""
    hours_more = three.of("officers", "duty_hours", group="officers")
    assert (hours_more.base.mean, hours_more.mean) == (0, 12)
    assert three.of("longer", "occupancy", group="officers").mean is None
    assert three.document()["differences"]["officers"]["groups"]["officers"]["occupancy"]["mean"] is None


def test_other_definitions_are_both_told(three):
    """Where the definitions in force differ both stand beside the figure; where they do not, one does."""
    table = three.differences().set_index(["scenario", "name", "measure"])["definition"]
    same, both = (table[name, "999", "answered_in_target"] for name in ("officers", "longer"))
    assert same == "answered with an answer time strictly under 10 s / answered"
    assert both == f"base: {same}; this: {same.replace('10 s', '20 s')}"
    assert table["officers", "officers", "duty_hours"].startswith("person-hours on duty: after absence, ")


def test_lines_of_one_alone():
    """A line that only one of two has is not compared, in tables, files and pictures; the rest is."""
    base = scenario(TWO_LINES, {"days": 0.25})
    alone = scenario(
        ONE_LINE, {"days": 0.25, "name": "alone", "lines.999.answer_target": {"within": "10 s", "share": 0.9}}
    )
    for scenarios in ((base, alone), (alone, base)):
        found = sc.compare(*scenarios, replications=2, jobs=1)
        assert {row.name for row in found.rows} == {"999", "handlers", "officers"}
        with pytest.raises(SimcallError, match='no line "101" to compare'):
            found.by("hour", line="101")


# What is refused ------------------------------------------------------------------------------------------------------


def test_fewer_than_two():
    """One scenario is no comparison."""
    with pytest.raises(SimcallError, match="a base and at least one scenario"):
        sc.compare(hours(1))


def test_names_twice():
    """Scenarios that have one name could not be told apart."""
    with pytest.raises(SimcallError, match='2 scenarios are called "by hand"; give each a name of its own'):
        sc.compare(hours(1), hours(1))


SPANS = {
    "start": ({"start": "2024-02-06"}, "start is 2024-02-05 and 2024-02-06; set start"),
    "time of day": ({"start": "2024-02-05T12:00:00"}, "start is 2024-02-05 and 2024-02-05 12:00:00"),
    "days": ({"days": 2.0}, "days is 1.0 and 2.0; set days"),
    "zone": ({"time_zone": "Europe/London"}, "time_zone is UTC and Europe/London; set time_zone"),
}


@pytest.mark.parametrize(("changes", "words"), SPANS.values(), ids=SPANS.keys())
def test_other_spans(changes, words):
    """Scenarios that measure other spans are refused, with what differs and what to set."""
    with pytest.raises(SimcallError, match=f'"by hand" and "other" do not measure the same span: {words}'):
        sc.compare(hours(24), hours(24).update(changes, name="other"))


def test_a_date_is_its_midnight():
    """A start of 5 February is one of 5 February 00:00."""
    found = sc.compare(hours(1), hours(1, "midnight", start="2024-02-05T00:00:00"), replications=2, jobs=1)
    assert all(row.difference.mean in (0, None) for row in found.rows)


# Until ----------------------------------------------------------------------------------------------------------------


def test_until_is_of_the_difference():
    """Replications are added until the *difference* is so narrow, which paired runs are long before the figures."""
    base = scenario(TWO_LINES, {"days": 0.5})
    more = base.update({"lines.101.demand.growth": 1.02}, name="growth")
    goal = Precision("101", "offered", 3.0)
    found = sc.compare(base, more, replications=2, seed=3, jobs=2, until=[goal], max_replications=200)
    reach = difference_half_width(found.results, goal)
    assert 10 <= found.base.replications < 200
    assert reach <= 3 < found.base.lines["101"].offered.high - found.base.lines["101"].offered.mean
    plain = sc.compare(base, more, replications=found.base.replications, seed=3, jobs=1)
    assert found.document() == plain.document()


def test_half_width_of_a_difference(three):
    """With several others the widest counts, at the joint confidence; what only one has counts there."""
    wide = max(
        three.of(name, "asa", line="101").high - three.of(name, "asa", line="101").mean for name in three.names[1:]
    )
    assert difference_half_width(three.results, Precision("101", "asa", 1.0)) == wide
    assert difference_half_width(three.results, Precision("officers", "occupancy", 1.0)) is None
    assert difference_half_width(three.results, Precision("nobody", "duty_hours", 1.0)) is None
    base, more = (measured(hours(1, name), {"999": {"offered": [3, 5]}}) for name in ("a", "b"))
    worked = hours(1, "c", groups__officers={"lines": ["999"], "headcount": 1})
    officers = measured(worked, {"999": {"offered": [3, 5]}}, {"officers": {"duty_s": [3600.0, 7200.0]}})
    wider = measured(hours(1, "d"), {"999": {"offered": [2, 9]}})
    calls = Precision("999", "offered", 1.0)
    expected = Comparison((base, more, wider)).of("d", "offered", line="999")
    for runs in ((base, more, wider), (base, wider, more)):
        assert difference_half_width(runs, calls) == pytest.approx(expected.high - expected.mean)
    goal = Precision("officers", "duty_hours", 1.0)
    expected = Comparison((base, more, officers)).of("c", "duty_hours", group="officers")
    assert difference_half_width((base, more, officers), goal) == pytest.approx(expected.high - expected.mean)


def test_goals_that_no_number_reaches():
    """What has no difference, however many replications, is refused before the work and not run to the cap."""
    officers = {"groups__officers": {"lines": ["999"], "headcount": 1}}
    second = {"handling": constant("1 min"), "demand": {"calls_per_day": 9.0}}
    other_line = hours(1, "101 too", lines__101=second, groups__handlers__lines=["999", "101"])
    untold = hours(1, "untold", lines__999__answer_target=None)
    for other, goal, words in (
        (hours(1, "more", **officers), "officers.occupancy+-0.1", '"by hand" has no group officers'),
        (other_line, "101.asa+-1", "no scenario has 101 in common with the base"),
        (untold, "999.service_level+-0.1", '"untold" has no answer_target of 999'),
    ):
        with pytest.raises(SimcallError, match=f"^--until: .*{words}"):
            sc.compare(hours(1), other, until=[goal])
    found = sc.compare(hours(1), hours(1, "more", **officers), replications=2, until="officers.duty_hours+-1", jobs=1)
    assert found.base.replications == 10
    with pytest.raises(ScenarioError, match='did you mean "asa"'):
        sc.compare(hours(1), untold, until=["999.assa+-1"])


# What is written ------------------------------------------------------------------------------------------------------


def test_files(two, tmp_path):
    """Saving writes the document, the differences, and all of them by hour of the week; and says what made them."""
    folder = tmp_path / "deep" / "mine"
    assert two.save(folder, figures=False) == folder
    assert {path.name for path in folder.iterdir()} == TABLES
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8")) == two.document()
    table = pd.read_csv(folder / "differences.csv", dtype={"name": str})
    assert table["difference"].tolist() == pytest.approx(two.differences()["difference"].tolist(), nan_ok=True)
    by_hour = pd.read_csv(folder / "by_hour_of_week.csv", dtype={"name": str})
    assert by_hour.columns.tolist() == [
        *("scenario", "of", "name", "hour_of_week", "day", "hour", "measure"),
        *("base", "other", "difference", "low", "high"),
    ]
    assert by_hour.groupby(["of", "name", "measure"]).size().tolist() == [24] * 2 * (
        len(LINE_MEASURES) + len(GROUP_MEASURES)
    )
    assert (by_hour["hour"] == by_hour["hour_of_week"] % 24).all()
    assert set(by_hour["day"]) == {"Sun"}
    offered = by_hour[(by_hour["name"] == "101") & (by_hour["measure"] == "offered")]["difference"].sum()
    assert offered == pytest.approx(two.of("more", "offered", line="101").mean)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["written_by"], manifest["kind"], manifest["seed"]) == ("simcall", "comparison", 4)
    made = [sc.Scenario.from_document(document) for document in manifest["scenarios"]]
    assert [one.fingerprint() for one in made] == manifest["scenario_sha256"]
    assert tuple(one.name for one in made) == two.names


def test_saving_again_replaces(three, two, tmp_path):
    """A comparison replaces an earlier one, and no run or anything else."""
    three.save(tmp_path / "mine", figures=False)
    two.save(tmp_path / "mine", figures=False)
    assert json.loads((tmp_path / "mine" / "summary.json").read_text(encoding="utf-8"))["scenarios"] == ["more"]
    two.base.save(tmp_path / "run", figures=False)
    with pytest.raises(ResultsError, match="not a comparison's results"):
        two.save(tmp_path / "run", figures=False)
    with pytest.raises(ResultsError, match="not a run's results"):
        two.base.save(tmp_path / "mine", figures=False)


PICTURES = {"answered_in_target_by_hour_of_week", "abandonment_rate_by_hour_of_week"}


def test_pictures(three, tmp_path):
    """Each measure has a picture, PNG and SVG, with a row for each line and scenario; names are on it as they are."""
    three.save(tmp_path / "mine")
    folder = tmp_path / "mine" / "figures"
    assert {path.name for path in folder.iterdir()} == {
        f"{name}.{kind}" for name in PICTURES for kind in ("png", "svg")
    }
    drawn = (folder / "answered_in_target_by_hour_of_week.svg").read_text(encoding="utf-8")
    for words in (
        "999: answered in time",
        "101: answered in 30 s",
        "officers",
        "longer",
        "against without",
        "up is better",
    ):
        assert words in drawn
    assert "up is worse" in (folder / "abandonment_rate_by_hour_of_week.svg").read_text(encoding="utf-8")


def test_pictures_of_lines_in_common(tmp_path):
    """Lines of one alone, lines without a target and hours that the span does not have leave no picture half drawn."""
    plain = {"days": 0.1, "lines.999.answer_target": None, "name": "$plain$ [b]"}
    found = sc.compare(
        scenario(ONE_LINE, plain),
        scenario(TWO_LINES, {"days": 0.1, "lines.999.answer_target": None}),
        replications=2,
        jobs=1,
    )
    found.save(tmp_path / "mine")
    assert {path.stem for path in (tmp_path / "mine" / "figures").iterdir()} == {"abandonment_rate_by_hour_of_week"}
    assert "$plain$ [b]" in next((tmp_path / "mine" / "figures").glob("*.svg")).read_text(encoding="utf-8")


@pytest.mark.parametrize("by", ["hour", "hour_of_week", "day", "interval"])
def test_plot(two, three, by):
    """What is drawn are the differences with their intervals, one curve for each scenario, shares in points."""
    ax = two.plot("answered_in_target", line="999", by=by)
    table = two.by(by, line="999", measures=["answered_in_target"])
    drawn = ax.lines[0].get_ydata()
    assert drawn[~np.isnan(drawn)] == pytest.approx(table["difference"].dropna().to_numpy(float) * 100)
    assert "points" in ax.get_ylabel()
    assert ax.get_title(loc="left") == "999: answered in 10 s"
    assert ax.get_legend() is None
    both = three.plot("asa", line="101", by=by)
    assert [text.get_text() for text in both.get_legend().get_texts()] == ["officers", "longer"]
    assert "seconds" in both.get_ylabel()
    mpl.pyplot.close("all")


def test_long_names_do_not_run_out_of_the_picture():
    """A long name is cut short on a picture, at a word."""
    assert comparison_picture._short("officers at peak times") == "officers at peak times"
    cut = comparison_picture._short("officers " * 20)
    assert len(cut) <= 70
    assert cut.endswith("officers…")


def test_default_folder_is_not_written(two, tmp_path, monkeypatch):
    """Comparing writes nothing until it is asked to."""
    monkeypatch.chdir(tmp_path)
    sc.compare(hours(1), hours(1, "b"), replications=1, jobs=1)
    assert list(Path().iterdir()) == []
