"""A measure in the words of a sentence, with the time of the line's own target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simcall.measures.definitions import MEASURES
from simcall.measures.incident_words import worded
from simcall.measures.measure import Kind, Measure
from simcall.measures.stretches import Stretch
from simcall.scenario import Line
from simcall.scenario.models.quantities import plain_duration

__all__ = [
    "ALL_LINES",
    "counted_items",
    "done_within",
    "items_of",
    "label_of",
    "lines_named",
    "noun_of",
    "noun_of_lines",
    "row_label",
    "stretch_in_words",
    "worded_for",
]


ALL_LINES = "All phone lines"
"""The heading of a table of the total."""


def label_of(measure: Measure, *times: str) -> str:
    """Return the words that follow the name of a line or group: "answered in 10 s", "abandoned".

    Parameters
    ----------
    measure : Measure
        The measure.
    *times : str
        The times of the targets in question; unless there is exactly one, "in time" stands instead.
    """
    return measure.label.format(target=times[0] if len(times) == 1 else "time")


def row_label(name: str, measure: Measure, line: Line | None) -> str:
    """Name a row of a table that has counts beside shares: "101 calls abandoned", "101 share abandoned".

    Parameters
    ----------
    name : str
        The line.
    measure : Measure
        The measure.
    line : Line or None
        The line, for the time of its target.
    """
    measure, times = worded_for(measure, _own(line))
    kind = {Kind.COUNT: "calls ", Kind.SHARE: "share "}.get(measure.kind, "")
    kind = "" if line is not None and line.grade else kind
    return f"{name} {kind}{label_of(measure, *times)}"


def noun_of(measure: Measure, line: Line | None) -> str:
    """Return a measure in a few words, with the time of the line's target."""
    return noun_of_lines(measure, _own(line))


def noun_of_lines(measure: Measure, lines: Sequence[Line]) -> str:
    """Return a measure of several lines together in a few words, with the time of their targets if it is the same."""
    measure, times = worded_for(measure, lines)
    return measure.noun.format(target=times[0] if len(times) == 1 else "the target")


def worded_for(measure: Measure, lines: Sequence[Line]) -> tuple[Measure, list[str]]:
    """Return a measure in the words that suit some lines, and the times of their targets."""
    times = dict.fromkeys(plain_duration(line.answer_target.within) for line in lines if line.answer_target)
    return worded(measure, lines), list(times)


def lines_named(name: str, lines: Mapping[str, Line]) -> list[Line]:
    """Return the line of a name, or the lines of a grade of that name."""
    return [line for own, line in lines.items() if name in (own, line.grade)]


def _own(line: Line | None) -> list[Line]:
    return [] if line is None else [line]


def done_within(line: Line) -> str:
    """Return what happens to a line's items within its target: they are answered, started or attended."""
    if not line.is_work:
        return "answered within"
    return "attended within" if line.grade else "started within"


def items_of(line: Line) -> str:
    """Return what a line's items are called: "calls", "items of work" or "incidents"."""
    return "calls" if not line.is_work else "incidents" if line.grade else "items of work"


def counted_items(number: float, line: Line) -> str:
    """Write how many items of a line there are: "1 incident", "12 calls"."""
    rounded = f"{number:,.0f}"
    items = items_of(line)
    singular = {"calls": "call", "incidents": "incident"}.get(items, "item of work")
    return f"{rounded} {singular if rounded == '1' else items}"


def stretch_in_words(stretch: Stretch, line: Line) -> str:
    """Say what the share of a stretch is of: "answered within 10 s" or "abandoned", of work "started within 1 day"."""
    if MEASURES[stretch.measure].needs_target and line.answer_target is not None:
        within = done_within(line)
        return f"{within} {plain_duration(line.answer_target.within)}"
    return label_of(MEASURES[stretch.measure])
