"""The engines beside other programs that simulate the same model: offered calls per second, in one run.

Run it with ``make bench``. A machine's speed drifts by more than some of these differ: so the contenders take turns,
round by round, each is compared with the C loop of its own round, and what is printed are medians over the rounds.
What is compiled is compiled before a clock starts, and worlds are drawn before it where drawing is no part of the work.
"""

from __future__ import annotations

import gc
import os
import platform
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from importlib.metadata import version
from typing import Any, TypeVar

import numpy as np

import simcall as sc
from benchmarks.models import HANDLERS, LINES, two_lines
from benchmarks.peers import c_loop, ciw_model, heap_loop
from benchmarks.peers.plain import PlainWorld, plain_world
from benchmarks.stages import SEED, timed, warm_up
from simcall.engine import CallRecords, Outcome, simulate
from simcall.inputs import World, draw_blueprint, draw_world

ROUNDS = 9
SELDOM = 3
"""A slow contender takes part in one of so many rounds, and plays one replication."""
COARSE_TICKS = ("1 min", "5 min")
"""On these much happens within one tick, which on the model's own tick of 1 ms is rare."""
C_LOOP = "C loop"

Timing = tuple[int, float]
"""How many calls were offered, and the seconds that they took."""

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Contender:
    """One program: what its time holds, how many replications it plays in a turn, and a turn."""

    name: str
    holds: str
    replications: int
    turn: Callable[[], Timing]
    every: int = 1


# Contenders -----------------------------------------------------------------------------------------------------------


def on_the_same_calls(days: int, worlds: Sequence[World], loop: c_loop.CLoop | None) -> list[Contender]:
    """Return the quick contenders; all have the same callers, of as many replications as there are worlds."""
    plains = [plain_world(world) for world in worlds]
    lists = [as_lists(plain) for plain in plains]
    offered, scenario = sum(len(plain.ring) for plain in plains), two_lines(days)

    def contender(name: str, holds: str, work: Callable[[], object]) -> Contender:
        return Contender(name, holds, len(worlds), lambda: (offered, timed(work)[1]))

    found = [
        contender("kernel", "simulate", lambda: one_by_one(lambda world: simulate(world, "kernel"), worlds)),
        contender("simcall.run", "draw, simulate, measure", lambda: run(scenario, "kernel", len(worlds))),
        contender("heapq loop", "simulate", lambda: one_by_one(lambda lists: heap_loop.simulate(*lists), lists)),
    ]
    return [contender(C_LOOP, "simulate", lambda: one_by_one(loop, worlds)), *found] if loop else found


def slow_ones(days: int, offered: int, ciw: Any) -> list[Contender]:
    """Return the slow contenders. Ciw has callers of its own, as it draws them itself."""
    scenario = two_lines(days)
    reference = Contender(
        "reference engine",
        "draw, simulate, measure",
        1,
        lambda: (offered, timed(lambda: run(scenario, "reference", 1))[1]),
        SELDOM,
    )
    if ciw is None:
        return [reference]
    return [reference, Contender("Ciw", "draw, simulate", 1, lambda: ciw_turn(ciw, days), SELDOM)]


def one_by_one(work: Callable[[_Item], object], items: Iterable[_Item]) -> None:
    """Do some work on each item, and let go of what it returns, as a run does."""
    for item in items:
        work(item)


def run(scenario: sc.Scenario, engine: str, replications: int) -> object:
    """Run a scenario as a planner would, on one core."""
    return sc.run(scenario, replications=replications, seed=SEED, engine=engine, jobs=1)


def as_lists(plain: PlainWorld) -> tuple[list[int], list[int], list[int], list[int], int, int]:
    """Return the arguments of the heapq loop."""
    ring, line, patience, handling = (
        array.tolist() for array in (plain.ring, plain.line, plain.patience, plain.handling)
    )
    return ring, line, patience, handling, plain.handlers, plain.horizon


def ciw_turn(ciw: Any, days: int) -> Timing:
    """Time Ciw over one replication."""
    model = ciw_model.simulation(ciw, SEED)
    _, seconds = timed(lambda: ciw_model.simulate(model, days))
    return ciw_model.offered(model), seconds


# Checks ---------------------------------------------------------------------------------------------------------------


def check(worlds: Iterable[World], loop: c_loop.CLoop | None) -> None:
    """Raise AssertionError unless the bare loops find what the kernel finds in every world."""
    for world in worlds:
        plain, records = plain_world(world), simulate(world, "kernel").calls
        outcome, left = heap_loop.simulate(*as_lists(plain))
        np.testing.assert_array_equal(records.outcome, outcome, "heapq loop: outcome")
        np.testing.assert_array_equal(records.left, left, "heapq loop: left")
        if loop is not None:
            others = loop(world)
            for field in fields(CallRecords):
                ours, theirs = getattr(records, field.name), getattr(others, field.name)
                np.testing.assert_array_equal(ours, theirs, f"C loop: {field.name}", strict=True)


