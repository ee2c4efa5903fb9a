"""The figures that an answer is about: of each line the share answered in time and the share abandoned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, ASA, MEAN_WAIT
from simcall.measures.targets import Figure
from simcall.scenario import Line, Scenario

__all__ = ["main_figures"]


def main_figures(scenarios: Sequence[Scenario]) -> tuple[Figure, ...]:
    """Return the main figures that all scenarios have, in the order of the first one's lines.

    Of a line with an answer target the share answered in time, of another the mean answer time; of a phone line whose
    callers give up the share abandoned; of work without a target the mean wait.
    """
    per_scenario = [list(_of(scenario)) for scenario in scenarios]
    return tuple(figure for figure in per_scenario[0] if all(figure in figures for figures in per_scenario))


def _of(scenario: Scenario) -> Iterator[Figure]:
    for name, line in scenario.lines.items():
        yield Figure(name, _first(line))
        if not line.is_work and line.patience is not None:
            yield Figure(name, ABANDONMENT_RATE.name)


def _first(line: Line) -> str:
    if line.answer_target is not None:
        return ANSWERED_IN_TARGET.name
    return MEAN_WAIT.name if line.is_work else ASA.name
