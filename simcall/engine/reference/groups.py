"""R1, R3, R5: the people of one group, and how they come and go."""

from __future__ import annotations

import heapq
from bisect import insort

from simcall.engine.records import NONE
from simcall.engine.reference.items import Work

__all__ = ["Group", "Person"]


class Person:
    """A named person, from the start of a duty to the end of its last call."""

    def __init__(self, role: int, due: int, breaks: list[tuple[int, int]]) -> None:
        self.role = role
        self.due = due
        """When the duty ends."""
        self.breaks = breaks
        """(due, length) of those still to come, in order."""


class Group:
    """The people of one group: how many should be present, who is, and who of them is idle."""

    def __init__(self, index: int) -> None:
        self.index = index
        self.headcount = 0
        self.away = 0
        """How many people are on duty in groups that are taken from this one."""
        self.gone: dict[int, int] = {}
        """Number of each named person who is away for that, and the tick at which they went."""
        self.came: dict[int, int] = {}
        """Number of each person who is present, and the tick at which they came."""
        self.idle: list[tuple[int, int]] = []
        """(idle since, number) of those who are free, in order."""
        self.absent: list[int] = []
        """A heap of the numbers of people who have gone home."""
        self.named: dict[int, Person] = {}
        """By number: the named people who are on duty, or finishing a call after it."""
        self.works: dict[int, Work] = {}
        """By number: what each person has in hand."""
        self.stood_down = NONE
        """When those who were called up were last stood down; `NONE` in a group that is not called up."""
        self.stays: list[tuple[int, int, int, int, int]] = []
        """(came, group, number, gone, due) of every time that somebody was present."""

    @property
    def left(self) -> int:
        """R5a: how many people of a headcount should be present."""
        return max(self.headcount - self.away, 0)

    def left_on_duty(self, now: int) -> int:
        """R5a: how many people there are to be called away."""
        return self.on_duty(now) - self.away if self.named else self.left

    def on_duty(self, now: int) -> int:
        """R5a: how many people are on duty, on a break or away, or finishing a call."""
        return len(self.came.keys() | {number for number, person in self.named.items() if person.due > now})

    def come_up_to_headcount(self, now: int) -> None:
        """R5: people come until as many are present as the headcount."""
        while len(self.came) < self.left:
            self.come(now)

    def come(self, now: int) -> None:
        """R5: the lowest absent number comes, or a new person."""
        number = heapq.heappop(self.absent) if self.absent else len(self.came)
        self.came[number] = now
        insort(self.idle, (now, number))

    def come_by_name(self, number: int, person: Person, now: int) -> None:
        """R5: a named person comes, or stays from the duty before."""
        self.named[number] = person if number not in self.came else self.change_duty(number, person, now)
        if number not in self.came:
            self.become_idle(number, now)

    def change_duty(self, number: int, person: Person, now: int) -> Person:
        """R5: a person who is still in a call of the duty before is on the new one from now on."""
        self.end_stay(number, now)
        self.came[number] = now
        return person

    def become_idle(self, number: int, now: int) -> None:
        """R1, R2, R5: a person is idle since now."""
        self.came.setdefault(number, now)
        insort(self.idle, (now, number))

    def end_stay(self, number: int, now: int) -> None:
        """R3, R5: a person is no longer present; log the stay."""
        due = self.named[number].due if number in self.named else self.stood_down
        self.stays.append((self.came.pop(number), self.index, number, now, due))

    def is_over(self, number: int, now: int) -> bool:
        """R3a, R3b: whether a person is above the headcount, or their duty has ended."""
        return self.named[number].due <= now if number in self.named else len(self.came) > self.left

    def go_home(self, now: int) -> None:
        """R3a, R3b: free people go home: the longest idle above the headcount, and those whose duty has ended."""
        for since, number in list(self.idle):
            if self.is_over(number, now):
                self.idle.remove((since, number))
                self.leave(number, now)

    def leave(self, number: int, now: int) -> None:
        """R3a, R3b: a person goes home."""
        self.end_stay(number, now)
        if number not in self.named:
            heapq.heappush(self.absent, number)

    def send_away(self, number: int, now: int) -> None:
        """R5a: a named person goes away."""
        self.stop_being_idle(number)
        self.end_stay(number, now)
        self.gone[number] = now

    def call_back(self, now: int) -> None:
        """R5a: the named person who went away first comes back."""
        number = min(self.gone, key=lambda gone: (self.gone[gone], gone))
        del self.gone[number]
        self.become_idle(number, now)

    def forget_gone(self, now: int) -> None:
        """R3b: forget the named people who have gone home."""
        self.named = {
            number: person for number, person in self.named.items() if person.due > now or number in self.came
        }
        self.gone = {number: since for number, since in self.gone.items() if number in self.named}

    def break_is_due(self, number: int, now: int) -> bool:
        """R3c: whether a named person's break is due."""
        person = self.named.get(number)
        return bool(person and person.breaks and person.breaks[0][0] <= now)

    def start_break(self, number: int, now: int) -> int:
        """R3c: a person starts the break that is due; return when they come back."""
        _, length = self.named[number].breaks.pop(0)
        self.end_stay(number, now)
        return now + length

    def role(self, number: int) -> int:
        """Return a person's role, as an index in `Policy.serves`."""
        return self.named[number].role if number in self.named else self.index

    def stop_being_idle(self, number: int) -> None:
        """R3, R6: a person is no longer idle."""
        self.idle = [entry for entry in self.idle if entry[1] != number]
