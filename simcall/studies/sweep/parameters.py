"""What a planner varies: a path of the scenario, and the values or the range that it takes.

As text, which ``--vary`` and a sweep file share:

============================  =====================================================================================
``1, 2, 5``                   listed values, each read as ``--set`` reads one: numbers, ``10 min``, ``14:00``, text
``"a, b", {x = 1, y = 2}``    commas within quotes, brackets and braces do not part values
``none``                      leaves the value out
``0..6``                      whole numbers: 0, 1, … 6
``0.0..1.0``                  any number in between: only for random, Latin-hypercube and Sobol designs
``1.0..1.4 step 0.1``         the same as 1.0, 1.1, … 1.4
``5 min..30 min``             whole minutes; ``5.0 min..30.0 min`` any time in between; the step has the same unit
``14:00..16:00 step 30 min``  times of day, past midnight too
============================  =====================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from simcall.errors import Problem, ScenarioError
from simcall.files.messages import listed, shown
from simcall.scenario.models.paths import cut_at, format_path, parse_path
from simcall.scenario.models.quantities import SECONDS_PER_UNIT, parse_clock_time, parse_duration
from simcall.scenario.reading.overrides import override_layer

__all__ = ["LARGEST", "Parameter", "parse_vary", "read_value"]

LARGEST = 100_000
"""More values or points than this are surely a typing error, and would fill the memory."""

_NUMBER = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
_END = rf"({_NUMBER})\s*([A-Za-z]*)"
_RANGE = re.compile(rf"{_END}\s*\.\.\s*{_END}(?:\s+step\s+{_END})?")
_CLOCK_RANGE = re.compile(r"(\d{1,2}:\d{2})\s*\.\.\s*(\d{1,2}:\d{2})(?:\s+step\s+([^,]+))?")
_LIKE_A_RANGE = re.compile(r"[\d.:+-][^/\\]*\.\.[^/\\]*|\.\.[\d.]+")
_DAY_MIN = 24 * 60
_FORMS = (
    "write listed values (1, 2, 5), a whole range (0..6), one with a step (1.0..1.4 step 0.1) or times (5 min..30 min)"
)
_EXAMPLE = "write PATH=VALUES, such as groups.officers.headcount=0..6 or lines.101.handling.mean=8 min, 10 min"


@dataclass(frozen=True)
class Parameter:
    """A path of the scenario and what it is varied over: listed values, or a range.

    Attributes
    ----------
    path : str
        As an override names it.
    values : tuple
        Listed values; None leaves the value out. Empty for a range.
    low, high : int or float, optional
        The ends of a range, both in it.
    integers : bool
        Whether the range holds the whole numbers only.
    unit : str
        Of both ends: ``"min"``. Its values are then text, such as ``"7.5 min"``.
    """

    path: str
    values: tuple[object, ...] = ()
    low: float | None = None
    high: float | None = None
    integers: bool = False
    unit: str = ""

    @classmethod
    def of(cls, path: str, written: object) -> Parameter:
        """Read what a sweep file or a notebook gives for a path.

        Parameters
        ----------
        path : str
            As an override names it.
        written : object
            Text as for ``--vary``; a list (or tuple, range, array) of values; a table ``{ low, high }``, with a
            ``step`` if wanted; or a single value.

        Raises
        ------
        ValueError
            If it cannot be read; the message says what to write.
        """
        named = _checked_path(path)
        if isinstance(written, str):
            return _from_text(named, written)
        if isinstance(written, Mapping):
            ends = _range(named, _range_text(written)) if _gives_ends(written) else None
            if ends is not None:
                return ends
            raise ValueError(
                f"{shown(written)} is neither values nor a range; write {{ low = 0, high = 6 }}, or put tables to "
                "choose from in square brackets"
            )
        plain = _plain(written)
        values = tuple(None if value == "none" else value for value in (plain if isinstance(plain, list) else [plain]))
        if not values:
            raise ValueError(f"the list is empty; {_FORMS}")
        return cls(named, values)

    @property
    def count(self) -> int | None:
        """How many values there are; None where any number in the range is one."""
        if self.low is None or self.high is None:
            return len(self.values)
        return int(self.high) - int(self.low) + 1 if self.integers else None

    def steps(self) -> tuple[object, ...]:
        """Return all values, in their order.

        Raises
        ------
        ValueError
            Where any number in the range is one.
        """
        if self.count is None:
            width = Decimal(str(self.high)) - Decimal(str(self.low))
            step = _in_words(float(width / 4), self.unit)
            raise ValueError(
                f"{self.in_words()} has no end of values, and a grid needs each of them; give a step, such as "
                f'"{self.in_words()} step {step}", or choose a random, latin-hypercube or sobol design'
            )
        return tuple(self._nth(i) for i in range(self.count))

    def at(self, share: float) -> object:
        """Return the value at a share of the way through, from 0 to under 1: each value has an equal part of it."""
        if self.count is not None:
            return self._nth(min(int(share * self.count), self.count - 1))
        assert self.low is not None
        assert self.high is not None
        # Rounded far below what matters, so that names and files stay short.
        digits = max(0, 6 - Decimal(repr(self.high - self.low)).adjusted())
        number = round(self.low + share * (self.high - self.low), digits) + 0.0
        number = min(max(number, self.low), self.high)
        return _in_words(number, self.unit) if self.unit else number

    def in_words(self) -> str:
        """Return what it is varied over, as ``--vary`` takes it; long values shortened."""
        if self.low is None or self.high is None:
            return listed([value if isinstance(value, str) else value_in_words(value) for value in self.values])
        ends = (int(self.low), int(self.high)) if self.integers else (self.low, self.high)
        unit = f" {self.unit}" if self.unit else ""
        return f"{ends[0]!r}{unit}..{ends[1]!r}{unit}"

    def _nth(self, i: int) -> object:
        if self.low is None:
            return self.values[i]
        number = int(self.low) + i
        return f"{number} {self.unit}" if self.unit else number


def parse_vary(text: str) -> Parameter:
    """Read one ``--vary PATH=VALUES``.

    Raises
    ------
    ScenarioError
        If it cannot be read.
    """
    parts = cut_at("=", text)
    if parts is None or not parts[0]:
        raise ScenarioError([Problem("--vary", "", f"{shown(text)} is not PATH=VALUES; {_EXAMPLE}")])
    path, _, written = parts
    try:
        return Parameter.of(path, written)
    except ValueError as fault:
        raise ScenarioError([Problem("--vary", path, str(fault))]) from None


def read_value(text: str) -> object:
    """Read one value as ``--set`` does.

    Raises
    ------
    ValueError
        If a list or a table is not closed, or the like.
    """
    # Under a key that is no scenario's, so that a file name stays one.
    layer, problems = override_layer([f"value={text}"], "--vary")
    if problems:
        raise ValueError(problems[0].message)
    return layer.values["value"]


def _gives_ends(written: Mapping[str, Any]) -> bool:
    return {"low", "high"} <= written.keys() <= {"low", "high", "step"} and all(
        isinstance(end, int | float | str) and not isinstance(end, bool) for end in written.values()
    )


def _checked_path(text: str) -> str:
    path = parse_path(text)
    if path == ("name",):
        raise ValueError("the name cannot be varied: each point is named by its values")
    return format_path(path)


def _plain(written: Any) -> Any:
    """Take NumPy's scalars and arrays, ranges and tuples for what a TOML file could hold."""
    if hasattr(written, "tolist"):
        return written.tolist()
    return [_plain(item) for item in written] if isinstance(written, list | tuple | range) else written


