"""The shifts that a design may choose from, by the names that they get in the designed scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import time
from itertools import count

from pydantic import ValidationError

from simcall.files.advice import Advice, Write
from simcall.files.messages import counted, listed, meant, shown
from simcall.scenario import Shift
from simcall.scenario.models.quantities import format_duration, plain_duration
from simcall.scenario.models.shifts import Break
from simcall.scenario.models.staffing import OFF
from simcall.studies.design.request_tables import GroupTable
from simcall.studies.design.written_choices import StartsTable

__all__ = ["Fault", "chosen_shifts", "crowded_group", "named_apart", "own_shift_faults", "same_shift"]

_MOST_CHOICES = 3_000
"""Shifts times sets of days, of all groups together: with more, a search takes too long."""
Fault = tuple[tuple[str, ...], str]
"""The keys within a table that lead to a value, and what is wrong there."""
_Breaks = tuple[Break, ...] | Mapping[float, tuple[Break, ...]] | None


def chosen_shifts(table: GroupTable, of_scenario: Mapping[str, Shift]) -> tuple[dict[str, Shift], list[Fault]]:
    """Return the shifts that a group's table gives, by name, and what is wrong with them.

    A name that is made of start and length, such as "07:00 8 h", may belong to another shift too: see `named_apart`.
    """
    if table.shifts is None:
        return _combined(table)
    if isinstance(table.shifts, Mapping):
        return dict(table.shifts), []
    faults: list[Fault] = [
        (("shifts",), f"{shown(name)} is not a shift of the scenario; {_instead(name, of_scenario)}")
        for name in table.shifts
        if name not in of_scenario
    ]
    return {name: of_scenario[name] for name in table.shifts if name in of_scenario}, faults


def _instead(name: str, of_scenario: Mapping[str, Shift]) -> str:
    if not of_scenario:
        return 'it has none; write a table, such as shifts = { early = { start = "07:00", length = "8 h" } }'
    return meant(name, of_scenario, "its shifts are")


def _combined(table: GroupTable) -> tuple[dict[str, Shift], list[Fault]]:
    """Return a shift for each start and length."""
    starts, lengths = _starts(table), table.lengths or ()
    faults = [*_length_faults(table.breaks, lengths), *_break_faults(table.breaks, lengths)]
    if faults or len(starts) * len(lengths) > _MOST_CHOICES:  # `crowded_group` refuses these
        return {}, faults
    shifts = [_shift(start, length, _breaks_of(table.breaks, length)) for start in starts for length in lengths]
    return {f"{shift.start:%H:%M} {plain_duration(shift.minutes * 60)}": shift for shift in shifts}, []


def _starts(table: GroupTable) -> tuple[time, ...]:
    return table.starts.times if isinstance(table.starts, StartsTable) else table.starts or ()


def crowded_group(tables: Mapping[str, GroupTable]) -> tuple[str, Fault] | None:
    """Return the group with the most shifts and sets of days if all together have too many, and what to say of it."""
    choices = {name: _choices(table) for name, table in tables.items()}
    total = sum(math.prod(numbers.values()) for numbers in choices.values())
    if total <= _MOST_CHOICES:
        return None
    name = max(choices, key=lambda group: math.prod(choices[group].values()))
    *of_shifts, days = choices[name].items()
    sets = f"{days[1]} {'set' if days[1] == 1 else 'sets'} of days"
    numbers = ", ".join(counted(number, noun) for noun, number in of_shifts)
    own = f"{numbers} and {sets} make {math.prod(choices[name].values()):,} choices"
    all_groups = "" if len(tables) == 1 else f", and all groups together have {total:,}"
    fewer = "fewer shifts" if "shift" in choices[name] else "a longer step between starts, fewer lengths"
    message = f"{own}{all_groups}; give {fewer} or fewer sets of days, so that there are at most {_MOST_CHOICES:,}"
    return name, (("shifts" if "shift" in choices[name] else "starts",), message)


def _choices(table: GroupTable) -> dict[str, int]:
    """Return how many of each thing the shifts of a table are made of: their product is the number of its choices."""
    of_shifts = {"start": len(_starts(table)), "length": len(table.lengths or ())}
    if table.shifts is not None:
        of_shifts = {"shift": len(table.shifts)}
    return of_shifts | {"days": 1 if table.days is None else len(table.days)}


def _shift(start: time, length: float, breaks: tuple[Break, ...]) -> Shift:
    return Shift.model_validate({"start": start, "length": format_duration(length), "breaks": breaks})


def _breaks_of(breaks: _Breaks, length: float) -> tuple[Break, ...]:
    return breaks.get(length, ()) if isinstance(breaks, Mapping) else breaks or ()


def _length_faults(breaks: _Breaks, lengths: Sequence[float]) -> Iterator[Fault]:
    """Refuse breaks by length that leave out a length, or give one that there is not."""
    if not isinstance(breaks, Mapping) or not lengths:
        return
    for length in lengths:
        if length not in breaks:
            name = shown(plain_duration(length))
            yield (
                ("breaks",),
                f"shifts of {plain_duration(length)} have no entry; write {name} = [] if they have no break",
            )
    for length in breaks:
        if length not in lengths:
            names = listed([plain_duration(other) for other in lengths])
            yield ("breaks",), f"no shift lasts {plain_duration(length)}; the lengths are {names}"


def _break_faults(breaks: _Breaks, lengths: Sequence[float]) -> Iterator[Fault]:
    """Refuse breaks that may last beyond the end of their shift."""
    for length in lengths:
        try:
            _shift(time(), length, _breaks_of(breaks, length))
        except ValidationError as error:
            fault = str(error.errors()[0]["ctx"]["error"])
            by_length = Write("breaks", {plain_duration(length): []}, purpose="to give each length its own breaks")
            yield ("breaks",), fault if isinstance(breaks, Mapping) else Advice(f"{fault}; ", by_length)


def own_shift_faults(
    shifts: Mapping[str, Shift], others: Mapping[str, Mapping[str, Shift]], of_scenario: Mapping[str, Shift]
) -> Iterator[Fault]:
    """Refuse names in a table of shifts that belong to other shifts.

    Parameters
    ----------
    shifts : mapping of str to Shift
        The shifts of the table.
    others : mapping of str to mapping
        By group, the shifts of the tables before it.
    of_scenario : mapping of str to Shift
        The scenario's.
    """
    for name, shift in shifts.items():
        if name.casefold() == OFF:
            yield ("shifts", name), f"{shown(name)} marks a rest day in a pattern; give the shift another name"
        if name in of_scenario and not same_shift(of_scenario[name], shift):
            yield ("shifts", name), "the scenario has another shift of this name; give this one another name"
        for group, table in others.items():
            if name in table and not same_shift(table[name], shift):
                yield ("shifts", name), f"{group} has another shift of this name; give one of them another name"


def same_shift(first: Shift, second: Shift) -> bool:
    """Tell whether two shifts have the same times and breaks, however they are written."""
    return _times(first) == _times(second)


def _times(shift: Shift) -> list[tuple[time, int, tuple[Break, ...]]]:
    variants = [(variant.start, variant.minutes, variant.breaks) for variant in shift.variants]
    return variants[:1] if all(variant == variants[0] for variant in variants) else variants


def named_apart(shifts: Mapping[str, Shift], group: str, taken: Mapping[str, Shift]) -> dict[str, Shift]:
    """Give the shifts of a group names that no other shift has: "07:00 8 h", or else "07:00 8 h officers".

    Parameters
    ----------
    shifts : mapping of str to Shift
        The shifts, by the names that they should have.
    group : str
        Whose shifts they are.
    taken : mapping of str to Shift
        Shifts that have names already. The same shift may have the same name.
    """
    named: dict[str, Shift] = {}
    for name, shift in shifts.items():
        free = (other for other in _names(name, group) if other not in taken or same_shift(taken[other], shift))
        named[next(free)] = shift
    return named


def _names(name: str, group: str) -> Iterator[str]:
    yield name
    yield f"{name} {group}"
    yield from (f"{name} {group} {number}" for number in count(2))
