"""The form that asks for a rota design: what it shows of a scenario, and what was entered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET
from simcall.measures.targets import Figure
from simcall.scenario import Group, Rota, Scenario
from simcall.scenario.models.paths import format_path
from simcall.studies.design.kept_staffing import TEAMS
from simcall.studies.figure_names import figure_name

__all__ = [
    "NEW_TIMES",
    "RULES",
    "SENT",
    "STEPS",
    "GroupForm",
    "TargetField",
    "TextField",
    "Tick",
    "groups_of",
    "targets_of",
]

SENT = "design"
"""A field that the form always sends. Without it, the form shows the defaults; with it, the user's choices."""
NEW_TIMES = "new"
"""The shifts to choose from are made of start times and lengths; otherwise they are those of the scenario."""
STEPS = ("15 min", "30 min", "1 h", "2 h")
"""Between start times."""
DAY_SETS = {
    "every": "every day",
    "Mon-Fri": "Monday to Friday",
    "Sat-Sun": "Saturday and Sunday",
    "Fri-Sat": "Friday and Saturday",
}
RULES = {"staff": "those of staff", "officers": "those of police officers", "none": "none"}
"""Working-time rules, in words."""


@dataclass(frozen=True)
class Tick:
    """A box to tick."""

    name: str
    value: str
    label: str
    is_ticked: bool


@dataclass(frozen=True)
class TextField:
    """A text to enter.

    Attributes
    ----------
    name, label, hint, value : str
        As of a control.
    kind : str
        The type of the control: "text" or "time".
    """

    name: str
    label: str
    hint: str
    value: str
    kind: str = "text"


@dataclass(frozen=True)
class TargetField:
    """A target as a number of per cent; nothing if it is no target."""

    name: str
    label: str
    value: str
    figure: Figure
    comparison: str


@dataclass(frozen=True)
class GroupForm:
    """What may change in one group.

    Attributes
    ----------
    number : int
        Its place in the form.
    group : str
        Its name.
    design : Tick
        Whether it is designed.
    kept : tuple of Tick
        Parts of its rota that may stay.
    way : str
        `NEW_TIMES`, or empty for the shifts of the scenario.
    shifts, days : tuple of Tick
        Shifts of the scenario, and sets of days.
    times, breaks, limits : mapping of str to TextField
        Of new shifts, of their break, and limits, by what they are.
    step, rules : str
        Of the start times; whose working-time rules hold.
    is_paid : Tick
        Whether the break is paid.
    usual_rules : str
        The rules that hold by default, in words.
    """

    number: int
    group: str
    design: Tick
    kept: tuple[Tick, ...]
    way: str
    shifts: tuple[Tick, ...]
    days: tuple[Tick, ...]
    times: Mapping[str, TextField]
    breaks: Mapping[str, TextField]
    limits: Mapping[str, TextField]
    step: str
    rules: str
    is_paid: Tick
    usual_rules: str


def targets_of(scenario: Scenario, values: Mapping[str, str]) -> tuple[TargetField, ...]:
    """Return the targets to choose: of each line that people ring, with the scenario's own filled in."""
    return tuple(
        TargetField(
            name := f"target_{number}_{measure}",
            f"{figure_name(figure, scenario.lines)}: {words}, in per cent",
            values.get(name, "") if SENT in values else _per_cent(own),
            figure,
            comparison,
        )
        for number, (line_name, line) in enumerate(scenario.lines.items())
        if not line.is_work
        for measure, comparison, words, own in (
            (ANSWERED_IN_TARGET.name, ">=", "at least", line.answer_target.share if line.answer_target else None),
            (ABANDONMENT_RATE.name, "<=", "at most", line.abandonment_target),
        )
        if measure != ANSWERED_IN_TARGET.name or line.answer_target is not None
        for figure in (Figure(line_name, measure),)
    )


def _per_cent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:g}"


def groups_of(scenario: Scenario, values: Mapping[str, str]) -> tuple[GroupForm, ...]:
    """Return the groups with a rota, with their own shifts ticked or what was chosen."""
    rotas = [(name, group, group.rota) for name, group in scenario.groups.items() if group.rota is not None]
    return tuple(
        _group_form(scenario, values, number, name, group, rota, is_usual=number == 0 or len(rotas) == 1)
        for number, (name, group, rota) in enumerate(rotas)
    )


