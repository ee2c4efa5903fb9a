"""What is offered to a line: attempts of callers and items of work, and such an item in a person's hands."""

from __future__ import annotations

from simcall.engine.records import ITEM_COLUMNS, LOG_COLUMNS, NONE
from simcall.inputs.world import NEVER

__all__ = ["Item", "Work"]


class Item:
    """An attempt of a caller, or an item of work."""

    def __init__(self, caller: int, case: int, attempt: int, line: int) -> None:
        self.caller, self.case, self.attempt, self.line = caller, case, attempt, line
        self.log = dict.fromkeys((*LOG_COLUMNS, *ITEM_COLUMNS), NONE)
        self.log |= {"caller": caller, "case": case, "attempt": attempt, "line": line}
        self.log |= {"diverted": 0, "interruptions": 0}
        self.place = NONE
        """The tick by which it stands in its queue."""
        self.waits = False
        """Whether it waits for its first start."""
        self.patience = NEVER
        """What is left of the caller's patience when it joins the queue."""
        self.left: tuple[int, int] | None = None
        """For work that was put down: the ticks of handling that are left, and the group to whose times they belong."""
        self.stints: list[list[int]] = []
        """(start, end, group, number) since it was first taken; nobody while it waits again."""

    @property
    def number(self) -> int:
        """Which of the caller's items it is, for random numbers."""
        return self.case + self.attempt

    @property
    def rang(self) -> bool:
        """Whether the caller rang for it: not if another item led to it."""
        return self.case == 0 or self.attempt > 0

    @property
    def key(self) -> tuple[int, int, int, int]:
        """R6a: its place in the order of its queue."""
        return self.place, self.caller, self.case, self.attempt


class Work:
    """An item in a person's hands."""

    def __init__(self, item: Item, start: int, answered: int, released: int) -> None:
        self.item, self.start, self.answered, self.released = item, start, answered, released
