"""The offered load against closed forms, and the first guess against the least people of Erlang A."""

from __future__ import annotations

import numpy as np
import pytest

import simcall as sc
from simcall.inputs import draw_blueprint
from simcall.measures.targets import Target
from simcall.studies.erlang_a import ErlangA
from simcall.studies.trials.cycle import Cycle
from simcall.studies.trials.erlang_start import erlang_start
from simcall.studies.trials.offered_load import busy_curve, calls_by_minute, offered_load
from tests.making import exponential

LOADS = [
    (calls, handling_s)
    for calls in (3, 8, 20, 35, 60, 90, 120, 200, 300, 400)
    for handling_s in (90, 180, 300, 420, 900)
]


def hub(calls_per_hour: float, handling_s: float, profile: list[float] | None = None) -> sc.Scenario:
    """Return a hub with one line, whose callers wait for three minutes on average."""
    demand = {"calls_per_hour": calls_per_hour, **({"profile": profile} if profile else {})}
    line = {
        "answer_target": {"within": "20 s", "share": 0.8},
        "handling": exponential(f"{handling_s} s"),
        "patience": exponential("180 s"),
        "demand": demand,
    }
    groups = {"g": {"lines": ["a"], "headcount": 1}}
    return sc.Scenario.from_document(
        {"name": "hub", "start": "2024-06-03", "days": 7, "lines": {"a": line}, "groups": groups}
    )


def test_a_steady_load_is_calls_times_handling() -> None:
    """After a while 60 calls an hour of 10 minutes keep 10 people busy."""
    blueprint = draw_blueprint(hub(60, 600))
    load = offered_load(blueprint, calls_by_minute(blueprint), [0], blueprint.scenario.groups["g"])
    assert load[-1000:] == pytest.approx(10.0, rel=1e-3)
    assert load[0] < 1


def test_the_load_follows_a_step_of_the_calls() -> None:
    """Once calls begin, the load rises as 1 - e^(-t/S), and after they end it falls as e^(-t/S)."""
    profile = ([0.0] * 8 + [24.0] * 4 + [0.0] * 12) * 7
    blueprint = draw_blueprint(hub(20, 2400, profile=profile))
    load = offered_load(blueprint, calls_by_minute(blueprint), [0], blueprint.scenario.groups["g"])
    minutes, most = np.arange(1, 241), 120 * 40 / 60
    assert load[480:720] == pytest.approx(most * (1 - np.exp(-minutes / 40)), abs=0.02 * most)
    assert load[720:960] == pytest.approx(load[719] * np.exp(-minutes / 40), abs=0.02 * most)


def test_the_curve_has_the_mean_of_all_parts() -> None:
    """Handling by the group's factor, wrap-up, and both times of picking up keep a person busy."""
    scenario = hub(60, 300).update(
        {
            "lines.a.wrap_up": exponential("60 s"),
            "lines.a.pick_up": exponential("6 s"),
            "groups.g.pick_up": exponential("3 s"),
            "groups.g.handling_factor": 1.5,
        }
    )
    curve = busy_curve(scenario.lines["a"], scenario.groups["g"])
    assert curve.sum() * 60 == pytest.approx(1.5 * 360 + 9, rel=2e-3)


@pytest.mark.parametrize(("calls", "handling_s"), LOADS)
def test_the_least_people_of_50_loads(calls: float, handling_s: float) -> None:
    """At a steady load the first guess is the least number that meets the target under Erlang A, by trying them all."""
    target = Target("a", "answered_in_target", ">=", 0.8)
    blueprint = draw_blueprint(hub(calls, handling_s).update({"warm_up": "1 day"}))
    start = erlang_start(blueprint, "g", Cycle(60, 10080), [target])
    queues = (ErlangA(people, calls / 3600, handling_s, 180) for people in range(1, 500))
    in_time = (1 - queue.answered_after(np.array([20.0]))[0] / (1 - queue.abandoned) for queue in queues)
    least = next(people for people, share in enumerate(in_time, 1) if share >= 0.8)
    assert start.people[100] == least
