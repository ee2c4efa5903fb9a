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
        "    RELEASE = 9  # R2",
        "    ENGAGED = 9",
        "    ENGAGED = 10",
        "LEAVE = 10",
        "LEAVE = 11",
        "CALL_UP = 11",
        "CALL_UP = 12",
    ),
    "R3 the shortest idle goes": (
        "for since, number in list(self.idle):\n            if self.is_over",
        "for since, number in reversed(self.idle):\n            if self.is_over",
    ),
    "R3 nobody released goes": (
        "        self.clock.soon(_Phase.GO_HOME, self.go_home)\n        self.clock.soon(_Phase.BREAK",
        "        self.clock.soon(_Phase.BREAK",
    ),
    "R3 a duty's end ends the call": (
        "for number in self.by_urgency(group):\n            if group.is_over(number, self.now):\n"
        "                self.put_down(group, number)\n",
        "for number in list(group.works):\n            if group.is_over(number, self.now):\n"
        "                if number in self.by_urgency(group): self.put_down(group, number)\n"
        "                else: del group.works[number]\n",
    ),
    "R3 a named person stays on": (
        "return self.named[number].due <= now if",
        "return self.named[number].due < now if",
    ),
    "R3 breaks after dispatch": (
        "    BREAK = 4  # R3c",
        "    BREAK = 8  # R3c",
        "    DISPATCH = 8",
        "    DISPATCH = 4",
    ),
    "R3 a break is not made up for": (
        "        self.clock.soon(_Phase.GO_HOME, self.go_home)\n"
        "        self.clock.soon(_Phase.BREAK, self.start_breaks)\n",
        "        self.clock.soon(_Phase.GO_HOME, self.go_home)\n",
    ),
    "R3 a break ends when it was due to": (
        "        _, length = self.named[number].breaks.pop(0)",
        "        at, length = self.named[number].breaks.pop(0)\n        length = max(at + length - now, 1)",
    ),
    "R3 a break goes on past the duty": (
        "if back < group.named[number].due:",
        "if True:",
    ),
    "R1 who comes back was idle before": (
        "            group.become_idle(number, back)",
        "            group.become_idle(number, back - 1)",
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
        "item.place, item.waits = self.now, place, True\n        insort(self.queues[item.line], (item.key, item), "
        "key=itemgetter(0))",
        "item.place, item.waits = self.now, place, True\n        queue = self.queues[item.line]\n"
        "        queue.insert(bisect_left(queue, (place,), key=itemgetter(0)), (item.key, item))",
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
        "return own, item.place, line",
        "return 0, item.place, line",
    ),
    "R6 joined ignored": (
        "return own, item.place, line",
        "return own, 0, line",
    ),
    "R6 line ties reversed": (
        "return own, item.place, line",
        "return own, item.place, -line",
    ),
    "R6 promotion a tick later": (
        'self.now - item.log["joined"] >= self.policy.promote_after[line]',
        'self.now - item.log["joined"] > self.policy.promote_after[line]',
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
        "return (line, *min(candidates)[2:]) if candidates else self.interrupter(line)",
        "return (line, -min(candidates)[2], min(candidates)[3]) if candidates else self.interrupter(line)",
    ),
    "R6 the highest number takes": (
        "(int(self.policy.overflow[index]), since, index, number)",
        "(int(self.policy.overflow[index]), since, index, -number)",
        "return (line, *min(candidates)[2:]) if candidates else self.interrupter(line)",
        "return (line, min(candidates)[2], -min(candidates)[3]) if candidates else self.interrupter(line)",
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
    "R5a people on a break are back where they came from": (
        "self.came.keys() | {number for number, person in self.named.items() if person.due > now}",
        "self.came.keys()",
    ),
    "R5a people are back when their duty ends": (
        "self.came.keys() | {number",
        "(set() if self.named else self.came.keys()) | {number",
    ),
    "R5a after dispatch": (
        "    TAKE_AWAY = 7  # R5a\n    DISPATCH = 8",
        "    TAKE_AWAY = 8  # R5a\n    DISPATCH = 7",
    ),
    "R5a nobody comes back": (
        "                group.come_up_to_headcount(self.now)\n                self.clock.soon(_Phase.DISPATCH",
        "                self.clock.soon(_Phase.DISPATCH",
    ),
    "R5a one group alone is taken from another": (
        "group.away = sum(",
        "group.away = max(",
    ),
    "R13 more are called than are left": (
        "return min(left, self.groups[source].left - coming)",
        "return left",
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
        "left, source = rule.pool - rule.called,",
        "left, source = rule.people,",
    ),
    "R13 they come a tick later": (
        "self.later(now + rule.delay,",
        "self.later(now + rule.delay + 1,",
    ),
    "R13 the stint from the first who came": (
        "rule.called + rule.coming, 0, self.now\n",
        "rule.called + rule.coming, 0, rule.came_at if rule.called else self.now\n",
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
        "    LEAVE = 10  # R8\n    CALL_UP = 11",
        "    LEAVE = 11  # R8\n    CALL_UP = 10",
    ),
    "R7 the first hear the tone": (
        "item = queue[-1][1]",
        "item = queue[0][1]",
    ),
    "R7 before dispatch": (
        "    DISPATCH = 8  # R6\n    ENGAGED = 9  # R7",
        "    DISPATCH = 9  # R6\n    ENGAGED = 8  # R7",
    ),
    "R8 before dispatch": (
        "    LEAVE = 10  # R8",
        "    LEAVE = 3  # R8",
        "    GO_HOME = 3",
        "    GO_HOME = 9",
    ),
    "R8 passing on first": (
        "exits = [(patience, 0, NONE), (int(self.policy.pass_on_after[item.line]), 1, NONE)]",
        "exits = [(patience, 1.5, NONE), (int(self.policy.pass_on_after[item.line]), 1, NONE)]",
        "(Outcome.ABANDONED, Outcome.PASSED_ON, Outcome.MOVED)[how]",
        "{1.5: Outcome.ABANDONED, 1: Outcome.PASSED_ON, 2: Outcome.MOVED}[how]",
        "if how == 0:",
        "if how == 1.5:",
    ),
    "R9 in the same round": (
        "in_round = self._round + (phase <= self._phase) if tick == self._tick else 0",
        "in_round = self._round",
    ),
    "R10 a tick later": (
        "self.later(self.now + delay, _Phase.ARRIVE",
        "self.later(self.now + delay + 1, _Phase.ARRIVE",
    ),
    "R11 pick-up not busy": (
        "released = answered + self.handling(",
        "released = self.now + self.handling(",
    ),
    "R4a patience does not run in the connection": (
        "fate = self.draws.fate_before_queue(item.line, item.case, item.attempt, item.caller)",
        "fate = JOINS",
    ),
    "R4b who leaves always counts": (
        "if fate == LEAVES and not self.of_line(COUNTS_LEAVERS, item):",
        "if False:",
    ),
    "R4b in the announcement at the horizon is waiting": (
        "outcome = Outcome.IN_ANNOUNCEMENT if connected <= horizon else outcome",
        "pass",
    ),
    "R6a a moved call goes last": (
        "item.place if self.behaviour.leads[KEEPS_PLACE, lead] else self.now",
        "self.now",
    ),
    "R8 moving before giving up": (
        "exits += [(self.draws.lead(lead, item.number, item.caller), 2, lead)",
        "exits += [(self.draws.lead(lead, item.number, item.caller), -1, lead)",
        "(Outcome.ABANDONED, Outcome.PASSED_ON, Outcome.MOVED)[how]",
        "(Outcome.ABANDONED, Outcome.PASSED_ON, Outcome.MOVED)[how]",
        "if how == 2:",
        "if how == -1:",
    ),
    "R11 nobody gives up in the pick-up": (
        "if patience < pick_up:",
        "if False:",
    ),
    "R11 giving up before an answer": (
        "if patience < pick_up:",
        "if patience <= pick_up:",
    ),
    "R11 the queue does not use up patience": (
        'waited = self.now - item.log["joined"] if self.of_line(RUNS_IN_QUEUE, item) else 0',
        "waited = 0",
    ),
    "R11 who gives up is busy until the call would have been answered": (
        "answered, released = NONE, self.now + patience",
        "answered, released = NONE, self.now + pick_up",
    ),
    "R13 called up in the tick of standing down": (
        "if self.holds_since is None or self.stood_down_at == now:",
        "if self.holds_since is None:",
        "looks.append(max(self.holds_since + self.held, self.stood_down_at + 1))",
        "looks.append(self.holds_since + self.held)",
    ),
    "R14a what follows joins at once": (
        "tick + max(self.draws.lead(lead, item.number, item.caller), 1)",
        "tick + self.draws.lead(lead, item.number, item.caller)",
    ),
    "R14a an answer leads when the call is taken": (
        "self.follow(item, ANSWERED, answered)",
        "self.follow(item, ANSWERED, self.now)",
    ),
    "R14a a call that is overdue leaves": (
        "        if item.waits:\n            self.lead_to(item, lead, self.now + 1)",
        "        if item.waits:\n            self.end_wait(item, Outcome.MOVED)\n"
        "            self.lead_to(item, lead, self.now + 1)",
    ),
    "R14a what follows was rung for": (
        "return self.case == 0 or self.attempt > 0",
        "return True",
    ),
    "R14b anybody goes on": (
        "if goes_on is None and self.behaviour.leads[SAME_PERSON, lead]:",
        "if False:",
    ),
    "R14b the person goes on with all": (
        "if goes_on is None and self.behaviour.leads[SAME_PERSON, lead]:",
        "if self.behaviour.leads[SAME_PERSON, lead]:",
    ),
    "R15a nothing is put down": (
        "if candidates else self.interrupter(line)",
        "if candidates else None",
    ),
    "R15a put down for the same priority": (
        "if self.policy.priority[group.works[number].item.line] > self.policy.priority[line]",
        "if self.policy.priority[group.works[number].item.line] >= self.policy.priority[line]",
        "            and self.policy.serves[group.role(number), line]",
        "            and group.works[number].item.line != line and self.policy.serves[group.role(number), line]",
    ),
    "R15a the reserve is one more": (
        "len(group.idle) >= self.policy.reserve[index, line]",
        "len(group.idle) > self.policy.reserve[index, line]",
    ),
    "R15b work is finished after the duty": (
        "        for number in self.by_urgency(group):\n            if group.is_over",
        "        for number in ():\n            if group.is_over",
    ),
    "R15b work is finished before a break": (
        "for number in (*idle, *self.by_urgency(group)):",
        "for number in idle:",
    ),
    "R15c the first in the queue's order is put down": (
        "return (line, *max(candidates)[1:]) if candidates else None",
        "return (line, *min(candidates)[1:]) if candidates else None",
    ),
    "R15c the headcount's first": (
        "self.urgency(group.works[number].item), reverse=True)",
        "self.urgency(group.works[number].item))",
    ),
    "R15d work starts again from nothing": (
        "item.left = ticks - max(self.now - work.answered, 0), group.index",
        "item.left = ticks, group.index",
    ),
    "R15d the pick-up counts as work": (
        "item.left = ticks - max(self.now - work.answered, 0), group.index",
        "item.left = max(ticks - (self.now - work.start), 0), group.index",
    ),
    "R15d it goes to the end of the queue": (
        '        item.log["released"] = NONE\n',
        '        item.log["released"] = NONE\n        item.place = self.now\n',
    ),
    "R15d breaking off takes no time": (
        "pick_up = break_off + self.draws.pick_up(",
        "pick_up = self.draws.pick_up(",
    ),
    "R15d every person works at the same speed": (
        "if factors[index] == factors[group.index]:",
        "if True:",
    ),
    "R12 the horizon still happens": (
        "    HORIZON = 0  # R12",
        "    HORIZON = 11  # R12",
        "if tick < self.policy.horizon:",
        "if tick <= self.policy.horizon:",
    ),
}


