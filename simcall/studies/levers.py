"""Four levers that planners move: calls, handling time, absence and people. Each move is written as overrides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simcall.files.inline_toml import inline_toml
from simcall.files.messages import shown
from simcall.scenario import Group, Scenario
from simcall.scenario.models.paths import format_path

__all__ = ["LEVERS", "ImpossibleMovesError", "Lever", "Move", "Place", "levers_of", "overrides_of", "untouched"]

LEVERS = ("calls", "handling", "absence", "people")
"""The levers by name, in the order in which a page shows them."""
ALL = "all"
"""The place of a lever that moves every line or group."""
_FEWER, _MORE = -10, 10
_DECIMALS = 6


@dataclass(frozen=True)
class Place:
    """What a lever can move: a line, a group or the people of a shift.

    Attributes
    ----------
    key : str
        As an address names it.
    label : str
        As people read it.
    low, high : float
        The furthest that the lever goes here.
    now : float
        The value that the scenario has here, in the lever's unit; for a change in per cent it is 0.
    """

    key: str
    label: str
    low: float
    high: float
    now: float = 0.0


@dataclass(frozen=True)
class Lever:
    """A lever, and where it can be used in a scenario.

    Attributes
    ----------
    name : str
        One of `LEVERS`.
    label, unit, hint : str
        What people read.
    step : float
        The smallest move.
    places : tuple of Place
        Where it can be used. Empty if the scenario has nothing for it to move.
    """

    name: str
    label: str
    unit: str
    hint: str
    step: float
    places: tuple[Place, ...]

    def place(self, key: str) -> Place | None:
        """Return a place by its key; the first if the key is empty, None if there is no such place."""
        if not key:
            return self.places[0] if self.places else None
        return next((place for place in self.places if place.key == key), None)


@dataclass(frozen=True)
class Move:
    """How far a lever is moved, and where; an `amount` of 0 changes nothing."""

    place: str = ""
    amount: float = 0.0


class ImpossibleMovesError(ValueError):
    """Moves that a scenario does not allow.

    Attributes
    ----------
    messages : mapping of str to str
        What is wrong and what to do instead, by lever.
    """

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = dict(messages)
        super().__init__("; ".join(self.messages.values()))


def untouched() -> dict[str, Move]:
    """Return the moves that change nothing."""
    return {name: Move() for name in LEVERS}


def levers_of(scenario: Scenario) -> dict[str, Lever]:
    """Return the four levers of a scenario, by name."""
    levers = (
        Lever("calls", "Calls", "%", "More or fewer first calls.", 1, _call_places(scenario)),
        Lever(
            "handling",
            "Handling time",
            "%",
            "Longer or shorter calls, wrap-up included.",
            1,
            (Place(ALL, "all calls", -50, 100),),
        ),
        Lever(
            "absence",
            "Absence",
            "points",
            "More or fewer people who do not come.",
            1,
            tuple(_absence_places(scenario)),
        ),
        Lever("people", "People", "people", "More or fewer people on duty.", 1, tuple(_people_places(scenario))),
    )
    return {lever.name: lever for lever in levers}


def overrides_of(scenario: Scenario, moves: Mapping[str, Move]) -> tuple[str, ...]:
    """Return the overrides that moves of the levers amount to, as ``PATH=VALUE``.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it stands.
    moves : mapping of str to Move
        By lever. A lever that is left out is not moved.

    Raises
    ------
    ImpossibleMovesError
        With what is wrong with each lever.
    """
    levers, messages = levers_of(scenario), {}
    for name, move in moves.items():
        if move.amount and (message := _fault(levers[name], move)):
            messages[name] = message
    if messages:
        raise ImpossibleMovesError(messages)
    writers = {"calls": _calls, "handling": _handling, "absence": _absence, "people": _people}
    return tuple(
        f"{format_path(path)}={value}"
        for name in LEVERS
        if (move := moves.get(name, Move())).amount
        for path, value in writers[name](scenario, _placed(levers[name], move))
    )


def _fault(lever: Lever, move: Move) -> str:
    """Say what is wrong with a move; nothing if it is possible."""
    if not lever.places:
        return f"{lever.label} cannot be changed here: set it to 0"
    place = lever.place(move.place)
    if place is None:
        return f"{shown(move.place)} is not in this scenario: choose from the list"
    if not place.low <= move.amount <= place.high:
        return f"{lever.label} must be between {place.low:g} and {place.high:g} {lever.unit}"
    if lever.name == "people" and move.amount != int(move.amount):
        return "People must be a whole number"
    return ""


def _placed(lever: Lever, move: Move) -> Move:
    """Return a move with its place written out."""
    place = lever.place(move.place)
    assert place is not None
    return Move(place.key, move.amount)


Change = tuple[tuple[str, ...], str]
"""The path of a value, and the value as TOML."""


# Calls and handling times ---------------------------------------------------------------------------------------------


def _call_places(scenario: Scenario) -> tuple[Place, ...]:
    names = _rung(scenario)
    each = tuple(Place(f"line:{name}", f"calls to {name}", -100, 200) for name in names)
    return (Place(ALL, "calls to all lines", -100, 200), *each) if len(each) > 1 else each


def _rung(scenario: Scenario) -> list[str]:
    """Return the phone lines that callers ring themselves."""
    return [name for name, line in scenario.lines.items() if not line.is_work and line.demand.mean_calls_per_hour() > 0]


def _calls(scenario: Scenario, move: Move) -> Iterator[Change]:
    names = _rung(scenario) if move.place == ALL else [move.place.removeprefix("line:")]
    for name in names:
        growth = scenario.lines[name].demand.growth * (1 + move.amount / 100)
        yield ("lines", name, "demand", "growth"), _number(growth)


def _handling(scenario: Scenario, move: Move) -> Iterator[Change]:
    factor = 1 + move.amount / 100
    for name, group in scenario.groups.items():
        yield ("groups", name, "handling_factor"), _number(group.handling_factor * factor)
        for line, settings in group.on.items():
            if settings.handling_factor is not None:
                yield ("groups", name, "on", line, "handling_factor"), _number(settings.handling_factor * factor)


# Absence --------------------------------------------------------------------------------------------------------------


def _absence_places(scenario: Scenario) -> Iterator[Place]:
    for name, group in scenario.groups.items():
        if group.rota is not None or group.roster is not None:
            now = 100 * group.absence.probability
            yield Place(f"group:{name}", f"{name} ({now:g} % of duties now)", -min(now, 30), min(100 - now, 30), now)
        elif group.headcount is not None or group.headcount_profile is not None:
            now = round(100 * (1 - group.availability), _DECIMALS)
            label = f"{name} ({now:g} % of the headcount now)"
            yield Place(f"group:{name}", label, -min(max(now, 0), 30), min(100 - now, 30), now)


def _absence(scenario: Scenario, move: Move) -> Iterator[Change]:
    name = move.place.removeprefix("group:")
    group = scenario.groups[name]
    if group.rota is not None or group.roster is not None:
        yield ("groups", name, "absence", "probability"), _number(group.absence.probability + move.amount / 100)
    else:
        yield ("groups", name, "availability"), _number(group.availability - move.amount / 100)


# People ---------------------------------------------------------------------------------------------------------------


def _people_places(scenario: Scenario) -> Iterator[Place]:
    for name, group in scenario.groups.items():
        if group.headcount is not None:
            now = group.headcount
            yield Place(f"headcount:{name}", f"{name}: at all hours ({now} now)", *_range(now), now)
        elif group.headcount_profile is not None:
            least = min(group.headcount_profile)
            yield Place(f"profile:{name}", f"{name}: at all hours ({least} or more now)", *_range(least), least)
        elif group.rota is not None:
            yield from _rota_places(name, group)
        elif group.roster is not None or group.headcount_by_date is not None:
            label = f"{name}: more at the phones, at all hours"
            yield Place(f"more:{name}", label, 0, _MORE)


def _rota_places(name: str, group: Group) -> Iterator[Place]:
    assert group.rota is not None
    for post, shift in group.rota.fixed.items():
        label = f"{name}: {_plain(post)} ({shift.people} now)"
        yield Place(f"fixed:{name}:{post}", label, *_range(shift.people), shift.people)
    for team, members in group.rota.teams.items():
        label = f"{name}: team {_plain(team)} ({members.people} now)"
        yield Place(f"team:{name}:{team}", label, *_range(members.people), members.people)


def _range(now: int) -> tuple[int, int]:
    return max(_FEWER, -now), _MORE


def _plain(key: str) -> str:
    return key.replace("_", " ")


def _people(scenario: Scenario, move: Move) -> Iterator[Change]:
    kind, _, rest = move.place.partition(":")
    more = int(move.amount)
    if kind in ("fixed", "team"):
        yield _of_rota(scenario, kind, rest, more)
    elif kind == "headcount":
        yield ("groups", rest, "headcount"), str((scenario.groups[rest].headcount or 0) + more)
    elif kind == "profile":
        profile = scenario.groups[rest].headcount_profile or ()
        yield ("groups", rest, "headcount_profile"), inline_toml([people + more for people in profile])
    else:
        yield ("groups", f"more {rest}"), inline_toml(_like(scenario.groups[rest], more))


def _of_rota(scenario: Scenario, kind: str, rest: str, more: int) -> Change:
    """Return the number of people of a fixed shift or a team, whose name and group are joined by a colon."""
    for name, group in scenario.groups.items():
        if group.rota is None or not rest.startswith(f"{name}:"):
            continue
        part = rest.removeprefix(f"{name}:")
        if kind == "fixed" and part in group.rota.fixed:
            return ("groups", name, "rota", "fixed", part, "people"), str(group.rota.fixed[part].people + more)
        if kind == "team" and part in group.rota.teams:
            return ("groups", name, "rota", "teams", part, "people"), str(group.rota.teams[part].people + more)
    raise AssertionError(rest)


def _like(group: Group, people: int) -> dict[str, Any]:
    """Return a group of people who take calls as those of another one do, and are there at all hours."""
    table = group.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    same = ("lines", "prefers", "reserve", "handling_factor", "overflow", "pick_up", "on")
    return {key: table[key] for key in same if key in table} | {"headcount": people}


# Values as TOML -------------------------------------------------------------------------------------------------------


def _number(value: float) -> str:
    """Write a number of at least zero, with a point so that TOML reads a float."""
    return repr(float(round(max(value, 0.0), _DECIMALS)))
