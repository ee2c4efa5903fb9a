"""Other duties with kept callers give what a run of a scenario with those duties gives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest

import simcall as sc
from simcall.inputs import Blueprint, Draws, Duties, World, draw_blueprint, draw_world
from simcall.inputs.duties import draw_duties
from simcall.inputs.periods import HOUR, cells_by, periods_of
from simcall.measures import MEASURES_OF
from simcall.measures.definitions import share_within
from simcall.measures.measure import TIMES, Averaged
from simcall.measures.tally import OF_OUTCOMES
from simcall.measures.targets import Figure
from simcall.studies.trials import kept_callers
from simcall.studies.trials.kept_callers import KeptCallers, totals_of
from simcall.studies.variants import VariantTotals, totals_of_variants

BASE = sc.Scenario.from_document(
    {
        "name": "two days",
        "start": "2024-02-01",
        "days": 2,
        "lines": {
            "101": {
                "priority": 1,
                "answer_target": {"within": "10 s", "share": 0.9},
                "patience": {"distribution": "exponential", "mean": "2 min"},
                "redial": {"probability": 0.5, "delay": {"distribution": "exponential", "mean": "5 min"}},
                "handling": {"distribution": "lognormal", "mean": "5 min", "sd": "4 min"},
                "demand": {"calls_per_hour": 12, "profile": "flat"},
            }
        },
        "shifts": {
            "day": {"start": "08:00", "end": "16:00", "breaks": [{"after": "3 h", "before": "5 h", "length": "30 min"}]}
        },
        "groups": {
            "handlers": {"lines": ["101"], "headcount": 2},
            "officers": {
                "lines": ["101"],
                "absence": {"probability": 0.2},
                "rota": {"fixed": {"day": {"shift": "day", "days": ["Thu", "Fri"], "people": 2}}},
            },
        },
    }
)
OTHERS = [
    BASE.update({"groups.officers.rota.fixed.day.people": 4}, name="more officers"),
    BASE.update({"groups.handlers.headcount": 1, "shifts.day.start": "09:00"}, name="fewer handlers, later"),
]
FIGURES = [Figure("101", "answered_in_target"), Figure("101", "abandonment_rate"), Figure("officers", "occupancy")]


def duties_of(scenario: sc.Scenario, draws: Draws) -> Duties:
    """Return a scenario's own duties in a replication."""
    blueprint = draw_blueprint(scenario)
    return draw_duties(scenario, blueprint.duties, blueprint.plan, blueprint.calendar, draws)


def trial(
    callers: KeptCallers, scenario: sc.Scenario, replications: range, figures: Sequence[Figure] = FIGURES
) -> VariantTotals:
    """Return the totals of the callers with a scenario's duties."""
    periods = periods_of(draw_blueprint(BASE).calendar, HOUR)
    return callers.totals(
        lambda draws: duties_of(scenario, draws), replications, figures, periods, cells_by(periods, None)
    )


def assert_same(first: VariantTotals, second: VariantTotals) -> None:
    """Check that totals are the same to the last digit."""
    assert first.keys() == second.keys()
    for figure in first:
        np.testing.assert_array_equal(first[figure].numerator, second[figure].numerator)
        np.testing.assert_array_equal(first[figure].denominator, second[figure].denominator)


@pytest.mark.parametrize("most_bytes", [0, 60_000, 1_000_000])
def test_other_duties_give_the_totals_of_their_own_run(most_bytes: int) -> None:
    """Whether or not the callers are still there, and whichever replications were simulated before."""
    callers = KeptCallers(draw_blueprint(BASE), 7, most_bytes=most_bytes)
    for scenario, replications in ((BASE, range(2)), (OTHERS[0], range(4)), (OTHERS[1], range(1, 3))):
        (own,) = totals_of_variants([scenario], FIGURES, replications, 7)[1]
        assert_same(trial(callers, scenario, replications), own)


def test_callers_of_a_single_trial_do_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the search stay in memory, those of the check of its answer are drawn for that alone."""
    drawn: list[int] = []

    def draw(blueprint: Blueprint, seed: int, replication: int) -> World:
        drawn.append(replication)
        return draw_world(blueprint, seed, replication)

    monkeypatch.setattr(kept_callers, "draw_world", draw)
    periods = periods_of(draw_blueprint(BASE).calendar, HOUR)
    callers = KeptCallers(draw_blueprint(BASE), 7, jobs=1)
    for once, replications in ((False, range(2)), (True, range(2, 4)), (False, range(4))):
        callers.totals(partial(duties_of, BASE), replications, FIGURES, periods, cells_by(periods, None), once=once)
    assert drawn == [0, 1, 2, 3, 2, 3]


def test_several_duties_give_what_each_gives_alone() -> None:
    """In their order, also in two threads."""
    callers = KeptCallers(draw_blueprint(BASE), 7, jobs=2)
    periods = periods_of(draw_blueprint(BASE).calendar, HOUR)
    several = callers.totals_of_several(
        lambda draws: (duties_of(scenario, draws) for scenario in OTHERS),
        range(3),
        FIGURES,
        periods,
        cells_by(periods, None),
    )
    for scenario, totals in zip(OTHERS, several, strict=True):
        assert_same(totals, trial(KeptCallers(draw_blueprint(BASE), 7), scenario, range(3)))


def test_each_figure_alone_is_the_same_as_beside_all_others() -> None:
    """A trial reduces its records to no more than its figures need: outcomes alone, or everything."""
    figures = [
        Figure(name, measure.name)
        for name, of in (("101", "line"), ("officers", "group"))
        for measure in MEASURES_OF[of].values()
        if isinstance(measure, Averaged)
    ]
    figures.append(Figure("101", share_within(45)))
    callers = KeptCallers(draw_blueprint(BASE), 7)
    every = trial(callers, OTHERS[0], range(2), figures)
    for figure in figures:
        assert_same(trial(callers, OTHERS[0], range(2), [figure]), {figure: every[figure]})
    assert sum(totals_of([figure]) <= OF_OUTCOMES for figure in figures) > 10
    assert sum(not totals_of([figure]).isdisjoint(TIMES) for figure in figures) >= 2
    assert not totals_of(figures) <= OF_OUTCOMES | TIMES
