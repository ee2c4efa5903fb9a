"""Met or missed: each line's answer target against what the run found."""

from __future__ import annotations

from dataclasses import dataclass

from simcall.measures.estimates import Estimate
from simcall.measures.results import Results

__all__ = ["Verdict", "verdicts"]


@dataclass(frozen=True)
class Verdict:
    """One line's target.

    Attributes
    ----------
    line : str
        The line.
    within_s : float
        The target's time in seconds.
    share : float
        The share to be answered in it.
    found : Estimate
        ``answered_in_target`` of the run.
    """

    line: str
    within_s: float
    share: float
    found: Estimate

    @property
    def missed(self) -> bool:
        """Whether the estimate is under the target. A line that answered nothing has missed nothing."""
        return self.found.mean is not None and self.found.mean < self.share

    @property
    def sure(self) -> bool:
        """Whether the whole interval lies on the estimate's side of the target."""
        if self.found.low is None or self.found.high is None:
            return False
        return self.found.high < self.share or self.found.low >= self.share

    def in_words(self) -> str:
        """Return the verdict as a person reads it."""
        if self.found.mean is None:
            return "nothing answered"
        word = "missed" if self.missed else "met"
        return word if self.sure else f"{word}, but the interval holds the target: too close to call"


def verdicts(results: Results) -> tuple[Verdict, ...]:
    """Return the verdict on every line that has a target."""
    return tuple(
        Verdict(name, line.answer_target.within, line.answer_target.share, results.lines[name].answered_in_target)
        for name, line in results.blueprint.scenario.lines.items()
        if line.answer_target
    )
