"""Refuse loops in which calls lead to ever more calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simcall.files.messages import listed
from simcall.scenario.models.faults import Fault
from simcall.scenario.models.paths import child

__all__ = ["loop_faults"]

_ROUNDING = 1e-9
"""Ten shares of 0.1 add up to 1, whatever the last digit of their sum."""

_Flows = dict[str, dict[str, float]]
"""By line, how many items on other lines each item leads to on average, if every moment is certain to come."""


def loop_faults(entries: Mapping[str, Sequence[Any]]) -> Iterator[Fault]:
    """Find lines whose items lead back to the same line once or more on average.

    The lines are taken out of the flows one after the other (as states are taken out of a Markov chain: Grassmann,
    Taksar and Heyman 1985, Operations Research 33:1107). What a line then leads back to itself is the sum over all
    loops through lines taken out before. Items die out exactly if every such sum is under 1.

    Parameters
    ----------
    entries : mapping of str to sequence
        By line, the raw entries of `leads_to`; what has the wrong type is passed over.
    """
    flows = _flows(entries)
    direct = {line: set(onward) for line, onward in flows.items()}
    for line in entries:
        onward = flows.pop(line)
        back = onward.pop(line, 0.0)
        if back < 1 - _ROUNDING:
            _take_out(line, {target: flow / (1 - back) for target, flow in onward.items()}, flows)
        else:
            yield Fault(("lines", line, "leads_to"), _endless(line, back, direct), "reference")


def _endless(line: str, back: float, direct: Mapping[str, set[str]]) -> str:
    through = [way for way in _reached(line, direct) if way != line and line in _reached(way, direct)]
    by_way = f" by way of {listed(sorted(through))}" if through else ""
    times = f"{back:.4g}"
    return (
        f"each item of {line} leads back to {line}{by_way} {times} time{'' if times == '1' else 's'} on average, "
        "so they never die out; "
        "lower a share until this is under 1"
    )


def _flows(entries: Mapping[str, Sequence[Any]]) -> _Flows:
    flows: _Flows = {line: {} for line in entries}
    for line, of_line in entries.items():
        for entry in of_line:
            target, share = child(entry, "to"), child(entry, "share")
            if isinstance(target, str) and target in flows and _is_share(share):
                flows[line][target] = flows[line].get(target, 0.0) + share
    return flows


def _is_share(share: object) -> bool:
    return isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1


def _take_out(line: str, onward: Mapping[str, float], flows: _Flows) -> None:
    """Take a line out: whatever flows into it goes on to where the line leads, its own returns included."""
    for others in flows.values():
        into = others.pop(line, 0.0)
        for target, flow in onward.items() if into else ():
            others[target] = others.get(target, 0.0) + into * flow


def _reached(line: str, direct: Mapping[str, set[str]]) -> set[str]:
    """Return every line that items of a line can lead to, by way of others too."""
    reached: set[str] = set()
    ahead = set(direct[line])
    while ahead:
        reached |= ahead
        ahead = {target for source in ahead for target in direct[source]} - reached
    return reached
