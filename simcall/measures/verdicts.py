"""Met or missed: each line's answer target against what the run found."""

from __future__ import annotations

from dataclasses import dataclass

from simcall.measures.estimates import Estimate
from simcall.measures.run_numbers import RunNumbers

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
    rang : bool
        Whether anybody rang the line.
    """

    line: str
    within_s: float
    share: float
    found: Estimate
    rang: bool

    @property
    def missed(self) -> bool:
        """Whether the estimate is under the target, or callers rang and nobody was answered."""
        return self.rang if self.found.mean is None else self.found.mean < self.share

    @property
    def sure(self) -> bool:
        """Whether no interval says otherwise."""
        if self.found.low is None or self.found.high is None:
            return True
        return self.found.high < self.share or self.found.low >= self.share

    def in_words(self) -> str:
        """Return the verdict as a person reads it."""
        if self.found.mean is None:
            return "missed: nobody was answered" if self.rang else "nobody rang"
        word = "missed" if self.missed else "met"
        return word if self.sure else f"{word}, but the interval holds the target: too close to call"


def verdicts(results: RunNumbers) -> tuple[Verdict, ...]:
    """Return the verdict on every line that has a target."""
    return tuple(
        Verdict(
            name,
            line.answer_target.within,
            line.answer_target.share,
            results.lines[name].answered_in_target,
            bool(results.lines[name].offered.mean),
        )
        for name, line in results.blueprint.scenario.lines.items()
        if line.answer_target
    )
