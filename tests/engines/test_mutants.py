"""The negative control of the proof: an engine with one rule swapped on purpose is caught."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

from simcall.engine import reference, simulate
from tests.engines.worlds import difference, random_world

WORLDS = [
    random_world(seed, grain=grain, crowd=crowd)
    for seed in range(60)
    for grain in (1, 10, 30)
    for crowd in (False, True)
]

MUTANTS: dict[str, tuple[str, ...]] = {
    "R1 before R5": (
        "_Phase.DUTY_END if headcount < before[place] else _Phase.DUTY_START",
        "_Phase.DUTY_START",
    ),
    "R2 after dispatch": (
        "    RELEASE = 2  # R2",
        "    RELEASE = 7  # R2",
        "    ENGAGED = 7",
        "    ENGAGED = 8",
        "LEAVE = 8",
        "LEAVE = 9",
    ),
    "R3 the shortest idle goes": (
        "_, number = self.idle.pop(0)\n            heapq",
        "_, number = self.idle.pop()\n            heapq",
    ),
    "R3 nobody released goes": (
        "        if len(group.came) > group.headcount:\n",
        "        if False:\n",
    ),
    "R4 callers join in no order": (
        "insort(self.queues[line], (now, caller, row))",
        "self.queues[line].insert(bisect_left(self.queues[line], (now,)), (now, caller, row))",
    ),
    "R5 the highest absent number": (
        "heapq.heappop(self.absent)",
        "self.absent.pop()",
    ),
    "R5 idle since before": (
        "insort(self.idle, (now, number))",
        "insort(self.idle, (now - 1, number))",
    ),
    "R6 priority ignored": (
        "(self.policy.priority[line], self.queues[line][0][0], line)",
        "(self.queues[line][0][0], line)",
    ),
    "R6 joined ignored": (
        "(self.policy.priority[line], self.queues[line][0][0], line)",
        "(self.policy.priority[line], line)",
    ),
    "R6 line ties reversed": (
        "self.queues[line][0][0], line)",
        "self.queues[line][0][0], -line)",
    ),
    "R6 reserve counted before": (
        "> self.policy.reserve[place, line]",
        ">= max(self.policy.reserve[place, line], 1)",
    ),
    "R6 overflow ignored": (
        "(self.policy.overflow[place], group.idle[0][0], place)",
        "(0, group.idle[0][0], place)",
    ),
    "R6 longest idle ignored": (
        "(self.policy.overflow[place], group.idle[0][0], place)",
        "(self.policy.overflow[place], 0, place)",
    ),
    "R6 group ties reversed": (
        "group.idle[0][0], place)",
        "group.idle[0][0], -place)",
        "min(able)[2]",
        "-min(able)[2]",
    ),
    "R6 a kept-back call keeps all back": (
        "                lines.discard(line)\n                continue",
        "                return",
    ),
    "R6 the shortest idle takes": (
        "_, agent = self.groups[place].idle.pop(0)",
        "_, agent = self.groups[place].idle.pop()",
    ),
    "R7 the first hear the tone": (
        "_, _, row = queue.pop()",
        "_, _, row = queue.pop(0)",
    ),
    "R7 before dispatch": (
        "    DISPATCH = 6  # R6\n    ENGAGED = 7  # R7",
        "    DISPATCH = 7  # R6\n    ENGAGED = 6  # R7",
    ),
    "R8 before dispatch": (
        "    LEAVE = 8  # R8",
        "    LEAVE = 3  # R8",
        "    GO_HOME = 3",
        "    GO_HOME = 8",
    ),
    "R8 passing on first": (
        "if patience <= pass_on",
        "if patience < pass_on",
    ),
    "R9 in the same round": (
        "in_round = self._round + (phase <= self._phase) if tick == self._tick else 0",
        "in_round = self._round",
    ),
    "R10 a tick later": (
        "self.env.now) + int(self.calls.redial_delay[row])",
        "self.env.now) + 1 + int(self.calls.redial_delay[row])",
    ),
    "R11 pick-up not busy": (
        "released = answered + int",
        "released = int(self.env.now) + int",
    ),
    "R12 the horizon still happens": (
        "    HORIZON = 0  # R12",
        "    HORIZON = 9  # R12",
    ),
}


def mutant(*swaps: str) -> ModuleType:
    """Return the reference engine with pieces of its text swapped."""
    text = inspect.getsource(reference)
    for old, new in zip(swaps[::2], swaps[1::2], strict=True):
        assert text.count(old) >= 1, f"the reference no longer says {old!r}"
        text = text.replace(old, new)
    module = ModuleType("mutant")
    exec(compile(text, "mutant", "exec"), module.__dict__)
    return module


def caught(module: ModuleType) -> bool:
    """Tell whether the proof tells an engine from the kernel; a world in which it breaks down does not count."""
    for world in WORLDS:
        try:
            if difference(module.simulate(world), simulate(world, "kernel")):
                return True
        except (IndexError, KeyError, ValueError, RuntimeError):
            continue
    return False


def test_unchanged():
    """The control of the control: the text of the reference, read in the same way and not swapped, is not caught."""
    assert not caught(mutant())


@pytest.mark.parametrize("swaps", MUTANTS.values(), ids=MUTANTS)
def test_caught(swaps):
    """An engine with one rule swapped gives other records in some world of the proof."""
    assert caught(mutant(*swaps))
