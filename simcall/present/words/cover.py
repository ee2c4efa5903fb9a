"""Sentences about a rota: in which hours of the week fewer people are on duty than the workload."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcall.inputs import Bools
from simcall.scenario.models.week import HOURS_OF_WEEK, join_steps, spans_in_words
from simcall.studies.rota import RotaNumbers

__all__ = ["cover_in_words"]

_MOST_SPANS = 12
"""Spans of hours that a sentence names before it counts the rest."""


def cover_in_words(rota: RotaNumbers) -> tuple[str, ...]:
    """Say which hours of the week are short: with absence first, because those are the people who come.

    Parameters
    ----------
    rota : RotaNumbers
        The rota beside the workload.

    Returns
    -------
    tuple of str
        Sentences, the most important first.
    """
    return (*(_with_absence(rota) if rota.absence else _planned(rota)), *_waiting_work(rota))


def _waiting_work(rota: RotaNumbers) -> Iterator[str]:
    """Name the work that can wait: it does not count when hours are short."""
    if rota.can_wait:
        yield f"Work that can wait for another hour is not counted: {', '.join(rota.can_wait)}."


def _planned(rota: RotaNumbers) -> Iterator[str]:
    if rota.short.any():
        yield f"By the plan, {_hours_short(rota, rota.short)}{_named(rota, rota.short)}."
    else:
        yield f"The plan covers the expected workload in {_every_hour(rota)}."


def _with_absence(rota: RotaNumbers) -> Iterator[str]:
    shares = ", ".join(f"{name}: {round(100 * share, 1):g} %" for name, share in rota.absence.items())
    if rota.short_after_absence.any():
        hours = _named(rota, rota.short_after_absence)
        yield f"With absence ({shares}), {_hours_short(rota, rota.short_after_absence)} on average{hours}."
    else:
        yield f"With absence ({shares}), the plan still covers the expected workload in {_every_hour(rota)}."
    yield "Breaks, training and lateness are not included."
    if rota.short.any():
        yield f"Before absence, {_hours_short(rota, rota.short)}{_named(rota, rota.short)}."
    elif rota.short_after_absence.any():
        yield f"Before absence, the plan covers the expected workload in {_every_hour(rota)}."


def _hours_short(rota: RotaNumbers, short: Bools) -> str:
    number, hours = int(short.sum()), _hours(rota)
    if number == hours:
        return "the only hour is short" if hours == 1 else f"all {hours} hours are short"
    return f"{number} of {hours} hours {'is' if number == 1 else 'are'} short"


def _named(rota: RotaNumbers, short: Bools) -> str:
    """Write ": Monday 10:00 to 12:00; Saturday 09:00 to 11:00"; nothing if all hours are short."""
    if int(short.sum()) == _hours(rota):
        return ""
    names = spans_in_words(join_steps((60 * np.flatnonzero(short)).tolist()), in_full=True)
    more = len(names) - _MOST_SPANS
    return f": {'; '.join(names[:_MOST_SPANS])}{f'; and {more} more times' if more > 0 else ''}"


def _hours(rota: RotaNumbers) -> int:
    """Count the hours of the week that the span has."""
    return int((rota.hours > 0).sum())


def _every_hour(rota: RotaNumbers) -> str:
    hours = _hours(rota)
    if hours == HOURS_OF_WEEK:
        return "every hour of the week"
    return "the one hour of the span" if hours == 1 else f"each of the {hours} hours of the span"
