"""How the cost of an offered call grows: with calls, handlers, lines, the length of the queue and redials.

Run it with ``make bench``. Drawing and measuring stand beside the kernel; all on one core. The levels of a table take
turns, round by round, and what is printed are medians over the rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

import simcall as sc
from benchmarks.models import overloaded, own_pools, redialling, two_lines, with_handlers
from benchmarks.stages import Run, medians_ns, stages, warm_up
from simcall.engine import CallRecords
from simcall.inputs import draw_blueprint

ROUNDS = 7
HANDLER_DAYS = 3000
"""Days times handlers: the same number of calls for each number of handlers."""
LINE_DAYS = 172
"""Days times lines: about the same number of calls for each number of lines."""
DAY_MIN = 24.0 * 60

Levels = Mapping[str, sc.Scenario]


def tables() -> dict[str, Levels]:
    """Return the scenarios of each table, by what grows."""
    volumes = (1.0, 1.5, 2.0, 4.0)
    return {
        "calls": {f"{days} days": two_lines(days) for days in (10, 30, 100, 365)},
        "handlers, as many calls to each of them": {
            f"{handlers} handlers": with_handlers(HANDLER_DAYS // handlers, handlers)
            for handlers in (10, 30, 100, 300, 1000)
        },
        "lines, each with handlers of its own": {
            f"{lines} lines": own_pools(LINE_DAYS // lines, lines) for lines in (2, 8, 32, 86)
        },
        "the queue: callers whose patience has a mean of a day, 30 days": {
            f"{volume} times the calls": overloaded(30, volume, patience_min=DAY_MIN) for volume in volumes
        },
        "the queue: callers who never give up, 30 days": {
            f"{volume} times the calls": overloaded(30, volume, patience_min=None) for volume in volumes
        },
        "redials: twice the calls to 101, 30 days": {
            f"probability {probability}": redialling(30, 2.0, probability) for probability in (0.0, 0.3, 0.6, 0.9)
        },
    }


def most_waiting(records: CallRecords) -> int:
    """Return the most callers who waited at once."""
    joined, left = np.sort(records.joined), np.sort(records.left)
    return int((np.arange(1, len(joined) + 1) - np.searchsorted(left, joined, side="right")).max())


def sizes(run: Run) -> str:
    """Return the cells that say how large a run was."""
    return f"{len(run.world.callers.ring):11,d}{run.offered:11,d}{most_waiting(run.records.calls):14,d}"


def print_table(title: str, levels: Levels) -> None:
    """Time the stages of each level and print a row for each."""
    blueprints = {label: draw_blueprint(scenario) for label, scenario in levels.items()}
    cells: dict[str, str] = {}
    spans: dict[str, list[tuple[int, Sequence[float]]]] = {label: [] for label in levels}
    for _ in range(ROUNDS):
        for label, blueprint in blueprints.items():
            run = stages(blueprint, "kernel", replication=0)
            spans[label].append((run.offered, run.stages_s))
            cells[label] = sizes(run)
    print(f"\nGrowth with {title}")
    print(f"{'':22}{'callers':>11}{'offered':>11}{'most waiting':>14}{'draw':>9}{'kernel':>9}{'measure':>9}")
    for label, size in cells.items():
        print(f"{label:22}{size}" + "".join(f"{stage_ns:9,.0f}" for stage_ns in medians_ns(spans[label])))


def main() -> None:
    """Print the tables."""
    warm_up()
    print("\nHow the cost of an offered call grows: ns per offered call, one core, medians over rounds")
    for title, levels in tables().items():
        print_table(title, levels)


if __name__ == "__main__":
    main()
