"""The tables of a design file that the form for a rota design amounts to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from simcall.errors import Problem, ScenarioError, SimcallError
from simcall.files.advice import Advice, Write
from simcall.files.messages import listed
from simcall.page.design_form import NEW_TIMES, RULES, GroupForm, TargetField, TextField, groups_of, targets_of
from simcall.page.form_problems import FormProblem, FormProblemsError
from simcall.scenario import Scenario
from simcall.scenario.models.paths import parse_path
from simcall.studies.design.kept_staffing import TEAMS

__all__ = ["problems_of", "tables_of"]

_MOST, _HIGHEST_COST = 10_000, 1e9
_TODAY, _BASE = "today", "base"
_PARTS = {
    ("starts",): ("start times", "from_{}"),
    ("lengths",): ("lengths of shifts", "lengths_{}"),
    ("breaks",): ("break", "break_length_{}"),
    ("shifts",): ("shifts to choose from", "shift_{}_0"),
    ("days",): ("days", "more_days_{}"),
    ("kinds",): ("different shifts", "kinds_{}"),
    ("people",): ("posts", "people_{}"),
    ("people", "min"): ("posts", "least_{}"),
    ("paid_hours",): ("paid hours", "hours_{}"),
    ("each_shift",): ("posts on each shift", "each_{}"),
    ("team_people",): ("people in each team", "team_most_{}"),
    ("team_people", "min"): ("people in each team", "team_least_{}"),
    ("keep",): ("what stays", "keep_{}_0"),
    ("rules",): ("working-time rules", "rules_{}"),
    ("cost_per_hour",): ("cost of a paid hour", "cost_{}"),
}
"""Parts of a group's table in a design file, as the form calls them, and their controls with the group's number.

Days that are ticked are always right, so wrong ones are those that were written.
"""
_REMEDIES = {
    "rules": f'choose "{RULES["none"]}" as the working-time rules for shifts',
    "breaks": "enter a shorter break, an earlier one or longer shifts",
    "team_people": "enter the fewest people in each team",
}
"""What to do in the form where a design file would have an entry."""


def tables_of(scenario: Scenario, values: Mapping[str, str]) -> dict[str, Any]:
    """Return the tables of the design file that the form asks for.

    Raises
    ------
    FormProblemsError
        With everything that the form lacks.
    """
    problems: list[FormProblem] = []
    target_fields, forms = targets_of(scenario, values), groups_of(scenario, values)
    targets = list(_targets(target_fields, problems))
    minimise = values.get("minimise", "")
    groups = {
        form.group: _group(form, problems, needs_cost=minimise == "cost") for form in forms if form.design.is_ticked
    }
    confidence = _confidence(values.get("confidence", ""), problems)
    if not targets and not problems:
        problems.append(FormProblem("enter at least one target", target_fields[0].name if target_fields else ""))
    if not groups:
        problems.append(FormProblem("tick at least one group to design", forms[0].design.name if forms else ""))
    if problems:
        raise FormProblemsError(problems)
    return {
        "targets": targets,
        "hold": "every-hour" if values.get("hold") == "every-hour" else "week",
        "minimise": minimise if minimise in ("people", "cost") else "paid_hours",
        **confidence,
        "groups": groups,
    }


def problems_of(error: SimcallError, scenario: Scenario, values: Mapping[str, str]) -> tuple[FormProblem, ...]:
    """Return what is wrong with a request in the words of the form that asks for it."""
    if isinstance(error, FormProblemsError):
        return error.problems
    if not isinstance(error, ScenarioError):
        return tuple(map(FormProblem, str(error).splitlines()))
    targets = [field.name for field in targets_of(scenario, values) if field.value.strip()]
    groups = {form.group: form for form in groups_of(scenario, values)}
    return tuple(_in_form(problem, targets, groups) for problem in error.problems)


def _in_form(problem: Problem, targets: Sequence[str], groups: Mapping[str, GroupForm]) -> FormProblem:
    table, *keys = parse_path(problem.path) if problem.path else ("",)
    if table == "groups" and keys:
        return _in_group(problem.message, keys[1:], groups[keys[0]])
    field = targets[int(keys[0]) if keys else 0] if table == "targets" else table
    return FormProblem(problem.message, field, problem.path)


def _in_group(message: str, keys: Sequence[str], form: GroupForm) -> FormProblem:
    """Return what is wrong with a part of a group's table; its shifts if it is the group as a whole."""
    message = _in_fields(message, form)
    if not keys:
        _, control = _PARTS[("lengths",) if form.way == NEW_TIMES else ("shifts",)]
        return FormProblem(message, control.format(form.number), form.group)
    words, control = _PARTS.get(tuple(keys[:2])) or _PARTS[(keys[0],)]
    return FormProblem(message, control.format(form.number), f"{form.group}: {words}")


def _in_fields(message: str, form: GroupForm) -> str:
    """Return a message that names fields of the form in place of keys of a design file."""
    return message.worded(written=partial(_field_words, form)) if isinstance(message, Advice) else message


def _field_words(form: GroupForm, entry: Write) -> str:
    if entry.key == "keep":  # the form keeps all teams or none
        labels = {tick.value: tick.label for tick in form.kept}
        parts = listed([labels.get(part) or labels[TEAMS] for part in entry.value])
        return f"tick {parts} among the parts of today's rota to keep"
    return _REMEDIES[entry.key]


