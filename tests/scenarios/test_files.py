"""Every scenario supplied: it loads, says where its numbers come from, and runs."""

from __future__ import annotations

import csv
import tomllib

import pytest

import simcall as sc
from simcall.scenario import holdings, warnings
from tests.scenarios.shared import FEBRUARY, FILES, FOLDER, NOVEMBER, SHAPES, WITHOUT, differences, loaded

SETTINGS = {"name", "description", "start", "days", "warm_up", "time_zone", "tick"}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.csv") if path.parent.name != "exports")
ENDS = ("answered", "abandoned", "short_abandoned", "engaged", "passed_on", "moved", "still_waiting")
SOURCES = ("fresh", "redials", "diverted_in", "transferred_in")


def test_the_scenarios_of_the_issue_are_here():
    """The demand hub's scenarios are all supplied."""
    wanted = {"base", "2018-before-covid", "growth-27", "2023-11-inspection", "2024-02-backfill"}
    wanted |= {"2024-02-without-officers", "a14-crash", "new-years-eve", "frequent-caller"}
    assert {f"{name}.toml" for name in wanted} <= set(FILES)


@pytest.mark.parametrize("name", [*FILES, *SHAPES])
def test_every_input_has_a_source(name):
    """Every value that is set, but for the settings of the run, has provenance with a source of its own words."""
    bare = [
        held.path
        for held in holdings(loaded(name))
        if held.path.split(".")[0] not in SETTINGS
        and held.kind != "default"
        and (not held.source or held.source == "no source given" or held.source.endswith("without a source"))
    ]
    assert bare == []
    assert not [warning for warning in warnings(loaded(name)) if "no source" in warning]


@pytest.mark.parametrize("name", [*FILES, *SHAPES])
def test_nothing_odd(name):
    """`check` finds nothing odd in a scenario supplied: no hour without cover, no target out of reach."""
    assert warnings(loaded(name)) == ()


@pytest.mark.parametrize("name", [*FILES, *SHAPES])
def test_every_provenance_is_of_a_known_kind(name):
    """Each value is published, measured, calibrated or assumed; one that is set is never left at a default's word."""
    kinds = {held.kind for held in holdings(loaded(name)) if held.path.split(".")[0] not in SETTINGS}
    assert kinds <= {"published", "measured", "calibrated", "assumed", "default"}
    assert {"published", "calibrated", "assumed"} <= kinds


@pytest.mark.parametrize("name", [*FILES, *SHAPES])
def test_it_runs_and_balances(name):
    """Two days of each scenario run, people ring and are answered, and offered is the sum of sources and of ends."""
    results = sc.run(loaded(name).update({"days": 2.0}), replications=1, seed=1, jobs=1)
    for line in results.lines.values():
        assert line.offered.mean == sum(line[end].mean for end in ENDS)
        assert line.offered.mean == sum(line[source].mean for source in SOURCES)
    for rung in {"999", "101"} & set(results.lines):
        assert results.lines[rung].offered.mean > 300
        assert results.lines[rung].answered.mean > 0.3 * results.lines[rung].offered.mean
    assert all(0 < group.occupancy.mean <= 1 for group in results.groups.values() if group.duty_hours.mean)


@pytest.mark.parametrize("name", [*FILES, *SHAPES])
def test_names_are_all_different(name):
    """No two scenarios have one name: their results would replace each other."""
    assert [loaded(other).name for other in (*FILES, *SHAPES)].count(loaded(name).name) == 1


@pytest.mark.parametrize("name", WEEKS)
def test_profiles_cover_the_week(name):
    """A profile supplied has every day from Monday to Sunday in order, in equal steps from 00:00."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    minutes = [
        DAYS.index(row["day"]) * 1440 + int(row["from"].split(":")[0]) * 60 + int(row["from"].split(":")[1])
        for row in rows
    ]
    step = 7 * 1440 / len(rows)
    assert minutes == [step * place for place in range(len(rows))]
    assert len(rows) >= 168
    value = next(key for key in rows[0] if key not in ("day", "from"))
    assert all(float(row[value]) >= 0 for row in rows)


def test_no_profile_is_left_over():
    """Every CSV file supplied is used by a scenario."""
    text = "".join((FOLDER / name).read_text(encoding="utf-8") for name in FILES)
    assert [name for name in WEEKS if name not in text] == []


def test_what_february_changes():
    """February extends the inspection; only the month, the volumes and the officers differ."""
    assert tomllib.loads((FOLDER / FEBRUARY).read_text(encoding="utf-8"))["extends"] == NOVEMBER
    november, february = loaded(NOVEMBER).document(), loaded(FEBRUARY).document()
    changed = differences(november, february)
    allowed = {("name",), ("description",), ("start",), ("days",), ("groups", "officers")}
    allowed |= {("lines", line, "demand", "calls_per_day") for line in november["lines"]}
    assert {path for path in changed if path[0] != "provenance"} <= allowed
    assert ("groups", "officers") in changed
    touched = {path[1] for path in changed if path[0] == "provenance"}
    assert all(path.startswith("groups.officers.") or path.endswith(".demand.calls_per_day") for path in touched)
    assert (february["start"], february["days"]) == ("2024-02-01", 29.0)


def test_what_the_officers_change():
    """February without the officers differs from February in who the officers are, its name and nothing else."""
    changed = differences(loaded(FEBRUARY).document(), loaded(WITHOUT).document())
    assert {path for path in changed if path[0] != "provenance"} == {
        ("name",),
        ("description",),
        ("groups", "officers", "headcount"),
        ("groups", "officers", "rota"),
    }
    sources = {path[1] for path in changed if path[0] == "provenance"}
    assert all(path.startswith(("groups.officers.headcount", "groups.officers.rota")) for path in sources)
    assert loaded(WITHOUT).groups["officers"].headcount == 0


@pytest.mark.parametrize("name", FILES)
def test_handlers_work_a_rota(name):
    """Handlers work earlies, lates and nights in a pattern; they have breaks, miss duties and have days of training."""
    scenario = loaded(name)
    handlers = scenario.groups["handlers"]
    assert handlers.rota is not None
    assert set(handlers.rota.pattern) == {"early", "late", "night", "off"}
    assert all(shift.breaks for shift in scenario.shifts.values())
    assert handlers.absence is not None
    assert handlers.absence.probability > 0
    assert handlers.absence.training_every == 10 * 7 * 24 * 3600


def test_officers_have_shifts():
    """February's officers work shifts that a planner can name, and one more of them is one override."""
    officers = loaded(FEBRUARY).groups["officers"]
    assert officers.rota is not None
    assert set(officers.rota.fixed) >= {"weekday_evening", "weekend_twilight"}
    more = loaded(FEBRUARY).update({"groups.officers.rota.fixed.weekend_twilight.people": 2})
    assert more.groups["officers"].rota.fixed["weekend_twilight"].people == 2
    twilight = more.shifts[more.groups["officers"].rota.fixed["weekend_twilight"].shift]
    assert (twilight.start.hour, twilight.minutes) == (18, 8 * 60)


@pytest.mark.parametrize("name", [NOVEMBER, FEBRUARY])
def test_the_rota_is_lawful(name):
    """Over 17 weeks, which averages are taken over, the plan breaks none of the plain rules of working time."""
    assert sc.rota(loaded(name).update({"days": 119.0})).warnings == ()


@pytest.mark.parametrize("name", [NOVEMBER, FEBRUARY])
def test_the_plan_covers_the_load(name):
    """No hour of the week is planned with fewer people than the load: what is short is short by absence and breaks."""
    view = sc.rota(loaded(name))
    assert not view.short.any()
