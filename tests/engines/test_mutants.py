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
        "_Phase.DUTY_END if headcount < before[index] else _Phase.DUTY_START",
        "_Phase.DUTY_START",
    ),
    "R2 after dispatch": (
        "    RELEASE = 2  # R2",
        "    RELEASE = 8  # R2",
        "    ENGAGED = 8",
        "    ENGAGED = 9",
        "LEAVE = 9",
        "LEAVE = 10",
        "CALL_UP = 10",
        "CALL_UP = 11",
    ),
    "R3 the shortest idle goes": (
        "for since, number in list(self.idle):\n            over",
        "for since, number in reversed(self.idle):\n            over",
    ),
    "R3 nobody released goes": (
        "        self.clock.soon(_Phase.GO_HOME, self.go_home)\n        self.clock.soon(_Phase.BREAK",
        "        self.clock.soon(_Phase.BREAK",
    ),
    "R3 a duty's end ends the call": (
        "for since, number in list(self.idle):\n            over",
        "for since, number in [*self.idle, *((0, n) for n in self.named if n in self.came)]:\n            over",
        "                self.idle.remove((since, number))\n"
        "                self.end_stay(number, now)\n                if number not in",
        "                self.idle[:] = [entry for entry in self.idle if entry[1] != number]\n"
        "                self.end_stay(number, now)\n                if number not in",
        "        self.groups[index].become_idle(agent, released)\n",
        "        if agent in self.groups[index].came: self.groups[index].become_idle(agent, released)\n",
    ),
    "R3 a named person stays on": (
        "over = self.named[number].due <= now if",
        "over = self.named[number].due < now if",
    ),
    "R3 breaks after dispatch": (
        "    BREAK = 4  # R3c",
        "    BREAK = 7  # R3c",
        "    DISPATCH = 7",
        "    DISPATCH = 4",
    ),
    "R3 a break is not made up for": (
        "        self.clock.soon(_Phase.GO_HOME, self.go_home)\n"
        "        self.clock.soon(_Phase.BREAK, self.start_breaks)\n",
        "        self.clock.soon(_Phase.GO_HOME, self.go_home)\n",
    ),
    "R3 a break ends when it was due to": (
        "                _, length = person.breaks.pop(0)",
        "                at, length = person.breaks.pop(0)\n                length = max(at + length - now, 1)",
    ),
    "R3 a break goes on past the duty": (
        "if back < person.due:",
        "if True:",
    ),
    "R1 who comes back was idle before": (
        "        group.become_idle(number, back)",
        "        group.become_idle(number, back - 1)",
    ),
    "R5 a new duty leaves the old role": (
        "        self.end_stay(number, now)\n        self.came[number] = now\n        return person",
        "        self.end_stay(number, now)\n        self.came[number] = now\n"
        "        person.role = self.named[number].role\n        return person",
    ),
    "R5 a new duty does not keep who is in a call": (
        "person if number not in self.came else self.change_duty(number, person, now)",
        "self.named[number] if number in self.came else person",
    ),
    "R4 callers join in no order": (
        "insort(self.queues[line], (now, caller, attempt))",
        "self.queues[line].insert(bisect_left(self.queues[line], (now,)), (now, caller, attempt))",
    ),
    "R5 the highest absent number": (
        "heapq.heappop(self.absent)",
        "self.absent.pop()",
    ),
    "R5 idle since before": (
        "self.came[number] = now\n        insort(self.idle, (now, number))",
        "self.came[number] = now\n        insort(self.idle, (now - 1, number))",
    ),
    "R6 priority ignored": (
        "return own, joined, line",
        "return 0, joined, line",
    ),
    "R6 joined ignored": (
        "return own, joined, line",
        "return own, 0, line",
    ),
    "R6 line ties reversed": (
        "return own, joined, line",
        "return own, joined, -line",
    ),
    "R6 promotion a tick later": (
        "self.env.now - joined >= self.policy.promote_after[line]",
        "self.env.now - joined > self.policy.promote_after[line]",
    ),
    "R6 promotion may demote": (
        "own = min(own, int(self.policy.promoted[line]))",
        "own = int(self.policy.promoted[line])",
    ),
    "R6 reserve counted before": (
        "> self.policy.reserve[index, line]",
        ">= max(self.policy.reserve[index, line], 1)",
    ),
    "R6 overflow ignored": (
        "(int(self.policy.overflow[index]), since, index, number)",
        "(0, since, index, number)",
    ),
    "R6 longest idle ignored": (
        "(int(self.policy.overflow[index]), since, index, number)",
        "(int(self.policy.overflow[index]), 0, index, number)",
    ),
    "R6 group ties reversed": (
        "(int(self.policy.overflow[index]), since, index, number)",
        "(int(self.policy.overflow[index]), since, -index, number)",
        "return (line, *min(candidates)[2:]) if candidates else None",
        "return (line, -min(candidates)[2], min(candidates)[3]) if candidates else None",
    ),
    "R6 the highest number takes": (
        "(int(self.policy.overflow[index]), since, index, number)",
        "(int(self.policy.overflow[index]), since, index, -number)",
        "return (line, *min(candidates)[2:]) if candidates else None",
        "return (line, min(candidates)[2], -min(candidates)[3]) if candidates else None",
    ),
    "R6 a kept-back call keeps all back": (
        "next(filter(None, map(self.taker, self.lines_in_order(self.policy.priority))), None)",
        "next(map(self.taker, self.lines_in_order(self.policy.priority)), None)",
    ),
    "R6 the shortest idle takes": (
        "(int(self.policy.overflow[index]), since, index, number)",
        "(int(self.policy.overflow[index]), -since, index, number)",
    ),
    "R6 preference ignored": (
        " and self.preferred_line(index, number) == line",
        "",
    ),
    "R6 preference for calls that are kept back": (
        "return next((line for line in lines if self.may_take(index, number, line)), None)",
        "return next((line for line in lines if self.policy.serves[self.groups[index].role(number), line]), None)",
    ),
    "R6 a role takes any call": (
        "serves = self.policy.serves[group.role(number), line]",
        "serves = self.policy.serves[index, line]",
    ),
    "R6 the reserve is the role's": (
        "len(group.idle) > self.policy.reserve[index, line]",
        "len([0 for _, n in group.idle if self.policy.serves[group.role(n), line]]) > self.policy.reserve[index, line]",
    ),
    "R13 a rule holds for one more": (
        "len(joined) >= self.waiting",
        "len(joined) > self.waiting",
    ),
    "R13 the last who joined counts": (
        "now - min(joined) >= self.longest",
        "now - max(joined) >= self.longest",
    ),
    "R13 longer than the longest": (
        "now - min(joined) >= self.longest",
        "now - min(joined) > self.longest",
    ),
    "R13 the time held is not asked": (
        "now - self.holds_since >= self.held and",
        "",
    ),
    "R13 called again while some are on the way": (
        "if not holds or self.coming:",
        "if not holds:",
    ),
    "R13 the pool is not asked": (
        "min(rule.people, rule.pool - rule.called)",
        "rule.people",
    ),
    "R13 they come a tick later": (
        "now + rule.delay))",
        "now + rule.delay + 1))",
    ),
    "R13 the stint from the first who came": (
        "rule.called + rule.coming, 0, tick\n",
        "rule.called + rule.coming, 0, rule.came_at if rule.called else tick\n",
    ),
    "R13 the stint is not asked": (
        " and now - self.came_at >= self.stint",
        "",
    ),
    "R13 calm is not asked": (
        "now - self.calm_since >= self.calm and ",
        "",
    ),
    "R13 stood down while some are on the way": (
        "if self.calm_since is None or self.coming or not self.called:",
        "if self.calm_since is None or not self.called:",
    ),
    "R13 before callers give up": (
        "    LEAVE = 9  # R8\n    CALL_UP = 10",
        "    LEAVE = 10  # R8\n    CALL_UP = 9",
    ),
    "R7 the first hear the tone": (
        "_, caller, attempt = queue.pop()",
        "_, caller, attempt = queue.pop(0)",
    ),
    "R7 before dispatch": (
        "    DISPATCH = 7  # R6\n    ENGAGED = 8  # R7",
        "    DISPATCH = 8  # R6\n    ENGAGED = 7  # R7",
    ),
    "R8 before dispatch": (
        "    LEAVE = 9  # R8",
        "    LEAVE = 3  # R8",
        "    GO_HOME = 3",
        "    GO_HOME = 9",
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
        "self.env.now) + self.draws.redial_delay(",
        "self.env.now) + 1 + self.draws.redial_delay(",
    ),
    "R11 pick-up not busy": (
        "released = answered + self",
        "released = int(self.env.now) + self",
    ),
    "R12 the horizon still happens": (
        "    HORIZON = 0  # R12",
        "    HORIZON = 11  # R12",
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