def _range_text(table: Mapping[str, Any]) -> str:
    return f"{table['low']}..{table['high']}" + (f" step {table['step']}" if "step" in table else "")


# Text -----------------------------------------------------------------------------------------------------------------


def _from_text(path: str, text: str) -> Parameter:
    parameter = _range(path, text.strip())
    if parameter is not None:
        return parameter
    values: list[object] = []
    for part in _parted(text):
        values += _listed(path, part.strip(), text)
    return Parameter(path, tuple(values))


def _listed(path: str, part: str, text: str) -> Sequence[object]:
    """Read what stands between two commas: a value, or a range among values."""
    if not part:
        raise ValueError(f"a value is missing in {shown(text)}; {_FORMS}")
    if part == "none":
        return [None]
    among = _range(path, part)
    if among is None:
        return [read_value(part)]
    if among.count is None:
        raise ValueError(f"{part} stands among listed values and needs a step, such as {part} step 0.1")
    return among.steps()


def _parted(text: str) -> Iterator[str]:
    """Part text at the commas outside quotes, brackets and braces; a quote within a word is an apostrophe."""
    start, depth, quote, fresh = 0, 0, "", True
    escaped = False
    for index, character in enumerate(text):
        if quote:
            ends = character == quote and not escaped
            escaped = character == "\\" and quote == '"' and not escaped
            quote = "" if ends else quote
        elif character in "\"'" and (fresh or depth):
            quote, escaped = character, False
        elif character == "," and not depth:
            yield text[start:index]
            start = index + 1
        depth += 0 if quote else (character in "[{") - (character in "]}" and depth > 0)
        fresh = character == "," or (fresh and character.isspace())
    yield text[start:]


