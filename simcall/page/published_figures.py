"""Published figures of a month, as the form that compares it with the model's month takes them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simcall.measures import Kind
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET, OFFERED
from simcall.measures.measure_texts import row_label
from simcall.measures.targets import Figure
from simcall.page.form_problems import FormProblem, FormProblemsError
from simcall.scenario import Scenario

__all__ = ["FigureField", "figure_fields", "published"]

_PER_CENT = "per cent"
_MOST = 1e9


@dataclass(frozen=True)
class FigureField:
    """A figure of a line to enter; nothing if it is not known.

    Attributes
    ----------
    name, label, value : str
        As of a control.
    figure : Figure
        What it is.
    is_share : bool
        Whether it is entered in per cent; otherwise it is a number.
    """

    name: str
    label: str
    value: str
    figure: Figure
    is_share: bool


def figure_fields(scenario: Scenario, values: Mapping[str, str]) -> tuple[FigureField, ...]:
    """Return the figures that forces publish, of each line that people ring, with what was entered."""
    return tuple(
        FigureField(
            name := f"published_{number}_{measure.name}",
            f"{row_label(line_name, measure, line)}{f', in {_PER_CENT}' if measure.kind is Kind.SHARE else ''}",
            values.get(name, ""),
            Figure(line_name, measure.name),
            measure.kind is Kind.SHARE,
        )
        for number, (line_name, line) in enumerate(scenario.lines.items())
        if not line.is_work
        for measure in (OFFERED, ANSWERED_IN_TARGET, ABANDONMENT_RATE)
        if measure is not ANSWERED_IN_TARGET or line.answer_target is not None
    )


def published(fields: Sequence[FigureField]) -> tuple[str, ...]:
    """Return the figures that were entered, as the option ``--observed`` of `simcall validate` takes them.

    Raises
    ------
    FormProblemsError
        With everything that is no figure.
    """
    entered = [(field, field.value.strip()) for field in fields if field.value.strip()]
    numbers = [_number(text, field) for field, text in entered]
    problems = [
        FormProblem(_remedy(field), field.name, field.label)
        for (field, _), number in zip(entered, numbers, strict=True)
        if number is None
    ]
    if problems:
        raise FormProblemsError(problems)
    return tuple(f"{field.figure}={number:.10g}" for (field, _), number in zip(entered, numbers, strict=True))


def _remedy(field: FigureField) -> str:
    if field.is_share:
        return f"enter a number of {_PER_CENT} from 0 to 100, or nothing if you do not know it"
    return "enter a number, such as 9000, or nothing if you do not know it"


def _number(text: str, field: FigureField) -> float | None:
    """Read a number; a share from per cent. Commas may divide thousands."""
    try:
        number = float(text.removesuffix("%").strip() if field.is_share else text.replace(",", ""))
    except ValueError:
        return None
    if not math.isfinite(number) or not 0 <= number <= (100 if field.is_share else _MOST):
        return None
    return number / 100 if field.is_share else number
