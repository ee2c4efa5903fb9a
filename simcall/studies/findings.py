"""What a comparison found, in plain sentences: how much more or less, where most, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcall.measures import Difference, Kind
from simcall.scenario.quantities import plain_duration
from simcall.studies.compare import Comparison

__all__ = ["findings", "points", "saved_by_pairing"]

_PEAK = 0.6
"""An hour belongs to the peak if its difference is at least this share of the largest one."""
_WIDEST_PEAK = 12
"""Hours: what is as wide as this is no peak."""
_LEAST_HOURS = 1.0
"""Fewer hours than this in a whole span are breaks that fall elsewhere."""


def findings(comparison: Comparison, scenario: str) -> tuple[str, ...]:
    """Return what one of the scenarios changes, in sentences for planners.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    scenario : str
        Which of those that are held against the base.

    Returns
    -------
    tuple of str
        For each line the share answered in time and the share abandoned, then the hours of each group that changes.
    """
    lines = comparison.base.blueprint.scenario.lines
    return (
        *(sentence for line in lines for sentence in _about_line(comparison, scenario, line)),
        *_about_groups(comparison, scenario),
    )


def saved_by_pairing(comparison: Comparison, scenario: str) -> str | None:
    """Say what the same callers in both gained; None where there is nothing to say."""
    lines = comparison.base.blueprint.scenario.lines
    gains = [
        f"{_what(comparison, line, measure)} {ratio:.3g} times"
        for line in lines
        for measure in ("answered_in_target", "abandonment_rate")
        if (ratio := comparison.of(scenario, measure, line=line).variance_ratio) is not None
    ]
    if not gains:
        return None
    return (
        "The same callers ring in both. With other callers in each, as narrow an interval would take so many times the "
        f"replications: {', '.join(gains)}."
    )


def points(value: float, kind: Kind) -> str:
    """Write a difference without its sign: shares in percentage points."""
    match kind:
        case Kind.SHARE:
            return f"{abs(value) * 100:.1f} points"
        case Kind.SECONDS:
            return f"{abs(value):,.1f} s"
        case Kind.HOURS:
            return f"{abs(value):,.0f} h" if abs(value) >= 100 else f"{abs(value):,.1f} h"
        case Kind.NUMBER:
            return f"{abs(value):,.2f}"
        case Kind.COUNT:
            return f"{abs(value):,.0f}" if abs(value) >= 100 else f"{abs(value):,.1f}"


def _about_line(comparison: Comparison, scenario: str, line: str) -> Iterator[str]:
    measures = ["answered_in_target"] if comparison.base.blueprint.scenario.lines[line].answer_target else []
    for measure in (*measures, "abandonment_rate"):
        found = comparison.of(scenario, measure, line=line)
        what = _what(comparison, line, measure)
        if found.mean is None or found.base.mean is None or found.other.mean is None:
            yield f"{what}: cannot be told, as it is not defined in both."
            continue
        against = f"{found.other.mean * 100:.1f} % against {found.base.mean * 100:.1f} %"
        peak = _peak(comparison, scenario, line, measure, found)
        yield f"{what}: {against}, {_by_how_much(found, Kind.SHARE)}{peak}."


def _what(comparison: Comparison, line: str, measure: str) -> str:
    target = comparison.base.blueprint.scenario.lines[line].answer_target
    if measure == "answered_in_target" and target is not None:
        return f"{line} in {plain_duration(target.within)}"
    return f"{line} abandoned"


def _by_how_much(found: Difference, kind: Kind) -> str:
    """Write "14.4 points higher [14.0, 14.9]", or that there is no clear difference."""
    assert found.mean is not None
    far = f"{points(found.mean, kind)} {_which_way(found.mean, kind)}"
    if found.low is None or found.high is None:
        return f"{far} (one replication gives no interval)"
    if found.low == found.high == 0:
        return "no difference in any replication"
    low, high = sorted((found.low, found.high), key=abs)
    if not found.clear:
        signed = [f"{'-' if end < 0 else '+'}{points(end, kind)}" for end in (found.low, found.high)]
        return f"no clear difference: {signed[0]} to {signed[1]}"
    ends = [points(end, kind).split(" ")[0] for end in (low, high)]
    return far if ends[0] == ends[1] else f"{far} [{', '.join(ends)}]"


def _which_way(value: float, kind: Kind) -> str:
    if kind is Kind.SHARE:
        return "higher" if value > 0 else "lower"
    return "more" if value > 0 else "fewer"


def _peak(comparison: Comparison, scenario: str, line: str, measure: str, found: Difference) -> str:
    """Say between which hours of the day most of a clear difference lies, where it lies in some of them."""
    if not found.clear or found.mean is None:
        return ""
    rows = [row for row in comparison.rows_by("hour", line=line, measures=[measure]) if row[0] == scenario]
    by_hour = {int(row[1]): (row[5] or 0.0) * (1 if found.mean > 0 else -1) for row in rows}
    if len(by_hour) < 24:
        return ""
    first, last = _around(by_hour)
    return (
        "" if last - first + 1 >= _WIDEST_PEAK else f", most between {first % 24:02d}:00 and {(last + 1) % 24:02d}:00"
    )


def _around(by_hour: Mapping[int, float]) -> tuple[int, int]:
    """Return the first and the last hour around the largest value that are not much below it, maybe past midnight."""
    top = max(by_hour, key=lambda hour: by_hour[hour])
    enough = by_hour[top] * _PEAK
    first = last = top
    while last - first < 23 and by_hour[(first - 1) % 24] >= enough:
        first -= 1
    while last - first < 23 and by_hour[(last + 1) % 24] >= enough:
        last += 1
    return first, last


def _about_groups(comparison: Comparison, scenario: str) -> Iterator[str]:
    """Say which groups are on duty for more or fewer hours."""
    groups = {
        name: group
        for results in reversed(comparison.results)
        for name, group in results.blueprint.scenario.groups.items()
    }
    for row in comparison.rows:
        if (row.scenario, row.of, row.measure) != (scenario, "group", "duty_hours"):
            continue
        found, name, group = row.found, row.name, groups[row.name]
        if found.mean is None or not found.clear or abs(found.mean) < _LEAST_HOURS:
            continue
        taken = f", taken from {group.taken_from}" if group.taken_from and found.mean > 0 else ""
        back = f", given back to {group.taken_from}" if group.taken_from and found.mean < 0 else ""
        yield f"{name}: {_by_how_much(found, Kind.HOURS)} on duty{taken}{back}."
