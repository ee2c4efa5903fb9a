"""The place that a share of 999 calls answered in 10 s would have had among the forces printed for November 2023."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from simcall.measures import Estimate
from simcall.scenario import AnswerTarget

__all__ = ["FORCES", "Published", "counts_here", "place_among", "published", "sources"]

FORCES = 45
"""Forces in the national table. Fewer had their figure printed."""
_FILE = "published_999_2023-11.csv"
_LINE, _WITHIN_S = "999", 10.0


@dataclass(frozen=True)
class Published:
    """One force's figure.

    Attributes
    ----------
    force : str
        Its name.
    percent : float
        Of answered 999 calls, answered in under 10 s, as printed: to one decimal.
    source : str
        Where it was printed.
    """

    force: str
    percent: float
    source: str


@cache
def published() -> tuple[Published, ...]:
    """Return the forces whose figures for November 2023 were printed, the best first."""
    text = (resources.files("simcall.report") / "data" / _FILE).read_text(encoding="utf-8")
    rows = (
        Published(row["force"], float(row["answered_within_10s_pct"]), row["source"])
        for row in csv.DictReader(text.splitlines())
    )
    return tuple(sorted(rows, key=lambda force: -force.percent))


def sources() -> tuple[str, ...]:
    """Return where the figures were printed."""
    return tuple(dict.fromkeys(force.source for force in published()))


def counts_here(line: str, target: AnswerTarget | None) -> bool:
    """Tell whether a line's share in target is the published figure: of 999, in 10 s."""
    return line == _LINE and target is not None and target.within == _WITHIN_S


def place_among(estimate: Estimate) -> str:
    """Say which place a share would have had: of the forces that were printed, and of all.

    Parameters
    ----------
    estimate : Estimate
        ``answered_in_target`` of 999.

    Returns
    -------
    str
        Sentences; empty if the share is not defined.
    """
    if estimate.mean is None:
        return ""
    printed, hidden = len(published()), FORCES - len(published())
    best, rank, worst = (
        _place(end) for end in (_end(estimate.high, estimate.mean), estimate.mean, _end(estimate.low, estimate.mean))
    )
    span = "" if best == worst else f" ({_ordinal(best)} to {_ordinal(worst)} at the ends of its interval)"
    return (
        f"{100 * estimate.mean:.1f} % would have been {_ordinal(rank)}{span} among the {printed} forces whose figures "
        f"for November 2023 were published: {rank - 1} of them had a higher share. simcall does not hold the figures "
        f"of the other {hidden} of the {FORCES} forces. Among all {FORCES}, the place would lie between "
        f"{_ordinal(best)} and {_ordinal(worst + hidden)}."
    )


def _end(end: float | None, mean: float) -> float:
    return mean if end is None else end


def _place(share: float) -> int:
    """Return one more than the forces that had a higher figure, to the one decimal that is printed."""
    percent = round(100 * share, 1)
    return 1 + sum(force.percent > percent for force in published())


def _ordinal(number: int) -> str:
    teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
