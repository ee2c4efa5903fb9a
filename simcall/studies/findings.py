"""What a comparison found, in plain sentences: how much more or less, where most, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcall.errors import SimcallError
from simcall.measures import Difference, Kind
from simcall.scenario import Scenario
from simcall.scenario.quantities import plain_duration
from simcall.studies.compare import Comparison

__all__ = ["findings", "points", "saved_by_pairing", "signed"]

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
    base, other = _pair(comparison, scenario)
    return (
        *(sentence for line in base.lines for sentence in _about_line(comparison, scenario, line)),
        *(f"{line}: only {scenario} has it." for line in other.lines if line not in base.lines),
        *_about_groups(comparison, scenario),
    )


def saved_by_pairing(comparison: Comparison, scenario: str) -> str | None:
    """Say what the same callers in both gained; None where there is nothing to say."""
    base, other = _pair(comparison, scenario)
    gains = [
        f"{_what(base, other, line, measure)} {ratio:.3g} times"
        for line in base.lines
        if line in other.lines
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


def signed(value: float, kind: Kind) -> str:
    """Write a difference with its sign; what is rounded to nothing has none."""
    written = points(value, kind)
    return written if _is_nothing(written) else f"{'+' if value > 0 else '-'}{written}"


def _pair(comparison: Comparison, scenario: str) -> tuple[Scenario, Scenario]:
    """Return the base and one of those that are held against it."""
    if scenario not in comparison.names[1:]:
        raise SimcallError(f'"{scenario}" is not held against the base; there are {", ".join(comparison.names[1:])}')
    return comparison.scenarios[0], comparison.scenarios[comparison.names.index(scenario)]


def _about_line(comparison: Comparison, scenario: str, line: str) -> Iterator[str]:
    base, other = _pair(comparison, scenario)
    if line not in other.lines:
        yield f"{line}: {scenario} does not have it."
        return
    with_target = base.lines[line].answer_target or other.lines[line].answer_target
    for measure in (*(["answered_in_target"] if with_target else []), "abandonment_rate"):
        found = comparison.of(scenario, measure, line=line)
        what = _what(base, other, line, measure)
        if found.mean is None or found.base.mean is None or found.other.mean is None:
            yield f"{what}: cannot be told, as it is not defined in both."
            continue
        against = f"{found.other.mean * 100:.1f} % against {found.base.mean * 100:.1f} %"
        peak = _peak(comparison, scenario, line, measure, found)
        yield f"{what}: {against}, {_by_how_much(found, Kind.SHARE)}{peak}."


def _what(base: Scenario, other: Scenario, line: str, measure: str) -> str:
    """Name a measure of a line, with the target's time if it is the same in both."""
    if measure != "answered_in_target":
        return f"{line} abandoned"
    targets = [one.lines[line].answer_target for one in (base, other)]
    times = [plain_duration(target.within) for target in targets if target is not None]
    if len(times) == 2 and times[0] != times[1]:
        return f"{line} in time ({times[1]}, in the base {times[0]})"
    return f"{line} in {times[0]}" if times else f"{line} in time"


def _by_how_much(found: Difference, kind: Kind) -> str:
    """Write "14.4 points higher [14.0, 14.9]", or that there is no clear difference."""
    assert found.mean is not None
    if found.low is None or found.high is None:
        return f"{_far(found.mean, kind) if found.mean else 'no difference'} (one replication gives no interval)"
    if found.low == found.high == 0:
        return "no difference in any replication"
    if not found.clear:
        low, high = signed(found.low, kind), signed(found.high, kind)
        within = f"{low.partition(' ')[0]} to {high}" if low != high else f"under 0.1 {_unit(kind)} either way"
        return f"no clear difference ({within})"
    ends = [points(end, kind).partition(" ")[0] for end in sorted((found.low, found.high), key=abs)]
    far = _far(found.mean, kind)
    return far if ends[0] == ends[1] else f"{far} [{', '.join(ends)}]"


def _far(value: float, kind: Kind) -> str:
    """Write how far and in which direction."""
    written = points(value, kind)
    if _is_nothing(written):
        written = f"under 0.1 {_unit(kind)}"
    more, less = ("higher", "lower") if kind is Kind.SHARE else ("more on duty", "fewer on duty")
    return f"{written} {more if value > 0 else less}"


def _unit(kind: Kind) -> str:
    return points(0, kind).partition(" ")[2]


def _is_nothing(written: str) -> bool:
    """Tell whether a figure has been rounded to nothing."""
    return not any(digit in written for digit in "123456789")


def _peak(comparison: Comparison, scenario: str, line: str, measure: str, found: Difference) -> str:
    """Say between which hours of the day a clear difference is largest, if it is clear there and not so all day."""
    if not found.clear or found.mean is None:
        return ""
    rows = [row for row in comparison.rows_by("hour", line=line, measures=[measure]) if row[0] == scenario]
    sign = 1 if found.mean > 0 else -1
    by_hour = {int(hour): (mean or 0.0) * sign for _, hour, _, _, _, mean, _, _ in rows}
    if len(by_hour) < 24:
        return ""
    first, last = _around(by_hour)
    top = max(by_hour, key=lambda hour: by_hour[hour])
    low, high = next((low, high) for _, hour, _, _, _, _, low, high in rows if hour == top)
    if (low if sign > 0 else -high) <= 0 or last - first + 1 >= _WIDEST_PEAK:
        return ""
    return f", largest between {first % 24:02d}:00 and {(last + 1) % 24:02d}:00"


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
    """Say which groups are on duty for more or fewer hours, and whose hours those are."""
    base, other = _pair(comparison, scenario)
    for row in comparison.rows:
        if (row.scenario, row.of, row.measure) != (scenario, "group", "duty_hours"):
            continue
        found, name = row.found, row.name
        if found.mean is None or abs(found.mean) < _LEAST_HOURS or not (found.clear or found.low is None):
            continue
        known = (other, base) if found.mean > 0 else (base, other)
        group = next(one.groups[name] for one in known if name in one.groups)
        way = "taken from" if found.mean > 0 else "given back to"
        work = f", {way} {group.taken_from}" if group.taken_from else ""
        yield f"{name}: {_by_how_much(found, Kind.HOURS)}{work}."
