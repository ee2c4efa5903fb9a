"""The limits of a request as rules with names, to say which of them contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simcall.files.messages import counted
from simcall.scenario.models.paths import format_path
from simcall.studies.design.contradictions import Rule
from simcall.studies.design.request import HOLDS, DesignRequest, GroupRequest, Limits
from simcall.studies.figure_names import requirement_in_words

__all__ = ["kept_limits", "rules_of"]


def rules_of(request: DesignRequest) -> tuple[Rule, ...]:
    """Return the targets and the limits of a request."""
    held = "over the whole span" if request.hold == HOLDS[0] else "in every hour"
    lines = request.scenario.lines
    targets = [
        Rule(str(target), f"{requirement_in_words(target, lines)}, {held}", is_target=True)
        for target in request.targets
    ]
    limits = [rule for name, group in request.groups.items() for rule in _of_group(name, group)]
    return (*targets, *limits)


def _of_group(name: str, group: GroupRequest) -> Iterator[Rule]:
    if group.kinds is not None:
        yield Rule(_path(name, "kinds"), f"at most {counted(group.kinds, 'kind')} of shift in {name}")
    in_teams = "" if group.team_people is None else " and people in teams"
    a_week = "" if group.is_for_one_day else " a week"
    for key, limits, singular, plural, rest in (
        ("people", group.people, "post", "posts", in_teams),
        ("paid_hours", group.paid_hours, "paid hour", "paid hours", a_week),
        ("each_shift", group.each_shift, "post", "posts", " on each shift that is used"),
        ("team_people", group.team_people or Limits(), "person", "people", " in each full-time team"),
    ):
        for bound, value, words in (("max", limits.most, "at most"), ("min", limits.least or None, "at least")):
            if value is not None:
                number = f"{value:,g} {singular if value == 1 else plural}"
                yield Rule(_path(name, key, bound), f"{words} {number}{rest} in {name}")


def _path(*keys: str) -> str:
    return format_path(("groups", *keys))


def kept_limits(request: DesignRequest, names: frozenset[str]) -> DesignRequest:
    """Return a request with the limits of some names alone; the others allow anything."""
    groups = {
        name: replace(
            group,
            kinds=group.kinds if _path(name, "kinds") in names else None,
            people=_kept(group.people, name, "people", names),
            paid_hours=_kept(group.paid_hours, name, "paid_hours", names),
            each_shift=_kept(group.each_shift, name, "each_shift", names),
            team_people=None if group.team_people is None else _kept(group.team_people, name, "team_people", names),
        )
        for name, group in request.groups.items()
    }
    return replace(request, groups=groups)


def _kept(limits: Limits, name: str, key: str, names: frozenset[str]) -> Limits:
    return Limits(
        limits.least if _path(name, key, "min") in names else 0,
        limits.most if _path(name, key, "max") in names else None,
    )
