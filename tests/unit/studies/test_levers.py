"""Each lever changes what it says, in every way of staffing, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

import simcall as sc
from simcall.scenario import Scenario
from simcall.scenario.reading.overrides import overrides_by_path
from simcall.studies.levers import LEVERS, ImpossibleMovesError, Move, levers_of, overrides_of
from tests.making import TWO_LINES, scenario

ROTA: dict[str, Any] = {
    "shifts": {"early": {"start": "06:00", "length": "8 h"}},
    "groups.handlers": {
        "lines": ["999", "101"],
        "absence": {"probability": 0.2},
        "rota": {
            "pattern": ["early", "off"],
            "starts": "2024-02-05",
            "teams": {"A": {"people": 4}},
            "fixed": {"week.day": {"shift": "early", "days": ["Mon"], "people": 3}},
        },
    },
}
BY_DATE = {
    "groups.handlers": {
        "lines": ["999", "101"],
        "reserve": {"101": 1},
        "handling_factor": 1.2,
        "headcount_by_date": [{"date": "2024-02-05", "from": "00:00", "to": "00:00", "people": 3}],
    }
}


def moved(base: Scenario, **moves: Move) -> Scenario:
    """Return the scenario that moves of the levers give, by way of their overrides."""
    problems: list[Any] = []
    changes = overrides_by_path(overrides_of(base, moves), "--set", problems)
    assert not problems
    return base.update(changes)


def test_no_move_changes_nothing():
    """Levers at 0 give no override."""
    assert overrides_of(scenario(TWO_LINES), {name: Move() for name in LEVERS}) == ()


def test_calls():
    """Calls to one line, or to all of them, grow by a share; the same callers ring again."""
    base = scenario(TWO_LINES, {"lines.101.demand.growth": 1.1})
    one, every = moved(base, calls=Move("line:999", 10)), moved(base, calls=Move("all", -50))
    assert (one.lines["999"].demand.growth, one.lines["101"].demand.growth) == (1.1, 1.1)
    assert (every.lines["999"].demand.growth, every.lines["101"].demand.growth) == (0.5, 0.55)


def test_handling():
    """Every call takes so much longer, whoever takes it, also where a group has a factor of a line."""
    base = scenario(TWO_LINES, {"groups.handlers.on": {"999": {"handling_factor": 2.0}}})
    longer = moved(base, handling=Move("", 50))
    assert longer.groups["handlers"].handling_factor == 1.5
    assert longer.groups["officers"].handling_factor == 2.25
    assert longer.groups["handlers"].on["999"].handling_factor == 3.0


@pytest.mark.parametrize(
    ("changes", "read", "before", "after"),
    [
        (ROTA, lambda group: group.absence.probability, 0.2, 0.25),
        ({"groups.handlers.availability": 0.9}, lambda group: 1 - group.availability, 0.1, 0.15),
    ],
)
def test_absence(changes: dict[str, Any], read: Any, before: float, after: float):
    """Absence rises by points: of a rota in its absence, of a headcount in its availability."""
    base = scenario(TWO_LINES, changes)
    assert read(base.groups["handlers"]) == pytest.approx(before)
    assert read(moved(base, absence=Move("group:handlers", 5)).groups["handlers"]) == pytest.approx(after)


def test_people_of_a_headcount():
    """A headcount has two more people at all hours."""
    assert moved(scenario(TWO_LINES), people=Move("headcount:handlers", 2)).groups["handlers"].headcount == 4


def test_people_of_a_profile():
    """A profile has two more people in each step, and never fewer than nobody."""
    base = scenario(TWO_LINES, {"groups.handlers.headcount_profile": [1, 2, 3, 4, 5, 6, 7]})
    assert moved(base, people=Move("profile:handlers", 2)).groups["handlers"].headcount_profile == (3, 4, 5, 6, 7, 8, 9)
    with pytest.raises(ImpossibleMovesError, match="between -1 and 10"):
        moved(base, people=Move("profile:handlers", -2))


def test_people_of_a_rota():
    """A fixed shift, whose name may hold dots, or a team has other people."""
    base = scenario(TWO_LINES, ROTA)
    rota = moved(base, people=Move("fixed:handlers:week.day", -3)).groups["handlers"].rota
    assert rota is not None
    assert rota.fixed["week.day"].people == 0
    rota = moved(base, people=Move("team:handlers:A", 1)).groups["handlers"].rota
    assert rota is not None
    assert rota.teams["A"].people == 5


def test_people_beside_a_roster():
    """Where a file names who is on duty, more people join who take calls just as those do."""
    more = moved(scenario(TWO_LINES, BY_DATE), people=Move("more:handlers", 2)).groups["more handlers"]
    assert (more.headcount, more.lines, more.handling_factor) == (2, ("999", "101"), 1.2)
    assert more.reserve == {"101": 1}


def test_every_place_can_be_used():
    """Each place of each lever, at both of its ends, gives a scenario that is valid and differs."""
    for changes in ({}, ROTA, BY_DATE, {"groups.handlers.availability": 0.9}):
        base = scenario(TWO_LINES, changes)
        for lever in levers_of(base).values():
            assert lever.places
            for place in lever.places:
                for amount in {place.low, place.high} - {0}:
                    if (lever.name, amount) != ("calls", -100):
                        assert moved(base, **{lever.name: Move(place.key, amount)}) != base


def test_overrides_of_a_command_line(tmp_path: Any):
    """The overrides are read by `load` as the command line reads them."""
    (tmp_path / "a.toml").write_text(
        'name = "a"\nstart = 2024-02-05\ndays = 1\n'
        '[lines.999]\nhandling = { distribution = "exponential", mean = "5 min" }\n'
        'demand = { calls_per_day = 50 }\n[groups."a b=c"]\nlines = ["999"]\nheadcount = 2\n',
        encoding="utf-8",
    )
    base = sc.load(tmp_path / "a.toml")
    changes = overrides_of(base, {"people": Move("headcount:a b=c", 1), "handling": Move("all", 10)})
    changed = sc.load(tmp_path / "a.toml", changes)
    assert (changed.groups["a b=c"].headcount, changed.groups["a b=c"].handling_factor) == (3, 1.1)
