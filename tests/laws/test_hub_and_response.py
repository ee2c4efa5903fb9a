"""Laws of the supplied scenario of hub and response: nobody is lost, and without incidents the hub is as it was."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import simcall as sc
from simcall.api import Results
from simcall.scenario import Scenario
from tests.scenarios.shared import FOLDER, loaded

WITH, WITHOUT = "2024-02-hub-and-response.toml", "2024-02-hub-and-response-without-officers.toml"
HUB_LINES, HUB_GROUPS = ("999", "101"), ("handlers", "officers")


def simulated(name: str, replications: int = 2, **changes: object) -> Results:
    """Run a few days of a scenario; changes by path, with two underscores for a dot."""
    by_path = {path.replace("__", "."): value for path, value in changes.items()}
    return sc.run(loaded(name).update({"days": 4, **by_path}), replications=replications, seed=1, jobs=1)


@cache
def without_breaks(name: str) -> Results:
    """Run a scenario in which nobody has a break: then people are on duty from the start of a shift to its end."""
    return simulated(name, **{f"shifts__{shift}__breaks": [] for shift in loaded(name).shifts})


def hours(name: str, group: str, measure: str) -> np.ndarray:
    """Return hours of a group in each quarter of an hour."""
    return without_breaks(name).by("interval", group=group, measures=[measure], width="15 min")["mean"].to_numpy()


def test_officers_lent_and_officers_present_are_the_roster() -> None:
    """In every quarter of an hour, who is lent and who is on the street are those who would be there otherwise."""
    alone = hours(WITHOUT, "response-urban", "duty_hours")
    there = hours(WITH, "response-urban", "duty_hours")
    lent = hours(WITH, "officers", "duty_hours") + hours(WITH, "officers", "overrun_hours")
    np.testing.assert_allclose(there + lent, alone, rtol=0, atol=1e-9)
    assert (
        lent.max() > 0.5
    )  # control: for part of the time at least two officers are lent, so their hours would be missed
    rural = (hours(name, "response-rural", "duty_hours") for name in (WITH, WITHOUT))
    np.testing.assert_array_equal(*rural)  # nobody is lent from there


def test_no_unit_attends_two_incidents_at_once() -> None:
    """Nobody in response has two incidents in hand at any moment, those put down for a time included."""
    results = simulated(WITH, replications=1)
    records, groups = results.resimulate(0), list(results.blueprint.scenario.groups)
    calls, stints = records.calls, records.stints
    put_down = np.isin(np.arange(calls.caller.size), stints.row)
    taken = (calls.group >= 0) & ~put_down & (calls.released >= 0)
    rows = [(calls.group[taken], calls.agent[taken], calls.left[taken], calls.released[taken])]
    at_work = stints.group >= 0
    rows.append((stints.group[at_work], stints.agent[at_work], stints.start[at_work], stints.end[at_work]))
    group, agent, start, end = (np.concatenate(columns) for columns in zip(*rows, strict=True))
    units = np.isin(group, [groups.index(name) for name in groups if name.startswith(("response", "visits"))])
    assert units.sum() > 500
    order = np.lexsort((start[units], agent[units], group[units]))
    group, agent, start, end = (column[units][order] for column in (group, agent, start, end))
    same = (group[1:] == group[:-1]) & (agent[1:] == agent[:-1])
    assert same.sum() > 300
    assert np.all(start[1:][same] >= end[:-1][same])


def test_without_incidents_the_hub_is_as_it_was() -> None:
    """With no call leading to an incident, every figure of the hub is that of the month without response."""
    scenario = loaded(WITH)
    no_leads = {
        f"lines__{name}__leads_to__{number}__share": 0.0
        for name in HUB_LINES
        for number in range(len(scenario.lines[name].leads_to))
    }
    before = loaded("2024-02-backfill.toml").lines["101"].demand.calls_per_day
    alone = simulated("2024-02-backfill.toml")
    inside = simulated(WITH, **no_leads, lines__101__demand__calls_per_day=before)
    for line in HUB_LINES:
        assert dict(inside.lines[line]).items() >= dict(alone.lines[line]).items(), line
    for group in HUB_GROUPS:
        assert dict(inside.groups[group]).items() >= dict(alone.groups[group]).items(), group
    with_incidents = simulated(WITH)  # control: with them, victims ring 101
    assert with_incidents.lines["101"] != alone.lines["101"]


@pytest.mark.parametrize(("more", "is_worse"), [(1, False), (-4, True)])
def test_an_extra_unit_never_worsens_the_immediate_grade(more: int, is_worse: bool) -> None:
    """With one more urban unit in each team, immediate incidents are not clearly attended later.

    Control: with four fewer the same comparison says clearly that they are. So it would see a loss of that size.
    """
    base = loaded(WITHOUT).update({"days": 8})
    teams = base.groups["response-urban"].rota.teams
    changed: Scenario = base.update(
        {f"groups.response-urban.rota.teams.{name}.people": team.people + more for name, team in teams.items()},
        name="changed",
    )
    comparison = sc.compare(base, changed, replications=6, seed=1, jobs=1)
    difference = comparison.of("changed", "answered_in_target", line="immediate")
    assert difference.high is not None
    assert (difference.high < 0) is is_worse


def test_the_files_are_the_same_month() -> None:
    """The month without officers differs from the other in the officers alone."""
    with_officers, without = loaded(WITH), loaded(WITHOUT)
    assert with_officers.lines == without.lines
    others = [name for name in with_officers.groups if name != "officers"]
    assert all(with_officers.groups[name] == without.groups[name] for name in others)
    assert (FOLDER / "sweeps" / "hub-or-response.toml").exists()