def _group_form(
    scenario: Scenario,
    values: Mapping[str, str],
    number: int,
    name: str,
    group: Group,
    rota: Rota,
    *,
    is_usual: bool,
) -> GroupForm:
    used = {post.shift for post in rota.fixed.values()} or set(rota.pattern)

    def tick(field: str, value: str, label: str, usual: bool) -> Tick:
        return Tick(field, value, label, field in values if SENT in values else usual)

    return GroupForm(
        number,
        name,
        tick(f"group_{number}", "1", f"Design the posts of {name}", is_usual),
        tuple(
            tick(f"keep_{number}_{index}", part, label, part == TEAMS)
            for index, (part, label) in enumerate(_parts(rota))
        ),
        values.get(f"way_{number}", "" if scenario.shifts else NEW_TIMES),
        tuple(
            tick(f"shift_{number}_{index}", shift, _plain(shift), shift in used)
            for index, shift in enumerate(scenario.shifts)
        ),
        tuple(
            tick(f"days_{number}_{index}", days, label, days in ("every", "Mon-Fri", "Sat-Sun"))
            for index, (days, label) in enumerate(DAY_SETS.items())
        ),
        _fields(_TIMES, number, values),
        _fields(_BREAKS, number, values),
        _fields(_LIMITS if _has_teams_to_design(rota) else _LIMITS_OF_POSTS, number, values),
        values.get(f"step_{number}", "1 h"),
        values.get(f"rules_{number}", ""),
        tick(f"break_paid_{number}", "1", "The break is paid", False),
        RULES["officers" if group.taken_from else "staff"],
    )


def _has_teams_to_design(rota: Rota) -> bool:
    """Tell whether teams may change their size: part-time teams would have to stay, and the form keeps all or none."""
    return bool(rota.teams) and all(team.share == 1 for team in rota.teams.values())


def _parts(rota: Rota) -> Iterator[tuple[str, str]]:
    """Yield the parts of a rota that may stay as they are, as a design file names them, and in words."""
    if rota.teams:
        yield TEAMS, "the teams"
    for post in rota.fixed:
        yield format_path(("rota", "fixed", post)), f"the post {_plain(post)}"


def _plain(name: str) -> str:
    return name.replace("_", " ")


_TIMES = {
    "from": ("Earliest start", "", "06:00"),
    "to": ("Latest start", "leave empty for one start; an earlier time is after midnight", "22:00"),
    "lengths": ("Lengths of shifts", "one or several, such as 8 h, 10 h", "8 h"),
}
_BREAKS = {
    "length": ("Length of the break", "leave empty for no break", "30 min"),
    "after": ("The break starts no earlier than", "after the start of the shift, such as 2.5 h", "2.5 h"),
    "before": ("The break starts no later than", "after the start of the shift, such as 5.5 h", "5.5 h"),
}
_LIMITS = {
    "more_days": ("Other sets of days", "such as Mon,Wed,Fri; put ; between several sets", ""),
    "kinds": ("Most different shifts", "leave empty for any number", ""),
    "least": ("Fewest posts", "leave empty for any number; enter today for as many as now", ""),
    "people": ("Most posts", "leave empty for any number; enter today for as many as now", ""),
    "hours": ("Most paid hours a week", "leave empty for any number; enter today for as many as now", ""),
    "each": ("Fewest posts on each shift and set of days that is used", "leave empty for one", ""),
    "team_least": ("Fewest people in each team", "a number here lets simcall change the size of teams", ""),
    "team_most": ("Most people in each team", "leave empty for any number", ""),
    "cost": ("Cost of a paid hour", "needed only if the cost is to be as low as possible", ""),
}
"""Label, hint and usual value of fields by what they are."""
_LIMITS_OF_POSTS = {key: words for key, words in _LIMITS.items() if not key.startswith("team")}


def _fields(kinds: Mapping[str, tuple[str, str, str]], number: int, values: Mapping[str, str]) -> dict[str, TextField]:
    prefix = "break_" if kinds is _BREAKS else ""
    return {
        key: TextField(
            f"{prefix}{key}_{number}",
            label,
            hint,
            values.get(f"{prefix}{key}_{number}", "" if SENT in values else usual),
            "time" if key in ("from", "to") else "text",
        )
        for key, (label, hint, usual) in kinds.items()
    }
