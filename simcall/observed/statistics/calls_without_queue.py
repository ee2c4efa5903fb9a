"""How long it rings, from the waits of calls that found somebody free: they did not queue, so their wait is ringing.

A call rings at once if nobody else waits and the person who answers it has been free since before it came. Where the
files name nobody, few calls in progress take the place of a person who is known to be free.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simcall.files.messages import counted
from simcall.observed.measured import TimeDistribution
from simcall.observed.observations import Finding
from simcall.observed.statistics.distributions import fitted_distribution
from simcall.observed.statistics.grids import Bools, Floats
from simcall.observed.statistics.queues import call_times, seconds_of, waiting_at
from simcall.observed.statistics.rings import ring_from_calls
from simcall.observed.statistics.wrap_ups import LONGEST_GAP_S

__all__ = ["RingsOfCalls", "rang_at_once", "rings_of_calls"]

LONGEST_RING_S = 60.0
"""Who waits for longer waits for a person, such as somebody who is away for a moment."""
_LONGEST_FREE_S = 3600.0
"""After an hour without a call, somebody may have been off duty and come back while the caller waited."""
_CLOCK_S = 2.0
"""Start, wait and talk are each rounded, so a call may seem to end this much earlier than it did."""
_LEAST_CALLS = 100
_NAMED = 0.9
_FEW_BUSY = 3
"""Few people are busy if at most one in this number of the busiest moment's people is."""
_AT_ONCE_S = 1.0
_NO_RINGING = 0.2
"""Hardly anybody answers a ringing phone within half a second. If at least this share of the waits is 0 s, the waits
are not ringing."""
_TOO_LONG = 0.1
_EFFECT = (
    "If it does ring, the model answers sooner than callers see, and its shares answered in target are too high by it."
)


@dataclass(frozen=True)
class RingsOfCalls:
    """Ring times that calls show.

    Attributes
    ----------
    distributions : mapping of str to TimeDistribution
        By line, where they are known.
    calls : pandas.DataFrame
        The calls, with `ring` filled in: the whole wait of those that rang at once, the mean of other answered calls.
    findings : tuple of Finding
        Why the ring times are believed, or not known.
    """

    distributions: Mapping[str, TimeDistribution]
    calls: pd.DataFrame
    findings: tuple[Finding, ...]


def rings_of_calls(calls: pd.DataFrame, lines: Iterable[str]) -> RingsOfCalls:
    """Return the ring time of each line: from a column, or else from the waits of calls that found somebody free.

    Parameters
    ----------
    calls : pandas.DataFrame
        As `simcall.observed.observations.CALL_COLUMNS`, of all lines that the same people answer.
    lines : iterable of str
        The lines to measure.
    """
    rings = {line: ring_from_calls(_usual(calls, line)) for line in lines}
    at_once = rang_at_once(calls)
    waits = {line: _usual(at_once, line)["wait"].to_numpy() for line, ring in rings.items() if not ring}
    doubts = {line: _doubt(wait) for line, wait in waits.items()}
    measured = {line: _distribution(wait) for line, wait in waits.items() if not doubts[line]}
    distributions = {line: ring for line, ring in rings.items() if ring} | measured
    findings = (*_measured(measured), *_unknown({line: doubt for line, doubt in doubts.items() if doubt}))
    return RingsOfCalls(distributions, _with_rings(calls, at_once, distributions), findings)


def _usual(calls: pd.DataFrame, line: str) -> pd.DataFrame:
    """Return a line's calls without transferred ones, which may be put through at once, unless most are transferred."""
    own = calls[calls["line"] == line]
    return own if 2 * int(own["transferred"].sum()) > len(own) else own[~own["transferred"]]


def rang_at_once(calls: pd.DataFrame) -> pd.DataFrame:
    """Return the answered calls that found somebody free, nobody else waiting."""
    answered = calls[(calls["outcome"] == "answered") & calls["wait"].notna()]
    joined = seconds_of(answered["start"])
    alone = waiting_at(joined, *call_times(calls)) <= 1
    answer = joined + answered["wait"].to_numpy()
    after_call = answered["wrap"].fillna(0.0) if calls["wrap"].notna().any() else LONGEST_GAP_S
    free_again = answer + (answered["talk"] + answered["hold"].fillna(0.0) + after_call).to_numpy()
    agents = answered["agent"].to_numpy()
    is_named = bool(len(agents)) and (agents != "").mean() >= _NAMED
    is_free = _free_agent(agents, joined, answer, free_again) if is_named else _few_busy(joined, answer, free_again)
    return answered[alone & is_free]


