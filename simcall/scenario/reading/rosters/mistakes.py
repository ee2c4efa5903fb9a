"""What is wrong in a roster, by row."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Mistakes"]

_OF_A_KIND = 5
"""The most mistakes of one kind that are shown one by one."""


@dataclass
class Mistakes:
    """What is wrong, by kind, so that a mistake in every row does not hide another.

    Attributes
    ----------
    by_kind : dict
        The row and the message of each mistake.
    unit : str
        What the numbers count: ``"row"``, or ``"column"`` of a sheet that was read the other way round.
    """

    by_kind: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    unit: str = "row"

    @property
    def number(self) -> int:
        """How many there are."""
        return sum(map(len, self.by_kind.values()))

    def add(self, kind: str, row: int, message: str) -> None:
        """Note a mistake in a row of the file."""
        self.by_kind.setdefault(kind, []).append((row, message))

    def messages(self) -> list[str]:
        """Return the first few of each kind by row, and how many more there are."""
        first = sorted(fault for faults in self.by_kind.values() for fault in faults[:_OF_A_KIND])
        more = self.number - len(first)
        shown = [f"{self.unit} {row}: {message}" for row, message in first]
        return shown + ([f"and {more} more like these"] if more else [])