def _range(path: str, text: str) -> Parameter | None:
    """Read a range; None if the text is none, and a refusal if it was meant to be one."""
    if match := _RANGE.fullmatch(text):
        return _number_range(Parameter(path), text, *match.groups())
    if match := _CLOCK_RANGE.fullmatch(text):
        return Parameter(path, _clock_times(text, *match.groups()))
    if "," not in text and _LIKE_A_RANGE.fullmatch(text):
        raise ValueError(f"{shown(text)} is not a range; {_FORMS}")
    return None


def _number_range(
    bare: Parameter, text: str, low: str, low_unit: str, high: str, high_unit: str, step: str | None, step_unit: str
) -> Parameter:
    unit = _one_unit(text, (low_unit, high_unit, *([step_unit] if step else [])))
    ends = Decimal(low), Decimal(high)
    if ends[1] < ends[0]:
        raise ValueError(f"{text} ends below where it begins; write the lower end first")
    are_integers = all(_is_whole(end) for end in (low, high))
    if step:
        counted = _stepped(text, *ends, Decimal(step))
        steps_are_integers = are_integers and _is_whole(step)
        numbers = [int(number) if steps_are_integers else float(number) for number in counted]
        return replace(bare, values=tuple(_in_words(number, unit) if unit else number for number in numbers))
    if are_integers:
        _check_count(text, int(ends[1] - ends[0]) + 1)
        return replace(bare, low=int(low), high=int(high), integers=True, unit=unit)
    if ends[0] == ends[1]:
        raise ValueError(f"{text} is a single value; write {high}, or two ends that differ")
    return replace(bare, low=float(low), high=float(high), unit=unit)


def _one_unit(text: str, units: Sequence[str]) -> str:
    """Return the unit of a range; the first end may leave it to the second, as in 5..30 min."""
    named = {unit for unit in units if unit}
    unknown = [unit for unit in named if unit not in SECONDS_PER_UNIT]
    if unknown:
        raise ValueError(f"{text}: {shown(unknown[0])} is not a unit of time; use ms, s, min, h, day or week")
    if len(named) > 1 or (named and not all(units[1:])):
        raise ValueError(f"{text} has several units; write both ends, and the step, in the same one")
    return named.pop() if named else ""


def _is_whole(number: str) -> bool:
    return re.fullmatch(r"[+-]?\d+", number) is not None


def _stepped(text: str, low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    if step <= 0:
        raise ValueError(f"{text}: a step is more than 0")
    count = int((high - low) / step) + 1
    _check_count(text, count)
    return [low + i * step for i in range(count)]


def _check_count(text: str, count: int) -> None:
    if count > LARGEST:
        raise ValueError(f"{text} has {count:,} values, more than {LARGEST:,}; give a wider step, or list some")


def _clock_times(text: str, low: str, high: str, step: str | None) -> tuple[str, ...]:
    if step is None:
        raise ValueError(f"{text} needs a step, such as {text} step 30 min; or list the times")
    try:
        first, last = (at.hour * 60 + at.minute for at in map(parse_clock_time, (low, high)))
        step_min = parse_duration(step) / 60
    except ValueError as fault:
        raise ValueError(f"{text}: {fault}") from None
    if step_min <= 0 or step_min % 1:
        raise ValueError(f"{text}: the step is whole minutes, one or more")
    minutes = range(first, first + (last - first) % _DAY_MIN + 1, int(step_min))
    return tuple(f"{at // 60 % 24:02d}:{at % 60:02d}" for at in minutes)


def _in_words(number: float, unit: str) -> str:
    """Write a number with its unit, in plain digits: a length of time takes no more than that."""
    digits = f"{Decimal(repr(number)):f}"
    return f"{digits.removesuffix('.0')} {unit}".strip()


def value_in_words(value: object) -> str:
    """Write a value briefly, for names and tables: ``3``, ``14:00``, ``none``."""
    if value is None:
        return "none"
    if isinstance(value, float):
        return f"{value:.6g}"
    return value if isinstance(value, str) and value.isprintable() else shown(value)
