"""What may explain the waits: how an incident gets a unit, and how much of a wait is the centre's own choice."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CHOICE_ALONE", "PLAIN", "STRUCTURES", "Structure"]


@dataclass(frozen=True)
class Structure:
    """One explanation of the waits.

    Attributes
    ----------
    quiet : int or None
        Waits are held to be the centre's own choice if at most so many incidents were in progress. None: all are.
    areas : int
        Incidents of priority 2 and 3 wait for a unit of their own area, of so many that are alike.
    apart : bool
        Whether priority 4 never waits for want of a unit.
    holds : bool
        Whether the centre holds incidents at all. If not, they wait only until they are in the dispatchers' list, and
        then for a unit.
    kept : int
        So many units more are kept free for priority 1 and for what officers raise.
    """

    quiet: int | None
    areas: int = 1
    apart: bool = True
    holds: bool = True
    kept: int = 0

    @property
    def name(self) -> str:
        """Say what it is."""
        if not self.holds:
            return "waits for a unit alone, one queue by priority"
        if self.quiet is None:
            return "choice alone: nobody waits for want of a unit"
        pool = "one queue" if self.areas == 1 else f"{self.areas} areas"
        too = "" if self.apart else ", priority 4 as well"
        kept = f", {self.kept} more units kept for priority 1" if self.kept else ""
        return f"choice as with up to {self.quiet} in progress, then {pool}{too}{kept}"


PLAIN = Structure(None, apart=False, holds=False)
CHOICE_ALONE = Structure(None)
STRUCTURES = (
    PLAIN,
    CHOICE_ALONE,
    Structure(5, apart=False),
    *(Structure(quiet, kept=3) for quiet in (3, 5, 7)),
    *(Structure(quiet, areas) for areas in (1, 2, 3, 4, 6) for quiet in (3, 5, 7)),
)
