"""Whose turn it is: in each open page only the newest question is answered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

__all__ = ["SupersededError", "Turn", "Turns"]

_MOST_PAGES = 100
"""The most open pages that simcall keeps apart. It forgets the oldest."""


class SupersededError(Exception):
    """A newer question of the same page has come."""


@dataclass(frozen=True)
class Turn:
    """The turn of one question."""

    turns: Turns
    page: str
    number: int

    @property
    def is_over(self) -> bool:
        """Whether a newer question has come."""
        return self.turns.newest(self.page) != self.number

    def check(self, *_: int) -> None:
        """Raise `SupersededError` if the turn is over; takes the arguments of a progress report."""
        if self.is_over:
            raise SupersededError


class Turns:
    """The newest question of each open page."""

    def __init__(self) -> None:
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._lock = Lock()

    def take(self, page: str, number: int | None = None) -> Turn:
        """Begin a question of a page: the turn of the question before it is over.

        Parameters
        ----------
        page : str
            The open page.
        number : int, optional
            Counts the questions of the page, as they may arrive in another order than they were asked in. By default,
            the question is the newest.
        """
        with self._lock:
            newest = self._newest.get(page, -1)
            own = newest + 1 if number is None else number
            self._newest[page] = max(own, newest)
            self._newest.move_to_end(page)
            while len(self._newest) > _MOST_PAGES:
                self._newest.popitem(last=False)
            return Turn(self, page, own)

    def newest(self, page: str) -> int | None:
        """Return the number of a page's newest question."""
        return self._newest.get(page)

    def end_all(self) -> None:
        """End every turn: the page closes."""
        with self._lock:
            self._newest.clear()