def _free_agent(agents: np.ndarray, joined: Floats, answer: Floats, free_again: Floats) -> Bools:
    """Return which calls were answered by somebody whose call before had ended when they came, within the hour."""
    numbers, _ = pd.factorize(agents)
    order = np.lexsort((answer, numbers))
    before, after = order[:-1], order[1:]
    free_since = np.full(len(agents), np.nan)
    same = (numbers[before] == numbers[after]) & (agents[after] != "")
    free_since[after[same]] = free_again[before[same]]
    free_s = joined - free_since
    return np.asarray((free_s >= _CLOCK_S) & (free_s <= _LONGEST_FREE_S))


def _few_busy(joined: Floats, answer: Floats, free_again: Floats) -> Bools:
    """Return which calls came when at most a third as many people were busy as at the busiest moment of that hour."""
    known = np.isfinite(free_again)
    taken, done = np.sort(answer[known]), np.sort(free_again[known])
    busy_then = np.arange(1, len(taken) + 1) - np.searchsorted(done, taken, side="right")
    most = pd.Series(busy_then).groupby(taken // 3600).max()
    busy = np.searchsorted(taken, joined, side="right") - np.searchsorted(done, joined, side="right")
    return np.asarray(_FEW_BUSY * busy <= most.reindex(joined // 3600).fillna(-1.0).to_numpy())


def _doubt(wait: Floats) -> str:
    """Return why these waits are not known to be ringing; empty if they are."""
    if len(wait) < _LEAST_CALLS:
        return f"only {counted(len(wait), 'call')} found somebody free and nobody else waiting"
    of_calls = f"of {len(wait):,} calls that found somebody free and nobody else waiting"
    at_once, too_long = (wait < _AT_ONCE_S).mean(), (wait > LONGEST_RING_S).mean()
    if at_once >= _NO_RINGING:
        return f"{of_calls}, {100 * at_once:.0f} % waited 0 s, so these waits leave the ringing out, or nothing rings"
    if too_long > _TOO_LONG:
        return f"{of_calls}, {100 * too_long:.0f} % waited for over a minute, which is more than ringing"
    return ""


def _distribution(wait: Floats) -> TimeDistribution:
    ringing = _spread_seconds(wait[wait <= LONGEST_RING_S])
    return fitted_distribution(ringing, "calls that found somebody free, whose wait is ringing alone")


def _spread_seconds(wait: Floats) -> Floats:
    """Return waits in whole seconds as times spread evenly around each second, which rounding has hidden."""
    if not (wait == np.round(wait)).all():
        return wait
    spread = []
    for second, calls in zip(*np.unique(wait, return_counts=True), strict=True):
        low = max(second - 0.5, 0.0)
        spread.append(low + (second + 0.5 - low) * (np.arange(calls) + 0.5) / calls)
    return np.concatenate(spread)


def _with_rings(
    calls: pd.DataFrame, at_once: pd.DataFrame, distributions: Mapping[str, TimeDistribution]
) -> pd.DataFrame:
    """Return calls with the ringing that is in their waits, so that nothing takes it for queueing or for wrap-up."""
    means = (
        calls["line"]
        .map({line: ring.mean for line, ring in distributions.items()})
        .where(calls["outcome"] == "answered")
    )
    ring = at_once["wait"].where(at_once["wait"] <= LONGEST_RING_S).reindex(calls.index).where(means.notna())
    return calls.assign(ring=calls["ring"].fillna(ring).fillna(means.clip(upper=calls["wait"])))


def _measured(distributions: Mapping[str, TimeDistribution]) -> Iterator[Finding]:
    if distributions:
        listed = "; ".join(
            f"{line}: {ring.calls:,} calls, half within {ring.median or 0.0:.1f} s"
            for line, ring in distributions.items()
        )
        text = (
            "The files have no ring time. A call that finds somebody free, with nobody else waiting, does not queue: "
            f"simcall takes its whole wait as ringing ({listed})."
        )
        yield Finding("assumed", text)


def _unknown(doubts: Mapping[str, str]) -> Iterator[Finding]:
    if doubts:
        listed = "; ".join(f"{line}: {doubt}" for line, doubt in doubts.items())
        yield Finding("missing", f"How long it rings is not known ({listed}). {_EFFECT}")
