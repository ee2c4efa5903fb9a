"""The options of ``simcall import`` as answers, with every mistake in them at once; the page uses the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from simcall.errors import Problem, ScenarioError
from simcall.observed.answers import ImportAnswers
from simcall.scenario.models.quantities import parse_date
from simcall.sheets.dates import DateOrder

__all__ = ["given_answers"]


def given_answers(
    *,
    lines: Sequence[str] = (),
    columns: Sequence[str] = (),
    choices: Sequence[str] = (),
    keep: Sequence[str] = (),
    zone: str | None = None,
    local_zone: str | None = None,
    dates: str | None = None,
    staff: str | None = None,
) -> ImportAnswers:
    """Return what the options say.

    Parameters
    ----------
    lines, columns, choices : sequence of str
        The texts of ``--line``, ``--map`` and ``--answer``.
    keep : sequence of str
        The dates of ``--keep``.
    zone, local_zone, dates, staff : str, optional
        The texts of the options of these names.

    Raises
    ------
    ScenarioError
        With every option that cannot be read.
    """
    problems: list[Problem] = []
    queues = _lines(lines, problems)
    fields = _pairs("--map", columns, "Dur2=talk", problems)
    chosen = _pairs("--answer", choices, "durations=s", problems)
    days = _dates(keep, problems)
    for option, name in (("--zone", zone), ("--local-zone", local_zone)):
        if name is not None and not _is_zone(name):
            problems.append(Problem(option, "", f'there is no time zone "{name}"; write "UTC" or "Europe/London"'))
    if dates is not None and dates not in get_args(DateOrder):
        problems.append(Problem("--dates", "", f'"{dates}" is not an order; write {_listed(DateOrder)}'))
    if problems:
        raise ScenarioError(problems)
    return ImportAnswers(
        lines=queues,
        columns=fields,
        zone=zone,
        local_zone=local_zone,
        dates=cast("DateOrder | None", dates),
        choices={f"--{name.removeprefix('--')}": choice for name, choice in chosen.items()},
        keep=days,
        staff=staff,
    )


def _lines(texts: Sequence[str], problems: list[Problem]) -> dict[str, str | tuple[str, ...]]:
    """Return the queue of each line, or its queues: a line may be named several times."""
    queues: dict[str, tuple[str, ...]] = {}
    for line, queue in _named_values("--line", texts, "999=999 Emergency", problems):
        queues[line] = tuple(dict.fromkeys((*queues.get(line, ()), queue)))
    return {line: names[0] if len(names) == 1 else names for line, names in queues.items()}


def _pairs(option: str, texts: Sequence[str], example: str, problems: list[Problem]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for name, value in _named_values(option, texts, example, problems):
        if name in pairs:
            problems.append(Problem(option, "", f'"{name}" is given twice, as "{pairs[name]}" and "{value}"; keep one'))
        else:
            pairs[name] = value
    return pairs


def _named_values(
    option: str, texts: Sequence[str], example: str, problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, mark, value = (part.strip() for part in text.partition("="))
        if name and mark and value:
            yield name, value
        else:
            problems.append(Problem(option, "", f'"{text}" has no name on each side of "="; write "{example}"'))


def _dates(texts: Sequence[str], problems: list[Problem]) -> tuple[date, ...]:
    days: list[date] = []
    for text in texts:
        try:
            days.append(parse_date(text))
        except ValueError as error:
            problems.append(Problem("--keep", "", f'"{text}": {error}'))
    return tuple(sorted(set(days)))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _listed(orders: object) -> str:
    *first, last = get_args(orders)
    return f"{', '.join(first)} or {last}"
