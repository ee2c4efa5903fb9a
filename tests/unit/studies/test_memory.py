"""A run that cannot fit is refused before it starts; what it needs is known beforehand."""

from __future__ import annotations

import tracemalloc
from importlib import import_module
from typing import Any

import pytest

import simcall as sc
from simcall.errors import SimcallError
from simcall.inputs import draw_blueprint, draw_world
from simcall.studies import memory_limits
from simcall.studies.memory import expected_attempts, memory_needed
from simcall.studies.memory_bound import largest_size
from simcall.studies.memory_sizes import bytes_needed
from tests.lives import lives_of
from tests.making import ONE_LINE, TWO_LINES, constant, scenario

BUSY = {"lines.999.demand.calls_per_day": 4000.0, "days": 10.0}
INCIDENT = {"calls_per_incident": 100.0, "spread": constant("5 min")}
BURST = {"incidents_per_day": 20.0, **INCIDENT}


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (ONE_LINE, BUSY),
        (TWO_LINES, {**BUSY, "lines.101.demand.calls_per_day": 3000.0}),
        (TWO_LINES, {**BUSY, "lines.101.redial.probability": 0.9}),
        (ONE_LINE, {**BUSY, "lines.999.demand.bursts": {"crowd": BURST}}),
    ],
    ids=["one line", "two lines", "redials", "incidents"],
)
def test_what_a_run_needs(base: dict[str, Any], changes: dict[str, Any]) -> None:
    """The figure is at least what one replication takes at its peak, and not twice as much.

    Control: it grows with the scenario, so that no constant would pass.
    """
    some = scenario(base, changes)
    blueprint = draw_blueprint(some)
    sc.run(some, 1)  # what is compiled and imported is there before the count
    tracemalloc.start()
    sc.run(some, 1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < memory_needed([blueprint], 1, 1) < 2 * peak


def test_expected_attempts() -> None:
    """The attempts expected are those drawn, on average: within 2 % of 40,000 and more."""
    blueprint = draw_blueprint(scenario(TWO_LINES, {**BUSY, "lines.999.demand.bursts": {"crowd": BURST}}))
    drawn = [len(lives_of(draw_world(blueprint, 1, i)).line) for i in range(5)]
    assert expected_attempts(blueprint) == pytest.approx(sum(drawn) / 5, rel=0.02)


def test_refused_before_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run larger than the memory that is free names both figures; one smaller runs."""
    some = scenario(ONE_LINE, BUSY)
    needed = memory_needed([draw_blueprint(some)], 4, 2)
    for free, refused in ((needed + 1, False), (needed - 1, True)):
        monkeypatch.setattr(memory_limits, "_left_on_machine", lambda free=free: free)
        if not refused:
            assert sc.run(some, 4, jobs=2).replications == 4
            continue
        with pytest.raises(
            sc.SimcallError, match=r"the run needs about 0\.\d GB of memory, and 0\.\d GB are free here"
        ):
            sc.run(some, 4, jobs=2)


def test_more_at_once_needs_more() -> None:
    """Jobs and replications add to it; more jobs than replications do not."""
    blueprint = draw_blueprint(scenario(ONE_LINE, BUSY))
    assert memory_needed([blueprint], 1, 1) < memory_needed([blueprint], 2, 2) == memory_needed([blueprint], 2, 8)


NIGHT = {"dates": ["2024-10-26"], "from": "18:00", "to": "17:00", "factor": 9.0}
DAY = {"dates": ["2024-10-27"], "factor": 40.0}
AT_TWO = [0.0] * (6 * 24 + 1) + [1.0] + [0.0] * 22


@pytest.mark.parametrize(
    "changes",
    [
        {"days": 365.0, "warm_up": "30 h"},
        {"start": "2024-10-26 23:59", "days": 0.01},
        {"lines.101.demand.profile": AT_TWO},
        {"lines.999.demand": {"calls_per_day": 9.0, "profile": AT_TWO, "special_days": {"eve": NIGHT, "day": DAY}}},
        {"lines.999.demand.special_days": {"eve": {**NIGHT, "factor": 0.0}}},
        {"lines.999.demand.bursts": {"crowd": BURST}},
        {"lines.999.demand.bursts.crowd": {"at": ["2024-10-26 12:00"], **INCIDENT}},
        {"lines.101.redial.limit": 100, "lines.101.redial.engaged_probability": 1.0},
        {"lines.101.redial": None},
    ],
    ids=["year", "minutes", "hour that comes twice", "overlap", "quiet", "incidents", "incident", "redials", "none"],
)
def test_the_largest_size(changes: dict[str, Any]) -> None:
    """The size by which a scenario is checked is at least that of its runs, in the night in which the clock goes back.

    All calls of a week may come in the hour that this night repeats: then they are exactly twice as many.
    """
    some = scenario(TWO_LINES, {"start": "2024-10-26", "days": 3.0, **changes})
    blueprint, size = draw_blueprint(some), largest_size(some)
    assert expected_attempts(blueprint) <= size.attempts
    assert len(blueprint.calendar.dates) <= size.dates
    assert memory_needed([blueprint], 30, 2) <= bytes_needed([size], 30, 2)


def test_the_largest_size_of_a_month() -> None:
    """It is not many times the true size, so that an ordinary scenario is checked without the calendar."""
    month = scenario(TWO_LINES, {"days": 29.0, "warm_up": "1 day"})
    assert largest_size(month).attempts < 3 * expected_attempts(draw_blueprint(month))


@pytest.mark.parametrize("options", [{"jobs": 1}, {"jobs": 2}, {"jobs": 2, "engine": "reference"}], ids=str)
def test_memory_that_runs_out(monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]) -> None:
    """A run that needs more than was thought says so in one line, whatever shares its work."""

    def lack(*_args: object) -> None:
        raise MemoryError

    monkeypatch.setattr(import_module("simcall.studies.run"), "tally_replication", lack)
    with pytest.raises(SimcallError, match=r"^memory ran out while simulating; give fewer days, calls, replications"):
        sc.run(scenario(ONE_LINE), 3, **options)
