"""The negative control of the proof: an engine with one rule swapped on purpose is caught."""

from __future__ import annotations

import inspect
import re
from types import ModuleType

import pytest

from simcall.engine import simulate
from simcall.engine.reference import (
    call_up_rules,
    call_ups,
    callers,
    clock,
    dispatch,
    follow_ons,
    groups,
    hub,
    items,
    people,
    queues,
    run,
    taken_people,
    work,
)
from tests.engines.worlds import difference, random_world

WORLDS = [
    random_world(seed, grain=grain, crowd=crowd)
    for seed in range(60)
    for grain in (1, 10, 30)
    for crowd in (False, True)
]
# Work is rarely put down by people who are called away: in these worlds it is.
WORLDS += [random_world(seed, grain=10) for seed in (373, 408, 432)]

MODULES = (
    *(clock, items, groups, call_up_rules, hub),
    *(queues, follow_ons, callers, work, people, taken_people, dispatch, call_ups, run),
)
OWN_IMPORT = re.compile(
    r"^from (?:__future__|simcall\.engine\.reference\.\w+) import (?:\([^)]*\)|[^(\n]*)\n", re.MULTILINE
)

MUTANTS: dict[str, tuple[str, ...]] = {
    "R1 before R5": (
        "Phase.DUTY_END if headcount < before[index] else Phase.DUTY_START",
        "Phase.DUTY_START",
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
        "    hub.soon(Phase.GO_HOME)\n    hub.soon(Phase.BREAK)",
        "    hub.soon(Phase.BREAK)",
    ),
    "R3 a duty's end ends the call": (
        "for number in by_urgency(hub, group):\n        if group.is_over(number, hub.now):\n"
        "            put_down(hub, group, number)\n",
        "for number in list(group.works):\n        if group.is_over(number, hub.now):\n"
        "            if number in by_urgency(hub, group): put_down(hub, group, number)\n"
        "            else: del group.works[number]\n",
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
        "    hub.soon(Phase.GO_HOME)\n    hub.soon(Phase.BREAK)\n",
        "    hub.soon(Phase.GO_HOME)\n",
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
        "item.place, item.waits = hub.now, place, True\n"
        "    insort(hub.queues[item.line], (item.key, item), key=itemgetter(0))",
        "item.place, item.waits = hub.now, place, True\n    queue = hub.queues[item.line]\n"
        "    queue.insert(bisect_left(queue, (place,), key=itemgetter(0)), (item.key, item))",
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
        'hub.now - item.log["joined"] >= hub.policy.promote_after[line]',
        'hub.now - item.log["joined"] > hub.policy.promote_after[line]',
    ),
    "R6 promotion may demote": (
        "own = min(own, int(hub.policy.promoted[line]))",
        "own = int(hub.policy.promoted[line])",
    ),
    "R6 reserve counted before": (
        "> hub.policy.reserve[index, line]",
        ">= max(hub.policy.reserve[index, line], 1)",
    ),
    "R6 overflow ignored": (
        "(int(hub.policy.overflow[index, line]), since, index, number)",
        "(0, since, index, number)",
    ),
    "R6 every line has the order of the first": (
        "(int(hub.policy.overflow[index, line]), since, index, number)",
        "(int(hub.policy.overflow[index, 0]), since, index, number)",
    ),
    "R6 longest idle ignored": (
        "(int(hub.policy.overflow[index, line]), since, index, number)",
        "(int(hub.policy.overflow[index, line]), 0, index, number)",
    ),
    "R6 group ties reversed": (
        "(int(hub.policy.overflow[index, line]), since, index, number)",
        "(int(hub.policy.overflow[index, line]), since, -index, number)",
        "return (line, *min(candidates)[2:]) if candidates else interrupter(hub, line)",
        "return (line, -min(candidates)[2], min(candidates)[3]) if candidates else interrupter(hub, line)",
    ),
    "R6 the highest number takes": (
        "(int(hub.policy.overflow[index, line]), since, index, number)",
        "(int(hub.policy.overflow[index, line]), since, index, -number)",
        "return (line, *min(candidates)[2:]) if candidates else interrupter(hub, line)",
        "return (line, min(candidates)[2], -min(candidates)[3]) if candidates else interrupter(hub, line)",
    ),
    "R6 a kept-back call keeps all back": (
        "next(filter(None, takers), None)",
        "next(takers, None)",
    ),
    "R6 the shortest idle takes": (
        "(int(hub.policy.overflow[index, line]), since, index, number)",
        "(int(hub.policy.overflow[index, line]), -since, index, number)",
    ),
    "R6 preference ignored": (
        " and preferred_line(hub, index, number) == line",
        "",
    ),
    "R6 preference for calls that are kept back": (
        "return next((line for line in lines if may_take(hub, index, number, line)), None)",
        "return next((line for line in lines if hub.policy.serves[hub.groups[index].role(number), line]), None)",
    ),
    "R6 a role takes any call": (
        "serves = hub.policy.serves[group.role(number), line]",
        "serves = hub.policy.serves[index, line]",
    ),
    "R6 the reserve is the role's": (
        "len(group.idle) > hub.policy.reserve[index, line]",
        "len([0 for _, n in group.idle if hub.policy.serves[group.role(n), line]]) > hub.policy.reserve[index, line]",
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
        "            group.come_up_to_headcount(hub.now)\n            hub.soon(Phase.DISPATCH)",
        "            hub.soon(Phase.DISPATCH)",
    ),
    "R5a the one who went last comes back": (
        "number = min(self.gone,",
        "number = max(self.gone,",
    ),
    "R5a those who are away are forgotten at the end of their duty": (
        "self.gone = {number: since for number, since in self.gone.items() if number in self.named}",
        "pass",
    ),
    "R5a only those who are free go away": (
        "for number in (*free, *by_urgency(hub, group))[:",
        "for number in (*free,)[:",
    ),
    "R5a named people on a break cannot be called": (
        "return self.on_duty(now) - self.away if self.named",
        "return len(self.came) - self.away if self.named",
    ),
    "R5a one group alone is taken from another": (
        "group.away = sum(",
        "group.away = max(",
    ),
    "R13 more are called than are left": (
        "return min(left, hub.groups[source].left_on_duty(hub.now) - coming)",
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
        "hub.later(now + rule.delay,",
        "hub.later(now + rule.delay + 1,",
    ),
    "R13 the stint from the first who came": (
        "rule.called + rule.coming, 0, hub.now\n",
        "rule.called + rule.coming, 0, rule.came_at if rule.called else hub.now\n",
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
        "exits = [(patience, 0, NONE), (int(hub.policy.pass_on_after[item.line]), 1, NONE)]",
        "exits = [(patience, 1.5, NONE), (int(hub.policy.pass_on_after[item.line]), 1, NONE)]",
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
        "hub.later(hub.now + delay, Phase.ARRIVE",
        "hub.later(hub.now + delay + 1, Phase.ARRIVE",
    ),
    "R11 pick-up not busy": (
        "released = answered + handling(hub, ",
        "released = hub.now + handling(hub, ",
    ),
    "R4a patience does not run in the connection": (
        "fate = hub.draws.fate_before_queue(item.line, item.case, item.attempt, item.caller)",
        "fate = JOINS",
    ),
    "R4b who leaves always counts": (
        "if fate == LEAVES and not hub.of_line(COUNTS_LEAVERS, item):",
        "if False:",
    ),
    "R4b in the announcement at the horizon is waiting": (
        "outcome = Outcome.IN_ANNOUNCEMENT if connected <= horizon else outcome",
        "pass",
    ),
    "R6a a moved call goes last": (
        "item.place if hub.behaviour.leads[KEEPS_PLACE, lead] else hub.now",
        "hub.now",
    ),
    "R8 moving before giving up": (
        "exits += [(hub.draws.lead(lead, item.number, item.caller), 2, lead)",
        "exits += [(hub.draws.lead(lead, item.number, item.caller), -1, lead)",
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
        'waited = hub.now - item.log["joined"] if hub.of_line(RUNS_IN_QUEUE, item) else 0',
        "waited = 0",
    ),
    "R11 who gives up is busy until the call would have been answered": (
        "answered, released = NONE, hub.now + patience",
        "answered, released = NONE, hub.now + pick_up",
    ),
    "R13 called up in the tick of standing down": (
        "if self.holds_since is None or self.stood_down_at == now:",
        "if self.holds_since is None:",
        "looks.append(max(self.holds_since + self.held, self.stood_down_at + 1))",
        "looks.append(self.holds_since + self.held)",
    ),
    "R14a what follows joins at once": (
        "joins = tick + max(hub.draws.lead(lead, item.number, item.caller), 1)",
        "joins = tick + hub.draws.lead(lead, item.number, item.caller)",
    ),
    "R14a the time after the moment never counts": (
        "tick + 1 if hub.behaviour.leads[COUNTS_AFTER, lead] else joins, joins",
        "joins, joins",
    ),
    "R14a an answer leads when the call is taken": (
        "follow(hub, item, ANSWERED, answered)",
        "follow(hub, item, ANSWERED, hub.now)",
    ),
    "R14a a call that is overdue leaves": (
        "    if item.waits:\n        lead_to(hub, item, lead, hub.now + 1, hub.now + 1)",
        "    if item.waits:\n        end_wait(hub, item, Outcome.MOVED)\n"
        "        lead_to(hub, item, lead, hub.now + 1, hub.now + 1)",
    ),
    "R14a what follows was rung for": (
        "return self.case == 0 or self.attempt > 0",
        "return True",
    ),
    "R14b anybody goes on": (
        "if goes_on is None and hub.behaviour.leads[SAME_PERSON, lead]:",
        "if False:",
    ),
    "R14b the person goes on with all": (
        "if goes_on is None and hub.behaviour.leads[SAME_PERSON, lead]:",
        "if hub.behaviour.leads[SAME_PERSON, lead]:",
    ),
    "R15a nothing is put down": (
        "if candidates else interrupter(hub, line)",
        "if candidates else None",
    ),
    "R15a put down for the same priority": (
        "if hub.policy.priority[group.works[number].item.line] > hub.policy.priority[line]",
        "if hub.policy.priority[group.works[number].item.line] >= hub.policy.priority[line]",
        "        and hub.policy.serves[group.role(number), line]",
        "        and group.works[number].item.line != line and hub.policy.serves[group.role(number), line]",
    ),
    "R15a the reserve is one more": (
        "len(group.idle) >= hub.policy.reserve[index, line]",
        "len(group.idle) > hub.policy.reserve[index, line]",
    ),
    "R15b work is finished after the duty": (
        "    for number in by_urgency(hub, group):\n        if group.is_over",
        "    for number in ():\n        if group.is_over",
    ),
    "R15b work is finished before a break": (
        "for number in (*idle, *by_urgency(hub, group)):",
        "for number in idle:",
    ),
    "R15c the first in the queue's order is put down": (
        "return (line, *max(candidates)[1:]) if candidates else None",
        "return (line, *min(candidates)[1:]) if candidates else None",
    ),
    "R15c the headcount's first": (
        "urgency(hub, group.works[number].item), reverse=True)",
        "urgency(hub, group.works[number].item))",
    ),
    "R15d work starts again from nothing": (
        "item.left = ticks - max(hub.now - work.answered, 0), group.index",
        "item.left = ticks, group.index",
    ),
    "R15d the pick-up counts as work": (
        "item.left = ticks - max(hub.now - work.answered, 0), group.index",
        "item.left = max(ticks - (hub.now - work.start), 0), group.index",
    ),
    "R15d it goes to the end of the queue": (
        '    item.log["released"] = NONE\n',
        '    item.log["released"] = NONE\n    item.place = hub.now\n',
    ),
    "R15d breaking off takes no time": (
        "pick_up = break_off + hub.draws.pick_up(",
        "pick_up = hub.draws.pick_up(",
    ),
    "R15d every person works at the same speed": (
        "if factors[index] == factors[group.index]:",
        "if True:",
    ),
    "R15d every line has the factor of the first": (
        "factors = hub.behaviour.handling_factors[:, item.line]",
        "factors = hub.behaviour.handling_factors[:, 0]",
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


RUN = "hub.env.run(until=hub.clock.at(world.policy.horizon, Phase.HORIZON))"
RUN_WITH_A_LIMIT = """\
end = hub.clock.at(world.policy.horizon, Phase.HORIZON)
    for _ in range(60_000):
        if end.processed:
            break
        hub.env.step()
    else:
        raise EndlessError
"""


def source() -> str:
    """Return the text of the reference engine as one module: its modules, each after those that it imports."""
    return "\n".join(OWN_IMPORT.sub("", inspect.getsource(module)) for module in MODULES)


def mutant(*swaps: str) -> ModuleType:
    """Return the reference engine with pieces of its text swapped."""
    text = source()
    assert RUN in text
    text = text.replace(RUN, RUN_WITH_A_LIMIT)
    for old, new in zip(swaps[::2], swaps[1::2], strict=True):
        assert text.count(old) >= 1, f"the reference no longer says {old!r}"
        text = text.replace(old, new)
    module = ModuleType("mutant")
    module.__dict__["EndlessError"] = EndlessError
    exec(compile(f"from __future__ import annotations\n{text}", "mutant", "exec"), module.__dict__)
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
