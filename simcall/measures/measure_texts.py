"""A measure in the words of a sentence, with the time of the line's own target."""

from __future__ import annotations

from simcall.measures.definitions import MEASURES
from simcall.measures.measure import Kind, Measure
from simcall.measures.stretches import Stretch
from simcall.scenario import Line
from simcall.scenario.models.quantities import plain_duration

__all__ = ["ALL_LINES", "label_of", "noun_of", "row_label", "stretch_in_words"]


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
    times = [plain_duration(line.answer_target.within)] if line is not None and line.answer_target else []
    kind = {Kind.COUNT: "calls ", Kind.SHARE: "share "}.get(measure.kind, "")
    return f"{name} {kind}{label_of(measure, *times)}"


def noun_of(measure: Measure, line: Line | None) -> str:
    """Return a measure in a few words, with the time of the line's target."""
    target = line.answer_target if line is not None else None
    return measure.noun.format(target=plain_duration(target.within) if target is not None else "the target")


def stretch_in_words(stretch: Stretch, line: Line) -> str:
    """Say what the share of a stretch is of: "answered within 10 s" or "abandoned", of work "started within 1 day"."""
    if MEASURES[stretch.measure].needs_target and line.answer_target is not None:
        within = "started within" if line.is_work else "answered within"
        return f"{within} {plain_duration(line.answer_target.within)}"
    return label_of(MEASURES[stretch.measure])