def _targets(fields: tuple[TargetField, ...], problems: list[FormProblem]) -> Iterator[str]:
    for field in fields:
        if not (text := field.value.strip()):
            continue
        share = _share(text)
        if share is None:
            message = "enter a number from 0 to 100, or nothing for no target"
            problems.append(FormProblem(message, field.name, field.label))
        else:
            yield f"{field.figure}{field.comparison}{share:.6g}"


def _share(text: str) -> float | None:
    """Read a number of per cent as a share."""
    try:
        share = float(text.removesuffix("%").strip()) / 100
    except ValueError:
        return None
    return share if 0 <= share <= 1 else None


def _confidence(text: str, problems: list[FormProblem]) -> dict[str, float]:
    if not text.strip():
        return {}
    share = _share(text.strip())
    if share is None or not 0.5 <= share <= 0.999:
        message = "enter a number of per cent from 50 to 99.9"
        problems.append(FormProblem(message, "confidence", "How sure each target is to hold"))
        return {}
    return {"confidence": round(share, 6)}


def _group(form: GroupForm, problems: list[FormProblem], *, needs_cost: bool) -> dict[str, Any]:
    table: dict[str, Any] = {}
    if form.way == NEW_TIMES:
        table |= _new_shifts(form)
    else:
        table["shifts"] = [tick.value for tick in form.shifts if tick.is_ticked]
        if not table["shifts"]:
            problems.append(FormProblem("tick at least one shift", f"shift_{form.number}_0", form.group))
    others = (text.strip() for text in form.limits["more_days"].value.split(";"))
    table["days"] = [*(tick.value for tick in form.days if tick.is_ticked), *filter(None, others)]
    if not table["days"]:
        problems.append(FormProblem("tick at least one set of days", f"days_{form.number}_0", form.group))
    if kept := [tick.value for tick in form.kept if tick.is_ticked]:
        table["keep"] = kept
    limits = _limits(form, problems)
    if TEAMS in kept and "team_people" in limits:
        message = "leave this empty, or do not keep the teams as they are today"
        field = next(form.limits[key] for key in ("team_least", "team_most") if form.limits[key].value.strip())
        problems.append(FormProblem(message, field.name, f"{form.group}: {field.label}"))
    table |= limits
    if form.rules:
        table["rules"] = form.rules
    if needs_cost:
        cost = _cost(form.limits["cost"].value.strip())
        if cost is None:
            message = "enter what a paid hour costs, as a number such as 23.50"
            problems.append(FormProblem(message, form.limits["cost"].name, form.group))
        else:
            table["cost_per_hour"] = cost
    return table


def _cost(text: str) -> float | None:
    try:
        cost = float(text)
    except ValueError:
        return None
    return cost if 0 < cost <= _HIGHEST_COST else None


def _new_shifts(form: GroupForm) -> dict[str, Any]:
    """Return start times, lengths and the break as the form has them; what is wrong with them the design says."""
    first, last, lengths = (form.times[key].value.strip() for key in ("from", "to", "lengths"))
    starts = {"from": first, "to": last, "step": form.step} if last and last != first else [first]
    table: dict[str, Any] = {"starts": starts}
    table["lengths"] = [part.strip() for part in lengths.replace(";", ",").split(",") if part.strip()]
    length, after, before = (form.breaks[key].value.strip() for key in ("length", "after", "before"))
    if length:
        paid = {"paid": True} if form.is_paid.is_ticked else {}
        table["breaks"] = [{"length": length, "after": after, "before": before, **paid}]
    return table


def _limits(form: GroupForm, problems: list[FormProblem]) -> dict[str, Any]:
    """Return the limits that are entered."""

    def number(key: str, *, least: int = 0, or_today: bool = False) -> int | float | str | None:
        field = form.limits.get(key)
        return None if field is None else _number(form.group, field, problems, least=least, or_today=or_today)

    kinds = number("kinds", least=1)
    tables = {
        "people": {"min": number("least", or_today=True), "max": number("people", or_today=True)},
        "paid_hours": {"max": number("hours", or_today=True)},
        "each_shift": {"min": number("each")},
        "team_people": {"min": number("team_least"), "max": number("team_most")},
    }
    given = {key: {end: limit for end, limit in ends.items() if limit is not None} for key, ends in tables.items()}
    return {**({} if kinds is None else {"kinds": kinds}), **{key: ends for key, ends in given.items() if ends}}


def _number(
    group: str, field: TextField, problems: list[FormProblem], *, least: int = 0, or_today: bool = False
) -> int | str | None:
    """Read a whole number, or as many as today; nothing if the field is empty."""
    text = field.value.strip()
    if not text:
        return None
    if or_today and text.lower() == _TODAY:
        return _BASE
    if text.isascii() and text.isdigit() and least <= int(text) <= _MOST:
        return int(text)
    today = f", {_TODAY}" if or_today else ""
    message = f"enter a whole number from {least} to {_MOST:,}{today}, or nothing for no limit"
    problems.append(FormProblem(message, field.name, f"{group}: {field.label}"))
    return None
