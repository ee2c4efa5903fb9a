"""The form that asks for a rota design: what it shows, and the tables of a design file that it amounts to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simcall.errors import SimcallError
from simcall.measures.definitions import ABANDONMENT_RATE, ANSWERED_IN_TARGET
from simcall.measures.targets import Figure
from simcall.scenario import Scenario
from simcall.studies.figure_names import figure_name

__all__ = ["SENT", "GroupForm", "TargetField", "groups_of", "tables_of", "targets_of"]

SENT = "design"
"""A field of the form that is always sent: without it the form shows what is usual, with it what was chosen."""
DAY_SETS = {
    "every": "every day",
    "Mon-Fri": "Monday to Friday",
    "Sat-Sun": "Saturday and Sunday",
    "Fri-Sat": "Friday and Saturday",
}


@dataclass(frozen=True)
class Tick:
    """A box to tick."""

    name: str
    value: str
    label: str
    is_ticked: bool


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
    """What may change in one group."""

    number: int
    group: str
    design: Tick
    teams: Tick | None
    shifts: tuple[Tick, ...]
    days: tuple[Tick, ...]
    kinds: str
    people: str


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
    rotas = [(name, group.rota) for name, group in scenario.groups.items() if group.rota is not None]
    forms = []
    for number, (name, rota) in enumerate(rotas):
        used = {post.shift for post in rota.fixed.values()} or set(rota.pattern)

        def tick(field: str, value: str, label: str, usual: bool) -> Tick:
            return Tick(field, value, label, field in values if SENT in values else usual)

        forms.append(
            GroupForm(
                number,
                name,
                tick(f"group_{number}", "1", f"Design the posts of {name}", number == 0 or len(rotas) == 1),
                tick(f"teams_{number}", "1", "Keep the teams as they are", True) if rota.teams else None,
                tuple(
                    tick(f"shift_{number}_{index}", shift, shift.replace("_", " "), shift in used)
                    for index, shift in enumerate(scenario.shifts)
                ),
                tuple(
                    tick(f"days_{number}_{index}", days, label, days in ("every", "Mon-Fri", "Sat-Sun"))
                    for index, (days, label) in enumerate(DAY_SETS.items())
                ),
                values.get(f"kinds_{number}", ""),
                values.get(f"people_{number}", ""),
            )
        )
    return tuple(forms)


def tables_of(scenario: Scenario, values: Mapping[str, str]) -> dict[str, Any]:
    """Return the tables of the design file that the form asks for.

    Raises
    ------
    SimcallError
        With everything that the form lacks.
    """
    problems: list[str] = []
    targets = list(_targets(targets_of(scenario, values), problems))
    groups = {form.group: _group(form, problems) for form in groups_of(scenario, values) if form.design.is_ticked}
    if not targets and not problems:
        problems.append("enter at least one target")
    if not groups:
        problems.append("tick at least one group to design")
    if problems:
        raise SimcallError("\n".join(problems))
    return {
        "targets": targets,
        "hold": "every-hour" if values.get("hold") == "every-hour" else "week",
        "minimise": "people" if values.get("minimise") == "people" else "paid_hours",
        "groups": groups,
    }


def _targets(fields: tuple[TargetField, ...], problems: list[str]) -> Iterator[str]:
    for field in fields:
        text = field.value.strip().removesuffix("%").strip()
        if not text:
            continue
        try:
            share = float(text)
        except ValueError:
            share = -1.0
        if 0 <= share <= 100:
            yield f"{field.figure}{field.comparison}{share / 100:.6g}"
        else:
            problems.append(f"{field.label}: enter a number from 0 to 100, or nothing for no target")


def _group(form: GroupForm, problems: list[str]) -> dict[str, Any]:
    shifts = [tick.value for tick in form.shifts if tick.is_ticked]
    days = [tick.value for tick in form.days if tick.is_ticked]
    if not shifts:
        problems.append(f"{form.group}: tick at least one shift")
    if not days:
        problems.append(f"{form.group}: tick at least one set of days")
    table: dict[str, Any] = {"shifts": shifts, "days": days}
    if form.teams is not None and form.teams.is_ticked:
        table["keep"] = ["rota.teams"]
    for text, what, least in ((form.kinds, "kinds", 1), (form.people, "people", 0)):
        text = text.strip()
        if not text:
            continue
        if not (text.isascii() and text.isdigit() and least <= int(text) <= 10_000):
            problems.append(f"{form.group}: enter a whole number from {least} to 10,000, or nothing for no limit")
        else:
            table[what] = int(text) if what == "kinds" else {"max": int(text)}
    return table
