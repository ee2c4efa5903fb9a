"""Read the span of an input that nobody knows exactly: its lowest and its highest possible value."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BeforeValidator, Field

from simcall.files.messages import shown
from simcall.scenario.models.quantities import parse_duration

__all__ = ["Span", "SpanEnd", "read_end", "read_span"]

SpanEnd = int | float | str
"""One end of a span, in the form of the value: a number, or a length of time with its unit."""

_FORM = 'write the lowest and the highest possible value, such as ["3 min", "9 min"] or [0.2, 0.35]'


def read_end(end: SpanEnd) -> float:
    """Return an end of a span, or the value within it, as a number; a length of time in seconds.

    Raises
    ------
    ValueError
        If it is text and not a length of time.
    """
    return parse_duration(end) if isinstance(end, str) else float(end)


def read_span(span: object) -> tuple[SpanEnd, SpanEnd]:
    """Check what does not depend on the value: the form of a span, and the order of its ends.

    Raises
    ------
    ValueError
        If it is not two ends of one kind, the lower one first.
    """
    if not isinstance(span, list | tuple) or len(span) != 2:
        raise ValueError(f"a span has two ends: {_FORM}")
    for end in span:
        if isinstance(end, bool) or not isinstance(end, int | float | str):
            raise ValueError(f"{shown(end)} is neither a number nor a length of time: {_FORM}")
    low, high = span
    if isinstance(low, str) != isinstance(high, str):
        raise ValueError(f"one of {shown(low)} and {shown(high)} is a number and the other is text: {_FORM}")
    numbers = [read_end(end) for end in span]
    if not all(map(math.isfinite, numbers)):
        raise ValueError(f"{shown(low)} to {shown(high)} has no end: {_FORM}")
    if not numbers[0] < numbers[1]:
        raise ValueError(f"the low end {shown(low)} must be below the high end {shown(high)}")
    return low, high


Span = Annotated[
    tuple[SpanEnd, SpanEnd], BeforeValidator(read_span), Field(examples=['["3 min", "9 min"]', "[0.2, 0.35]"])
]
"""The lowest and the highest possible value of an input."""
