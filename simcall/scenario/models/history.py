"""How a scenario was put together from its files: what the finished scenario itself no longer shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simcall.scenario.models.paths import KeyPath, Table
from simcall.scenario.models.roster_summary import RosterSummary

__all__ = ["DisplacedAbsence", "FileReading", "History"]


@dataclass(frozen=True)
class DisplacedAbsence:
    """Absence that was written for a rota, and that a roster laid over it took away.

    Attributes
    ----------
    group : str
        The group, by name.
    origin : str
        The file that gave the absence.
    absence : dict
        Its table, as it was written.
    """

    group: str
    origin: str
    absence: Table


@dataclass(frozen=True)
class FileReading:
    """How a profile was read from a file that could be laid out in several ways.

    Attributes
    ----------
    file : str
        As the scenario names it.
    text : str
        In words.
    calls_per_day : float or None
        The mean number of calls a day, if the file holds numbers of calls.
    """

    file: str
    text: str
    calls_per_day: float | None = None


@dataclass(frozen=True)
class History:
    """How a scenario was put together.

    Nothing in it is compared: two scenarios that say the same are equal, whatever files they come from.

    Attributes
    ----------
    files : tuple of str
        The files, each of which extends the one before it; the last is the one that was read.
    first_given : mapping
        By path, the file that first gave what stands there; None for an override. A path speaks for all that it leads
        to, unless a longer one is there too.
    displaced_absences : tuple of DisplacedAbsence
        In the order of the files.
    rosters : mapping of str to RosterSummary
        By group, what was read of its roster's file.
    readings : mapping of KeyPath to FileReading
        By path, how the profile there was read.
    changes_nothing : bool
        Whether the last file says nothing different from the one that it extends.
    """

    files: tuple[str, ...] = field(default=(), compare=False)
    first_given: Mapping[KeyPath, str | None] = field(default_factory=dict, compare=False)
    displaced_absences: tuple[DisplacedAbsence, ...] = field(default=(), compare=False)
    rosters: Mapping[str, RosterSummary] = field(default_factory=dict, compare=False)
    readings: Mapping[KeyPath, FileReading] = field(default_factory=dict, compare=False)
    changes_nothing: bool = field(default=False, compare=False)

    def giver_of(self, path: KeyPath) -> str | None:
        """Return the file that first gave a value or a table; None for an override, or if no file is known."""
        prefixes = (path[:length] for length in range(len(path), 0, -1))
        return next((self.first_given[prefix] for prefix in prefixes if prefix in self.first_given), None)
