"""Write shifts, rotas, rosters and absence in one line each, from a scenario's document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from simcall.scenario.models.paths import KeyPath
from simcall.scenario.models.quantities import parse_duration, plain_duration
from simcall.scenario.models.shifts import Shift, written_times
from simcall.scenario.models.week import WEEKDAYS

__all__ = ["writer_at", "written_breaks", "written_headcounts", "written_pattern"]

_RUNS_SHOWN = 12


def writer_at(path: KeyPath) -> Callable[[Mapping[str, Any], Callable[[Any], str]], str] | None:
    """Return what writes the table at a path as one value, given how to write a distribution; None for others."""
    match path:
        case ("shifts", _):
            return _shift
        case ("groups", _, "rota"):
            return _rota
        case ("groups", _, "roster"):
            return _roster
        case ("groups", _, "recruits", _):
            return _recruits
        case ("groups", _, "absence"):
            return _absence
    return None


def written_pattern(pattern: Sequence[str]) -> str:
    """Write a pattern in short: "2 early, 2 late, 2 night, 4 off"."""
    runs = [f"{len(list(days))} {name}" for name, days in groupby(pattern)]
    first_runs = ", ".join(runs[:_RUNS_SHOWN])
    return first_runs if len(runs) <= _RUNS_SHOWN else f"{first_runs} and so on, {len(pattern)} days"


def written_breaks(breaks: Sequence[Mapping[str, Any]]) -> str:
    """Write breaks: "30 min break 3 h to 5 h after the start"."""
    return "; ".join(_break(rest) for rest in breaks) or "none"


def written_headcounts(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write headcounts by date: "62 rows, 2024-01-31 to 2024-02-29, 3 to 9 people"."""
    dates, people = [row["date"] for row in rows], [row["people"] for row in rows]
    number = f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
    how_many = f"{min(people)} to {max(people)}" if min(people) < max(people) else f"{people[0]}"
    return f"{number}, {min(dates)} to {max(dates)}, {how_many} people"


def _break(rest: Mapping[str, Any]) -> str:
    length, after, before = (plain_duration(parse_duration(rest[key])) for key in ("length", "after", "before"))
    window = after if after == before else f"{after} to {before}"
    return f"{length} {'paid' if rest.get('paid') else 'unpaid'} break {window} after the start"


def _shift(table: Mapping[str, Any], _distribution: Callable[[Any], str]) -> str:
    shift = Shift.model_validate(table)
    other_days = table.get("on", {})
    parts = [written_times(shift), *([written_breaks(table["breaks"])] if table.get("breaks") else [])]
    for day in (day for day in WEEKDAYS if day in other_days):
        breaks = f", {written_breaks(other_days[day]['breaks'])}" if other_days[day].get("breaks") else ""
        parts.append(f"on {day} {written_times(shift.on_weekday(WEEKDAYS.index(day)))}{breaks}")
    return "; ".join(parts)


def _rota(table: Mapping[str, Any], _distribution: Callable[[Any], str]) -> str:
    parts = []
    if table.get("pattern"):
        parts += [written_pattern(table["pattern"]), _teams(table["teams"]), f"day 1 is {table['starts']}"]
    parts += [_fixed(name, shift) for name, shift in table.get("fixed", {}).items()]
    return "; ".join(parts)


def _teams(teams: Mapping[str, Any]) -> str:
    sizes = [_team(team) for team in teams.values()]
    counts = {size: sizes.count(size) for size in sizes}
    return ", ".join(f"{count} {'team' if count == 1 else 'teams'} of {size}" for size, count in counts.items())


def _team(team: Mapping[str, Any]) -> str:
    share = team.get("share", 1)
    part = "" if share == 1 else f" at {share * 100:.3g} % of the pattern"
    return f"{team['people']}{part}{_designated(team)}{_presence(team)}"


def _designated(people: Mapping[str, Any]) -> str:
    designated = ", ".join(f"{number} for {line} only" for line, number in people.get("designated", {}).items())
    return f" ({designated})" if designated else ""


def _fixed(name: str, fixed: Mapping[str, Any]) -> str:
    days = [day for day in WEEKDAYS if day in fixed["days"]]
    people = f"{fixed['people']}{_designated(fixed)}{_presence(fixed)}"
    return f"{name}: {people} on {fixed['shift']} every {', '.join(days)}"


def _presence(people: Mapping[str, Any]) -> str:
    """Write from when until when people are there, where that is not all along."""
    joins = f" from {people['joins']}" if people.get("joins") else ""
    return f"{joins} until {people['leaves']}" if people.get("leaves") else joins


def _roster(table: Mapping[str, Any], _distribution: Callable[[Any], str]) -> str:
    duties = table["duties"]
    people, number = len(set(duties["person"])), len(duties["person"])
    first, last = (day[:10] for day in (min(duties["start"]), max(duties["start"])))
    who = "1 person" if people == 1 else f"{people} people"
    return f"{who}, {number:,} {'duty' if number == 1 else 'duties'}, {first} to {last}"


def _recruits(table: Mapping[str, Any], _distribution: Callable[[Any], str]) -> str:
    classroom, supervised = (_weeks(parse_duration(table[key])) for key in ("classroom", "supervised"))
    number = table.get("tutors", 1)
    tutors = f"with {number:g} {'tutor' if number == 1 else 'tutors'} each" if number else "without tutors"
    teams = f"teams {', '.join(table['teams'])}" if table.get("teams") else "all teams"
    return (
        f"{table['people']} from {table['starts']}; {classroom} in the classroom; {supervised} supervised beside "
        f"{teams} of {table['joins']} {tutors}; then with them"
    )


def _weeks(seconds: float) -> str:
    days = round(seconds / 86400)
    number, unit = (days // 7, "week") if days % 7 == 0 else (days, "day")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _absence(table: Mapping[str, Any], distribution: Callable[[Any], str]) -> str:
    parts = [f"{table['probability'] * 100:.4g} % of duties missed"] if "probability" in table else []
    if "training_every" in table:
        parts.append(f"training every {parse_duration(table['training_every']) / 86400:.4g} days")
    if "late" in table:
        parts.append(f"{table['late']['probability'] * 100:.4g} % come late, {distribution(table['late']['by'])}")
    parts += [_absent_on(more) for more in table.get("on", ())]
    return "; ".join(parts) or "none"


def _absent_on(more: Mapping[str, Any]) -> str:
    shift = f" ({more['shift']})" if more.get("shift") else ""
    return f"{more['people']} more missing on {more['date']}{shift}"