class EndlessError(Exception):
    """A mutant goes round and round in one tick."""


RUN = "hub.env.run(until=hub.clock.at(world.policy.horizon, _Phase.HORIZON))"
RUN_WITH_A_LIMIT = """\
end = hub.clock.at(world.policy.horizon, _Phase.HORIZON)
    for _ in range(60_000):
        if end.processed:
            break
        hub.env.step()
    else:
        raise EndlessError
"""


def mutant(*swaps: str) -> ModuleType:
    """Return the reference engine with pieces of its text swapped."""
    text = inspect.getsource(reference)
    assert RUN in text
    text = text.replace(RUN, RUN_WITH_A_LIMIT)
    for old, new in zip(swaps[::2], swaps[1::2], strict=True):
        assert text.count(old) >= 1, f"the reference no longer says {old!r}"
        text = text.replace(old, new)
    module = ModuleType("mutant")
    module.__dict__["EndlessError"] = EndlessError
    exec(compile(text, "mutant", "exec"), module.__dict__)
    return module


def caught(module: ModuleType) -> bool:
    """Tell whether the proof tells an engine from the kernel, or the engine does not end.

    A world in which it breaks down does not count.
    """
    for world in WORLDS:
        try:
            if difference(module.simulate(world), simulate(world, "kernel")):
                return True
        except EndlessError:
            return True
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, RuntimeError):
            continue
    return False


def test_unchanged():
    """The control of the control: the text of the reference, read in the same way and not swapped, is not caught."""
    assert not caught(mutant())


@pytest.mark.parametrize("swaps", MUTANTS.values(), ids=MUTANTS)
def test_caught(swaps):
    """An engine with one rule swapped gives other records in some world of the proof."""
    assert caught(mutant(*swaps))
