"""The parts of a group's present rota that stay, and what the rest of the staffing has today."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simcall.files.messages import meant, shown
from simcall.inputs import draw_blueprint
from simcall.scenario import FixedShift, Rota, Scenario, Team
from simcall.scenario.models.paths import format_path, is_covered, parse_path
from simcall.studies.design.weekly_hours import paid_hours_a_week, people_and_hours_on
from simcall.studies.rota import paid_hours

__all__ = ["TEAMS", "is_kept", "kept_parts", "kept_rota", "people_and_hours", "today_beside"]

TEAMS = "rota.teams"
"""All teams, as a part that is kept."""


def kept_parts(rota: Rota, written: str) -> tuple[str, ...]:
    """Read a part of a rota that is to stay: "rota", "rota.teams", "rota.teams.A", "rota.fixed", "rota.fixed.night".

    Parameters
    ----------
    rota : Rota
        The present rota.
    written : str
        The path within the group.

    Returns
    -------
    tuple of str
        The parts, each of them `TEAMS`, a team or a fixed shift.

    Raises
    ------
    ValueError
        If the rota has no such part; the message says which there are.
    """
    path = parse_path(written)
    fixed = tuple(_part("fixed", name) for name in rota.fixed)
    teams = (TEAMS,) if rota.teams else ()
    if path == ("rota",):
        return teams + fixed
    if path == ("rota", "fixed") and fixed:
        return fixed
    single = [*teams, *fixed, *(_part("teams", name) for name in rota.teams)]
    if format_path(path) not in single:
        raise ValueError(f"{shown(written)} is not a part of the rota; {meant(written, single, 'the parts are')}")
    return (format_path(path),)


def _part(kind: str, name: str) -> str:
    return format_path(("rota", kind, name))


def is_kept(keep: Sequence[str], kind: str, name: str) -> bool:
    """Tell whether a team (of kind "teams") or a fixed shift (of kind "fixed") is kept."""
    return is_covered(("rota", kind, name), [parse_path(part) for part in keep])


def kept_rota(rota: Rota | None, keep: Sequence[str]) -> Rota | None:
    """Return the rota with the kept parts alone; None if nothing is kept."""
    return None if rota is None else _part_of(rota, lambda kind, name: is_kept(keep, kind, name))


def _part_of(rota: Rota, stays: Callable[[str, str], bool]) -> Rota | None:
    teams = {name: team for name, team in rota.teams.items() if stays("teams", name)}
    fixed = {name: post for name, post in rota.fixed.items() if stays("fixed", name)}
    if not teams and not fixed:
        return None
    pattern = {"pattern": rota.pattern, "starts": rota.starts} if teams else {}
    return Rota.model_validate({**pattern, "teams": teams, "fixed": fixed})


def today_beside(scenario: Scenario, name: str, keep: Sequence[str], *, once: bool = False) -> tuple[int, float]:
    """Return how many people a group with duties has today, and their paid hours, without what is kept.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    name : str
        The group.
    keep : sequence of str
        The parts of its rota that are kept.
    once : bool
        Whether to count the only day of the span, and not a week.

    Returns
    -------
    tuple of (int, float)
        Of a rota, the people who are there on the first day, and their hours in a week of the calendar, so that a
        design with the same posts has the same. Of a roster, those of the duties in the span.
    """
    group = scenario.groups[name]
    if group.rota is None:
        paid = paid_hours(draw_blueprint(scenario))[name]
        return paid.people or 0, paid.hours_per_week * (scenario.days / 7 if once else 1)
    replaced = _part_of(group.rota, lambda kind, part: not is_kept(keep, kind, part))
    if replaced is None:
        return 0, 0.0
    return people_and_hours(replaced, scenario, once=once)


def people_and_hours(rota: Rota, scenario: Scenario, *, once: bool) -> tuple[int, float]:
    """Return how many people of a rota are there on the first day, and their paid hours a week.

    Parameters
    ----------
    rota : Rota
        A part of the rota of a group.
    scenario : Scenario
        The scenario.
    once : bool
        Whether to count only those who have a shift on the only day of the span, and its hours.
    """
    first_day = scenario.measured_from.date()
    if once:
        return people_and_hours_on(rota, scenario.shifts, first_day)
    parts: tuple[Team | FixedShift, ...] = (*rota.teams.values(), *rota.fixed.values())
    people = sum(part.people for part in parts if part.is_there(first_day))
    return people, paid_hours_a_week(rota, scenario.shifts, first_day)
