"""The proof that the engines agree: the same records for the same world, to the last tick and person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcall.engine import kernel, simulate
from simcall.engine.records import NONE
from simcall.inputs import draw_blueprint, draw_world
from tests.engines.worlds import difference, random_world
from tests.making import TWO_LINES, constant, scenario


@settings(max_examples=300, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32), grain=st.sampled_from([1, 1, 10, 30]), crowd=st.booleans())
def test_random_worlds(seed, grain, crowd):
    """Worlds of every feature, fine and coarse, spread out and all at once, give identical records."""
    world = random_world(seed, grain=grain, crowd=crowd)
    assert difference(simulate(world, "kernel"), simulate(world, "reference")) is None


@pytest.mark.parametrize("grain", [1, 10, 30])
def test_hundreds_at_once(grain):
    """Six hundred callers in one tick, and all that follows from it."""
    world = random_world(7, callers=600, grain=grain, crowd=True)
    assert difference(simulate(world, "kernel"), simulate(world, "reference")) is None


@pytest.mark.parametrize("tick", ["1 ms", "1 s", "10 s", "30 s"])
def test_scenarios_on_coarse_ticks(tick):
    """A scenario with redials, diverts, engaged tones and reserves gives identical records on ticks fine and coarse."""
    blueprint = draw_blueprint(scenario(TWO_LINES, {"tick": tick, "days": 3}))
    for replication in range(3):
        world = draw_world(blueprint, 1, replication)
        assert difference(simulate(world, "kernel"), simulate(world, "reference")) is None


SHIFT = {"length": "8 h", "breaks": [{"length": "30 min", "after": "2 h", "before": "5 h"}]}
TEAM = {"people": 3, "designated": {"999": 1}}
PEOPLE = {
    "shifts": {
        "day": {"start": "07:00", **SHIFT},
        "late": {"start": "15:00", **SHIFT},
        "night": {"start": "23:00", **SHIFT},
    },
    "groups.handlers.rota": {
        "pattern": ["day", "late", "night", "off", "off"],
        "starts": "2024-01-01",
        "teams": {name: {**TEAM, "offset": offset} for offset, name in enumerate("ABCDE")},
    },
    "groups.handlers.absence": {
        "probability": 0.1,
        "training_every": "10 weeks",
        "late": {"probability": 0.2, "by": {"distribution": "exponential", "mean": "20 min"}},
    },
    "groups.handlers.prefers": ["101"],
    "groups.sergeants": {
        "lines": ["999"],
        "overflow": 3,
        "call_up": {"waiting": 2, "for": "30 s", "after": "5 min", "people": 2, "pool": 3, "stint": "20 min"},
    },
    "lines.101.promote": {"after": "5 min"},
}


@pytest.mark.parametrize("tick", ["1 ms", "1 s", "10 s", "30 s"])
@pytest.mark.parametrize("end_of_duty", ["named", "count"])
def test_people_on_coarse_ticks(tick, end_of_duty):
    """A rota with breaks, absence, promotion, a preference and call-ups, by either rule of the end of a duty."""
    changes = {**PEOPLE, "tick": tick, "days": 6, "groups.handlers.end_of_duty": end_of_duty}
    if end_of_duty == "count":
        changes |= {f"groups.handlers.rota.teams.{name}.designated.999": 0 for name in "ABCDE"}
    blueprint = draw_blueprint(scenario(TWO_LINES, changes))
    for replication in range(2):
        world = draw_world(blueprint, 1, replication)
        records = simulate(world, "kernel")
        assert difference(records, simulate(world, "reference")) is None
        assert {0, 2} <= set(records.calls.group.tolist())  # handlers, and sergeants who were called up


def test_people_who_take_phone_calls_alone():
    """Duties of people who do no work end in the calls in hand, whatever stands in memory that nobody has written.

    The kernel does not note which call such people have in hand, and -1 in its place leads into the column before that
    of lines. Here every number there that nobody has written says "a report". A kernel that asks all the same puts down
    what nobody has in hand, and its run does not end.
    """
    work = {"kind": "work", "priority": 3, "interruptible": True, "handling": constant("20 min")}
    desk = {"lines": ["999", "reports"], "headcount": 2}
    changes = {**PEOPLE, "days": 2, "lines.reports": {**work, "demand": {"calls_per_day": 80}}, "groups.desk": desk}
    with_desk = scenario(TWO_LINES, changes)
    world, reports = draw_world(draw_blueprint(with_desk), 1, 0), list(with_desk.lines).index("reports")

    class MemoryOfReports(kernel.LogMemory):
        def log(self, rows):
            log = super().log(rows)
            log[:] = reports
            return log

    assert difference(kernel.simulate(world, memory=MemoryOfReports()), simulate(world, "reference")) is None


def test_logs_that_are_too_short(monkeypatch):
    """A run that needs more rows than its callers are likely to need starts again with more, however often."""
    runs, run = [], kernel.run
    monkeypatch.setattr(kernel, "_likely_rows", lambda world, callers: callers + 1)
    monkeypatch.setattr(kernel, "run", lambda *arguments: runs.append(run(*arguments)) or runs[-1])
    for seed in range(5):
        world = random_world(seed, callers=100)
        assert difference(simulate(world, "kernel"), simulate(world, "reference")) is None
    assert runs.count(NONE) > 1


@pytest.mark.long
@settings(max_examples=20_000, deadline=None)
@given(seed=st.integers(0, 2**63), grain=st.sampled_from([1, 2, 5, 10, 30, 100]), crowd=st.booleans())
def test_many_random_worlds(seed, grain, crowd):
    """As above, with fresh worlds each time."""
    world = random_world(seed, grain=grain, crowd=crowd)
    assert difference(simulate(world, "kernel"), simulate(world, "reference")) is None
