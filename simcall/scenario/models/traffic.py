"""How many calls and items of work follow from each first call."""

from __future__ import annotations

from collections.abc import Mapping

from simcall.scenario.models.lines import Line

__all__ = ["items_per_call"]

_OF_ANSWERED_CALLS = ("answered", "released")
_NEGLIGIBLE = 1e-9


def items_per_call(lines: Mapping[str, Line]) -> Mapping[str, Mapping[str, float]]:
    """Return by line how many items come to each line for each first call, the call itself included.

    These are the traffic equations of a network of queues (Jackson 1957, Operations Research 5:518), solved by
    following the items from line to line until they die out. What callers who give up or wait lead to is not counted:
    it is as if every call were answered at once.

    Parameters
    ----------
    lines : mapping of str to Line
        The lines of a scenario, whose loops die out.
    """
    return {name: _items_after(name, lines) for name in lines}


def _items_after(first: str, lines: Mapping[str, Line]) -> Mapping[str, float]:
    total, coming = {first: 1.0}, {first: 1.0}
    while any(number > _NEGLIGIBLE for number in coming.values()):
        coming = _onward(coming, lines)
        for name, number in coming.items():
            total[name] = total.get(name, 0.0) + number
    return total


def _onward(coming: Mapping[str, float], lines: Mapping[str, Line]) -> dict[str, float]:
    """Return what items lead to, by line."""
    onward: dict[str, float] = {}
    for name, number in coming.items():
        for entry in lines[name].leads_to:
            if entry.when in _OF_ANSWERED_CALLS:
                onward[entry.to] = onward.get(entry.to, 0.0) + number * entry.share
    return onward
