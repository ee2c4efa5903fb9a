"""The scenario with people on the options: it has the designed rota and, besides that, all that today's has."""

from __future__ import annotations

from pathlib import Path

import pytest

import simcall as sc
from simcall.present.folders.designed_scenario import designed_text
from simcall.studies.design.options import options_of, staffed, tables_of
from simcall.studies.design.request_files import request_of
from simcall.studies.design.shift_choices import same_shift
from tests.designs import hub_file, made_up_design

ABSENCE = [
    "groups.handlers.absence.probability=0.22",
    'groups.handlers.absence.training_every="10 weeks"',
    'groups.handlers.end_of_duty="count"',
]
TABLES = {"groups": {"handlers": {"keep": ["rota.teams"], "shifts": ["early", "late"], "days": ["every", "Mon-Fri"]}}}
TEAMS = {
    "groups.handlers.rota.teams.B": {"people": 4, "offset": 3},
    "groups.handlers.rota.teams.half": {"people": 2, "share": 0.5},
}


def test_absence_stays_with_another_rota(tmp_path: Path) -> None:
    """New posts are in the place of the old ones; teams, absence and the end of duties are as today."""
    hub = sc.load(hub_file(tmp_path), ABSENCE)
    request = request_of(hub, TABLES)
    options = options_of(request)
    designed = staffed(request, options, [1] * len(options)).groups["handlers"]
    today = hub.groups["handlers"]
    assert (designed.absence, designed.end_of_duty) == (today.absence, today.end_of_duty)
    assert designed.rota is not None
    assert today.rota is not None
    assert designed.rota.teams == today.rota.teams
    assert set(designed.rota.fixed) == {option.name for option in options}


def test_the_file_that_is_written_says_the_same(tmp_path: Path) -> None:
    """What `simcall run` reads is what the search has simulated."""
    path = hub_file(tmp_path)
    path.write_text(
        path.read_text("utf-8").replace('lines = ["101"]', 'lines = ["101"]\nabsence = { probability = 0.2 }'),
        encoding="utf-8",
    )
    request = request_of(sc.load(path), TABLES)
    options = options_of(request)
    people = [2, 0, 1, 1][: len(options)]
    designed = staffed(request, options, people)
    answer = made_up_design(
        path,
        request=request,
        scenario=designed,
        changes=tables_of(request, options, people),
        without=("groups.handlers.rota",),
    )
    written = tmp_path / "scenario.toml"
    written.write_text(designed_text(answer, tmp_path), encoding="utf-8")
    assert sc.load(written).groups == designed.groups


REST = {"length": "30 min", "after": "3 h", "before": "5 h"}
WEEKEND = {"Sat": {"start": "10:00", "length": "6 h"}, "Sun": {"end": "13:00", "breaks": []}}


def test_a_shift_with_other_hours_at_weekends_keeps_them(tmp_path: Path) -> None:
    """The designed scenario has each shift of the choice as the design file says, on all days."""
    shifts = {"core": {"start": "09:00", "end": "17:00", "breaks": [REST], "on": WEEKEND}}
    request = request_of(sc.load(hub_file(tmp_path)), {"groups": {"handlers": {"shifts": shifts}}})
    designed = staffed(request, options_of(request), [1])
    assert same_shift(designed.shifts["core"], request.groups["handlers"].shifts["core"])


@pytest.mark.parametrize(("start", "people", "hours"), [("2024-02-10", 2, 8 + 7.5), ("2024-02-11", 1, 8)])
def test_a_step_on_the_teams_for_one_day_is_those_who_work(
    tmp_path: Path, start: str, people: int, hours: float
) -> None:
    """On the Saturday one team is on earlies and another on lates; on the Sunday one is on lates; part-timers stay."""
    hub = sc.load(hub_file(tmp_path), [f"start={start}", "days=1"]).update(TEAMS)
    request = request_of(hub, {"groups": {"handlers": {"team_people": {"max": 5}, "keep": ["rota.teams.half"]}}})
    (teams,) = options_of(request)
    assert (teams.people, teams.paid_hours) == (people, hours)


def test_a_team_that_joins_later_is_not_counted(tmp_path: Path) -> None:
    """As in what "base" stands for: people and hours are those of the first day's teams."""
    later = {"groups.handlers.rota.teams.C": {"people": 4, "offset": 1, "joins": "2024-02-08"}}
    request = request_of(sc.load(hub_file(tmp_path)).update(later), {"groups": {"handlers": {"team_people": {}}}})
    (teams,) = options_of(request)
    assert (teams.people, teams.paid_hours) == (1, 7 * (7.5 + 8) / 4)