def worlds_of(scenario: sc.Scenario, replications: int) -> list[World]:
    """Draw the worlds that `simcall.run` would draw."""
    blueprint = draw_blueprint(scenario)
    return [draw_world(blueprint, SEED, replication) for replication in range(replications)]


def abandoned(records: CallRecords) -> dict[str, float]:
    """Return the share of each line's calls whose callers gave up."""
    gave_up = records.outcome == Outcome.ABANDONED
    return {line.name: float(gave_up[records.line == place].mean()) for place, line in enumerate(LINES)}


def print_abandoned(world: World, days: int, ciw: Any) -> None:
    """Print how many callers gave up beside Ciw's, for the eye: callers drawn anew cannot be the same."""
    shares = {"simcall": abandoned(simulate(world, "kernel").calls)}
    if ciw is not None:
        model = ciw_model.simulation(ciw, SEED)
        ciw_model.simulate(model, days)
        shares["Ciw"] = ciw_model.abandoned(model)
    for name, by_line in shares.items():
        cells = "".join(f"{line:>7} {100 * share:5.2f} %" for line, share in by_line.items())
        print(f"callers who gave up, {name + ':':9}{cells}")


# The race -------------------------------------------------------------------------------------------------------------


def race(entered: Sequence[Contender]) -> dict[str, dict[int, Timing]]:
    """Let the contenders take turns; return what each took, by round."""
    found: dict[str, dict[int, Timing]] = {contender.name: {} for contender in entered}
    for number in range(ROUNDS):
        for contender in entered:
            if number % contender.every == 0:
                gc.collect()  # so that this turn does not pay for the one before
                found[contender.name][number] = contender.turn()
    return found


def row(contender: Contender, found: dict[str, dict[int, Timing]]) -> str:
    """Return a contender's row of the table."""
    per_call = {number: seconds / offered for number, (offered, seconds) in found[contender.name].items()}
    median = statistics.median(per_call.values())
    ratio = "-"
    if C_LOOP in found:
        limits = {number: seconds / offered for number, (offered, seconds) in found[C_LOOP].items()}
        ratio = f"{statistics.median(value / limits[number] for number, value in per_call.items()):,.2f}"
    numbers = f"{contender.replications:5}{len(per_call):8}{1 / median:14,.0f}{1e9 * median:11,.1f}{ratio:>10}"
    return f"{contender.name:18} {contender.holds:25}{numbers}"


def print_race(days: int, entered: Sequence[Contender], absent: dict[str, str]) -> None:
    """Hold a race and print its table."""
    found = race(entered)
    print(f"\nThe model over {days} days: medians over the rounds; the last column is time against the C loop's")
    print(f"{'':18} {'its time holds':25}{'reps':>5}{'rounds':>8}{'calls/s':>14}{'ns a call':>11}{'times C':>10}")
    for contender in entered:
        print(row(contender, found))
    for name, why in absent.items():
        print(f"{name:18} {why}")


def load_peers() -> tuple[c_loop.CLoop | None, Any, dict[str, str]]:
    """Return the C loop and Ciw where this machine has them, and of each that it has not, why."""
    loop, ciw, absent = None, None, {}
    try:
        loop = c_loop.load()
    except c_loop.NoCompilerError as error:
        absent[C_LOOP] = str(error)
    try:
        ciw = ciw_model.load()
    except ciw_model.CiwMissingError as error:
        absent["Ciw"] = str(error)
    return loop, ciw, absent


def print_setting(loop: c_loop.CLoop | None, ciw: Any) -> None:
    """Print what was compared, on what, and what was checked before."""
    programs = [
        f"{name} {version(name)}" for name in ("numpy", "numba", "simpy", *(["ciw"] if ciw is not None else []))
    ]
    print(
        f"\nThe engines beside other programs: {', '.join(line.name for line in LINES)}, {HANDLERS} handlers, one core"
    )
    print(f"{platform.machine()}, {os.cpu_count()} cores; Python {platform.python_version()}, {', '.join(programs)}")
    if loop is not None:
        print(f"C loop: {c_loop.compiler_version()}, {' '.join(c_loop.OPTIMISED)}")
        print("C loop: every column of its records is the kernel's")
    print("heapq loop: its outcome and left are the kernel's; it keeps no other columns")


def main() -> None:
    """Check the contenders against each other, and let them race over months and over a year."""
    loop, ciw, absent = load_peers()
    warm_up()
    run(two_lines(days=1), "kernel", 1)
    months, year = worlds_of(two_lines(30), 5), worlds_of(two_lines(365), 1)
    coarse = [world for tick in COARSE_TICKS for world in worlds_of(two_lines(30, tick=tick), 1)]
    check([*months, *year, *coarse], loop)
    print_setting(loop, ciw)
    print_abandoned(months[0], 30, ciw)
    slow = slow_ones(30, len(months[0].callers.ring), ciw)
    print_race(30, [*on_the_same_calls(30, months, loop), *slow], absent)
    too_slow = {contender.name: "not run over a year: too slow" for contender in slow}
    print_race(365, on_the_same_calls(365, year, loop), too_slow | absent)


if __name__ == "__main__":
    main()
