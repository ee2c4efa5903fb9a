"""What a comparison found, in plain sentences: how much more or less, where most, and at what cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from simcall.errors import SimcallError
from simcall.measures import Difference, Kind, Verdict, verdicts
from simcall.scenario import Scenario
from simcall.scenario.models.quantities import plain_duration
from simcall.studies.compare import ComparisonNumbers

__all__ = ["findings", "points", "saved_by_pairing", "signed", "targets_met"]

_PEAK = 0.6
"""An hour belongs to the peak if its difference is at least this share of the largest one."""
_WIDEST_PEAK = 12
"""Hours: what is as wide as this is no peak."""
_LEAST_HOURS = 1.0
"""Fewer hours than this in a whole span are breaks that fall elsewhere."""
_SHARP = 3.0
"""A largest hour that differs by so many times the mean difference is told with its size."""
_WHOLE_POINTS = 0.1
"""What is as large as this in one hour is told in whole points."""
_MOST_DECIMALS = 3
"""Decimals more than usual, at most, so that a small difference is not rounded away."""


def findings(comparison: ComparisonNumbers, scenario: str) -> tuple[str, ...]:
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


def saved_by_pairing(comparison: ComparisonNumbers, scenario: str) -> str | None:
    """Say what the same callers in both gained; None where there is nothing to say."""
    base, other = _pair(comparison, scenario)
    gains = [
        f"{_what(base, other, line, measure)} {_times(ratio)} times"
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


def targets_met(comparison: ComparisonNumbers, scenario: str) -> tuple[str, ...]:
    """Say of every line with a target whether one of the scenarios meets it, and whether the base does.

    Parameters
    ----------
    comparison : Comparison
        The comparison.
    scenario : str
        Which of those that are held against the base.

    Returns
    -------
    tuple of str
        One sentence for each line that has a target in either, in the words of `simcall.measures.Verdict`.
    """
    _pair(comparison, scenario)
    results = comparison.results[comparison.names.index(scenario)]
    judged = {verdict.line: verdict for verdict in verdicts(results)}
    of_base = {verdict.line: verdict for verdict in verdicts(comparison.base)}
    return tuple(_met_or_missed(line, judged.get(line), of_base.get(line)) for line in {**of_base, **judged})


def points(value: float, kind: Kind, more: int = 0) -> str:
    """Write a difference without its sign: shares in percentage points, with so many decimals more than usual."""
    far = abs(value)
    match kind:
        case Kind.SHARE:
            return f"{far * 100:.{1 + more}f} points"
        case Kind.SECONDS:
            return f"{far:,.{1 + more}f} s"
        case Kind.HOURS:
            return f"{far:,.{more if far >= 100 else 1 + more}f} h"
        case Kind.NUMBER:
            return f"{far:,.{2 + more}f}"
        case Kind.COUNT:
            return f"{far:,.{more if far >= 100 else 1 + more}f}"


def signed(value: float, kind: Kind, more: int = 0) -> str:
    """Write a difference with its sign, as `points` does; what is rounded to nothing has none."""
    written = points(value, kind, more)
    return written if _is_nothing(written) else f"{'+' if value > 0 else '-'}{written}"


def _met_or_missed(line: str, judged: Verdict | None, of_base: Verdict | None) -> str:
    """Write "999, target 90 % in 10 s: met. In the base: missed."; a target that differs is named for both."""
    if judged is not None and of_base is not None and _target(judged) == _target(of_base):
        return f"{line}, {_judged(judged)}. In the base: {of_base.in_words()}."
    return f"{line}, {_judged(judged)}. In the base, {_judged(of_base)}."


def _judged(verdict: Verdict | None) -> str:
    return "no target" if verdict is None else f"target {_target(verdict)}: {verdict.in_words()}"


def _target(verdict: Verdict) -> str:
    return f"{100 * verdict.share:g} % in {plain_duration(verdict.within_s)}"


def _times(ratio: float) -> str:
    """Write a ratio with three figures that count."""
    rounded = float(f"{ratio:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100 else f"{rounded:g}"


def _pair(comparison: ComparisonNumbers, scenario: str) -> tuple[Scenario, Scenario]:
    """Return the base and one of those that are held against it."""
    if scenario not in comparison.names[1:]:
        raise SimcallError(f'"{scenario}" is not held against the base; there are {", ".join(comparison.names[1:])}')
    return comparison.scenarios[0], comparison.scenarios[comparison.names.index(scenario)]


def _about_line(comparison: ComparisonNumbers, scenario: str, line: str) -> Iterator[str]:
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
        against = _against(found, found.other.mean, found.base.mean)
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


def _against(found: Difference, other: float, base: float) -> str:
    """Write "91.8 % against 77.2 %", with more decimals if they surely differ and would be written alike."""
    plain = [f"{100 * share:.1f} %" for share in (other, base)]
    is_told = plain[0] == plain[1] and (found.clear or found.low is None)
    more = _decimals_more(found, Kind.SHARE) if is_told else 0
    return " against ".join(f"{100 * share:.{1 + more}f} %" for share in (other, base))


def _by_how_much(found: Difference, kind: Kind) -> str:
    """Write "14.4 points higher [14.0, 14.9]", or that there is no clear difference."""
    assert found.mean is not None
    more = _decimals_more(found, kind)
    if found.low is None or found.high is None:
        far = _far(found.mean, kind, more) if found.mean else "no difference"
        return f"{far} (one replication gives no interval)"
    if found.low == found.high == 0:
        return "no difference in any replication"
    if not found.clear:
        low, high = signed(found.low, kind, more), signed(found.high, kind, more)
        within = f"{_number(low)} to {high}" if low != high else f"under {_least(kind, more)} either way"
        return f"no clear difference ({within})"
    far = _far(found.mean, kind, more)
    if _has_no_width(found, kind) or _is_nothing(points(found.mean, kind, more)):
        return far
    ends = [_number(points(end, kind, more)) for end in sorted((found.low, found.high), key=abs)]
    return f"{far} [{', '.join(ends)}]"


def _decimals_more(found: Difference, kind: Kind) -> int:
    """Return how many decimals more than usual a difference takes, so that neither it nor its interval is lost."""
    enough = (more for more in range(_MOST_DECIMALS) if not _is_lost(found, kind, more))
    return next(enough, _MOST_DECIMALS) or int(_looks_like_none(found, kind))


def _is_lost(found: Difference, kind: Kind, more: int) -> bool:
    """Tell whether so many decimals write a difference as nothing, or both ends of its interval alike."""
    ends = [signed(end, kind, more) for end in (found.low, found.high) if end is not None]
    alike = len(set(ends)) == 1 and len(ends) == 2 and not _has_no_width(found, kind)
    is_told = bool(found.mean) and (found.clear or not ends)
    return alike or (is_told and _is_nothing(points(found.mean or 0.0, kind, more)))


def _looks_like_none(found: Difference, kind: Kind) -> bool:
    """Tell whether the usual decimals write a clear difference as one that may be none."""
    if not found.mean or not (found.clear or found.low is None):
        return False
    known = [end for end in (found.low, found.high) if end is not None]
    if known and _is_nothing(points(min(known, key=abs), kind)):
        return True
    levels = (found.other.mean, found.base.mean)
    return kind is Kind.SHARE and len({f"{100 * (share or 0.0):.1f}" for share in levels}) == 1


def _has_no_width(found: Difference, kind: Kind) -> bool:
    """Tell whether every replication differs by the same; of hours by plan, but for a break that a call puts off."""
    if found.low is None or found.high is None:
        return False
    alike = points(found.low, kind) == points(found.high, kind)
    return math.isclose(found.low, found.high, rel_tol=1e-9) or (kind is Kind.HOURS and alike)


def _far(value: float, kind: Kind, decimals_more: int) -> str:
    """Write how far and in which direction."""
    written = points(value, kind, decimals_more)
    if _is_nothing(written):
        written = f"under {_least(kind, decimals_more)}"
    more, less = ("higher", "lower") if kind is Kind.SHARE else ("more on duty", "fewer on duty")
    return f"{written} {more if value > 0 else less}"


def _least(kind: Kind, more: int) -> str:
    """Write the least that is not rounded to nothing."""
    return f"{10.0 ** -(1 + more):.{1 + more}f} {_unit(kind)}"


def _number(written: str) -> str:
    """Return a figure without its unit."""
    return written.partition(" ")[0]


def _unit(kind: Kind) -> str:
    return points(0, kind).partition(" ")[2]


def _is_nothing(written: str) -> bool:
    """Tell whether a figure has been rounded to nothing."""
    return not any(digit in written for digit in "123456789")


def _peak(comparison: ComparisonNumbers, scenario: str, line: str, measure: str, found: Difference) -> str:
    """Say between which hours of the day a clear difference is largest, if it is clear there and not so all day.

    A few hours may hold nearly all of it, of which the mean of the day says little: their size is then told too.
    """
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
    size = f", by {_size(by_hour[top], first == last)}" if by_hour[top] >= _SHARP * abs(found.mean) else ""
    return f", largest between {first % 24:02d}:00 and {(last + 1) % 24:02d}:00{size}"


def _size(share: float, is_one_hour: bool) -> str:
    """Write how large a difference is in its largest hour; of several hours it is the most."""
    far = f"{100 * share:.0f} points" if share >= _WHOLE_POINTS else points(share, Kind.SHARE)
    return far if is_one_hour else f"up to {far}"


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


def _about_groups(comparison: ComparisonNumbers, scenario: str) -> Iterator[str]:
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
