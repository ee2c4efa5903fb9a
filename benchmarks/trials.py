"""What a search pays for one replication of another rota with the same callers, by part: milliseconds of CPU time.

Run it with ``make bench``. The run that keeps nothing and the one that keeps what callers drew take turns, round by
round, over the same replications. Seconds of the processor are counted, not of the clock. What is compiled is compiled,
and what is kept is there, before a clock starts.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import simcall as sc
from benchmarks.stages import FEBRUARY, SEED
from simcall.engine import Records, kept_attempts, simulate, simulate_again
from simcall.inputs import Draws, Duties, draw_blueprint, draw_world
from simcall.inputs.duties import draw_duties
from simcall.inputs.periods import HOUR, cells_by, periods_of
from simcall.measures import Tally, tally
from simcall.measures.tally import tally_outcomes
from simcall.measures.targets import Figure
from simcall.studies.trials.kept_callers import KeptCallers
from simcall.studies.variants import figure_totals

ROUNDS = 15
REPLICATIONS = range(5)
FIGURES = (Figure("999", "answered_in_target"), Figure("101", "abandonment_rate"))
MOST_MS = 8.0

Part = Callable[[int], object]
"""Does a part of the work for a replication."""


class Month:
    """February 2024: its replications, and the parts of a trial of a rota."""

    def __init__(self) -> None:
        self.blueprint = draw_blueprint(sc.load(FEBRUARY))
        self.periods = periods_of(self.blueprint.calendar, HOUR)
        self.cells = cells_by(self.periods, None)
        self.worlds = [draw_world(self.blueprint, SEED, replication) for replication in REPLICATIONS]
        self.attempts = [kept_attempts(world) for world in self.worlds]
        self.records = [simulate(world, "kernel") for world in self.worlds]
        self.kept = KeptCallers(self.blueprint, SEED, jobs=1)

    def duties(self, draws: Draws) -> Duties:
        """Draw who is on duty."""
        blueprint = self.blueprint
        return draw_duties(blueprint.scenario, blueprint.duties, blueprint.plan, blueprint.calendar, draws)

    def figures(self, records: Records, reduce: Callable[..., Tally]) -> object:
        """Measure what a search needs to know."""
        counted = reduce(records, self.blueprint.scenario, self.blueprint.calendar, self.periods)
        return [figure_totals(figure, self.blueprint, counted, self.cells) for figure in FIGURES]

    def without_keeping(self, replication: int) -> object:
        """Try a rota with nothing kept but the callers."""
        world = replace(self.worlds[replication], duties=self.duties(Draws(SEED, replication)))
        return self.figures(simulate(world, "kernel"), tally)

    def with_kept_callers(self, replication: int) -> object:
        """Try a rota as a search does."""
        replications = range(replication, replication + 1)
        return self.kept.totals(self.duties, replications, FIGURES, self.periods, self.cells)

    def parts(self) -> tuple[dict[str, Part], dict[str, Part]]:
        """Return the parts of a trial that keeps nothing and of one that keeps, each in its order."""
        return {
            "duties": lambda r: self.duties(Draws(SEED, r)),
            "engine": lambda r: simulate(self.worlds[r], "kernel"),
            "measure": lambda r: self.figures(self.records[r], tally),
            "all together": self.without_keeping,
        }, {
            "duties": lambda r: self.duties(Draws(SEED, r)),
            "engine": lambda r: simulate_again(self.worlds[r], self.attempts[r], in_order=False),
            "measure": lambda r: self.figures(self.records[r], partial(tally_outcomes, times=False)),
            "all together": self.with_kept_callers,
        }


def turn_ms(part: Part) -> float:
    """Return the milliseconds that a part takes for a replication."""
    started = time.process_time()
    for replication in REPLICATIONS:
        part(replication)
    return 1e3 * (time.process_time() - started) / len(REPLICATIONS)


def row(name: str, times: Mapping[str, list[float]]) -> str:
    """Return a row of the table: the median and the minimum of each part."""
    cells = [f"{statistics.median(own):8.2f} {min(own):6.2f}" for own in times.values()]
    return f"{name:20}" + "".join(f"{cell:>18}" for cell in cells)


def main() -> None:
    """Print the parts of both ways."""
    month = Month()
    ways = month.parts()
    for part in (part for way in ways for part in way.values()):
        turn_ms(part)  # compiled, and drawn
    times: list[dict[str, list[float]]] = [{name: [] for name in way} for way in ways]
    for _ in range(ROUNDS):
        for way, own in zip(ways, times, strict=True):
            for name, part in way.items():
                own[name].append(turn_ms(part))
    items = round(statistics.mean(len(records.calls.line) for records in month.records))
    print(f"A replication of February 2024, {items:,d} items, on one core: ms of CPU time, median and minimum")
    print(f"{'':20}" + "".join(f"{name:>18}" for name in ways[0]))
    for name, own in zip(("keeps nothing", "keeps the callers"), times, strict=True):
        print(row(name, own))
    print(f"At most {MOST_MS:.1f} all together, with nothing else running")


if __name__ == "__main__":
    main()
