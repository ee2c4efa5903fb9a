"""Two runs with the same callers beside each other: the main figures of each line, and the hours of each group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simcall.measures import MEASURES, Difference, Estimate, Kind, Pairing, RunNumbers
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, ASA, DUTY_HOURS
from simcall.measures.measure_texts import label_of
from simcall.present.words.differences import by_how_much
from simcall.present.words.figures import figure
from simcall.scenario.models.quantities import plain_duration

__all__ = ["Beside", "side_by_side"]


@dataclass(frozen=True)
class Beside:
    """A figure of two runs.

    Attributes
    ----------
    label : str
        What it is: "999 answered in 10 s".
    kind : Kind
        Its kind.
    definition : str
        The definition in force.
    base, other : tuple of str
        The figure as it stands and as changed, each with its interval in brackets.
    difference : Difference
        The numbers.
    in_words : str
        The difference: "2.1 points lower [1.8, 2.4]"; empty if a figure is not defined.
    target : float or None
        The share that its target asks for.
    """

    label: str
    kind: Kind
    definition: str
    base: tuple[str, str]
    other: tuple[str, str]
    difference: Difference
    in_words: str
    target: float | None = None


def side_by_side(base: RunNumbers, other: RunNumbers) -> Iterator[Beside]:
    """Yield the main figures of two runs that have the same lines and groups, the most urgent line first.

    Parameters
    ----------
    base, other : RunNumbers
        Runs with the same seed and number of replications.
    """
    lines = base.blueprint.scenario.lines
    for name in sorted(lines, key=lambda each: (lines[each].is_work, lines[each].priority)):
        yield from _of_line(base, other, name)
    for name, group in base.blueprint.scenario.groups.items():
        work = f", taken from {group.taken_from}" if group.taken_from else ""
        yield _beside(base, other, {"group": name}, DUTY_HOURS.name, f"{name}: hours on duty{work}")


def _of_line(base: RunNumbers, other: RunNumbers, name: str) -> Iterator[Beside]:
    line, pairing = base.blueprint.scenario.lines[name], {"line": name}
    if line.answer_target:
        label = f"{name} {label_of(ANSWERED_IN_TARGET, plain_duration(line.answer_target.within))}"
        yield _beside(base, other, pairing, ANSWERED_IN_TARGET.name, label, line.answer_target.share)
    if not line.is_work:
        label = f"{name} {label_of(ABANDONMENT_RATE)}"
        yield _beside(base, other, pairing, ABANDONMENT_RATE.name, label, line.abandonment_target)
    start = "start" if line.is_work else "answer"
    yield _beside(base, other, pairing, ASA.name, f"{name} mean time to {start}")


def _beside(
    base: RunNumbers, other: RunNumbers, of: dict[str, str], measure: str, label: str, target: float | None = None
) -> Beside:
    difference = Pairing(base, other, **of).of(measure)[0]
    kind = MEASURES[measure].kind
    return Beside(
        label,
        kind,
        base.definition(measure, next(iter(of.values()))),
        _figure(difference.base, kind),
        _figure(difference.other, kind),
        difference,
        "" if difference.mean is None else by_how_much(difference, kind),
        target,
    )


def _figure(estimate: Estimate, kind: Kind) -> tuple[str, str]:
    """Return an estimate and its interval; planned hours, which do not vary, have none."""
    value, interval = figure(estimate, kind)
    return value, "" if interval == f"[{value}, {value}]" and kind is Kind.HOURS else interval
