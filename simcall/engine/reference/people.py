"""R1, R3, R5: how people come, take breaks and go home."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from simcall.engine.reference.clock import Phase
from simcall.engine.reference.groups import Group, Person
from simcall.engine.reference.hub import Hub
from simcall.engine.reference.work import by_urgency, put_down

__all__ = ["change_headcount", "go_home", "go_home_from", "headcount_changes", "named_duty", "start_breaks"]


def headcount_changes(hub: Hub) -> Iterator[tuple[int, int, int, Phase]]:
    """Return (tick, group, new headcount, phase) of every change: falls are ends of duty, rises are starts."""
    before = [0] * len(hub.groups)
    steps = zip(hub.steps.tick.tolist(), hub.steps.group.tolist(), hub.steps.headcount.tolist(), strict=True)
    for tick, index, headcount in steps:
        yield tick, index, headcount, Phase.DUTY_END if headcount < before[index] else Phase.DUTY_START
        before[index] = headcount


def change_headcount(hub: Hub, index: int, headcount: int, phase: Phase) -> None:
    """R1, R5: a headcount changes."""
    group = hub.groups[index]
    group.headcount = headcount
    group.come_up_to_headcount(hub.now)
    hub.soon(Phase.TAKE_AWAY)
    hub.soon(Phase.GO_HOME if phase is Phase.DUTY_END else Phase.DISPATCH)


def named_duty(hub: Hub, shift: int) -> None:
    """R1, R3b, R3c, R5: a named person's duty starts, its breaks come due, and it ends."""
    shifts = hub.steps.shifts
    breaks = slice(shifts.first_break[shift], shifts.first_break[shift + 1])
    due, end = shifts.break_at[breaks].tolist(), int(shifts.end[shift])
    person = Person(int(shifts.role[shift]), end, list(zip(due, shifts.break_length[breaks].tolist(), strict=True)))
    for tick in due:
        hub.later(tick, Phase.BREAK, partial(start_breaks, hub))
    hub.later(end, Phase.GO_HOME, partial(go_home, hub))
    start, index, number = int(shifts.start[shift]), int(shifts.group[shift]), int(shifts.agent[shift])
    hub.later(start, Phase.DUTY_START, lambda: start_duty(hub, index, number, person))


def start_duty(hub: Hub, index: int, number: int, person: Person) -> None:
    """R5: a named person's duty starts."""
    hub.groups[index].come_by_name(number, person, hub.now)
    hub.soon(Phase.TAKE_AWAY)
    hub.soon(Phase.DISPATCH)


def go_home(hub: Hub) -> None:
    """R3a, R3b, R15b: people of every group go home, free or with work that they put down."""
    for group in hub.groups:
        go_home_from(hub, group)
    hub.soon(Phase.TAKE_AWAY)


def go_home_from(hub: Hub, group: Group) -> None:
    """R3a, R3b, R15b: people of a group go home."""
    group.go_home(hub.now)
    for number in by_urgency(hub, group):
        if group.is_over(number, hub.now):
            put_down(hub, group, number)
            group.leave(number, hub.now)
    group.forget_gone(hub.now)


def start_breaks(hub: Hub) -> None:
    """R3c, R15b: people of every group start the breaks that are due, free or with work that they put down."""
    for group in hub.groups:
        idle = [number for _, number in group.idle]
        for number in (*idle, *by_urgency(hub, group)):
            if group.break_is_due(number, hub.now):
                if number in group.works:
                    put_down(hub, group, number)
                group.stop_being_idle(number)
                back = group.start_break(number, hub.now)
                if back < group.named[number].due:
                    come_back(hub, group, number, back)


def come_back(hub: Hub, group: Group, number: int, back: int) -> None:
    """R1: a break will end."""

    def end() -> None:
        group.become_idle(number, back)
        hub.soon(Phase.BREAK)
        hub.soon(Phase.TAKE_AWAY)
        hub.soon(Phase.DISPATCH)

    hub.later(back, Phase.DUTY_END, end)
