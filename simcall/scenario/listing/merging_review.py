"""Warn of what planners may not expect of files laid over each other: posts that add up, absence that is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simcall.scenario.models.history import DisplacedAbsence, History
from simcall.scenario.models.lines import Group, ScenarioModel
from simcall.scenario.models.paths import KeyPath, format_path
from simcall.scenario.models.staffing import Rota

__all__ = ["merging_warnings", "no_change_warnings"]

_PARTS = ("teams", "fixed")
"""The parts of a rota that hold people."""


def merging_warnings(scenario: ScenarioModel) -> Iterator[str]:
    """Return what is odd about who is on duty, where several files say so.

    Parameters
    ----------
    scenario : ScenarioModel
        The scenario, with its history.
    """
    for name, group in scenario.groups.items():
        if group.rota is not None:
            yield from _posts_of_two_files(name, group.rota, scenario.history)
    for displaced in scenario.history.displaced_absences:
        if displaced.group in scenario.groups:
            base = _name(displaced.origin, scenario.history)
            is_of_file = displaced.group in scenario.history.rosters
            yield from _displaced_absence(displaced, base, scenario.groups[displaced.group], is_of_file=is_of_file)


def no_change_warnings(scenario: ScenarioModel) -> Iterator[str]:
    """Return whether the scenario's file changes nothing in the one that it extends.

    Parameters
    ----------
    scenario : ScenarioModel
        The scenario, with its history.
    """
    if scenario.history.changes_nothing:
        *_, base, file = scenario.history.files
        yield (
            f"this file changes nothing in {_name(base, scenario.history)}: apart from name, description and sources, "
            f"{_name(file, scenario.history)} says the same"
        )


def _posts_of_two_files(name: str, rota: Rota, history: History) -> Iterator[str]:
    """Warn if one file's posts are added to another's."""
    posts = _posts_by_file(name, rota, history)
    people = {file: sum(posts[file].values()) for file in history.files if any(posts.get(file, {}).values())}
    if len(people) < 2:
        return
    (first, number), *rest = people.items()
    counts = [f"{number} posts of group {name} come from {_this(first, history)}"]
    counts += [f"{number} from {_this(file, history)}" for file, number in rest]
    last = _name([*people][-1], history)
    remedy = ", ".join(f'"{path}"' for path in _to_take_away(name, posts, [*people][-1]))
    yield (
        f"{', '.join(counts[:-1])} and {counts[-1]}: simcall adds them up. If those of {last} are to replace the "
        f"others, write without = [{remedy}] at the top of {last}"
    )


def _posts_by_file(name: str, rota: Rota, history: History) -> dict[str, dict[str, int]]:
    """Return the posts of each part of a rota, by the file that first gave them; overrides are meant as they are."""
    posts: dict[str, dict[str, int]] = {}
    for part in _PARTS:
        for entry, members in getattr(rota, part).items():
            file = history.giver_of(("groups", name, "rota", part, entry))
            if file is not None:
                parts = posts.setdefault(file, dict.fromkeys(_PARTS, 0))
                parts[part] += members.people
    return posts


def _to_take_away(name: str, posts: Mapping[str, Mapping[str, int]], last: str) -> list[str]:
    """Return the paths without which only the posts of the last file are left."""
    others = [part for part in _PARTS if any(parts[part] for file, parts in posts.items() if file != last)]
    rota: KeyPath = ("groups", name, "rota")
    if "teams" in others and not posts[last]["teams"]:
        return [format_path(rota)]  # a pattern with no teams is refused
    return [format_path((*rota, part)) for part in others]


def _this(file: str, history: History) -> str:
    name = _name(file, history)
    return f"this file ({name})" if file == history.files[-1] else name


def _name(file: str, history: History) -> str:
    """Return a file's name without its folders, unless another of the files has the same."""
    name = Path(file).name
    return name if [Path(source).name for source in history.files].count(name) == 1 else file


def _displaced_absence(displaced: DisplacedAbsence, base: str, group: Group, *, is_of_file: bool) -> Iterator[str]:
    """Say that a roster or a headcount by date took absence away; a file that gives absence beside a roster knows."""
    absence, path = _written(displaced.absence), format_path(("groups", displaced.group, "absence"))
    if absence and group.roster is not None and "absence" not in group.model_fields_set:
        yield (
            f"the roster of {displaced.group} replaces {absence} that {base} gives: it says who is "
            f"there. If some of these people stay away too, give {path} in the file that names the roster"
        )
    if absence and group.rota is not None and is_of_file and "absence" not in group.model_fields_set:
        yield (
            f"the pattern of {displaced.group} replaces {absence} that {base} gives. If its people stay away too, give "
            f"{path} in the file that names the pattern"
        )
    if absence and group.headcount_by_date is not None:
        yield (
            f"the headcount by date of {displaced.group} replaces {absence} that {base} gives: it says how many are "
            "there. If some of them stay away too, lower the numbers in it"
        )


def _written(absence: Mapping[str, Any]) -> str:
    """Write a table of absence in words; empty if nobody is away. It was displaced before anybody checked it."""
    share = absence.get("probability", 0)
    parts = [f"the absence of {100 * share:g} %"] if isinstance(share, int | float) and share else []
    parts += ["the training days"] if absence.get("training_every") else []
    parts += ["the lateness"] if absence.get("late") else []
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
