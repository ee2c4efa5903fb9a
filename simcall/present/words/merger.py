"""What merging two control rooms does, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET
from simcall.measures.measure import Kind
from simcall.measures.measure_texts import label_of
from simcall.present.words.differences import points
from simcall.studies.merge import SHARES, FewerPeople, MergeNumbers, Paired

__all__ = ["LINE_HEADINGS", "answer_in_words", "best_hours", "line_cells", "notes_in_words"]

LINE_HEADINGS = ("line", "figure", "apart", "merged", "difference", "95 % interval")
_LARGE = 0.6
"""An hour belongs to those with the largest gain if it gains at least this share of the largest."""


def answer_in_words(numbers: MergeNumbers) -> Iterator[str]:
    """Yield what is gained at the same people, and how many fewer people would do."""
    rooms = numbers.rooms
    gain = numbers.in_time(rooms.pooled)
    calls_in_time = f"{_percent(gain.merged)} of {_listed(rooms.together)} calls in time"
    yield (
        f"With the same people, the merged room answers {calls_in_time}, "
        f"against {_percent(gain.apart)} in the two rooms apart: {_change(gain, 'more', 'fewer')}."
    )
    for row in numbers.fewer:
        yield _fewer_in_words(numbers, row)


def _fewer_in_words(numbers: MergeNumbers, row: FewerPeople) -> str:
    pooled = row.lines == numbers.rooms.pooled
    service = (
        f"answers {_listed(numbers.rooms.together)} as well as the two rooms apart"
        if pooled
        else f"answers {_listed(numbers.rooms.together)} as well, and loses no more callers on any other line"
    )
    if row.share is None:
        return f"With {_percent(SHARES[-1])} fewer people, the most that was tried, the merged room still {service}."
    if row.share == 0:
        return f"With fewer people than today the merged room never {service}."
    ends = f" [{_ends(row)}]" if row.low != row.high else ""
    hours = f"{row.share * numbers.people_hours_a_week:,.0f} of {numbers.people_hours_a_week:,.0f} hours on duty a week"
    cost = "".join(f"; {_cost(numbers, line, row.share)}" for line in numbers.other_lines) if pooled else ""
    return f"With {_percent(row.share)}{ends} fewer people ({hours}), the merged room {service}{cost}."


def _ends(row: FewerPeople) -> str:
    low, high = (f"over {_percent(SHARES[-1])}" if end is None else _percent(end) for end in (row.low, row.high))
    return f"{low}, {high}"


def _cost(numbers: MergeNumbers, line: str, share: float) -> str:
    change = numbers.abandoned_with(line, share)
    return f"on {line}, {points(change, Kind.SHARE)} {'more' if change > 0 else 'fewer'} calls are then abandoned"


def line_cells(numbers: MergeNumbers) -> list[tuple[str, ...]]:
    """Return the rows of the table of lines, of `LINE_HEADINGS`."""
    rows = []
    for line in (*numbers.rooms.pooled, *numbers.other_lines):
        of_measures = {ANSWERED_IN_TARGET: numbers.in_time((line,)), ABANDONMENT_RATE: numbers.abandoned((line,))}
        for measure, pair in of_measures.items():
            if math.isfinite(pair.difference):
                rows.append((line, label_of(measure), *_cells(pair)))
    return rows


def _cells(pair: Paired) -> tuple[str, ...]:
    interval = f"[{_signed(pair.low)}, {_signed(pair.high)}]" if math.isfinite(pair.low) else "-"
    return _percent(pair.apart), _percent(pair.merged), f"{_signed(pair.difference)} points", interval


def best_hours(numbers: MergeNumbers) -> str | None:
    """Return in which hours of the day most is gained on the pooled lines; None if no hour clearly gains."""
    pairs = numbers.in_time_by_hour()
    gains = {hour: pair.difference for hour, pair in enumerate(pairs) if pair.low > 0}
    if not gains:
        return None
    large = [hour for hour, gain in gains.items() if gain >= _LARGE * max(gains.values())]
    return f"Most is gained {_hours(large)}: up to {points(max(gains.values()), Kind.SHARE)}."


def notes_in_words(numbers: MergeNumbers) -> Iterator[str]:
    """Yield what the answer rests on."""
    rooms = numbers.rooms
    slower = rooms.other_force - 1
    yield (
        f"Assumed: people take {_percent(abs(slower))} {'longer' if slower >= 0 else 'less'} over calls of the other "
        "force (--other-force). Measure it before you decide."
        if slower
        else "Assumed: people take no longer over calls of the other force (--other-force)."
    )
    if rooms.reserve_with is not None:
        yield (
            f"{rooms.reserve_with} keeps one reserve for both rooms, so the other room takes more of its own other "
            "calls. To let each keep its own, add --each-reserve."
        )
    if rooms.apart.busyness.cv:
        yield "Busy days are the same days in both forces. If they are not, the merged room gains more."
    if any(_is_designated(numbers, name) for name in numbers.thinned_groups):
        yield "People who are designated to one line still answer the calls of their own force alone."


def _is_designated(numbers: MergeNumbers, name: str) -> bool:
    rota = numbers.rooms.merged.groups[name].rota
    if rota is None:
        return False
    teams = any(team.designated for team in rota.teams.values())
    return teams or any(fixed.designated for fixed in rota.fixed.values())


def _change(pair: Paired, more: str, fewer: str) -> str:
    if not math.isfinite(pair.low):
        return f"{points(pair.difference, Kind.SHARE)} {more if pair.difference > 0 else fewer} (one replication)"
    interval = f"[{_signed(pair.low)}, {_signed(pair.high)}]"
    if pair.low <= 0 <= pair.high:
        return f"no clear difference {interval}"
    return f"{points(pair.difference, Kind.SHARE)} {more if pair.difference > 0 else fewer} {interval}"


def _signed(value: float) -> str:
    return f"{100 * value:+.1f}".replace("-0.0", "0.0").replace("+0.0", "0.0")


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names)


def _hours(hours: Sequence[int]) -> str:
    """Write hours of the day as times: "from 22:00 to 02:00 and from 05:00 to 06:00"."""
    starts = [hour for hour in hours if (hour - 1) % 24 not in hours] or [0]
    spans = []
    for start in starts:
        length = next((more for more in range(1, 24) if (start + more) % 24 not in hours), 24)
        spans.append(f"from {start:02}:00 to {(start + length) % 24:02}:00")
    return " and ".join(spans)
