"""Everything simcall refuses to do, said in words that a planner can act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Problem", "ResultsError", "ScenarioError", "SimcallError"]

_MOST_SHOWN = 100
"""Problems that an error shows one by one: nobody reads more of them."""


class SimcallError(Exception):
    """The scenario, the data or the model is at fault; the message says what to do about it."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a scenario.

    Attributes
    ----------
    file : str
        The file that wrote the offending value, as the user named it, or ``"--set"``.
    path : str
        Where in the scenario, as an override would name it: ``lines.101.patience.mean``. May be empty.
    message : str
        What is wrong, with the value, and what is allowed.
    """

    file: str
    path: str
    message: str

    def __str__(self) -> str:
        """Return ``file: path: message`` without the parts that are empty."""
        return ": ".join(part for part in (self.file, self.path, self.message) if part)


class ScenarioError(SimcallError):
    """A scenario that cannot be used, with every problem found in it.

    Attributes
    ----------
    problems : tuple of Problem
        All of them, in the order of the file.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        if more := len(self.problems) - len(lines):
            lines.append(f"and {more:,} more errors")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Return what pickle needs to make the same error in another process."""
        return (type(self), (self.problems,))


class ResultsError(SimcallError):
    """A results folder that cannot be written or read."""
